"""The search for a Python that fits: by running it, never by its name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FIND = Path(__file__).resolve().parents[2] / "tools" / "find_python.sh"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell script, for systems that have a shell")


def stub(folder: Path, name: str, script: str) -> Path:
    """Write a program that stands on PATH."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def find(path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the search with this folder first on PATH."""
    surroundings = {"PATH": f"{path}:/usr/bin:/bin", "HOME": str(path), **environment}
    return subprocess.run(["/bin/sh", str(FIND)], env=surroundings, capture_output=True, text=True, check=False)


def test_takes_the_interpreter_that_runs_not_the_stub_before_it(tmp_path: Path) -> None:
    stub(tmp_path, "python3", "echo 'python3: command not found' >&2; exit 127")
    stub(tmp_path, "python3.14", f'exec "{sys.executable}" "$@"')
    done = find(tmp_path)
    assert done.returncode == 0
    assert Path(done.stdout.strip()).samefile(sys.executable)


def test_takes_the_one_named_by_python(tmp_path: Path) -> None:
    done = find(tmp_path, PYTHON=sys.executable)
    assert done.returncode == 0
    assert done.stdout.strip() == sys.executable


def test_refuses_the_named_one_with_its_reason(tmp_path: Path) -> None:
    broken = stub(tmp_path, "mine", "echo 'mine: command not found' >&2; echo 'use another' >&2; exit 127")
    done = find(tmp_path, PYTHON=str(broken))
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{broken}: mine: command not found\n" in done.stderr
    assert "use another" not in done.stderr


def test_what_stands_on_standard_error_is_not_taken_for_the_path(tmp_path: Path) -> None:
    noisy = stub(tmp_path, "noisy", f'echo "a warning" >&2; exec "{sys.executable}" "$@"')
    assert find(tmp_path, PYTHON=str(noisy)).stdout.strip() == sys.executable


@pytest.mark.parametrize("name", ["sqlite3", "ensurepip"])
def test_refuses_a_python_without_what_set_up_needs(tmp_path: Path, name: str) -> None:
    # Started as `python -I -c PROBE`: the same with a module that cannot be imported.
    poison = f"import sys; sys.modules['{name}'] = None"
    script = f'shift 2; exec "{sys.executable}" -I -c "{poison}\n$1"'
    lacking = stub(tmp_path, "lacking", script)
    done = find(tmp_path, PYTHON=str(lacking))
    assert done.returncode == 1
    assert {"sqlite3": "no SQLite", "ensurepip": "virtual environment"}[name] in done.stderr
