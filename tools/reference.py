"""Writes what the command line can do, from the program itself: docs/commands.md, and a manual page in each language.

Run by `make reference`. Holds neither a version nor a date: what is written changes only with the commands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from severa_desktop.cli.group import root
from severa_desktop.cli.language import speak, spoken
from severa_desktop.texts import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "commands.md"
_PROGRAM = "severa-desktop"


@dataclass(frozen=True, slots=True)
class Described:
    """One command that does something, in the language chosen."""

    name: str
    """With the groups it is in: `source add imap`."""
    arguments: str
    """What follows the name: `[OPTIONS] HOST`."""
    paragraphs: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    """Each as it is typed, `-v, --verbose` or `--port N`, and what it does."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a manual page says beside the commands."""

    name: str
    synopsis: str
    description: str
    options: str
    commands: str
    environment: str
    exit_status: str
    what: str
    data: str
    language: str
    password: str
    statuses: tuple[tuple[str, str], ...]


WORDS = {
    "en": Words(
        name="NAME",
        synopsis="SYNOPSIS",
        description="DESCRIPTION",
        options="OPTIONS",
        commands="COMMANDS",
        environment="ENVIRONMENT",
        exit_status="EXIT STATUS",
        what="files e-mails as activities",
        data="Folder of the data, as --data-dir.",
        language="The language: English or Dutch.",
        password="Password of the mailbox with this number, where there is no keyring.",  # noqa: S106 - no password
        statuses=(
            ("0", "All is well."),
            ("1", "Some mail was rejected or could not be read, a source failed, or something is not well."),
            ("2", "Wrong use, a broken setting, or something that is not there. One line says what to do."),
            ("130", "Interrupted. What was done stays; the same command goes on."),
        ),
    ),
    "nl": Words(
        name="NAAM",
        synopsis="OVERZICHT",
        description="BESCHRIJVING",
        options="OPTIES",
        commands="OPDRACHTEN",
        environment="OMGEVING",
        exit_status="AFSLUITSTATUS",
        what="maakt van e-mails activiteiten",
        data="Map van de gegevens, zoals --data-dir.",
        language="De taal: Engels of Nederlands.",
        password="Wachtwoord van de mailbox met dit nummer, waar geen sleutelbos is.",  # noqa: S106 - no password
        statuses=(
            ("0", "Alles is in orde."),
            ("1", "Een mail is geweigerd of niet te lezen, een bron is mislukt, of iets is niet in orde."),
            ("2", "Verkeerd gebruik, een foute instelling, of iets wat er niet is. Eén regel zegt wat te doen."),
            ("130", "Onderbroken. Wat gedaan is, blijft; dezelfde opdracht gaat verder."),
        ),
    ),
}


def main() -> None:
    """Write all of it anew."""
    REFERENCE.write_text(reference(), encoding="utf-8")
    for language in LANGUAGES:
        path = manual_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(manual(language), encoding="utf-8")


def manual_path(language: str) -> Path:
    """Return where a language's manual page is, below `packaging/man` as below a system's folder of them."""
    folder = ROOT / "packaging" / "man"
    return (folder if language == LANGUAGES[0] else folder / language) / "man1" / f"{_PROGRAM}.1"


def reference() -> str:
    """Return the reference of all commands, in English."""
    speak(LANGUAGES[0])
    whole, *commands = described(spoken(root))
    lines = [
        "# Commands",
        "",
        "Written by `make reference` from the program; not edited by hand.",
        "[command-line.md](command-line.md) says what belongs together.",
        "",
        *_section(whole, "## "),
        *(line for command in commands for line in _section(command, "## ")),
    ]
    return "\n".join(lines).rstrip() + "\n"


def described(group: click.Command, name: str = "") -> Iterator[Described]:
    """Yield a group at the top, then every command within it that does something, in the order of their use."""
    context = click.Context(group, info_name=_PROGRAM, help_option_names=root.context_settings["help_option_names"])
    if not name or not isinstance(group, click.Group):
        yield _described(group, name, context)
    if isinstance(group, click.Group):
        for inner in group.list_commands(context):
            command = group.get_command(context, inner)
            if command is not None:
                yield from described(command, f"{name} {inner}".strip())


def _described(command: click.Command, name: str, context: click.Context) -> Described:
    records = (one.get_help_record(context) for one in command.get_params(context) if isinstance(one, click.Option))
    return Described(
        name,
        " ".join(command.collect_usage_pieces(context)),
        tuple((command.help or "").split("\n\n")),
        tuple((typed, help_text.strip()) for typed, help_text in filter(None, records)),
    )


def _section(command: Described, mark: str) -> Iterator[str]:
    yield f"{mark}{command.name or _PROGRAM}"
    yield ""
    yield f"    {' '.join(filter(None, (_PROGRAM, command.name, command.arguments)))}"
    for paragraph in command.paragraphs:
        yield ""
        yield paragraph
    yield ""
    yield "| option | does |"
    yield "|---|---|"
    for typed, does in command.options:
        cell = typed.replace("|", "\\|")
        yield f"| `{cell}` | {does.replace('|', chr(92) + '|')} |"
    yield ""


def manual(language: str) -> str:
    """Return the manual page in this language, in the language of man(7)."""
    speak(language)
    words = WORDS[language]
    whole, *commands = described(spoken(root))
    speak(LANGUAGES[0])
    lines = [
        f'.TH {_PROGRAM.upper()} 1 "" "Severa Desktop"',
        f".SH {words.name}",
        f"{_roff(_PROGRAM)} \\- {_roff(words.what)}",
        f".SH {words.synopsis}",
        f".B {_roff(_PROGRAM)}",
        _roff(whole.arguments),
        f".SH {words.description}",
        *_paragraphs(whole.paragraphs),
        f".SH {words.options}",
        *_options(whole.options),
        f".SH {words.commands}",
        *(line for command in commands for line in _command(command)),
        f".SH {words.environment}",
        *_options((("SEVERA_DESKTOP_DATA", words.data), ("LC_ALL, LC_MESSAGES, LANG", words.language))),
        *_options((("SEVERA_DESKTOP_PASSWORD_<ID>", words.password),)),
        f".SH {words.exit_status}",
        *_options(words.statuses),
    ]
    return "\n".join(lines) + "\n"


def _command(command: Described) -> Iterator[str]:
    yield f".SS {_roff(command.name)} {_roff(command.arguments)}"
    yield from _paragraphs(command.paragraphs)
    # What each command has stands in the page once.
    yield from _options(tuple(one for one in command.options if not one[0].startswith("-h,")))


def _paragraphs(paragraphs: tuple[str, ...]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield ".PP"
        yield _roff(paragraph)


def _options(options: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for typed, does in options:
        yield ".TP"
        yield f".B {_roff(typed)}"
        yield _roff(does)


def _roff(text: str) -> str:
    """Return a text as man(7) shows it: signs that mean something there are taken as they are."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace('"', "\\(dq")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


if __name__ == "__main__":
    main()
