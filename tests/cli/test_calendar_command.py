"""`calendar`: which activities it writes, what it says, and that a file is there whole or not at all."""

from pathlib import Path

import pytest

from tests.cli.program import DIRECTORY, Program, mail
from tests.services import libical

SYNCED: list[dict[str, object]] = [{"name": "E-mail", "calendar_synced": True}, {"name": "Telefoon"}]


@pytest.fixture
def filled(program: Program) -> Program:
    """Activities 1 and 2 of a synchronised type, on 2 and 3 March; 3 of another one, on 4 March."""
    program.set_up()
    types = program.write_json("types.json", {**DIRECTORY, "activity_types": SYNCED})
    program.well("directory", "import", types)
    for number, kind in ((1, "E-mail"), (2, "E-mail"), (3, "Telefoon")):
        program.well("setup", "--activity-type", kind)
        date = f"{number + 1} Mar 2026 12:00:00 +0000"
        program.well("import", program.write(f"{number}.eml", mail(number, Date=date)))
    return program


def summaries(path: Path) -> list[str]:
    return [entry.summary for entry in libical.read(path.read_bytes())]


@pytest.mark.parametrize(
    ("arguments", "expected", "left_out"),
    [
        ([], ["Mail 1", "Mail 2"], 1),
        (["2"], ["Mail 2"], 0),
        (["3", "1", "1"], ["Mail 1"], 1),
        (["--since", "2026-03-03"], ["Mail 2"], 1),
        (["--since", "2026-03-01", "--until", "2026-03-02"], ["Mail 1"], 0),
    ],
)
def test_one_some_or_all_of_a_period(filled: Program, arguments: list[str], expected: list[str], left_out: int) -> None:
    target = filled.folder / "out.ics"
    result = filled.well("calendar", "--out", str(target), *arguments, "--json")
    assert result.row == {"file": str(target), "exported": len(expected), "left_out": left_out}
    assert result.err == ""
    assert summaries(target) == expected


def test_in_words_it_says_what_was_left_out_and_why(filled: Program) -> None:
    target = filled.folder / "out.ics"
    result = filled.well("calendar", "--out", str(target))
    assert result.out == ""
    assert result.err.splitlines() == [
        f"2 activities written to {target}.",
        "1 activity was left out: its type is not synchronised with calendars.",
    ]
    assert filled.well("calendar", "--out", str(target), "1").err == f"1 activity written to {target}.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["3"], "No activity among these has a type that is synchronised"),
        (["1", "99"], "There is no activity 99."),
        (["--since", "morgen"], "“morgen” is no date."),
        (["--since", "2027-01-01"], "No activity was found"),
        (["1", "--until", "2026-03-02"], "either IDs or a period"),
        (["0"], "is not in the range"),
        (["eerste"], "is not a valid"),
    ],
)
def test_what_cannot_be_exported_is_said_and_the_old_file_stays(
    filled: Program, arguments: list[str], sentence: str
) -> None:
    target = filled.write("out.ics", b"as it was")
    assert sentence in filled.refused("calendar", "--out", target, *arguments)
    assert Path(target).read_bytes() == b"as it was"


def test_a_file_must_be_named(filled: Program) -> None:
    assert "--out" in filled.refused("calendar")
