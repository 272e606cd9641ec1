"""From a fresh install to the first imported mail, by keyboard alone: through every step of setting up."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from severa_desktop.ui import theme
from tests.cli.program import DIRECTORY, Json, Program, mail
from tests.e2e.desktop import NAVIGATION, PLACE, Desktop, colours, share
from tests.e2e.screen import Screen
from tests.e2e.waiting import until

TITLE = QRect(NAVIGATION + 16, 0, 500, 56)
MAIN_BUTTON = QRect(PLACE.width() - 90, 24, 60, 24)
"""Where the button that leads on stands."""
RAIL = QRect(12, 0, 2, 600)
"""A strip of the list of steps, in which the one that is shown is marked."""


class Keys:
    """Somebody at the keyboard, who looks before pressing the next key."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._screen = desktop.screen

    def begin(self) -> None:
        """Wait for the first step."""
        until(self._can_go_on, "the first step")
        self._screen.picture("welcome")

    def go_on(self, name: str, *keys: str) -> None:
        """Press keys that lead to another step."""
        before = self._step()
        self._screen.press(*keys)
        until(lambda: self._step() > before and self._can_go_on(), f"the step {name}")
        self._screen.picture(name)

    def type(self, text: str) -> None:
        """Type into what has the focus, once that is there."""
        before = self._look()
        self._screen.type(text)
        until(lambda: self._look() != before, f"{text} is typed")

    def choose_file(self, path: Path, *keys: str) -> None:
        """Open a file dialog by keys and name a file in it."""
        self._screen.press(*keys)
        until(lambda: self._screen.has_keys("Import|Choose"), "the dialog, and that keys go to it")
        self._screen.type(str(path))
        self._screen.picture("file")
        self._screen.press("Return")
        until(lambda: not self._screen.find_windows("Import|Choose"), "the dialog is closed")
        until(self._desktop.has_keys, "keys go to the window again")

    def look_at_title(self) -> QImage:
        return self._desktop.look(TITLE)

    def wait_for(self, is_so: Callable[[], bool], what: str) -> None:
        until(lambda: is_so() and self._can_go_on(), what)
        self._screen.picture(what.replace(" ", "-"))

    def press(self, *keys: str) -> None:
        self._screen.press(*keys)

    def _can_go_on(self) -> bool:
        return share(self._desktop.look(MAIN_BUTTON), theme.LIGHT.accent_fill) > 0.2

    def _step(self) -> int:
        """Return how far down the marked step stands."""
        strip = self._desktop.look(RAIL)
        marked = [y for y in range(strip.height()) if colours(strip.copy(0, y, 2, 1)) == {theme.LIGHT.selection}]
        return marked[0] if marked else -1

    def _look(self) -> QImage:
        return self._desktop.look(QRect(NAVIGATION, 56, PLACE.width() - NAVIGATION, 600))


@pytest.fixture
def company(tmp_path: Path) -> Program:
    """Nothing yet: no folder, no store."""
    return Program(tmp_path)


def test_through_all_steps_to_the_first_mail(desktop: Desktop, company: Program, tmp_path: Path) -> None:
    directory = {name: records for name, records in DIRECTORY.items() if name != "activity_types"}
    file = Path(company.write_json("directory.json", directory))
    letter = Path(company.write("first.eml", mail(1, To="piet@bakery.example", Bcc="1001.acme@severamail.com")))
    keys = Keys(desktop)
    keys.begin()
    keys.go_on("address", "Return")
    keys.type("acme")
    keys.go_on("activities", "Return")
    keys.type("E-mail")
    keys.go_on("directory", "Return")
    title = keys.look_at_title()
    keys.choose_file(file, "Return")
    keys.wait_for(lambda: keys.look_at_title() != title, "what the file would bring")
    keys.press("ctrl+Return")
    keys.wait_for(lambda: keys.look_at_title() == title, "the directory")
    keys.go_on("sources", "alt+Right")
    keys.go_on("calendar", "alt+Right")
    keys.go_on("ready", "alt+Right")
    before = desktop.look()
    keys.press("Return")
    until(lambda: desktop.look() != before, "what the mail that is tried would become")
    desktop.screen.picture("tried")
    assert setup(company)["address"] is None, "nothing is kept yet"
    keys.press("alt+Right")
    until(lambda: setup(company)["address"] == "acme@severamail.com", "all of it is kept")
    assert setup(company)["activity_type"] == "E-mail"
    # The store has it before the window knows.
    until(lambda: not keys._can_go_on(), "the pages")
    desktop.screen.picture("finished")
    assert desktop.activities() == []

    keys.press("ctrl+2")
    keys.choose_file(letter, "ctrl+o")
    until(lambda: len(desktop.activities()) == 1, "the first activity")
    desktop.screen.picture("first-mail")
    (activity,) = desktop.activities()
    assert isinstance(activity["project"], dict)
    assert activity["project"]["number"] == 1001
    desktop.quit()


def test_cancelling_leaves_nothing(desktop: Desktop, company: Program, screen: Screen) -> None:
    keys = Keys(desktop)
    keys.begin()
    keys.go_on("address", "Return")
    keys.type("acme")
    keys.go_on("activities", "Return")
    keys.press("Escape")
    until(lambda: not keys._can_go_on(), "the pages")
    screen.picture("cancelled")
    assert setup(company)["address"] is None
    keys.press("ctrl+q")
    desktop.end()


def setup(company: Program) -> Json:
    return company.well("setup", "--json").row
