"""The language of the command line: from the environment, in every text, and never in what scripts read."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir

from severa_desktop.cli import click_words
from severa_desktop.cli.group import root
from severa_desktop.cli.language import paragraphs, spoken
from severa_desktop.texts import set_language
from tests.cli.program import DIRECTORY, Program, mail

DUTCH = "nl_NL.UTF-8"
DEVELOPERS = (
    # What click says to programmers, of shells, prompts and types that no command here uses.
    "Aborted!", "Argument {name!r} takes", "Arguments take exactly", "Boolean option", "Choice(",
    "Confirm the action", "Could not determine", "Could not open file", "Couldn't detect Bash", "DeprecationWarning",
    "Do you want to", "Error: The two", "Error: invalid", "Invalid start character", "Missing parameter",
    "Missing {param_type}", "Name '", "No options defined", "Positional arguments", "Press any key", "Repeat for",
    "Shell completion", "Show the version", "Takes {nargs}", "Try '{command}", "Unknown color", "Unknown standard",
    "Value must be", "Windows error", "d", "deprecated", "directory", "file", "path", "unknown error", "{editor}",
    "{len_type}", "{name} {filename!r}", "{value!r} does not match", "{value!r} is not a valid UUID",
    "{value!r} is not a valid boolean", "%(prog)s", "(dynamic)",
)  # fmt: skip


@pytest.fixture
def dutch() -> Iterator[None]:
    set_language("nl")
    yield
    set_language("en")


def commands(group: click.Group) -> Iterator[click.Command]:
    """Yield a group and every command below it, as they are loaded."""
    context = click.Context(group)
    yield group
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command)
        else:
            yield command


def helps(command: click.Command) -> Iterator[str]:
    options = (one.help for one in command.params if isinstance(one, click.Option))
    yield from filter(None, (command.help, command.short_help, *options))


def test_every_help_text_is_translated(dutch: None) -> None:
    set_language("en")
    english = {paragraphs(text) for command in commands(root) for text in helps(command)}
    set_language("nl")
    shown = [text for command in commands(root) for text in helps(spoken(command))]
    assert len(english) > 80
    assert [text for text in shown if text in english] == []


def test_commands_are_not_changed_by_being_translated(program: Program) -> None:
    first = program.well("import", "--help").out
    assert "Opties:" in program.run("import", "--help", locale=DUTCH).out
    assert program.well("import", "--help").out == first


def test_the_words_of_click_are_those_that_it_has_and_shows() -> None:
    folder = Path(click.__file__).parent
    keywords = {"_": None, "ngettext": (1, 2)}
    found = {text for _file, _line, text, *_rest in extract_from_dir(folder, [("**.py", "python")], keywords=keywords)}
    texts = {form for text in found for form in ((text,) if isinstance(text, str) else text)}
    ours = {*click_words.TEXTS, *click_words.plurals(1), *click_words.plurals(2)}
    assert ours - texts == set(), "click says this in other words"
    assert sorted(one for one in texts - ours if not one.startswith(DEVELOPERS)) == [], "click says something new"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["imprt"], "De opdracht 'imprt' bestaat niet. Zie “severa-desktop --help”."),
        (
            ["import", "--jsno"],
            "De optie '--jsno' bestaat niet. Bedoelde je '--json'? Zie “severa-desktop import --help”.",
        ),
        (["show"], "Ontbrekend argument 'ID'. Zie “severa-desktop show --help”."),
        (["show", "x"], "Ongeldige waarde voor 'ID': 'x' is geen geldig geheel getal."),
        (["show", "1", "2"], "Er staat een argument te veel (2)."),
        (["history", "0"], "0 valt niet binnen het bereik"),
        (["history", "x"], "'x' is geen geldig geheel getal."),
        (["show", "--json=1", "1"], "De optie '--json' heeft geen waarde."),
        (["setup", "--address"], "De optie '--address' heeft een waarde nodig."),
        (["setup", "--status", "x"], "'x' is niet een van 'active', 'inactive'."),
        (["source", "add", "imap", "x"], "Ontbrekende optie '--user'."),
        (["source"], "Opdracht ontbreekt."),
        (["--data-dir", "", "doctor"], "geef een map op."),
        (["show", "7"], "Er is geen activiteit 7. Bekijk ze met: severa-desktop activities"),
        (["import", "x.eml"], "De integratie is nog niet ingesteld. Geef het integratieadres (setup --address"),
        (["retry"], "Geef de ID’s van vermeldingen die “rejected” toont, of --all. Zie"),
        (["activities", "--since", "morgen"], "“morgen” is geen datum."),
        (["source", "add", "folder", "nergens"], "nergens"),
    ],
)
def test_what_is_wrong_is_said_in_dutch(program: Program, arguments: list[str], sentence: str) -> None:
    result = program.run(*arguments, locale=DUTCH)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.err


@pytest.fixture
def broken(ready: Program) -> list[str]:
    """Files that cannot be read, each for another reason."""
    ready.well("setup", "--max-size", "1")
    return [
        ready.write("leeg.eml", b""),
        ready.write("foto.eml", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ready.write("groot.eml", mail(1, "x" * 1_100_000)),
        str(ready.folder / "nergens.eml"),
        ready.write("stuk.zip", b"PK\x03\x04" + bytes(30)),
    ]


def test_failures_are_kept_in_english_and_said_in_the_language_of_the_moment(ready: Program, broken: list[str]) -> None:
    dutch = ready.run("import", *broken, locale=DUTCH)
    sizes = (Path(broken[2]).stat().st_size, 1024 * 1024)
    written, limit = (f"{size:,}".replace(",", ".") for size in sizes)
    said = [line.partition("niet gelezen. ")[2] for line in dutch.out.splitlines()]
    for line, begin in zip(
        said,
        (
            "Het bestand is leeg. Sla de mail in het mailprogramma op als .eml of .msg en importeer",
            "Dit is geen e-mail: wat de kop zou moeten zijn, heeft geen From, Sender of Message-ID.",
            f"De mail is {written} bytes groot; hoogstens {limit} worden ingelezen. Verhoog de grens met “setup",
            "Er is geen bestand of map met deze naam. Controleer het pad en importeer opnieuw.",
            "De zip is beschadigd. Haal of maak hem opnieuw, of pak hem uit en importeer de mails zelf.",
        ),
        strict=True,
    ):
        assert line.startswith(begin)
    assert dutch.err.splitlines() == [
        "5 mails: 5 niet leesbaar.",
        "Wat niet is geïmporteerd, toont: severa-desktop rejected --failed",
    ]
    english = ready.well("rejected", "--failed").out
    assert "The file is empty." in english
    assert f"It has {sizes[0]:,} bytes, and at most {sizes[1]:,} are taken in." in english


def test_what_scripts_read_is_the_same_in_every_language(ready: Program, broken: list[str]) -> None:
    kept = ready.write("mail.eml", mail(1))
    for arguments in (
        ["import", "--dry-run", "--json", *broken, kept],
        ["directory", "show", "--json"],
        ["setup", "--json"],
        ["activities", "--json"],
    ):
        assert ready.run(*arguments, locale=DUTCH).out == ready.run(*arguments).out


def test_lists_and_an_activity_are_shown_in_dutch(ready: Program) -> None:
    ready.well("import", ready.write("mail.eml", mail(1, Cc="1002.acme@severamail.com")))
    assert ready.run("activities", locale=DUTCH).out.splitlines()[0].split() == [
        "ID", "DATUM", "ONDERWERP", "KLANT", "PROJECT", "BEHEERDER",
    ]  # fmt: skip
    shown = ready.run("show", "1", locale=DUTCH).out
    for words in (
        "E-mail · Gereed",
        "Activiteitbeheerder",
        "piet@bakery.example>, contactpersoon",
        "1002 Nieuwe kassa (verkoopproject)",
        "Waarom",
        "Vraagt aandacht",
    ):
        assert words in shown, shown
    assert "Verkoopprojecten" not in ready.run("directory", "show", locale=DUTCH).out
    assert ready.run("directory", "show", locale=DUTCH).out.startswith(f"Activiteitstypen ({len(DIRECTORY['users'])})")


@pytest.mark.parametrize(
    ("environment", "dutch"),
    [
        ({"LANG": "nl_BE.UTF-8"}, True),
        ({"LANG": "nl_NL.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, False),
        ({"LC_ALL": "C.UTF-8", "LANG": "nl_NL.UTF-8", "LANGUAGE": "nl"}, False),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:nl"}, True),
        ({}, False),
    ],
)
def test_the_environment_chooses(tmp_path: Path, environment: dict[str, str], dutch: bool) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-m", "severa_desktop", "--data-dir", str(tmp_path), "show", "x"],
        env={**kept, **environment, "PYTHONUTF8": "1"}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("Ongeldige waarde voor 'ID': 'x' is geen geldig" if dutch else "Invalid value for")
