"""What is loaded when while the window opens: nothing before it is needed, as people wait for the first picture."""

import json
import os
import subprocess
import sys

import pytest

from tests.services.company import company
from tests.store.made import keep

Steps = list[tuple[set[str], set[str]]]
"""Modules, and names of widgets, that were loaded by then."""
ACTIVITIES = 100
HEAVY = ("alembic", "nh3", "openpyxl", "sqlalchemy", "severa_desktop.mail.reader", "severa_desktop.store.store")
NOT_FOR_THE_LIST = (
    *HEAVY,
    "PySide6.QtNetwork",
    "logging.config",
    "multiprocessing",
    "severa_desktop.core.model",
    "severa_desktop.services.correcting",
    "severa_desktop.services.processing.service",
    "severa_desktop.store.records",
    "severa_desktop.ui.activities.panel",
    "severa_desktop.ui.furniture",
    "severa_desktop.ui.importing.page",
    "severa_desktop.ui.processing.controller",
    "severa_desktop.ui.wizard.wizard",
    "zstandard",
)
NOT_FOR_THE_FIRST_PICTURE = (
    *NOT_FOR_THE_LIST,
    "html",
    "severa_desktop.services.wanted",
    "severa_desktop.ui.activities.page",
    "severa_desktop.ui.actions",
    "severa_desktop.ui.page",
    "sqlite3",
)
WIDGETS_NOBODY_SEES = ("QCalendarWidget", "QFileDialog", "QStyle", "QTreeView")
"""Loaded with all others once Qt hands over a widget that it made itself."""
OPENED = """
import json, sys
from pathlib import Path
from PySide6 import QtWidgets
from severa_desktop.paths import Folders
from severa_desktop.ui import app

def note():
    steps.append([sorted(sys.modules), sorted(vars(QtWidgets))])

def look():
    # Once more, until all rows are there, which the store tells.
    note()
    if len(steps) > 2 and window.page.model.rowCount() == int(sys.argv[2]):
        window.close()

def begin():
    window.page.model.loaded.connect(look)

steps = []
folder = Path(sys.argv[1])
application = app.make_application()
shell = app.Shell(application, Folders(folder, folder / "logs"))
shell.open()
window = shell.window
window.painted.connect(note)
window.painted.connect(begin, app.Qt.ConnectionType.QueuedConnection)
application.exec()
shell.close()
print(json.dumps(steps))
"""


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Steps:
    """What was loaded at the first picture, with the first rows, and with all of them."""
    folder = tmp_path_factory.mktemp("started")
    store = company(folder / "severa-desktop.sqlite")
    with store.writing() as writer:
        for number in range(1, ACTIVITIES + 1):
            keep(writer, number, subject=f"subject {number}", started_at=number)
    store.close()
    script = [sys.executable, "-c", OPENED, str(folder), str(ACTIVITIES)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(script, capture_output=True, text=True, check=True, env=environment)
    assert done.stderr == ""
    return [(set(modules), set(widgets)) for modules, widgets in json.loads(done.stdout)]


def test_the_window_is_painted_before_anything_of_the_page_is_loaded(steps: Steps) -> None:
    modules, widgets = steps[0]
    assert modules & set(NOT_FOR_THE_FIRST_PICTURE) == set()
    assert widgets & {*WIDGETS_NOBODY_SEES, "QTableView"} == set()


def test_the_list_is_filled_before_the_store_is_loaded(steps: Steps) -> None:
    modules, widgets = steps[1]
    assert "severa_desktop.store.newest" in modules
    assert modules & set(NOT_FOR_THE_LIST) == set()
    assert widgets & set(WIDGETS_NOBODY_SEES) == set()


def test_all_rows_come_from_the_store(steps: Steps) -> None:
    modules, _widgets = steps[-1]
    assert {"sqlalchemy", "severa_desktop.ui.furniture"} <= modules


def test_pages_name_the_store_only_as_a_type() -> None:
    script = (
        "import sys\n"
        "import severa_desktop.ui.app, severa_desktop.ui.activities.page, severa_desktop.ui.importing.page\n"
        "import severa_desktop.ui.to_check.page\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
