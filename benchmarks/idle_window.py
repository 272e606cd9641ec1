"""A window that does nothing: what the machine itself costs. Started by bench_responsive; ends with its input."""

import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication, QMainWindow

from benchmarks.gaps import GapTimer


def main() -> int:
    """Record gaps until the input ends, and print them."""
    application = QApplication(sys.argv)
    window = QMainWindow()
    window.resize(640, 480)
    window.show()
    end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, application)
    end.activated.connect(application.quit)
    gaps = GapTimer()
    gaps.begin()
    application.exec()
    gaps.print_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
