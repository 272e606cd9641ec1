"""`link`, `unlink`, `delete`, `erase`, `undo`, `redo` and `history`: what they change, say and refuse."""

import os
import pty
import subprocess
import sys
from typing import cast

import pytest

from tests.cli.program import Json, Program, mail, mail_with_file


@pytest.fixture
def filled(ready: Program) -> Program:
    """Activities 1 (with a file) and 2 of Bakkerij Jansen, and 3 with nobody of a customer; none has a project."""
    mails = [mail_with_file(1, "offerte.pdf", b"een"), mail(2), mail(3, To="karin@elsewhere.example")]
    ready.well("import", *(ready.write(f"{number}.eml", each) for number, each in enumerate(mails, 1)))
    return ready


def links(program: Program, number: int) -> tuple[object, object]:
    """Return the name of an activity's customer and its project's number."""
    row = program.well("show", str(number), "--json").row
    customer, project = cast("Json | None", row["customer"]), cast("Json | None", row["project"])
    return customer and customer["name"], project and project["number"]


def listed(program: Program, *options: str) -> list[object]:
    return [row["id"] for row in program.well("activities", "--json", *options).rows]


def test_linking_to_a_project_files_the_attachments(filled: Program) -> None:
    assert filled.well("link", "1", "2", "--project", "1001").out == "2 activities linked to project 1001 Webshop.\n"
    assert [links(filled, number)[1] for number in (1, 2, 3)] == [1001, 1001, None]
    assert [row["name"] for row in filled.well("files", "--project", "1001", "--json").rows] == ["offerte.pdf"]
    assert filled.well("unlink", "2", "--project").out == "Project unlinked.\n"
    assert links(filled, 2)[1] is None


def test_linking_to_a_customer_by_name_case_aside(filled: Program) -> None:
    assert filled.well("link", "3", "--customer", " bakkerij  JANSEN bv").out == (
        "Linked to customer Bakkerij Jansen BV.\n"
    )
    assert links(filled, 3)[0] == "Bakkerij Jansen BV"
    assert filled.well("unlink", "1", "2", "3", "--customer").out == "Customer unlinked from 3 activities.\n"
    assert links(filled, 1)[0] is None


def test_what_is_so_already_is_said(filled: Program) -> None:
    for arguments in (["link", "1", "--customer", "Bakkerij Jansen BV"], ["unlink", "1", "--project"]):
        result = filled.well(*arguments[:1], "--json", *arguments[1:])
        assert (result.out, result.err) == ("", "")
        result = filled.run(*arguments)
        assert (result.code, result.out, result.err) == (0, "", "Nothing to change: it is so already.\n")


def test_json_names_the_action(filled: Program) -> None:
    row = filled.well("link", "1", "2", "2", "--project", "1001", "--json").row
    assert row.pop("at")
    assert row == {
        "action_id": 1,
        "kind": "link_project",
        "what": "1001 Webshop",
        "activities": 2,
        "undone": False,
    }
    assert filled.well("undo", "--json").row["undone"] is True
    assert filled.well("redo", "--json").row["undone"] is False
    assert filled.well("delete", "1", "--json").row["kind"] == "delete"
    assert filled.well("erase", "1", "2", "--yes", "--json").row == {"erased": 2}


def test_a_customer_who_is_not_there_is_refused_with_those_who_fit(filled: Program) -> None:
    assert filled.refused("link", "1", "--customer", "Bakkerij") == (
        "There is no customer “Bakkerij”. Did you mean Bakkerij Jansen BV?"
    )
    assert "directory show" in filled.refused("link", "1", "--customer", "Slagerij")
    assert "directory show" in filled.refused("link", "1", "--customer", "")
    assert links(filled, 1) == ("Bakkerij Jansen BV", None)


def test_a_customer_whose_name_others_have_is_named_by_key(filled: Program) -> None:
    customers = [
        {"key": "c7", "name": "Jansen"},
        {"key": "c8", "name": "JANSEN", "active": False},
    ]
    filled.well("directory", "import", filled.write_json("more.json", {"customers": customers}))
    assert filled.refused("link", "3", "--customer", "jansen") == (
        "Several customers are called “jansen”. Give the key instead of the name: c7, c8 (not active)."
    )
    filled.well("link", "3", "--customer", "c8")
    row = filled.well("show", "3", "--json").row
    assert row["customer"] == {"key": "c8", "name": "JANSEN"}


@pytest.mark.parametrize("wrong", [["--project", "4711"], ["--project", "0"], ["--project", "9" * 30]])
def test_a_project_that_is_not_there_is_refused(filled: Program, wrong: list[str]) -> None:
    assert wrong[1] in filled.refused("link", "1", *wrong)


@pytest.mark.parametrize(
    "arguments",
    [
        ["link", "1"],
        ["link", "1", "--project", "1001", "--customer", "Café Zuiderlicht"],
        ["link", "--project", "1001"],
        ["unlink", "1"],
        ["unlink", "1", "--project", "--customer"],
        ["unlink", "--project"],
        ["delete"],
        ["erase", "--yes"],
        ["erase", "1"],
        ["undo", "1"],
        ["history"],
    ],
)
def test_wrong_use_is_refused(filled: Program, arguments: list[str]) -> None:
    assert "--help" in filled.refused(*arguments)
    assert listed(filled) == [3, 2, 1]
    assert links(filled, 1) == ("Bakkerij Jansen BV", None)


@pytest.mark.parametrize("number", ["77", "0", "9" * 30, "x"])
@pytest.mark.parametrize(
    "command", [["link", "--project", "1001"], ["unlink", "--customer"], ["delete"], ["erase", "--yes"], ["history"]]
)
def test_an_activity_that_is_not_there_is_refused_and_nothing_is_changed(
    filled: Program, command: list[str], number: str
) -> None:
    others = [] if command[0] == "history" else ["1"]
    assert number in filled.refused(*command, *others, number)
    assert links(filled, 1) == ("Bakkerij Jansen BV", None)


def test_a_deleted_activity_is_gone_until_undo(filled: Program) -> None:
    assert filled.well("delete", "1").out == "Activity deleted.\n"
    assert listed(filled) == [3, 2]
    assert filled.refused("delete", "1")
    assert filled.well("undo").out == "Undone: Activity deleted.\n"
    assert listed(filled) == [3, 2, 1]


def test_undo_and_redo_walk_through_the_actions(filled: Program) -> None:
    filled.well("link", "3", "--project", "1001")
    filled.well("link", "3", "--customer", "Café Zuiderlicht")
    assert filled.well("undo").out == "Undone: Linked to customer Café Zuiderlicht.\n"
    assert filled.well("undo").out == "Undone: Linked to project 1001 Webshop.\n"
    result = filled.run("undo")
    assert (result.code, result.out, result.err) == (0, "", "There is nothing to undo.\n")
    assert filled.well("redo").out == "Done again: Linked to project 1001 Webshop.\n"
    assert filled.well("redo").out == "Done again: Linked to customer Café Zuiderlicht.\n"
    assert filled.run("redo").err == "There is nothing to redo.\n"
    assert filled.well("redo", "--json").raw == b""
    assert links(filled, 3) == ("Café Zuiderlicht", 1001)


def test_erasing_needs_yes_where_nobody_can_be_asked(filled: Program) -> None:
    assert "--yes" in filled.refused("erase", "1")
    assert listed(filled) == [3, 2, 1]
    filled.well("delete", "1")
    assert filled.well("erase", "1", "2", "--yes").out == "2 activities erased.\n"
    assert filled.well("erase", "3", "--yes").out == "1 activity erased.\n"
    assert listed(filled) == []
    assert filled.refused("erase", "1", "--yes")
    assert b"offerte.pdf" not in b"".join(path.read_bytes() for path in filled.data.glob("*.sqlite*"))
    assert filled.well("doctor").out == ""


@pytest.mark.parametrize(
    ("answer", "code", "told", "left"),
    [
        (b"y\n", 0, b"", [3]),
        (b"YES\n", 0, b"", [3]),
        (b"n\n", 130, b"Nothing was erased.", [3, 2, 1]),
        (b"\n", 130, b"Nothing was erased.", [3, 2, 1]),
        (b"\x04", 130, b"Nothing was erased.", [3, 2, 1]),
        (b"\x03", 130, b"Interrupted", [3, 2, 1]),
    ],
)
def test_erasing_asks_on_a_terminal(filled: Program, answer: bytes, code: int, told: bytes, left: list[object]) -> None:
    shown, printed, ended = on_a_terminal(filled, "erase", "1", "2", answer=answer)
    assert b"Erase 2 activities for good?" in shown
    assert ended == code
    assert told in shown
    assert printed == (b"2 activities erased.\n" if code == 0 else b"")
    assert listed(filled) == left


def test_the_history_of_an_activity(filled: Program) -> None:
    result = filled.run("history", "1")
    assert (result.code, result.out, result.err) == (0, "", "Nothing was changed on this activity.\n")
    filled.well("link", "1", "--customer", "Café Zuiderlicht")
    filled.well("link", "1", "--project", "1001")
    newest, oldest = filled.well("history", "1").out.splitlines()
    assert newest.endswith("  Project: – → 1001 Webshop")
    assert oldest.endswith("  Customer: Bakkerij Jansen BV → Café Zuiderlicht")
    row = filled.well("history", "1", "--json").rows[1]
    assert row.pop("at")
    assert row == {
        "kind": "link_customer",
        "field": "customer",
        "before": "Bakkerij Jansen BV",
        "after": "Café Zuiderlicht",
    }
    shown = filled.well("show", "1").out
    assert "\nChanged\n" in shown
    assert "Project: – → 1001 Webshop" in shown
    filled.well("undo")
    assert len(filled.well("history", "1", "--json").rows) == 1


def test_names_cannot_write_to_the_terminal(filled: Program) -> None:
    filled.well("import", filled.write("copy.eml", mail(2, Bcc='"Evil \x1b]0;title\x07" <evil@x.example>')))
    for arguments in (["history", "2"], ["show", "2"]):
        out = filled.well(*arguments).out
        assert "Participants: Piet Jansen → Piet Jansen, Evil" in out
        assert "\x1b" not in out


def on_a_terminal(program: Program, *arguments: str, answer: bytes) -> tuple[bytes, bytes, int]:
    """Run a command at a terminal, answer its question; returns what was shown, what was printed, the exit code."""
    terminal, end = pty.openpty()
    printed = program.folder / "printed"
    with printed.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "severa_desktop", *arguments],
            stdin=end,
            stdout=file,
            stderr=end,
            env=dict(os.environ, SEVERA_DESKTOP_DATA=str(program.data)),
            start_new_session=True,
            preexec_fn=lambda: _own_terminal(end),  # noqa: PLW1509 - one thread
        )
    os.close(end)
    shown = b""
    while b"[y/N]" not in shown:
        shown += os.read(terminal, 4096)
    os.write(terminal, answer)
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        shown += part
    os.close(terminal)
    return shown, printed.read_bytes(), process.wait()


def _own_terminal(end: int) -> None:
    """Let Ctrl+C on this terminal reach the process."""
    import fcntl
    import signal
    import termios

    signal.signal(signal.SIGINT, signal.default_int_handler)
    fcntl.ioctl(end, termios.TIOCSCTTY, 0)
