"""The page of settings by keyboard and wheel, in a narrow window, and where one begins on it."""

import itertools
from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.ui import theme
from severa_desktop.ui.context import Context
from severa_desktop.ui.places import DIRECTORY
from severa_desktop.ui.places import SETTINGS as SETTINGS_PAGE
from severa_desktop.ui.settings.page import SettingsPage
from severa_desktop.ui.window import MainWindow

Settle = Callable[[Context], None]


def test_the_wheel_is_left_to_the_page(page: SettingsPage) -> None:
    for box in page.findChildren(QComboBox):
        before = box.currentIndex()
        place = QPointF(box.rect().center())
        wheel = QWheelEvent(
            place,
            QPointF(box.mapToGlobal(place)),
            QPoint(0, -120),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, wheel)
        assert box.currentIndex() == before
        assert not wheel.isAccepted(), "it goes to what lies around"


def tab_order(page: SettingsPage) -> list[QWidget]:
    """Return what Tab visits, from the first field on."""
    first = page.address.field.prefix
    found: list[QWidget] = [first]
    at = first.nextInFocusChain()
    while at is not None and at is not first:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisible() and at.isEnabled():
            found.append(at)
        at = at.nextInFocusChain()
    return found


def test_everything_has_a_name_and_is_reached_by_keyboard(page: SettingsPage) -> None:
    reached = tab_order(page)
    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for one in page.findChildren(kind):
            if one.isVisible() and one.isEnabled():
                assert one in reached
                assert one.accessibleName() or (isinstance(one, QAbstractButton) and one.text())
                assert min(one.width(), one.height()) >= 24


def test_tab_goes_down_the_page(page: SettingsPage) -> None:
    column = page._area.widget()
    assert column is not None
    visited = [one for one in tab_order(page) if column.isAncestorOf(one)]
    heights = [one.mapTo(column, QPoint(0, one.height() // 2)).y() for one in visited]
    # Widgets of one row may differ by some pixels.
    assert all(second > first - theme.UNIT for first, second in itertools.pairwise(heights))
    assert visited[-1].parentWidget() is page.about


def test_it_fits_a_narrow_window_whatever_is_entered(page: SettingsPage, settle: Settle) -> None:
    page.resize(576, 500)
    page.address.field.prefix.setText("x" * 64)
    page.address.field.domain.setText(".".join(["y" * 60] * 4))
    page.activities.type.enter("A type with a name that is far longer than any field could ever be wide, and more")
    settle(page.context)
    assert page.address.plain.isVisible()
    QApplication.processEvents()
    area = page.findChild(QScrollArea)
    assert area is not None
    assert area.horizontalScrollBar().maximum() == 0


def test_whoever_comes_here_begins_at_the_first_field(qtbot: QtBot, context: Context) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.show_page(DIRECTORY)
    window.show_page(SETTINGS_PAGE)
    page = window.page
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(page.address.field.prefix.hasFocus)


def test_a_page_that_comes_back_keeps_the_focus_where_it_was(page: SettingsPage) -> None:
    assert page.focusWidget() is page.address.field.prefix
    page.intake.max_size.box.setFocus()
    page.opened()
    assert page.focusWidget() is page.intake.max_size.box
