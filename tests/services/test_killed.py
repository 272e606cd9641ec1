"""Nothing is lost and nothing made twice: killed at any moment, two at once, disk full."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from severa_desktop.core.query import ActivityQuery
from severa_desktop.store.store import Store
from tests.services.company import company, message, with_attachment

MAILS = 400
ROUNDS = 5
IMPORT = [sys.executable, "-m", "severa_desktop"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Mails, each twice: the second one is a copy with a project number that the first lacks."""
    mails = tmp_path / "mails"
    mails.mkdir()
    for number in range(MAILS // 2):
        (mails / f"{number}a.eml").write_bytes(with_attachment(number))
        (mails / f"{number}b.eml").write_bytes(with_attachment(number, Bcc="1001.acme@severamail.com"))
    return mails


def start(data: Path, *arguments: str, limit: int | None = None) -> subprocess.Popen[bytes]:
    def as_in_a_terminal() -> None:
        # Tests started in the background ignore Ctrl+C, and so would their children.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    return subprocess.Popen(
        [*IMPORT, "--data-dir", str(data), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=as_in_a_terminal,  # noqa: PLW1509  no thread runs here
    )


def finish(data: Path, *arguments: str) -> tuple[int, list[dict[str, object]], str]:
    program = start(data, *arguments)
    out, err = program.communicate()
    return program.returncode, [json.loads(line) for line in out.splitlines()], err.decode()


def expect_everything(data: Path) -> None:
    store = Store.open(data / "severa-desktop.sqlite")
    with store.reading() as reader:
        found = list(reader.activities(ActivityQuery()))
        assert sorted(each.activity.message_id for each in found) == sorted(
            f"{number}@acme.example" for number in range(MAILS // 2)
        )
        for each in found:
            assert each.activity.project
            assert each.activity.files == ("offer.pdf",)
            assert each.activity.id
            assert len(reader.copies_of(each.activity.id)) == 2
    store.close()
    assert finish(data, "doctor")[0] == 0


def new_data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    company(data / "severa-desktop.sqlite").close()
    return data


def test_killed_at_random_moments_the_store_is_right_and_a_second_run_completes(tmp_path: Path, folder: Path) -> None:
    data = new_data(tmp_path)
    chance = random.Random(7)
    for _ in range(ROUNDS):
        program = start(data, "import", str(folder), "--json")
        assert program.stdout
        # The moment is chosen by how far the program has come, so that it falls within the work on any machine.
        for _ in range(chance.choice([0, 0, 1, 5, 40, 90, 170])):
            if not program.stdout.readline():
                break
        program.kill()
        program.communicate()
        assert finish(data, "doctor")[0] == 0
    code, results, _ = finish(data, "import", str(folder), "--json")
    assert (code, len(results)) == (0, MAILS)
    expect_everything(data)


def test_two_imports_of_the_same_folder_at_once_make_each_activity_once(tmp_path: Path, folder: Path) -> None:
    data = new_data(tmp_path)
    programs = [start(data, "import", str(folder), "--json") for _ in range(2)]
    results = [json.loads(line) for program in programs for line in program.communicate()[0].splitlines()]
    assert [program.returncode for program in programs] == [0, 0]
    assert len(results) == 2 * MAILS
    made = [result["activity_id"] for result in results if result["outcome"] == "activity"]
    assert sorted(made) == list(range(1, MAILS // 2 + 1))
    expect_everything(data)


def test_interrupted_it_says_so_and_a_second_run_goes_on(tmp_path: Path, folder: Path) -> None:
    data = new_data(tmp_path)
    program = start(data, "import", str(folder), "--json")
    assert program.stdout
    program.stdout.readline()
    program.send_signal(signal.SIGINT)
    _, err = program.communicate()
    assert program.returncode == 130
    assert b"Traceback" not in err
    assert finish(data, "import", str(folder), "--json")[0] == 0
    expect_everything(data)


def test_a_full_disk_is_said_in_a_sentence_and_loses_nothing(tmp_path: Path, folder: Path) -> None:
    data = new_data(tmp_path)
    for number in range(40):
        (folder / f"x{number}.eml").write_bytes(message(f"x{number}", os.urandom(200_000).hex()))
    program = start(data, "import", str(folder), "--json", limit=3_000_000)
    _, err = program.communicate()
    assert program.returncode == 2
    assert b"Traceback" not in err
    assert len(err.strip().splitlines()) == 1
    assert finish(data, "doctor")[0] == 0
    for number in range(40):
        (folder / f"x{number}.eml").unlink()
    assert finish(data, "import", str(folder), "--json")[0] == 0
