"""`backup`, `restore` and `export`: there and back from the command line, and what is refused in one sentence."""

import subprocess
import sys
from pathlib import Path

from tests.cli.program import Program, mail


def ids(program: Program) -> list[object]:
    return [row["id"] for row in program.well("activities", "--json").rows]


def filled(program: Program) -> None:
    for number in range(3):
        program.write(f"mails/{number}.eml", mail(number))
    program.well("import", str(program.folder / "mails"))
    program.run("delete", "2")


def test_a_backup_is_taken_back_and_the_former_data_kept(ready: Program, tmp_path: Path) -> None:
    filled(ready)
    file = tmp_path / "monday.sqlite"
    assert ready.well("backup", str(file), "--json").row == {"file": str(file), "size": file.stat().st_size}
    ready.run("delete", "1")
    # A second one takes the place of the first.
    assert str(file) in ready.well("backup", str(file)).out
    ready.run("undo")
    result = ready.run("restore", str(file))
    assert (result.code, result.out) == (0, "1 activity is back.\n")
    former = Path(result.err.removeprefix("The former data is kept in ").strip())
    assert former.is_file()
    assert ids(ready) == [3]
    assert ready.well("restore", str(former), "--json").row["activities"] == 2
    assert ids(ready) == [3, 1]
    assert ready.run("doctor").code == 0


def test_everything_goes_to_another_computer(ready: Program, tmp_path: Path) -> None:
    filled(ready)
    folder = tmp_path / "everything"
    assert ready.well("export", str(folder), "--json").row == {"folder": str(folder), "mails": 3}
    other = Program(tmp_path / "other")
    row = other.well("restore", str(folder), "--json").row
    assert row == {"activities": 2, "deleted": 1, "not_imported": 0, "former": None}
    assert ids(other) == ids(ready) == [3, 1]
    assert other.well("directory", "show", "--json").raw == ready.well("directory", "show", "--json").raw
    assert other.well("show", "1", "--raw").raw == mail(0)
    assert other.run("undo").code == 0
    assert ids(other) == [3, 2, 1]


def test_what_cannot_be_done_is_said_in_a_sentence(ready: Program, tmp_path: Path) -> None:
    letter = ready.write("letter.txt", b"Dear all")
    assert "is no backup" in ready.refused("backup", letter)
    assert "is no backup" in ready.refused("restore", letter)
    assert "gone.sqlite" in ready.refused("restore", str(tmp_path / "gone.sqlite"))
    assert "not overwritten" in ready.refused("export", str(tmp_path))
    ready.well("export", str(tmp_path / "everything"))
    assert "severa-desktop restore" in ready.refused("import", str(tmp_path / "everything"))


def test_a_store_that_another_process_has_open_is_left_alone(ready: Program, tmp_path: Path) -> None:
    filled(ready)
    file = tmp_path / "backup.sqlite"
    ready.well("backup", str(file))
    holding = (
        "import sys, pathlib; from severa_desktop.store.store import Store; Store.open(pathlib.Path(sys.argv[1])); "
    )
    other = subprocess.Popen(
        [sys.executable, "-c", f"{holding} print('open', flush=True); sys.stdin.read()", _store(ready)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with other:
        assert other.stdout
        assert other.stdout.readline() == b"open\n"
        assert "open in another process" in ready.refused("restore", str(file))
        # A backup is made all the same.
        ready.well("backup", str(file))
        assert other.stdin
        other.stdin.close()
    assert ready.run("restore", str(file)).code == 0


def test_a_store_that_cannot_be_used_any_more_gives_way(ready: Program, tmp_path: Path) -> None:
    filled(ready)
    file = tmp_path / "backup.sqlite"
    ready.well("backup", str(file))
    Path(_store(ready)).write_bytes(b"no longer a store" * 1000)
    assert ready.run("activities").code == 2
    assert ready.run("restore", str(file)).code == 0
    assert ids(ready) == [3, 1]


def _store(program: Program) -> str:
    return str(program.data / "severa-desktop.sqlite")
