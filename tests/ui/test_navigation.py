"""The list of pages: by click, by arrow keys, by Ctrl and the page's position; with counts."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from severa_desktop.ui import theme
from severa_desktop.ui.context import Context
from severa_desktop.ui.navigation import Navigation, Place
from severa_desktop.ui.page import Page
from severa_desktop.ui.places import places
from severa_desktop.ui.window import MainWindow

NAMES = ["activities", "import", "to_check", "directory", "settings"]


class Shown:
    """A navigation on the screen, and the pages it asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.navigation = Navigation(places())
        qtbot.addWidget(self.navigation)
        self.chosen: list[str] = []
        self.navigation.chosen.connect(self.chosen.append)
        self.navigation.chosen.connect(self.navigation.show_page)
        self.navigation.resize(self.navigation.width(), 400)
        self.navigation.show()
        qtbot.waitExposed(self.navigation)
        self.navigation.activateWindow()
        self.navigation.show_page(NAMES[0])
        self.buttons[0].setFocus()
        qtbot.waitUntil(self.buttons[0].hasFocus)

    @property
    def buttons(self) -> list[QToolButton]:
        return self.navigation.findChildren(QToolButton)

    @property
    def checked(self) -> list[str]:
        return [name for name, button in zip(NAMES, self.buttons, strict=True) if button.isChecked()]

    @property
    def focused(self) -> list[str]:
        return [name for name, button in zip(NAMES, self.buttons, strict=True) if button.hasFocus()]

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.navigation.focusWidget(), key)


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_a_click_chooses_a_page(shown: Shown) -> None:
    QTest.mouseClick(shown.buttons[2], Qt.MouseButton.LeftButton)
    assert shown.chosen == ["to_check"]
    assert shown.checked == ["to_check"]


def test_showing_a_page_marks_it_and_asks_for_nothing(shown: Shown) -> None:
    shown.navigation.show_page("directory")
    assert shown.checked == ["directory"]
    assert shown.chosen == []


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ([Qt.Key.Key_Down], ["import"]),
        ([Qt.Key.Key_Down] * 5, ["import", "to_check", "directory", "settings", "activities"]),
        ([Qt.Key.Key_Up], ["settings"]),
        ([Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down], ["settings", "directory", "settings"]),
    ],
)
def test_arrow_keys_go_from_page_to_page_and_round(shown: Shown, keys: list[Qt.Key], chosen: list[str]) -> None:
    shown.press(*keys)
    assert shown.chosen == chosen
    assert shown.checked == shown.focused == chosen[-1:]


def test_other_keys_choose_nothing(shown: Shown) -> None:
    shown.press(Qt.Key.Key_X, Qt.Key.Key_Home, Qt.Key.Key_Left)
    euro = QKeyEvent(QKeyEvent.Type.KeyPress, 0x20AC, Qt.KeyboardModifier.NoModifier, "€")
    QApplication.sendEvent(shown.navigation.focusWidget(), euro)
    assert shown.chosen == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_space_and_enter_choose_the_page_that_has_the_focus(shown: Shown, key: Qt.Key) -> None:
    shown.buttons[3].setFocus()
    shown.press(key)
    assert shown.chosen == ["directory"]


def test_counts_stand_beside_the_title_and_vanish_at_zero(shown: Shown) -> None:
    shown.navigation.set_count("to_check", 1234)
    assert shown.buttons[2].text() == "To check  1,234"
    assert shown.buttons[2].accessibleName() == "To check, 1,234"
    shown.navigation.set_count("to_check", 0)
    assert shown.buttons[2].text() == shown.buttons[2].accessibleName() == "To check"


def test_counts_are_written_as_the_person_writes_them(dutch: None, shown: Shown) -> None:
    shown.navigation.set_count("to_check", 1234)
    assert shown.buttons[2].text().endswith("1.234")


@pytest.mark.parametrize("language", ["english", "dutch"])
def test_titles_with_the_largest_counts_are_not_cut(request: pytest.FixtureRequest, language: str) -> None:
    request.getfixturevalue(language)
    shown: Shown = request.getfixturevalue("shown")
    shown.navigation.set_count("to_check", 99_999)
    # The one that is shown is written in bold letters.
    shown.navigation.show_page("to_check")
    for button in shown.buttons:
        assert button.sizeHint().width() <= button.width(), button.text()


def test_words_keep_their_distance_from_the_icon(shown: Shown) -> None:
    image = shown.buttons[1].grab().toImage()
    ground = image.pixelColor(image.width() - 12, image.height() // 2)
    drawn = [
        x
        for x in range(12, image.width() - 12)
        if any(image.pixelColor(x, y) != ground for y in range(8, image.height() - 8))
    ]
    assert max(right - left for left, right in pairwise(drawn)) > theme.UNIT


def test_every_button_says_its_key_and_its_name(shown: Shown) -> None:
    assert [button.toolTip() for button in shown.buttons] == [
        "Activities (Ctrl+1)",
        "Import (Ctrl+2)",
        "To check (Ctrl+3)",
        "Directory (Ctrl+4)",
        "Settings (Ctrl+5)",
    ]
    assert all(button.accessibleName() for button in shown.buttons)
    assert all(button.height() >= 24 for button in shown.buttons)


def test_pages_are_made_only_when_they_are_asked_for(qtbot: QtBot) -> None:
    def never(_context: Context) -> Page:
        raise AssertionError

    navigation = Navigation((Place("one", "One", "mail", never), Place("two", "Two", "mail", never)))
    qtbot.addWidget(navigation)
    navigation.show_page("two")
    assert navigation.findChildren(QToolButton)[1].isChecked()


@pytest.mark.parametrize(("number", "name"), [(2, "import"), (1, "activities")])
def test_ctrl_and_a_number_go_to_a_page_from_anywhere_in_the_window(
    context: Context, qtbot: QtBot, settle: Callable[[Context], None], number: int, name: str
) -> None:
    context.state.set_text("page", "import" if number == 1 else "activities")
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.actions() != [])
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    assert context.state.text("page") == name
    assert window.navigation.findChildren(QToolButton)[number - 1].isChecked()
    settle(context)
