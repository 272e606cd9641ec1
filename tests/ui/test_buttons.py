"""Buttons of every kind are pressed by Space and by Enter: on some systems Qt leaves Enter to dialogs."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.services.directory_schema import Section
from severa_desktop.ui.actions import action, main_button, push_button
from severa_desktop.ui.banner import Banner
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.page import DirectoryPage
from severa_desktop.ui.page import EmptyState
from severa_desktop.ui.places import DIRECTORY, places
from severa_desktop.ui.window import MainWindow

Done = Callable[[], object]


def of_an_action(done: Done) -> QWidget:
    page = QWidget()
    push_button(action(page, "Do it", done)).setParent(page)
    return page


def main_one(done: Done) -> QWidget:
    page = QWidget()
    main_button(action(page, "Do it", done)).setParent(page)
    return page


def of_a_banner(done: Done) -> QWidget:
    banner = Banner()
    banner.say("Something is under way.", ("Do it", done))
    return banner


def of_an_empty_page(done: Done) -> QWidget:
    empty = EmptyState("mail")
    empty.say("Nothing yet.", ("Do it", done))
    return empty


@pytest.mark.parametrize("make", [of_an_action, main_one, of_a_banner, of_an_empty_page])
@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_keys_press_a_button(qtbot: QtBot, make: Callable[[Done], QWidget], key: Qt.Key) -> None:
    done: list[str] = []
    widget = make(lambda: done.append("done"))
    qtbot.addWidget(widget)
    widget.show()
    button = widget.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    QTest.keyClick(button, key)
    assert done == ["done"]


def test_no_button_of_any_page_leaves_enter_out(
    qtbot: QtBot, sample_context: Context, settle: Callable[[Context], None]
) -> None:
    window = MainWindow(sample_context)
    qtbot.addWidget(window)
    window.show()
    for place in places():
        window.show_page(place.name)
        settle(sample_context)
        settle(sample_context)
    window.show_page(DIRECTORY)
    page = window.page
    assert isinstance(page, DirectoryPage)
    page.form.begin(Section.PROJECTS, None)
    found = window.findChildren(QPushButton)
    assert len(found) > 20
    assert [one.text() or one.accessibleName() for one in found if not one.autoDefault()] == []
