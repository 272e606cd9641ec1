"""Records of Severa that clash with records made by hand: said above the table, joined and kept apart in a list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from severa_desktop.core.severa import (
    Clash,
    ClashWhy,
    PulledContact,
    PulledCustomer,
    PulledUser,
    RecordKind,
)
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.severa.ownership import severas_of
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.page import DirectoryPage
from tests.services.company import DIRECTORY
from tests.services.severa.held import connected
from tests.ui.directory.conftest import Said, Settle, ShowPage, Stored

ANNA = next(one for one in DIRECTORY.users if one.name == "Anna de Vries")
PIET = next(one for one in DIRECTORY.contacts if one.name == "Piet Jansen")
BAKERY = next(one for one in DIRECTORY.customers if one.name == "Bakery")


@pytest.fixture
def page(company: Store, show_page: ShowPage, context: Context) -> DirectoryPage:
    """The page where a user, a contact person and a customer of Severa wait, and a user is left out."""
    connected(company)
    user = PulledUser("a-user", "A. de Vries", ANNA.emails)
    contact = PulledContact("a-contact", "P. Jansen", PIET.emails, "a-customer")
    customer = PulledCustomer("a-customer", "BAKERY")
    nobody = PulledUser("a-nobody", "Nobody", ())
    with company.writing() as writer:
        writer.save_severa_clashes(
            [
                Clash(RecordKind.USERS, user, ANNA.key, ClashWhy.ADDRESS, ANNA.emails[0]),
                Clash(RecordKind.CONTACTS, contact, PIET.key, ClashWhy.ADDRESS, PIET.emails[0]),
                Clash(RecordKind.CUSTOMERS, customer, BAKERY.key, ClashWhy.NAME, "Bakery"),
                Clash(RecordKind.USERS, nobody, "", ClashWhy.ADDRESS, ""),
            ]
        )
    shown = show_page(context)
    context.changed.connect(shown.refresh)
    return shown


def listed(page: DirectoryPage) -> list[str]:
    model = page.clashes.model
    return [model.line(row).clash.pulled.name for row in range(model.rowCount())]


def open_list(page: DirectoryPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.clash_bar.isVisible)
    page.clash_bar.look_at.trigger()
    qtbot.waitUntil(lambda: page.clashes.model.rowCount() > 0)


def choose(page: DirectoryPage, name: str) -> None:
    page.clashes.table.choose(listed(page).index(name))


def severas(company: Store) -> dict[Section, frozenset[str]]:
    with company.reading() as reader:
        return dict(severas_of(reader))


def test_a_banner_says_how_many_and_leads_to_the_list(page: DirectoryPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.clash_bar.isVisible)
    assert page.clash_bar.accessibleName() == "3 records of Severa clash with ones made by hand."
    open_list(page, qtbot)
    assert listed(page) == ["A. de Vries", "BAKERY", "P. Jansen", "Nobody"]
    assert [page.clashes.model.index(0, column).data() for column in range(4)] == [
        "A. de Vries",
        "User",
        "Anna de Vries",
        "anna@acme.example is an address of “Anna de Vries”, made by hand.",
    ]
    assert page.clashes.why.sentence == page.clashes.model.index(0, 3).data()
    page.clashes.close_list.trigger()
    assert page.table.isVisible()


def test_where_there_is_little_room_why_stands_below_the_list_only(page: DirectoryPage, qtbot: QtBot) -> None:
    open_list(page, qtbot)
    table = page.clashes.table
    assert not table.isColumnHidden(3)
    page.resize(576, 424)
    qtbot.waitUntil(lambda: table.isColumnHidden(3))
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
    assert page.clashes.why.sentence
    page.resize(1100, 800)
    qtbot.waitUntil(lambda: not table.isColumnHidden(3))


def test_what_can_be_done_fits_what_is_chosen(page: DirectoryPage, qtbot: QtBot) -> None:
    open_list(page, qtbot)
    can = {}
    for name in listed(page):
        choose(page, name)
        can[name] = (page.clashes.join.isEnabled(), page.clashes.apart.isEnabled())
    assert can == {
        "A. de Vries": (True, False),
        "BAKERY": (True, True),
        "P. Jansen": (True, True),
        "Nobody": (False, False),
    }


def test_joining_leaves_the_list_and_can_be_taken_back(
    company: Store, page: DirectoryPage, qtbot: QtBot, said: Said, stored: Stored
) -> None:
    open_list(page, qtbot)
    choose(page, "A. de Vries")
    page.clashes.join.trigger()
    qtbot.waitUntil(lambda: "A. de Vries" not in listed(page))
    assert severas(company) == {Section.USERS: frozenset({ANNA.key})}
    assert next(one for one in stored().users if one.key == ANNA.key).name == "A. de Vries"
    sentence, undo = said[-1]
    assert sentence == "1 record joined with Severa’s."
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: "A. de Vries" in listed(page))
    assert ANNA in stored().users


def test_with_ctrl_still_held_the_next_record_alone_is_chosen(page: DirectoryPage, qtbot: QtBot) -> None:
    open_list(page, qtbot)
    choose(page, "A. de Vries")
    QTest.keyClick(page.clashes.table, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "A. de Vries" not in listed(page))
    assert [one.clash.pulled.name for one in page.clashes._chosen()] == ["BAKERY"]
    choose(page, "P. Jansen")
    assert [one.clash.pulled.name for one in page.clashes._chosen()] == ["P. Jansen"]


def test_what_is_kept_apart_stands_in_the_directory_twice_and_can_be_taken_back(
    page: DirectoryPage, qtbot: QtBot, said: Said, stored: Stored
) -> None:
    open_list(page, qtbot)
    choose(page, "BAKERY")
    page.clashes.apart.trigger()
    qtbot.waitUntil(lambda: "BAKERY" not in listed(page))
    sentence, undo = said[-1]
    assert sentence == "1 record is kept apart."
    assert {"Bakery", "BAKERY"} <= {one.name for one in stored().customers}
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: "BAKERY" in listed(page))
    assert said[-1] == ("They wait to be joined or kept apart again.", None)
    assert "BAKERY" not in {one.name for one in stored().customers}


def test_all_are_joined_at_once_and_the_banner_goes(page: DirectoryPage, qtbot: QtBot, said: Said) -> None:
    open_list(page, qtbot)
    page.clashes.join_all.trigger()
    qtbot.waitUntil(lambda: listed(page) == ["Nobody"])
    assert said[-1][0] == "3 records joined with Severa’s."
    assert not page.clashes.join_all.isEnabled()
    qtbot.waitUntil(page.clash_bar.isHidden)


def test_what_somebody_else_settled_is_said_in_place(company: Store, page: DirectoryPage, qtbot: QtBot) -> None:
    open_list(page, qtbot)
    with company.writing() as writer:
        writer.save_severa_clashes([])
    page.clashes.join_all.trigger()
    qtbot.waitUntil(lambda: "does not wait" in page.clashes.problem.sentence)
    qtbot.waitUntil(lambda: page.clashes.model.rowCount() == 0)
    assert any("Nothing clashes any more." in one.text() for one in page.clashes.findChildren(QLabel))


def test_without_clashes_nothing_is_said(company: Store, show_page: ShowPage, context: Context, settle: Settle) -> None:
    page = show_page(context)
    settle(context)
    assert page.clash_bar.isHidden()
    assert not page.clash_bar.look_at.isEnabled()
