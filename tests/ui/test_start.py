"""What is loaded before the window is painted: Qt and the window's own modules, nothing that only a worker needs."""

import subprocess
import sys

HEAVY = ("alembic", "nh3", "openpyxl", "sqlalchemy", "severa_desktop.mail.reader", "severa_desktop.store.store")


def test_the_window_is_there_before_the_store_is_loaded() -> None:
    script = (
        "import sys\n"
        "import severa_desktop.ui.app, severa_desktop.ui.activities.page, severa_desktop.ui.importing.page\n"
        "import severa_desktop.ui.to_check.page\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
