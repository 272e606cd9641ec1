"""One window a store: the lock, where the window listens, and what it takes from whom."""

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from severa_desktop.ui import only_window
from severa_desktop.ui.only_window import OnlyWindow, Wanted

LONG = 120_000
STARTED_AGAIN = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from severa_desktop.ui.only_window import OnlyWindow, Wanted
application = QCoreApplication([])
only = OnlyWindow(Path(sys.argv[1]))
assert not only.is_first
sys.exit(0 if only.hand_over(Wanted(sample=False, files=tuple(sys.argv[2:]))) else 1)
"""


@pytest.fixture
def first(tmp_path: Path) -> Iterator[OnlyWindow]:
    only = OnlyWindow(tmp_path)
    assert only.is_first
    yield only
    only.close()


def start_again(data: Path, *files: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", STARTED_AGAIN, str(data), *files])


def test_who_starts_the_program_again_hands_over_and_ends(qtbot: QtBot, first: OnlyWindow, tmp_path: Path) -> None:
    taken: list[Wanted] = []
    # The window may only just be starting: it listens a little later.
    again = start_again(tmp_path, "/mails/één.eml", "/mails/two\nlines.eml")
    first.listen(taken.append)
    qtbot.waitUntil(lambda: again.poll() is not None, timeout=LONG)
    assert again.returncode == 0
    assert taken == [Wanted(files=("/mails/één.eml", "/mails/two\nlines.eml"))]


def test_it_listens_where_only_this_user_can_reach(first: OnlyWindow, tmp_path: Path) -> None:
    first.listen(lambda _wanted: None)
    socket = Path((tmp_path / "window.place").read_text(encoding="utf-8"))
    assert stat.S_ISSOCK(socket.stat().st_mode)
    assert stat.S_IMODE(socket.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    assert socket.stat().st_uid == os.getuid()
    first.close()
    assert not socket.parent.exists()
    assert not (tmp_path / "window.place").exists()


@pytest.mark.parametrize(
    "line", [b"nonsense\n", b"{}\n", b'{"sample": 1, "hidden": 0, "files": [1]}\n', b"\xff\xfe\n", b"[]\n"]
)
def test_what_is_not_understood_is_not_answered(qtbot: QtBot, first: OnlyWindow, tmp_path: Path, line: bytes) -> None:
    taken: list[Wanted] = []
    first.listen(taken.append)
    socket = QLocalSocket()
    socket.connectToServer((tmp_path / "window.place").read_text(encoding="utf-8"))
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.ConnectedState, timeout=LONG)
    socket.write(line)
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState, timeout=LONG)
    assert socket.readAll().data() == b""
    assert taken == []


def test_a_window_that_was_killed_leaves_its_place_free(tmp_path: Path) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom PySide6.QtCore import QCoreApplication\n"
        "from severa_desktop.ui.only_window import OnlyWindow\napplication = QCoreApplication([])\n"
        "only = OnlyWindow(Path(sys.argv[1]))\nassert only.is_first\nonly.listen(print)\nos.kill(os.getpid(), 9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert killed.returncode == -9
    only = OnlyWindow(tmp_path)
    assert only.is_first
    only.close()


def test_one_that_does_not_answer_is_told_as_such(
    first: OnlyWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(only_window, "_PATIENCE", 0.3)
    answers: list[bool] = []
    second = OnlyWindow(tmp_path)
    assert not second.is_first
    thread = threading.Thread(target=lambda: answers.append(second.hand_over(Wanted())))
    thread.start()
    thread.join()
    assert answers == [False]
