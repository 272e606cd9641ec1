"""Takes pictures of a whole screen, from a process of its own, as the tests themselves draw off screen.

Each line of standard input is the path of a picture to take; it is said again once the picture is there.
"""

import sys

from PySide6.QtGui import QGuiApplication


def main() -> None:
    """Take pictures until there are no more orders."""
    application = QGuiApplication(sys.argv)
    for line in sys.stdin:
        path = line.rstrip("\n")
        application.processEvents()
        taken = application.primaryScreen().grabWindow(0).save(path)
        print(path if taken else "not taken", flush=True)  # noqa: T201 - how the two processes speak


if __name__ == "__main__":
    main()
