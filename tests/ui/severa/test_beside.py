"""What talks with Severa is loaded beside the window, never into it: reading thousands of records would hold it up."""

import json
import os
import subprocess
import sys
from pathlib import Path

from severa_desktop.core.severa import Connection, SeveraSettings
from severa_desktop.services.severa.client_secret import VARIABLE
from tests.services.company import company
from tests.severa.server import SeveraServer
from tests.severa.talking import CLIENT, SECRET

TALKING = {
    "msgspec",
    "urllib3",
    "severa_desktop.severa.client",
    "severa_desktop.severa.models",
    "severa_desktop.severa.transport",
    "severa_desktop.services.severa.merging",
    "severa_desktop.services.severa.stepping",
    "severa_desktop.services.severa.worker",
}
OPENED = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from severa_desktop.paths import Folders
from severa_desktop.services.severa.events import Failed, Fetched, Sent
from severa_desktop.ui import app
from severa_desktop.ui.context import Destination

def begin():
    # Of its own accord it would be the same, some seconds later.
    window.go(Destination("settings"))
    window.page.severa.fetch.trigger()

def look():
    severa = window.context.severa
    if severa.standing is None:
        return
    if not severa.is_busy and severa.result is None:
        begin()
    elif isinstance(severa.result, Fetched) and not severa.is_busy:
        severa.send()
    elif isinstance(severa.result, Sent | Failed):
        results.append(type(severa.result).__name__)
        looking.stop()
        for name in ("activities", "import", "to_check", "directory"):
            window.go(Destination(name))
        window.close()

def main():
    global window, looking, results
    results = []
    folder = Path(sys.argv[1])
    application = app.make_application()
    shell = app.Shell(application, Folders(folder, folder / "logs"))
    shell.open()
    window = shell.window
    window.context.state.set_flag("setup/offered", value=True)
    looking = QTimer()
    looking.setInterval(50)
    looking.timeout.connect(look)
    looking.start()
    application.exec()
    shell.close()
    print(json.dumps([results, sorted(sys.modules)]))

if __name__ == "__main__":
    main()
"""


def test_nothing_that_talks_is_loaded_into_the_window(server: SeveraServer, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    store = company(folder / "severa-desktop.sqlite")
    with store.writing() as writer:
        writer.save_severa_connection(Connection(SeveraSettings(CLIENT, server.url)))
    store.close()
    script = tmp_path / "opened.py"
    script.write_text(OPENED)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", VARIABLE: SECRET}
    command = [sys.executable, str(script), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=300)
    assert done.stderr == ""
    results, modules = json.loads(done.stdout)
    assert results == ["Sent"]
    assert server.asked["GET /v1/users"] > 0
    assert "severa_desktop.ui.severa.section" in modules
    assert set(modules) & TALKING == set()
