"""`setup`: showing and changing settings, what is refused, and the way to a colleague's computer."""

import json
from pathlib import Path

import pytest

from tests.cli.program import DIRECTORY, Program

DEFAULTS = {"address": None, "activity_type": None, "status": "active", "activity_status": "done", "max_size": 50}


def settings(program: Program) -> dict[str, object]:
    return program.well("setup", "--json").row


def test_settings_begin_with_their_defaults_in_this_order(program: Program) -> None:
    assert list(settings(program).items()) == list(DEFAULTS.items())
    assert "not set" in program.well("setup").out


def test_only_what_is_named_changes(program: Program) -> None:
    program.well("setup", "--address", "Acme@SeveraMail.com.", "--max-size", "1024")
    expected = DEFAULTS | {"address": "acme@severamail.com", "max_size": 1024}
    assert settings(program) == expected
    for option, value in (("status", "inactive"), ("activity_status", "in_review"), ("activity_type", "Nog geen")):
        expected[option] = value
        assert program.well("setup", f"--{option.replace('_', '-')}", value, "--json").row == expected


def test_a_domain_of_the_company_is_kept_as_a_labels(program: Program) -> None:
    program.well("setup", "--address", "Severa@Bücher.example")
    assert settings(program)["address"] == "severa@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--address", "acme"], "no e-mail address"),
        (["--address", ""], "no e-mail address"),
        (["--address", "acme@"], "domain"),
        (["--address", "@severamail.com"], "no e-mail address"),
        (["--address", "1001.acme@severamail.com"], "digits and a dot"),
        (["--address", "-acme@severamail.com"], "prefix"),
        (["--address", "acmé@severamail.com"], "prefix"),
        (["--address", "a" * 65 + "@severamail.com"], "prefix"),
        (["--address", "ac me@severamail.com"], "prefix"),
        (["--address", "acme@severa mail.com"], "domain"),
        (["--activity-type", " "], "name"),
        (["--status", "off"], "inactive"),
        (["--activity-status", "closed"], "in_progress"),
        (["--max-size", "0"], "MiB"),
        (["--max-size", "1025"], "MiB"),
        (["--max-size", "99999999999999999999"], "MiB"),
        (["--max-size", "fifty"], "fifty"),
        (["--import", "x.json", "--status", "active"], "--import"),
        (["--import", "x.json", "--export", "y.json"], "--import"),
        (["--import", "gone.json"], "gone.json"),
        (["--export", "no/such/folder/x.json"], "x.json"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_changes(program: Program, arguments: list[str], words: str) -> None:
    assert words in program.refused("setup", "--max-size", "7", *arguments) or words in program.refused(
        "setup", *arguments
    )
    if "--export" not in arguments:
        assert settings(program) == DEFAULTS


def test_the_activity_type_is_one_of_the_directory_once_that_has_any(ready: Program) -> None:
    sentence = ready.refused("setup", "--activity-type", "Fax")
    assert "E-mail, Telefoon" in sentence
    assert settings(ready)["activity_type"] == "E-mail"


def test_a_type_that_is_synchronised_with_calendars_is_advised_against(ready: Program) -> None:
    types = {"activity_types": [{"name": "Afspraak", "calendar_synced": True}]}
    ready.well("directory", "import", ready.write_json("types.json", types))
    assert "calendar" in ready.well("setup", "--activity-type", "Afspraak").err
    assert "calendar" not in ready.well("setup", "--activity-type", "E-mail").err


def test_a_setup_goes_to_another_computer_and_the_file_is_whole(ready: Program, tmp_path: Path) -> None:
    ready.well("setup", "--status", "inactive", "--max-size", "9")
    file = tmp_path / "setup.json"
    file.write_text("an older export", encoding="utf-8")
    ready.well("setup", "--export", str(file))
    assert list(json.loads(file.read_text(encoding="utf-8"))) == ["settings", "directory"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    other = Program(tmp_path / "other")
    other.well("setup", "--import", str(file))
    assert settings(other) == settings(ready)
    assert other.well("directory", "show", "--json").raw == ready.well("directory", "show", "--json").raw


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"settings": {"address": "1.a@b.nl"}}, "digits"),
        ({"settings": {"activity_type": "Fax"}}, "Fax"),
        ({"settings": {"max_size": "50"}}, "max_size"),
        ({"settings": {"max_size": True}}, "max_size"),
        ({"settings": {"address": 1}}, "address"),
        ({"settings": {"password": "x"}}, "password"),
        ({"settings": {"status": "off"}}, "off"),
        ({"settings": []}, "setup --export"),
        ({"directory": {"users": [{"key": "u1"}]}}, "line "),
        ({"directory": {"people": []}}, "people"),
        ({"directory": []}, "JSON object"),
        ({"extra": 1}, "extra"),
    ],
)
def test_a_wrong_setup_file_is_refused_and_nothing_changes(
    program: Program, change: dict[str, object], words: str
) -> None:
    good: dict[str, object] = {"settings": {"activity_type": "E-mail"}, "directory": DIRECTORY}
    sentence = program.refused("setup", "--import", program.write_json("setup.json", good | change))
    assert "setup.json" in sentence or words in sentence
    assert words in sentence
    assert settings(program) == DEFAULTS
    assert program.well("directory", "show").out == ""


def test_a_directory_alone_is_no_setup(program: Program) -> None:
    assert "setup --export" in program.refused("setup", "--import", program.write_json("d.json", DIRECTORY))
