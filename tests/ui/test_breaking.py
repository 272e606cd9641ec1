"""Words that are wider than their place: they break, and what is copied of them is what was said."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from severa_desktop.ui.breaking import BreakingLabel

ADDRESS = "anna.de.vries@administratie.acme.example"
TEXT = f"Anna de Vries <{ADDRESS}>"


@pytest.fixture
def label(qtbot: QtBot) -> BreakingLabel:
    made = BreakingLabel()
    qtbot.addWidget(made)
    made.setText(TEXT)
    made.resize(120, 100)
    made.show()
    return made


def drawn(label: BreakingLabel) -> str:
    return super(BreakingLabel, label).text()


def test_only_words_without_room_break_and_join_again(label: BreakingLabel) -> None:
    assert drawn(label) != TEXT
    assert drawn(label).startswith("Anna de Vries <")
    assert label.text() == TEXT
    assert label.heightForWidth(120) > label.fontMetrics().height() * 2
    label.resize(600, 100)
    assert drawn(label) == TEXT


def test_it_asks_for_little_room_however_long_its_words(label: BreakingLabel) -> None:
    label.resize(600, 100)
    assert label.minimumSizeHint().width() <= 80


def test_what_is_selected_is_copied_as_it_is(label: BreakingLabel) -> None:
    QTest.mousePress(label, Qt.MouseButton.LeftButton, pos=QPoint(0, 2))
    QTest.mouseMove(label, QPoint(119, 99))
    QTest.mouseRelease(label, Qt.MouseButton.LeftButton, pos=QPoint(119, 99))
    assert ADDRESS in label.selectedText()
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == label.selectedText()


def test_its_menu_copies_all_where_nothing_is_selected(label: BreakingLabel, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    place = QPoint(5, 5)
    QApplication.sendEvent(label, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, label.mapToGlobal(place)))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    menu.close()
    assert QGuiApplication.clipboard().text() == TEXT
