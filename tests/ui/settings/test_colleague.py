"""The file for a colleague's computer: written, looked at, taken over, and what is wrong with it said in place."""

import json
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from severa_desktop.core.settings import Settings
from severa_desktop.services.setup import SetupService
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.colleague import Change
from severa_desktop.ui.settings.page import SettingsPage
from tests.services.company import SETTINGS
from tests.ui.settings.conftest import Said

Settle = Callable[[Context], None]


def write(path: Path, settings: dict[str, object]) -> Path:
    directory = {
        "activity_types": [{"name": "Phone"}],
        "users": [
            {"key": "u1", "name": "Anna", "emails": ["anna@acme.example"]},
            {"key": "u9", "name": "Zoë", "emails": ["zoe@acme.example"]},
        ],
    }
    path.write_text(json.dumps({"settings": settings, "directory": directory}), encoding="utf-8")
    return path


def test_the_file_is_written_and_a_place_that_does_not_exist_said_in_place(
    qtbot: QtBot, page: SettingsPage, said: Said, tmp_path: Path
) -> None:
    page.colleague.write(tmp_path / "gone" / "setup.json")
    qtbot.waitUntil(lambda: bool(page.colleague.problem.sentence))
    assert "setup.json cannot be written" in page.colleague.problem.sentence
    page.colleague.write(tmp_path / "setup.json")
    qtbot.waitUntil(lambda: bool(said))
    assert page.colleague.problem.sentence == ""
    assert json.loads((tmp_path / "setup.json").read_text("utf-8"))["settings"]["address"] == "acme@severamail.com"


def test_a_file_is_looked_at_before_it_is_taken_over(
    qtbot: QtBot,
    page: SettingsPage,
    said: Said,
    tmp_path: Path,
    stored: Callable[[], Settings],
    settle: Settle,
) -> None:
    page.intake.max_size.box.setText("9")
    page.colleague.look_at(write(tmp_path / "anna.json", {"address": "other@severamail.com", "activity_type": "Phone"}))
    look = page.colleague.look
    qtbot.waitUntil(look.isVisible)
    assert look.changes == (
        Change("E-mail address", "acme@severamail.com → other@severamail.com"),
        Change("Default activity type", "E-mail → Phone"),
        Change("Activity types", "1 new"),
        Change("Users", "1 new, 1 changed"),
    )
    assert stored() == SETTINGS
    look.take.trigger()
    qtbot.waitUntil(lambda: bool(said))
    settle(page.context)
    assert said[-1][0] == "Settings and directory were taken over from anna.json."
    assert str(stored().address) == "other@severamail.com"
    assert not look.isVisible()
    # What was entered before gives way to the file.
    assert page.address.field.prefix.text() == "other"
    assert page.activities.type.value() == "Phone"
    assert page.intake.max_size.box.text() == "50"
    assert not page.save.isEnabled()


def test_a_look_can_be_left(page: SettingsPage, tmp_path: Path, qtbot: QtBot, stored: Callable[[], Settings]) -> None:
    page.colleague.look_at(write(tmp_path / "anna.json", {"max_size": 3, "activity_type": "Phone"}))
    qtbot.waitUntil(page.colleague.look.isVisible)
    page.colleague.look.leave.trigger()
    assert not page.colleague.look.isVisible()
    assert not page.colleague.look.take.isEnabled()
    assert stored() == SETTINGS


def test_a_file_with_nothing_new_is_not_taken_over(
    qtbot: QtBot, page: SettingsPage, company: Store, tmp_path: Path
) -> None:
    SetupService(company).export(tmp_path / "own.json")
    page.colleague.look_at(tmp_path / "own.json")
    qtbot.waitUntil(page.colleague.look.isVisible)
    assert page.colleague.look.changes == ()
    assert not page.colleague.look.take.isEnabled()


def test_what_is_wrong_in_a_file_is_said_in_place(
    qtbot: QtBot, page: SettingsPage, tmp_path: Path, stored: Callable[[], Settings]
) -> None:
    page.colleague.look_at(write(tmp_path / "bad.json", {"address": "1.a@b.nl"}))
    qtbot.waitUntil(lambda: bool(page.colleague.problem.sentence))
    assert "bad.json" in page.colleague.problem.sentence
    assert "digits and a dot" in page.colleague.problem.sentence
    page.colleague.look_at(tmp_path / "gone.json")
    qtbot.waitUntil(lambda: "gone.json" in page.colleague.problem.sentence)
    assert stored() == SETTINGS


def test_a_file_that_changed_since_the_look_is_checked_again(
    qtbot: QtBot, page: SettingsPage, tmp_path: Path, stored: Callable[[], Settings]
) -> None:
    file = write(tmp_path / "anna.json", {"max_size": 3, "activity_type": "Phone"})
    page.colleague.look_at(file)
    qtbot.waitUntil(page.colleague.look.isVisible)
    write(file, {"max_size": 0})
    page.colleague.look.take.trigger()
    qtbot.waitUntil(lambda: bool(page.colleague.problem.sentence))
    assert "MiB" in page.colleague.problem.sentence
    assert stored() == SETTINGS
