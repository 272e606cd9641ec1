"""The program as a whole: exit codes, signals, pipes, encodings, the log; never a traceback."""

import os
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from severa_desktop import VERSION
from severa_desktop.bootstrap import Application
from severa_desktop.cli.group import COMMANDS
from tests.cli.program import Program, mail

COMMAND = [sys.executable, "-m", "severa_desktop"]
PROCESSOR = {"aiosmtpd", "filelock", "imapclient", "keyring", "secretstorage", "watchdog"}
"""What only the sources that bring mails by themselves need."""


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return kept | {"SEVERA_DESKTOP_DATA": str(data)} | more


def test_the_version_is_that_of_the_package() -> None:
    done = subprocess.run([*COMMAND, "--version"], capture_output=True, check=True, text=True)
    assert done.stdout == f"severa-desktop {VERSION}\n"
    assert version("severa-desktop") == VERSION


def test_the_version_loads_next_to_nothing() -> None:
    script = "import sys; from severa_desktop.cli.main import run; run(['--version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    loaded = set(done.stdout.split())
    heavy = {"sqlalchemy", "alembic", "rich", "openpyxl", "mailparser", "email", "platformdirs", "logging", "zstandard"}
    assert (heavy | PROCESSOR) & loaded == set()


def test_a_list_for_people_loads_no_reading_of_mails(tmp_path: Path) -> None:
    script = "import sys; from severa_desktop.cli.main import run; run(['activities']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True, env=environment(tmp_path)
    )
    heavy = {"alembic", "rich.console", "openpyxl", "mailparser", "severa_desktop.mail.reader", "multiprocessing"}
    heavy |= {"severa_desktop.store.writer", "severa_desktop.store.adoption"}
    assert (heavy | PROCESSOR) & set(done.stdout.split()) == set()


def test_a_few_of_the_newest_are_listed_without_the_store_being_loaded(ready: Program) -> None:
    ready.well("import", ready.write("1.eml", mail(1)))
    kept = sorted(ready.data.iterdir())
    script = (
        "import sys; from severa_desktop.cli.main import run; run(['activities', '--limit', '20']); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True, env=environment(ready.data)
    )
    *listed, modules = done.stdout.splitlines()
    assert "Mail 1" in listed[-1]
    heavy = {"sqlalchemy", "zstandard", "asyncio", "severa_desktop.core.model", "severa_desktop.store.store"}
    heavy |= {"rich.console", "gettext.c2py", "email", "hashlib", "platformdirs"}
    assert (heavy | PROCESSOR) & set(modules.split()) == set()
    assert sorted(ready.data.iterdir()) == kept


def test_options_without_a_command_print_the_help_and_say_how_the_window_opens(program: Program) -> None:
    result = program.run("-v")
    assert result.code == 0
    assert all(name in result.out for name in COMMANDS)
    assert "window" in result.err


@pytest.mark.parametrize("arguments", [["-h"], ["--help"], *([name, "-h"] for name in COMMANDS)])
def test_help(program: Program, arguments: list[str]) -> None:
    result = program.run(*arguments)
    assert result.code == 0
    assert result.out.startswith("Usage: severa-desktop")
    assert not program.data.exists(), "asking for help makes no store"


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["--nonsense"], ["directory"], ["directory", "nonsense"], ["import"], ["show"], ["show", "--x"]],
)
def test_wrong_use_is_one_sentence_with_where_to_read_on(program: Program, arguments: list[str]) -> None:
    assert "--help" in program.refused(*arguments)


def test_the_data_folder_is_given_before_or_after_the_command_or_in_the_environment(tmp_path: Path) -> None:
    def settings(*arguments: str, data: Path) -> str:
        command = [*COMMAND, *arguments]
        return subprocess.run(command, capture_output=True, check=True, text=True, env=environment(data)).stdout

    settings("setup", "--max-size", "11", data=tmp_path / "a")
    settings("--data-dir", str(tmp_path / "b"), "setup", "--max-size", "22", data=tmp_path / "a")
    settings("setup", "--max-size", "33", "--data-dir", str(tmp_path / "c"), data=tmp_path / "a")
    for folder, size in (("a", "11"), ("b", "22"), ("c", "33")):
        assert f'"max_size": {size}' in settings("setup", "--json", data=tmp_path / folder)


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    program = Program(tmp_path)
    assert "--data-dir" in program.refused("activities")
    assert "--data-dir" in program.refused("doctor")


def test_a_store_that_is_none_is_said(program: Program) -> None:
    program.well("activities")
    (store,) = program.data.glob("*.sqlite")
    store.write_bytes(b"something else entirely" * 100)
    assert str(store) in program.refused("activities")


def test_a_defect_goes_to_the_log_with_its_context_and_not_to_the_terminal(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: Application) -> None:
        raise RuntimeError("boom\x1b[31m\nforged line")

    monkeypatch.setattr(Application, "directory", property(broken))
    result = program.run("directory", "show", "--json")
    log = program.data / "logs" / "severa-desktop.log"
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert str(log) in result.err
    assert "Traceback" not in result.err
    text = log.read_text(encoding="utf-8")
    assert "RuntimeError: boom" in text
    assert "'directory' 'show'" in text
    assert "\x1b" not in text


def test_a_defect_whose_log_cannot_be_written_is_still_one_sentence(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: Application) -> None:
        raise RuntimeError("boom")

    program.data.mkdir()
    (program.data / "logs").touch()
    monkeypatch.setattr(Application, "directory", property(broken))
    result = program.run("directory", "show")
    assert result.code == 2
    assert "boom" in result.err
    assert "Traceback" not in result.err


def test_the_log_is_shown_with_v(ready: Program) -> None:
    path = ready.write("1.eml", mail(1))
    assert ready.run("-v", "import", path).code == 0
    assert ready.run("import", path, "-v").code == 0


def test_output_that_nobody_reads_ends_a_list_quietly(ready: Program) -> None:
    for number in range(200):
        ready.write(f"in/{number}.eml", mail(number, "x" * 2000))
    ready.well("import", str(ready.folder / "in"), "--quiet")
    command = [*COMMAND, "activities", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(ready.data)
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_output_that_nobody_reads_interrupts_an_import(ready: Program) -> None:
    for number in range(400):
        ready.write(f"in/{number}.eml", mail(number, "x" * 2000))
    command = [*COMMAND, "import", "--json", str(ready.folder / "in")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(ready.data)
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        assert process.wait() == 130


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_import_says_so_keeps_what_is_done_and_goes_on_later(
    ready: Program, number: signal.Signals
) -> None:
    # More than fit into the pipe, so that it cannot be done while nobody reads.
    for index in range(600):
        ready.write(f"in/{index}.eml", mail(index, "x" * 5000))
    folder = str(ready.folder / "in")
    with subprocess.Popen(
        [*COMMAND, "import", "--json", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(ready.data),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - one thread
    ) as process:
        assert process.stdout is not None
        printed = [process.stdout.readline()]
        process.send_signal(number)
        rest, told = process.communicate(timeout=120)
        printed += rest.splitlines()
        assert process.returncode == 130
    assert b"Interrupted" in told
    assert b"Traceback" not in told
    stored = len(ready.well("activities", "--json").rows)
    assert len(printed) <= stored < 600
    assert len(ready.run("import", folder, "--json").rows) == 600
    assert ready.well("doctor").out == ""


def test_a_plain_c_locale_and_closed_streams(ready: Program) -> None:
    ready.well("import", ready.write("1.eml", mail(1, To="Sofie <sofie@cafe.example>", Subject="Één")))
    plain = environment(ready.data, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    command = [*COMMAND, "activities", "--customer", "Café Zuiderlicht"]
    done = subprocess.run([*command, "--json"], capture_output=True, check=True, env=plain)
    assert "Café Zuiderlicht".encode() in done.stdout
    done = subprocess.run(command, capture_output=True, check=True, env=plain)
    assert b"Caf? Zuiderlicht" in done.stdout
    closed = f"'{sys.executable}' -m severa_desktop import --quiet '{ready.folder / '1.eml'}'"
    for streams in (">&-", "2>&-", "<&-", "<&- >&- 2>&-"):
        subprocess.run(f"{closed} {streams}", shell=True, check=True, env=plain, capture_output=True)  # noqa: S602


def test_a_full_disk_is_said(ready: Program) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, "directory", "show", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(ready.data),
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"defect" not in done.stderr
