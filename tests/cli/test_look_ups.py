"""`activities`, `show` and `files`: what is found, in JSON and in words."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.cli.program import Json, Program, mail, mail_with_file


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Four activities, only looked at: 1 oldest, 4 newest; 2 and 3 with a warning, 2 and 4 with a file."""
    program = Program(tmp_path_factory.mktemp("filled"))
    program.set_up()
    kassa, webshop, unknown = (f"{number}.acme@severamail.com" for number in (1002, 1001, 4711))
    mails = [
        mail(1, "De bakkerij in Zürich\n", Date="Sun, 01 Mar 2026 23:30:00 +0000", Subject="Dak lekt"),
        mail_with_file(2, "factuur.pdf", b"een", Date="Mon, 02 Mar 2026 12:00:00 +0000", Cc=kassa),
        mail(3, Date="Tue, 03 Mar 2026 12:00:00 +0000", Cc=unknown, From="bram@acme.example"),
        mail_with_file(4, "factuur.pdf", b"twee", Date="Wed, 04 Mar 2026 12:00:00 +0000", Cc=webshop),
    ]
    program.well("import", *(program.write(f"{number}.eml", each) for number, each in enumerate(mails, 1)))
    return program


@pytest.fixture
def amsterdam(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def ids(program: Program, *options: str) -> list[object]:
    return [row["id"] for row in program.well("activities", "--json", *options).rows]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], [4, 3, 2, 1]),
        (["--limit", "2"], [4, 3]),
        (["--limit", "0"], []),
        (["--search", "ZURICH bak"], [1]),
        (["--search", "factuur.pdf"], [4, 2]),
        (["--search", "nergens"], []),
        (["--search", "nergens "], []),
        (["--customer", "bakkerij jansen bv"], [4, 3, 2, 1]),
        (["--customer", "Bakkerij"], []),
        (["--project", "1002"], [2]),
        (["--project", "77"], []),
        (["--project", "99999999999999999999999"], []),
        (["--project", "0"], []),
        (["--owner", "B.Bakker@ACME.example"], [3]),
        (["--owner", "niemand"], []),
        (["--warnings"], [3, 2]),
        (["--warnings", "--owner", "anna@acme.example"], [2]),
        (["--since", "0001-01-01", "--until", "9999-12-31"], [4, 3, 2, 1]),
    ],
)
def test_activities_are_found_newest_first(filled: Program, options: list[str], expected: list[int]) -> None:
    assert ids(filled, *options) == expected


@pytest.mark.parametrize("limit", ["0", "1", "3", "1000"])
def test_a_few_of_the_newest_are_listed_as_the_opened_store_lists_them(filled: Program, limit: str) -> None:
    few, opened = (filled.well("activities", "--limit", limit, *more).out for more in ([], ["--since", "1970-01-01"]))
    assert few == opened
    assert len(few.splitlines()) == (min(int(limit), 4) + 1 if int(limit) else 0)


def test_days_are_local_and_inclusive(filled: Program, amsterdam: None) -> None:
    # 23:30 UTC on the first is the second of March in Amsterdam.
    assert ids(filled, "--since", "2026-03-02", "--until", "2026-03-02") == [2, 1]
    assert ids(filled, "--until", "2026-03-01") == []
    assert ids(filled, "--since", "2026-03-04") == [4]
    assert "2026-03-02 00:30" in filled.well("activities").out


@pytest.mark.parametrize("day", ["2026-13-01", "gisteren", "2026-02-30", "", "02-03-2026", "2026-03-02T10:00"])
def test_a_wrong_day_is_refused(ready: Program, day: str) -> None:
    assert "2026-03-02" in ready.refused("activities", "--since", day)
    assert "2026-03-02" in ready.refused("activities", "--until", day)


def test_activities_in_json_are_those_of_show_without_body(filled: Program) -> None:
    listed = filled.well("activities", "--limit", "1", "--json").row
    shown = filled.well("show", "4", "--json").row
    assert list(shown)[-4:] == ["body", "reasons", "warnings", "route"]
    shown.pop("body")
    assert listed == shown


def test_the_list_for_people_says_when_there_is_nothing(ready: Program) -> None:
    assert "no activity yet" in ready.well("activities").err
    assert "was found" in ready.well("activities", "--search", "x").err
    assert ready.well("activities").out == ""


def test_show_tells_everything_with_the_route(ready: Program) -> None:
    hops = (
        "from b.example (b.example [192.0.2.2]) by c.example for <anna@acme.example>;\r\n"
        " Mon, 02 Mar 2026 09:15:10 +0100\r\n"
        "Received: from a.example by b.example; Mon, 02 Mar 2026 09:15:00 +0100"
    )
    ready.well("import", ready.write("1.eml", mail(1, Received=hops, Cc="4711.acme@severamail.com")))
    row = ready.well("show", "1", "--json").row
    first, last = cast("list[Json]", row["route"])
    assert list(first) == ["from", "by", "for", "time", "delay"]
    assert (first["from"], first["by"], first["time"], first["delay"]) == (
        "a.example",
        "b.example",
        "2026-03-02T08:15:00+00:00",
        0,
    )
    assert (last["for"], last["delay"]) == ("anna@acme.example", 10)
    assert row["warnings"] == ["project_number_unknown"]
    words = ready.well("show", "1").out
    for expected in (
        "Mail 1",
        "Piet Jansen",
        "Needs a look",
        "4711",
        "Why",
        "their contact person",
        "a.example",
        "Hallo",
    ):
        assert expected in words


def test_show_raw_gives_the_exact_bytes(ready: Program) -> None:
    content = mail(1, "\x00\r\n.\n\r\r\n").replace(b"Hallo", b"\xff\xfe")
    ready.well("import", ready.write("1.eml", content))
    assert ready.well("show", "1", "--raw").raw == content
    assert "either" in ready.refused("show", "1", "--raw", "--json")


@pytest.mark.parametrize("number", ["987654", "0", "99999999999999999999999", "x"])
@pytest.mark.parametrize("form", [[], ["--json"], ["--raw"]])
def test_no_such_activity_is_refused(ready: Program, number: str, form: list[str]) -> None:
    assert ready.refused("show", number, *form)


def test_files_are_those_of_linked_mails(filled: Program) -> None:
    digest = hashlib.sha256(b"een").hexdigest()
    rows = filled.well("files", "--json").rows
    assert rows[0] == {
        "name": "factuur.pdf",
        "project": 1002,
        "activity_id": 2,
        "media_type": "application/pdf",
        "size": 3,
        "sha256": digest,
    }
    assert list(rows[0]) == ["name", "project", "activity_id", "media_type", "size", "sha256"]
    assert len(rows) == 2
    assert filled.well("files", "--project", "1001", "--json").row["activity_id"] == 4
    assert filled.well("files", "--project", "99999999999999999999", "--json").out == ""
    assert "factuur.pdf" in filled.well("files").out
    assert "no files" in filled.well("files", "--project", "5").err


def test_files_are_saved_and_never_over_another(filled: Program, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    first = filled.well("files", "--save", str(folder), "--json").rows
    assert [row["saved_as"] for row in first] == [str(folder / "factuur.pdf"), str(folder / "factuur (2).pdf")]
    assert (folder / "factuur.pdf").read_bytes() == b"een"
    assert (folder / "factuur (2).pdf").read_bytes() == b"twee"
    assert "0 saved, 2 there already" in filled.well("files", "--save", str(folder)).err
    (folder / "factuur.pdf").write_bytes(b"mijn eigen")
    assert "1 saved, 1 there already" in filled.well("files", "--save", str(folder)).err
    assert sorted(path.name for path in folder.iterdir()) == ["factuur (2).pdf", "factuur (3).pdf", "factuur.pdf"]
    assert (folder / "factuur.pdf").read_bytes() == b"mijn eigen"
    assert (folder / "factuur (3).pdf").read_bytes() == b"een"


def test_a_link_or_a_pipe_of_that_name_is_left_alone(filled: Program, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    secret = tmp_path / "secret"
    secret.write_bytes(b"een")
    (folder / "factuur.pdf").symlink_to(secret)
    os.mkfifo(folder / "factuur (2).pdf")
    filled.well("files", "--project", "1002", "--save", str(folder))
    assert (folder / "factuur (3).pdf").read_bytes() == b"een"
    assert secret.read_bytes() == b"een"


def test_a_folder_that_cannot_be_made_is_said(filled: Program, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.touch()
    assert "blocked" in filled.refused("files", "--save", str(blocked / "out"))
