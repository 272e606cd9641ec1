"""Files that macOS hands to the running program: an event each, imported as those on the command line are."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.e2e.waiting import DEADLINE, until
from tests.services.company import company, message

STARTED = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QFileOpenEvent
from severa_desktop.paths import Folders
from severa_desktop.ui import app, only_window

def open_files(*paths):
    for path in paths:
        QCoreApplication.postEvent(QCoreApplication.instance(), QFileOpenEvent(path))

def open_later():
    application = QCoreApplication.instance()
    sys.stdin.readline()
    QTimer.singleShot(0, application, lambda: open_files(*sys.argv[4:]))
    sys.stdin.readline()
    # Again and again: the store has the activities before the window knows, which asks then whether to close.
    QTimer.singleShot(0, application, lambda: QTimer(application, interval=100, timeout=application.quit).start())

def first(data):
    # Those that the program is started with come before there is a window.
    open_files(*sys.argv[2:4])
    threading.Thread(target=open_later, daemon=True).start()
    return only_window.OnlyWindow(data)

app.OnlyWindow = first
folder = Path(sys.argv[1])
sys.exit(app.run(Folders(folder, folder / "logs")))
"""
NO_OTHER_WINDOWS = "This plugin does not support raise()"
"""Off screen there are no other windows that it could be in front of."""


def imports(store: Path) -> list[int]:
    """Return how many activities each import made."""
    query = "SELECT count(*) FROM copies WHERE activity_id IS NOT NULL GROUP BY import_id ORDER BY import_id"
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        return [count for (count,) in connection.execute(query)]


def test_files_that_are_opened_with_it_are_imported_together(tmp_path: Path) -> None:
    store = tmp_path / "severa-desktop.sqlite"
    company(store).close()
    paths = [tmp_path / f"opened {number}.eml" for number in range(1, 5)]
    for number, path in enumerate(paths, 1):
        path.write_bytes(message(number))
    with subprocess.Popen(
        [sys.executable, "-c", STARTED, tmp_path, *paths],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as program:  # fmt: skip
        assert program.stdin is not None
        try:
            until(lambda: imports(store) == [2], "the first two are one import")
            program.stdin.write("\n")
            program.stdin.flush()
            until(lambda: imports(store) == [2, 2], "the other two are one import")
            _out, complaints = program.communicate("\n", timeout=DEADLINE)
        finally:
            program.kill()
    assert set(complaints.splitlines()) <= {NO_OTHER_WINDOWS}
    assert program.returncode == 0
