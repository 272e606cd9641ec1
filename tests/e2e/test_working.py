"""A day's work in the window, by keyboard: finding, correcting, taking back, cancelling, closing in the middle."""

from pathlib import Path

from PySide6.QtCore import QRect

from severa_desktop.ui import theme
from tests.cli.program import Program, mail
from tests.e2e.conftest import OpenWindow
from tests.e2e.desktop import NAVIGATION, PLACE, Desktop, colours, is_alive
from tests.e2e.waiting import until

LIST = QRect(NAVIGATION + 8, 96, 300, 600)
"""The first columns of the list of activities, below their titles."""
DETAIL = QRect(PLACE.width() - 100, 300, 60, 60)
"""A part of the place beside the list."""
TITLE = QRect(NAVIGATION + 16, 0, 400, 56)
"""The top of the page: a question in place pushes the page's title down."""
MANY = 4_000
"""Mails, so that something can be done before all are imported."""
SOME = 100


def customer(activity: dict[str, object]) -> str | None:
    found = activity["customer"]
    return str(found["name"]) if isinstance(found, dict) else None


def customers(desktop: Desktop) -> dict[str, str | None]:
    """Return the customer of each activity by its subject."""
    return {str(activity["subject"]): customer(activity) for activity in desktop.activities()}


def test_searching_correcting_and_undoing(open_window: OpenWindow, company: Program, tmp_path: Path) -> None:
    subjects = ["Offerte webshop", "Kennismaking", "Planning april", "Lunch"]
    for number, subject in enumerate(subjects):
        company.write(
            f"mails/{number}.eml", mail(number, Subject=subject, Date=f"Mon, {number + 2} Mar 2026 09:15:00 +0100")
        )
    company.well("import", str(tmp_path / "mails"))
    desktop = open_window()
    before = customers(desktop)
    assert set(before.values()) == {"Bakkerij Jansen BV"}
    until(lambda: desktop.lines(LIST) == len(subjects), "four activities")
    desktop.screen.picture("all")
    assert {"16 x 16", "48 x 48"} <= desktop.icons

    desktop.screen.press("ctrl+f")
    desktop.screen.type("kennism")
    until(lambda: desktop.lines(LIST) == 1, "one activity")
    desktop.screen.picture("found")

    desktop.screen.press("Down")
    until(lambda: theme.LIGHT.base in colours(desktop.look(DETAIL)), "the activity is shown beside the list")
    desktop.screen.press("ctrl+k")
    desktop.screen.type("zuider")
    desktop.screen.picture("choosing-a-customer")
    desktop.screen.press("Return")
    corrected = before | {"Kennismaking": "Café Zuiderlicht"}
    until(lambda: customers(desktop) == corrected, "the one that was found belongs to the other customer")
    desktop.screen.picture("corrected")

    desktop.screen.press("ctrl+z")
    until(lambda: customers(desktop) == before, "it belongs to the former customer again")
    desktop.screen.picture("undone")
    desktop.screen.press("ctrl+shift+z")
    until(lambda: customers(desktop) == corrected, "the correction is done again")
    desktop.screen.picture("done-again")
    desktop.screen.press("ctrl+q")
    desktop.end()


def large_mailbox(folder: Path) -> Path:
    """Write many mails into one file."""
    path = folder / "large.mbox"
    with path.open("wb") as file:
        for number in range(MANY):
            file.write(b"From anna@acme.example Mon Mar  2 09:15:00 2026\n")
            file.write(mail(number, "Hallo\n" * 20).replace(b"\r\n", b"\n") + b"\n")
    return path


def drop(desktop: Desktop, path: Path) -> None:
    desktop.screen.take_hold(urls=[path])
    desktop.drag_here()
    assert desktop.screen.let_go() == "dropped"


def has_begun(desktop: Desktop) -> bool:
    """Tell whether some mails are imported already."""
    return len(desktop.program.well("activities", "--json", "--limit", str(SOME)).rows) == SOME


def imported_in_part(desktop: Desktop) -> int:
    """Return how many mails were imported: some, not all, and the store is right."""
    done = len(desktop.activities())
    assert 0 < done < MANY
    assert desktop.program.run("doctor").code == 0
    return done


def test_cancelling_in_the_middle_of_a_large_import(desktop: Desktop, tmp_path: Path) -> None:
    mailbox = large_mailbox(tmp_path)
    drop(desktop, mailbox)
    until(lambda: has_begun(desktop), "some mails are imported")
    with desktop.held_up():
        assert desktop.shows_progress()
        desktop.screen.picture("in-the-middle")
        desktop.screen.press("Escape")
    # Looked at more than once: a picture may be taken while it is being drawn.
    until(lambda: not any(desktop.shows_progress() for _look in range(3)), "the import has ended")
    desktop.screen.picture("cancelled")
    # Nothing is under way any more: the window closes without a question.
    desktop.screen.press("ctrl+q")
    desktop.end()
    done = imported_in_part(desktop)
    results = desktop.program.well("import", "--json", str(mailbox)).rows
    outcomes = [str(result["outcome"]) for result in results]
    assert (outcomes.count("duplicate"), outcomes.count("activity")) == (done, MANY - done), "the rest, each once"


def test_closing_the_window_in_the_middle_of_an_import(desktop: Desktop, tmp_path: Path) -> None:
    drop(desktop, large_mailbox(tmp_path))
    until(lambda: has_begun(desktop), "some mails are imported")
    with desktop.held_up():
        title = desktop.look(TITLE)
        desktop.screen.press("alt+F4")
        until(lambda: desktop.look(TITLE) != title, "the window asks, in its own place")
        desktop.screen.picture("asks")
        assert is_alive(desktop.process.pid)
        assert desktop.area.size() == PLACE.size(), "no other window was opened for it"

        desktop.screen.press("Tab", "space")
        until(lambda: desktop.look(TITLE) == title, "the import goes on and nothing is asked any more")
        assert desktop.shows_progress()
        desktop.screen.picture("goes-on")

        desktop.screen.press("alt+F4")
        until(lambda: desktop.look(TITLE) != title, "the window asks again")
    desktop.screen.press("Return")
    desktop.end()
    assert imported_in_part(desktop)
