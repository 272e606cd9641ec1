"""What the window does without until it is needed: the first picture must not wait for it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.cli.test_main import PROCESSOR

_OPEN = """
import sys
from pathlib import Path
from severa_desktop.paths import Folders
from severa_desktop.ui.app import Shell, make_application

application = make_application()
data = Path(sys.argv[1])
shell = Shell(application, Folders(data, data / "logs"))
shell.open()
application.processEvents()
assert not shell.window.grab().isNull()
print(*sys.modules)
shell.close()
"""


def test_the_first_picture_of_the_window_needs_nothing_of_the_sources(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _OPEN, str(tmp_path)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "PySide6.QtWidgets" in loaded
    assert PROCESSOR & loaded == set()
