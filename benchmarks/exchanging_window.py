"""The program's window while the directory is fetched from Severa and activities are sent there: for bench_responsive.

Prints the moments at which this began and ended, how many seconds it was sent for, and then the gaps of its thread.
"""

import sys
from time import monotonic

from PySide6.QtCore import QEventLoop, QTimer

from benchmarks.busy_window import AFTERWARDS_MS, Somebody
from benchmarks.corpus import BenchError
from benchmarks.gaps import GapTimer
from benchmarks.probe import OpenWindow, rest
from severa_desktop.services.severa.events import Fetched
from severa_desktop.ui.severa.controller import SeveraController

_LOOK_MS = 20


def main() -> int:
    """Open the window over the connected store in a folder, with so many activities; send for so many seconds."""
    folder, activities, seconds = sys.argv[1:]
    opened = OpenWindow(folder, int(activities))
    severa = opened.window.context.severa
    gaps = GapTimer()
    somebody = Somebody(opened, gaps)
    rest(AFTERWARDS_MS)
    gaps.begin()
    began = monotonic()
    somebody.begin()
    if not severa.is_busy:
        severa.fetch(full=True)
    _wait(severa, 10 * 60.0)
    if not isinstance(severa.result, Fetched):
        raise BenchError(f"the directory was not fetched: {severa.result}")
    sending = monotonic()
    severa.send()
    rest(AFTERWARDS_MS)
    _wait(severa, float(seconds))
    sent = monotonic() - sending
    severa.cancel()
    _wait(severa, 60.0)
    somebody.stop()
    rest(AFTERWARDS_MS)
    print(began, monotonic(), sent, sep="\n")
    gaps.print_all()
    opened.close()
    return 0


def _wait(severa: SeveraController, most: float) -> None:
    """Let the window live until nothing is exchanged, or so many seconds have passed."""
    loop = QEventLoop()
    look = QTimer()
    look.setInterval(_LOOK_MS)
    end = monotonic() + most
    look.timeout.connect(lambda: loop.quit() if not severa.is_busy or monotonic() > end else None)
    look.start()
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
