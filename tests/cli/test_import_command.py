"""`import`, `retry` and `rejected`: results in JSON and in words, exit codes, and what goes where."""

import json
from pathlib import Path
from typing import cast

import pytest

from tests.cli.program import DIRECTORY, Json, Program, mail, mail_with_file

RESULT_KEYS = ["source", "outcome", "reason", "activity_id", "warnings", "changes", "reasons", "activity"]
ACTIVITY_KEYS = [
    "id",
    "subject",
    "type",
    "status",
    "owner",
    "participants",
    "customer",
    "project",
    "started_at",
    "attachments",
    "files",
    "message_id",
    "body",
]


def test_one_result_in_json_has_every_key_in_its_order(ready: Program) -> None:
    path = ready.write(
        "a.eml", mail_with_file(1, "offerte.pdf", b"%PDF", Cc="1001.acme@severamail.com, ext@else.example")
    )
    row = ready.well("import", path, "--json").row
    assert list(row) == RESULT_KEYS
    activity = cast("Json", row["activity"])
    assert list(activity) == ACTIVITY_KEYS
    assert row | {"reasons": None, "activity": None} == {
        "source": path,
        "outcome": "activity",
        "reason": None,
        "activity_id": 1,
        "warnings": [],
        "changes": [],
        "reasons": None,
        "activity": None,
    }
    attachment = cast("list[Json]", activity.pop("attachments"))[0]
    assert list(attachment) == ["name", "media_type", "size", "sha256"]
    assert activity == {
        "id": 1,
        "subject": "Mail 1",
        "type": "E-mail",
        "status": "done",
        "owner": {"name": "Anna de Vries", "email": "anna@acme.example"},
        "participants": [
            {"name": "Piet Jansen", "email": "piet@bakery.example", "kind": "contact"},
            {"name": "ext@else.example", "email": "ext@else.example", "kind": "external"},
        ],
        "customer": {"key": "c1", "name": "Bakkerij Jansen BV"},
        "project": {"number": 1001, "name": "Webshop", "kind": "project"},
        "started_at": "2026-03-02T08:15:00+00:00",
        "files": ["offerte.pdf"],
        "message_id": "1@acme.example",
        "body": "Hallo",
    }


def test_a_reason_has_the_keys_of_the_evidence_it_has_and_no_others(ready: Program) -> None:
    path = ready.write("a.eml", mail(1, Cc="1001.acme@severamail.com"))
    reasons = {
        reason["code"]: reason for reason in cast("list[Json]", ready.well("import", path, "--json").row["reasons"])
    }
    assert reasons["owner_is_sender"] == {"code": "owner_is_sender", "header": "From", "address": "anna@acme.example"}
    assert reasons["project_from_address"] == {
        "code": "project_from_address",
        "header": "Cc",
        "address": "1001.acme@severamail.com",
        "number": 1001,
    }
    assert reasons["customer_from_contacts"]["customers"] == [{"key": "c1", "name": "Bakkerij Jansen BV"}]
    assert reasons["customer_from_contacts"]["contacts"] == [{"key": "p1", "name": "Piet Jansen"}]


def test_a_later_copy_lists_its_changes(ready: Program) -> None:
    ready.well("import", ready.write("a.eml", mail(1)))
    row = ready.well(
        "import", ready.write("b.eml", mail(1, Cc="1001.acme@severamail.com, new@else.example")), "--json"
    ).row
    assert (row["outcome"], row["activity_id"]) == ("duplicate", 1)
    assert row["changes"] == [
        {"code": "project_added", "number": 1001},
        {"code": "participant_added", "address": "new@else.example", "kind": "external"},
    ]
    out = ready.well("import", ready.write("c.eml", mail(1, Bcc="hidden@else.example"))).out
    assert "activity 1 already" in out
    assert "hidden@else.example added" in out


def test_results_stand_in_input_order_and_the_source_is_the_path_as_given(
    ready: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.write("in/10.eml", mail(10))
    ready.write("in/2.eml", mail(2))
    monkeypatch.chdir(ready.folder)
    rows = ready.well("import", "./in", "in/2.eml", "--json").rows
    assert [row["source"] for row in rows] == ["./in/2.eml", "./in/10.eml", "in/2.eml"]


def test_standard_input(ready: Program) -> None:
    row = ready.well("import", "-", "--json", stdin=mail(1)).row
    assert (row["source"], row["outcome"]) == ("-", "activity")


def test_refusals_and_failures_give_1_and_the_others_are_imported(ready: Program) -> None:
    paths = [
        ready.write("1.eml", mail(1, Subject="")),
        ready.write("2.eml", mail(2, From="x@else.example", To="y@else.example")),
        ready.write("3.eml", b"no mail"),
        str(ready.folder / "gone.eml"),
        ready.write("5.eml", mail(5)),
    ]
    result = ready.run("import", *paths, "--json")
    assert result.code == 1
    assert [(row["outcome"], row["reason"]) for row in result.rows] == [
        ("rejected", "subject_missing"),
        ("rejected", "no_severa_user"),
        ("failed", "not_an_email"),
        ("failed", "unreadable"),
        ("activity", None),
    ]
    assert all((row["activity"] is None) == (row["activity_id"] is None) for row in result.rows)


def test_words_tell_every_outcome_and_the_summary_goes_to_standard_error(ready: Program) -> None:
    ready.write("in/1.eml", mail(1, Cc="4711.acme@severamail.com"))
    ready.write("in/2.eml", mail(2, Subject=""))
    ready.write("in/3.eml", b"no mail")
    ready.write("in/4.jpg", b"\xff\xd8\xff\xe0 a picture")
    result = ready.run("import", str(ready.folder / "in"))
    assert result.code == 1
    assert "activity 1, Mail 1 — Bakkerij Jansen BV\n    No project has the number 4711" in result.out
    assert "2.eml: rejected. The mail has no subject" in result.out
    assert "3.eml: not read. " in result.out
    assert "3 mails: 1 new activity, 1 rejected, 1 not readable." in result.err
    assert "1 file" in result.err


def test_quiet_prints_only_what_was_not_imported(ready: Program) -> None:
    good, bad = ready.write("1.eml", mail(1)), ready.write("2.eml", mail(2, Subject=""))
    result = ready.run("import", good, "--quiet")
    assert (result.code, result.out, result.err) == (0, "", "")
    result = ready.run("import", good, bad, "--quiet")
    assert (result.code, result.err) == (1, "")
    assert result.out.count("\n") == 1
    assert "2.eml" in result.out
    assert len(ready.run("import", good, bad, "--quiet", "--json").rows) == 2


def test_a_dry_run_gives_the_same_results_without_ids_and_writes_nothing(ready: Program) -> None:
    paths = [ready.write("1.eml", mail(1)), ready.write("2.eml", mail(2, Subject="")), ready.write("3.eml", mail(1))]
    dry = ready.run("import", *paths, "--json", "--dry-run")
    assert dry.code == 1
    assert [row["activity_id"] for row in dry.rows] == [None, None, None]
    assert ready.well("activities", "--json").out == ready.well("rejected", "--json").out == ""
    assert "known already" in ready.run("import", *paths, "--dry-run").out
    wet = ready.run("import", *paths, "--json")
    assert [row["outcome"] for row in wet.rows] == [row["outcome"] for row in dry.rows]


def test_not_set_up_and_inactive_give_2_and_no_result(program: Program) -> None:
    path = program.write("1.eml", mail(1))
    assert "setup --address" in program.refused("import", path, "--json")
    program.well("setup", "--address", "acme@severamail.com")
    sentence = program.refused("import", path, "--json")
    assert "--activity-type" in sentence
    assert "--address" not in sentence
    program.set_up()
    program.well("setup", "--status", "inactive")
    assert "inactive" in program.refused("import", path, "--json")
    assert "inactive" in program.refused("retry", "--all")
    assert program.well("activities", "--json").out == ""


def test_what_a_mail_says_never_reaches_the_terminal_raw(ready: Program) -> None:
    evil = "=?utf-8?b?" + "G10wO293bmVkBxtbMzFtcm9vZA==" + "?="
    path = ready.write("evil\x1b[31m.eml", mail(1, Subject=evil, Cc=f"{evil} <x@else.example>"))
    assert "\x1b" not in ready.well("import", path).out
    listed = ready.well("activities").out + ready.well("show", "1").out
    assert "\x1b" not in listed
    assert "\x07" not in listed


def test_json_is_utf8_whatever_the_terminals_encoding_and_words_never_fail(ready: Program) -> None:
    path = ready.write("1.eml", mail(1, "Één ✓\u2028regel\n", Subject="Café 🍞"))
    result = ready.run("import", path, "--json", encoding="ascii")
    assert result.code == 0
    assert cast("Json", result.row["activity"])["subject"] == "Café 🍞"
    # Python's own way of cutting lines knows more line ends than JSON escapes by itself.
    assert len(ready.run("show", "1", "--json", encoding="ascii").out.splitlines()) == 1
    for command in (["activities"], ["show", "1"], ["import", path], ["directory", "show"]):
        assert ready.run(*command, encoding="ascii").code == 0


def test_a_file_name_that_is_no_text_is_printed_as_json(ready: Program) -> None:
    name = b"caf\xe9.eml"
    (Path(ready.folder) / name.decode("utf-8", "surrogateescape")).write_bytes(mail(1))
    row = ready.well("import", str(ready.folder / name.decode("utf-8", "surrogateescape")), "--json").row
    assert "caf" in str(row["source"])
    ready.run("import", str(ready.folder))


def test_rejected_lists_and_retry_decides_anew(ready: Program) -> None:
    stranger = mail(1, From="Nora <nora@acme.example>", To="y@else.example")
    paths = [
        ready.write("1.eml", stranger),
        ready.write("2.eml", mail(2, Subject="")),
        ready.write("3.eml", b"no mail"),
    ]
    ready.run("import", *paths)
    rows = ready.well("rejected", "--json").rows
    assert rows[0] == {
        "id": 1,
        "source": paths[0],
        "outcome": "rejected",
        "reason": "no_severa_user",
        "subject": "Mail 1",
        "from": "nora@acme.example",
        "received_at": "2026-03-02T08:15:00+00:00",
    }
    assert len(rows) == 2
    failed = ready.well("rejected", "--failed", "--json").rows[-1]
    assert (failed["outcome"], failed["reason"], failed["received_at"]) == ("failed", "not_an_email", None)
    words = ready.well("rejected", "--failed").out
    assert "active user" in words
    assert "no subject" in words
    assert ready.run("retry", "--all", "--json").code == 1
    users = [*DIRECTORY["users"], {"key": "u9", "name": "Nora", "emails": ["nora@acme.example"]}]
    ready.well("directory", "import", ready.write_json("more.json", {"users": users}))
    row = ready.well("retry", "1", "--json").row
    assert (row["outcome"], row["activity_id"], row["source"]) == ("activity", 1, paths[0])
    assert [row["id"] for row in ready.well("rejected", "--json").rows] == [2]
    assert "There is no entry 1" in ready.refused("retry", "1")
    result = ready.run("retry", "2")
    assert result.code == 1
    assert "1 mail: 1 rejected." in result.err


@pytest.mark.parametrize(
    "arguments", [["retry"], ["retry", "1", "--all"], ["retry", "x"], ["retry", "99999999999999999999"]]
)
def test_a_wrong_retry_is_refused(ready: Program, arguments: list[str]) -> None:
    assert "retry --help" in ready.refused(*arguments)


def test_nothing_rejected_is_said(ready: Program) -> None:
    assert ready.well("rejected").err
    assert ready.well("retry", "--all", "--json").out == ""


def test_json_lines_are_compact_enough_to_be_parsed_one_by_one(ready: Program) -> None:
    for number in range(3):
        ready.write(f"in/{number}.eml", mail(number, "a\r\nb\r\n"))
    out = ready.well("import", str(ready.folder / "in"), "--json").raw
    assert b"\r" not in out
    assert [json.loads(line)["outcome"] for line in out.split(b"\n")[:-1]] == ["activity"] * 3
