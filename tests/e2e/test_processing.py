"""Mails that arrive by themselves while the window is open, closed, or was never seen; with a tray and without one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from tests.cli.program import Program, mail
from tests.e2e.desktop import NAVIGATION, Desktop, descendants, is_alive
from tests.e2e.processes import Helper
from tests.e2e.screen import HERE, ROOT, Screen
from tests.e2e.waiting import DEADLINE, until
from tests.keyring_session import session

BCC = "acme@severamail.com"
LIST = QRect(NAVIGATION + 8, 96, 300, 600)
"""The first columns of the list of activities, below their titles."""


class Tray:
    """The desktop's tray, and what is in it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self._host = Helper(HERE / "tray_host.py", environment)
        assert json.loads(self._host.hear()) == "ready"

    def ask(self, *order: str) -> object:
        self._host.tell(json.dumps(order))
        return json.loads(self._host.hear())

    def until_tip(self, words: str) -> None:
        until(lambda: words in str(self.ask("tooltip")), f"the icon says: {words}")

    def choose(self, text: str) -> None:
        assert self.ask("choose", text) == "chosen"

    def quit(self, desktop: Desktop) -> None:
        """Quit by the menu."""
        desktop.quit(lambda: self.ask("choose", "Quit"))

    def close(self) -> None:
        self._host.close()


@pytest.fixture
def tray(screen: Screen, tmp_path: Path) -> Iterator[Tray]:
    home = tmp_path / "home"
    home.mkdir()
    with session(home) as bus:
        names = ("DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "HOME")
        with closing(Tray({**screen.environment, **{name: bus.environment[name] for name in names}})) as tray:
            yield tray


@pytest.fixture
def started() -> Iterator[list[Desktop]]:
    """What a test started: ended, whatever happens."""
    desktops: list[Desktop] = []
    yield desktops
    for desktop in desktops:
        desktop.kill()


@pytest.fixture
def inbox(company: Program, tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    company.well("source", "add", "folder", str(folder), "--after", "move")
    return folder


def put(inbox: Path, *numbers: int) -> None:
    for number in numbers:
        path = inbox / f"{number}.part"
        path.write_bytes(mail(number, Bcc=BCC))
        path.rename(inbox / f"{number}.eml")


def count(company: Program) -> int:
    return len(company.well("activities", "--json", "--limit", "100000").rows)


def again(tray: Tray, company: Program, *arguments: str) -> None:
    """Start the program once more; it hands over to the one that runs and ends."""
    command = [sys.executable, "-m", "severa_desktop", "--data-dir", str(company.data), *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=tray.environment, capture_output=True, text=True, timeout=DEADLINE, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_a_tray_closing_the_window_ends_everything_and_nothing_is_half_done(
    screen: Screen, company: Program, inbox: Path, started: list[Desktop]
) -> None:
    desktop = Desktop.open(screen, company)
    started.append(desktop)
    put(inbox, 1)
    until(lambda: count(company) == 1, "the mail is an activity")
    until((inbox / "imported" / "1.eml").exists, "the file is put away")
    screen.picture("arrived")
    put(inbox, *range(100, 400))
    until(lambda: count(company) > 1, "some of many more are activities")
    screen.press("alt+F4")
    desktop.end()
    assert company.run("doctor").code == 0
    assert company.run("process", "--once").code == 0
    assert count(company) == 301
    assert len(list((inbox / "imported").glob("*.eml"))) == 301


def test_the_system_that_shuts_down_ends_everything_in_order(
    screen: Screen, company: Program, inbox: Path, started: list[Desktop]
) -> None:
    desktop = Desktop.open(screen, company)
    started.append(desktop)
    put(inbox, 1)
    until(lambda: count(company) == 1, "the mail is an activity")
    desktop.process.terminate()
    desktop.end()


def test_in_the_tray_of_a_d_bus_session_mails_come_in_while_the_window_is_closed(
    screen: Screen, company: Program, inbox: Path, tray: Tray, started: list[Desktop]
) -> None:
    desktop = Desktop.start(screen, company, more=tray.environment)
    started.append(desktop)
    desktop._take_place()
    tray.until_tip("Integration active\nWatched folder: waiting")
    assert tray.ask("menu") == ["Open Severa Desktop", "Pause taking mails in", "Quit"]

    screen.press("alt+F4")
    until(lambda: not desktop.is_seen(), "the window is closed")
    # It goes another way than what is seen of the window.
    until(lambda: tray.ask("notices"), "it is said that the program goes on")
    assert tray.ask("notices") == [
        [
            "Severa Desktop goes on taking mails in",
            "The icon in the tray opens the window again, and its menu has Quit. The settings can change this.",
        ]
    ]
    put(inbox, 1, 2)
    until(lambda: count(company) == 2, "mails came in while the window was closed")
    tray.until_tip("Last mail ")

    again(tray, company)
    until(desktop.is_seen, "the program that is started again shows the window that runs")
    until(lambda: desktop.lines(LIST) == 2, "the list shows what came in meanwhile")
    screen.picture("again")
    until(desktop.has_keys, "keys go to the window")
    screen.press("alt+F4")
    until(lambda: not desktop.is_seen(), "the window is closed again")
    tray.ask("activate")
    until(desktop.is_seen, "a click on the icon opens the window")

    tray.choose("Pause taking mails in")
    tray.until_tip("Watched folder: paused")
    assert tray.ask("menu") == ["Open Severa Desktop", "Take mails in again", "Quit"]
    put(inbox, 3)
    tray.choose("Take mails in again")
    until(lambda: count(company) == 3, "mails come in again")
    assert len(tray.ask("notices")) == 1, "it is said once, and nothing of mails that came in"  # type: ignore[arg-type]
    tray.choose("Quit")
    desktop.end()


def test_started_hidden_it_works_without_a_window_and_takes_over_files(
    screen: Screen, company: Program, inbox: Path, tray: Tray, started: list[Desktop], tmp_path: Path
) -> None:
    desktop = Desktop.start(screen, company, "--hidden", more=tray.environment)
    started.append(desktop)
    tray.until_tip("Watched folder: waiting")
    put(inbox, 1)
    until(lambda: count(company) == 1, "a mail came in")
    assert not desktop.is_seen()
    # Once more, as a session does that is begun while it runs: nothing is to be seen of it.
    again(tray, company, "--hidden")
    assert not desktop.is_seen()

    opened = tmp_path / "opened by a double click.eml"
    opened.write_bytes(mail("opened"))
    again(tray, company, str(opened))
    until(desktop.is_seen, "the window shows what becomes of it")
    until(lambda: count(company) == 2, "the file is imported")
    screen.picture("opened")
    tray.quit(desktop)


def test_a_mail_that_is_not_imported_is_noticed_while_nobody_looks(
    screen: Screen, company: Program, inbox: Path, tray: Tray, started: list[Desktop]
) -> None:
    desktop = Desktop.start(screen, company, "--hidden", more=tray.environment)
    started.append(desktop)
    tray.until_tip("Watched folder: waiting")
    for number in (1, 2):
        (inbox / f"{number}.eml").write_bytes(mail(number, From="stranger@else.example", Bcc=BCC))
    until(lambda: tray.ask("notices"), "it is said")
    assert tray.ask("notices") == [["2 mails were not imported", "Why, and what to do, stands under To check."]]
    # What works beside the window ends with it, however that ends.
    children = descendants(desktop.process.pid)
    assert len(children) > 1
    desktop.process.kill()
    desktop.process.wait(DEADLINE)
    until(lambda: not any(map(is_alive, children)), f"all processes end: {children}")
    assert company.run("doctor").code == 0


def test_files_are_opened_by_the_first_start_too(
    screen: Screen, company: Program, started: list[Desktop], tmp_path: Path
) -> None:
    path = tmp_path / "first.eml"
    path.write_bytes(mail("first"))
    desktop = Desktop.start(screen, company, str(path))
    started.append(desktop)
    desktop._take_place()
    until(lambda: count(company) == 1, "the file is imported")
    screen.picture("first")
    desktop.quit()
