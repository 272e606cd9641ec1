"""Choosing from the directory: typing finds, arrow keys and Enter choose, and nothing is chosen that is not shown."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.bootstrap import Application
from severa_desktop.core.directory import Customer, Project, ProjectKind
from severa_desktop.services.directory_search import Found, Kind
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.picker import pick, place_within
from tests.e2e.waiting import DEADLINE
from tests.services.company import DIRECTORY


class Opened:
    """A picker under a button, and what came of it."""

    def __init__(self, context: Context, qtbot: QtBot, *kinds: Kind) -> None:
        self.context = context
        self.button = QPushButton("Customer")
        qtbot.addWidget(self.button)
        with qtbot.waitExposed(self.button):
            self.button.show()
        self.chosen: list[Found] = []
        self.typed: list[str] = []
        self.gone: list[bool] = []
        self.picker = pick(context, kinds or list(Kind), "Which one?", self.button, self.chosen.append)
        self.picker.destroyed.connect(lambda: self.gone.append(True))

    def takes_addresses(self) -> None:
        self.picker.typed.connect(self.typed.append)

    @property
    def field(self) -> QLineEdit:
        found = self.picker.findChild(QLineEdit)
        assert isinstance(found, QLineEdit)
        return found

    @property
    def choices(self) -> QListWidget:
        found = self.picker.findChild(QListWidget)
        assert isinstance(found, QListWidget)
        return found

    @property
    def rows(self) -> list[str]:
        """What is shown to choose from."""
        return [self.choices.item(row).text() for row in range(self.choices.count())]

    @property
    def sentence(self) -> str:
        return "".join(one.text() for one in self.picker.findChildren(QLabel) if one.isVisible())

    def type(self, text: str) -> None:
        QTest.keyClicks(self.field, text)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.field, key)


Open = Callable[..., Opened]


@pytest.fixture
def open_picker(context: Context, qtbot: QtBot) -> Iterator[Open]:
    opened: list[Opened] = []

    def make(*kinds: Kind) -> Opened:
        one = Opened(context, qtbot, *kinds)
        opened.append(one)
        return one

    yield make
    for one in opened:
        if not one.gone:
            one.picker.close()


def test_it_opens_with_all_there_is_and_the_first_chosen(open_picker: Open, qtbot: QtBot) -> None:
    opened = open_picker(Kind.CUSTOMER)
    qtbot.waitUntil(lambda: opened.rows == ["Bakery", "Café"])
    assert opened.field.hasFocus()
    assert opened.choices.currentRow() == 0
    assert opened.field.accessibleName() == opened.choices.accessibleName() == "Which one?"


def test_what_is_typed_is_looked_for_in_the_kinds_that_are_wanted(open_picker: Open, qtbot: QtBot) -> None:
    opened = open_picker(Kind.PROJECT, Kind.CUSTOMER)
    opened.type("bak")
    qtbot.waitUntil(lambda: opened.rows == ["Bakery", "1001 Web shop    Bakery"])
    opened.field.clear()
    opened.type("cafe")
    qtbot.waitUntil(lambda: opened.rows == ["Café", "1002 New till    Café"])


def test_enter_takes_the_chosen_row_and_closes(open_picker: Open, qtbot: QtBot) -> None:
    opened = open_picker(Kind.CUSTOMER)
    qtbot.waitUntil(lambda: len(opened.rows) == 2)
    opened.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert [found.name for found in opened.chosen] == ["Café"]
    qtbot.waitUntil(lambda: opened.gone == [True])


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ([Qt.Key.Key_Down], 1),
        ([Qt.Key.Key_Down] * 6, 3),
        ([Qt.Key.Key_Up], 0),
        ([Qt.Key.Key_PageDown], 3),
        ([Qt.Key.Key_PageDown, Qt.Key.Key_PageUp], 0),
        ([Qt.Key.Key_PageDown, Qt.Key.Key_Up], 2),
    ],
)
def test_arrow_keys_move_within_the_list(open_picker: Open, qtbot: QtBot, keys: list[Qt.Key], row: int) -> None:
    opened = open_picker(Kind.CUSTOMER, Kind.USER)
    qtbot.waitUntil(lambda: len(opened.rows) == 4)
    opened.press(*keys)
    assert opened.choices.currentRow() == row


def test_a_click_takes_a_row(open_picker: Open, qtbot: QtBot) -> None:
    opened = open_picker(Kind.CUSTOMER)
    qtbot.waitUntil(lambda: len(opened.rows) == 2)
    place = opened.choices.visualItemRect(opened.choices.item(1)).center()
    QTest.mouseClick(opened.choices.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [found.name for found in opened.chosen] == ["Café"]


def test_escape_closes_and_takes_nothing(open_picker: Open, qtbot: QtBot) -> None:
    opened = open_picker(Kind.CUSTOMER)
    qtbot.waitUntil(lambda: len(opened.rows) == 2)
    opened.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: opened.gone == [True])
    assert opened.chosen == []


def hold_up(context: Context) -> threading.Event:
    """Let the quick lane stand still until the event is set."""
    going_on = threading.Event()

    def wait(_services: Application) -> bool:
        return going_on.wait(DEADLINE)

    context.background.run(context, wait)
    return going_on


def test_enter_pressed_before_the_answer_came_takes_what_was_typed_not_what_is_still_shown(
    context: Context, open_picker: Open, qtbot: QtBot
) -> None:
    opened = open_picker(Kind.CUSTOMER)
    qtbot.waitUntil(lambda: opened.rows == ["Bakery", "Café"])
    going_on = hold_up(context)
    opened.type("caf")
    opened.press(Qt.Key.Key_Return)
    assert opened.chosen == []
    going_on.set()
    qtbot.waitUntil(lambda: [found.name for found in opened.chosen] == ["Café"])


def test_enter_counts_no_more_when_one_types_on(context: Context, open_picker: Open, qtbot: QtBot) -> None:
    opened = open_picker(Kind.CUSTOMER)
    qtbot.waitUntil(lambda: len(opened.rows) == 2)
    going_on = hold_up(context)
    opened.type("b")
    opened.press(Qt.Key.Key_Return)
    opened.type("a")
    going_on.set()
    qtbot.waitUntil(lambda: opened.rows == ["Bakery"])
    assert opened.chosen == []
    assert opened.picker.isVisible()


def test_nothing_found_is_said_and_enter_takes_nothing(open_picker: Open, qtbot: QtBot) -> None:
    opened = open_picker(Kind.CUSTOMER)
    opened.type("nobody")
    qtbot.waitUntil(lambda: opened.sentence == "Nobody and nothing in the directory is called so.")
    assert not opened.choices.isVisible()
    opened.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert opened.picker.isVisible()
    assert opened.chosen == []
    opened.field.clear()
    qtbot.waitUntil(lambda: len(opened.rows) == 2)
    assert opened.choices.isVisible()
    assert opened.sentence == ""


def test_an_address_that_nobody_has_can_be_taken_as_it_is_where_that_is_wanted(open_picker: Open, qtbot: QtBot) -> None:
    opened = open_picker(Kind.USER, Kind.CONTACT)
    opened.takes_addresses()
    opened.type(" new@bakery.example ")
    qtbot.waitUntil(lambda: opened.sentence == "Nobody in the directory has this address. Enter takes it as it is.")
    opened.press(Qt.Key.Key_Return)
    assert opened.typed == ["new@bakery.example"]
    assert opened.chosen == []


def test_an_address_of_somebody_takes_that_one(open_picker: Open, qtbot: QtBot) -> None:
    opened = open_picker(Kind.USER, Kind.CONTACT)
    opened.takes_addresses()
    opened.type("piet@bakery.example")
    opened.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [found.name for found in opened.chosen] == ["Piet Jansen"])
    assert opened.typed == []


def test_an_address_cannot_be_taken_where_only_records_are_wanted(open_picker: Open, qtbot: QtBot) -> None:
    opened = open_picker(Kind.CUSTOMER)
    opened.type("new@bakery.example")
    qtbot.waitUntil(lambda: opened.sentence == "Nobody and nothing in the directory is called so.")
    opened.press(Qt.Key.Key_Return)
    assert opened.picker.isVisible()


def test_names_are_shown_as_they_are_and_what_is_closed_or_inactive_says_so(
    company: Store, open_picker: Open, qtbot: QtBot
) -> None:
    bold, former = Customer("c1", "<b>Bold</b> & Co"), Customer("c2", "Former", active=False)
    done = Project("j1", 1001, "Done", ProjectKind.PROJECT, "c1", closed=True)
    with company.writing() as writer:
        writer.save_directory(replace(DIRECTORY, customers=(bold, former), projects=(done,)))
    opened = open_picker(Kind.CUSTOMER, Kind.PROJECT)
    qtbot.waitUntil(lambda: "Former    not active" in opened.rows)
    assert opened.rows[-3:] == ["<b>Bold</b> & Co", "1001 Done    <b>Bold</b> & Co · closed", "Former    not active"]
    assert opened.choices.item(opened.choices.count() - 3).toolTip() == "<qt>&lt;b&gt;Bold&lt;/b&gt; &amp; Co</qt>"


@pytest.mark.parametrize(
    ("corner", "place"),
    [((-20, -20), (0, 24)), ((100, 100), (100, 100)), ((795, 790), (448, 480)), ((448, 480), (448, 480))],
)
def test_it_stays_within_the_screen(corner: tuple[int, int], place: tuple[int, int]) -> None:
    screen = QRect(0, 24, 800, 776)
    assert place_within(screen, QPoint(*corner), QSize(352, 320)) == QPoint(*place)


def test_on_a_screen_that_is_too_small_its_beginning_is_seen() -> None:
    assert place_within(QRect(0, 0, 300, 200), QPoint(100, 100), QSize(352, 320)) == QPoint(0, 0)


def test_of_a_list_it_opens_under_the_row_that_the_keyboard_is_on(context: Context, qtbot: QtBot) -> None:
    rows = QListWidget()
    qtbot.addWidget(rows)
    rows.addItems([str(number) for number in range(20)])
    rows.setCurrentRow(2)
    rows.resize(300, 500)
    with qtbot.waitExposed(rows):
        rows.show()
    picker = pick(context, list(Kind), "Which one?", rows, lambda _found: None)
    under = rows.viewport().mapToGlobal(rows.visualItemRect(rows.item(2)).bottomLeft()).y()
    assert under <= picker.y() < under + 10
    picker.close()


def test_closing_it_while_it_looks_harms_nothing(
    context: Context, open_picker: Open, settle: Callable[[Context], None], qtbot: QtBot
) -> None:
    opened = open_picker(Kind.CUSTOMER)
    going_on = hold_up(context)
    opened.type("b")
    opened.picker.close()
    qtbot.waitUntil(lambda: opened.gone == [True])
    going_on.set()
    settle(context)
    assert opened.chosen == []
