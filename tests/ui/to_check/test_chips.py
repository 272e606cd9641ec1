"""The chips of what kinds of things there are to check: whole in any language, at any width."""

from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.services.checking import CheckCounts, CheckKind
from severa_desktop.ui.to_check.chips import KindChips


def test_whoever_sends_nothing_to_severa_sees_nothing_of_it(qtbot: QtBot) -> None:
    chips = KindChips(QWidget(), (CheckKind.NOT_SENT,))
    qtbot.addWidget(chips)
    chip = chips.findChildren(QToolButton)[-1]
    assert not chip.isHidden()
    chips.clear()
    chips.set_counts(CheckCounts(1, 0, 0))
    assert chip.isHidden()
    chips.set_counts(CheckCounts(1, 0, 0, 3))
    assert not chip.isHidden()
    assert chip.accessibleName() == "Not in Severa 3"


def test_chips_go_on_in_the_next_line_rather_than_being_cut_off(dutch: None, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    chips = KindChips(page, ())
    chips.set_counts(CheckCounts(6, 0, 15))
    column = QVBoxLayout(page)
    column.addWidget(chips)
    column.addStretch()
    page.show()
    each = [one for one in chips.findChildren(QToolButton) if not one.isHidden()]
    for width, lines in ((1000, 1), (560, 2), (260, 3)):
        page.resize(width, 400)
        qtbot.waitUntil(lambda lines=lines: len({one.y() for one in each}) == lines)  # type: ignore[misc]
        assert all(one.width() >= one.sizeHint().width() for one in each)
        assert all(one.geometry().bottom() < chips.height() for one in each)
