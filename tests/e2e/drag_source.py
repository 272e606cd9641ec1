"""Another program, whose window things are dragged out of with the real pointer.

Run as a process of its own. Each line of standard input offers something to drag, as JSON: ``{"urls": [PATH, …]}``, or
``{"data": {KIND: FILE, …}}`` for data of those kinds with the content of those files. What happens is said on standard
output, a line each: ``ready X Y`` (where the pointer takes hold), ``dragging``, then ``dropped`` or ``refused``.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QSocketNotifier, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

PLACE = QPoint(1320, 100)
SIZE = (200, 160)


def say(*words: object) -> None:
    """Tell the test."""
    print(*words, flush=True)  # noqa: T201 - how the two processes speak


class Source(QLabel):
    """A window that drags what it was told to offer as soon as the pointer moves with its button pressed."""

    def __init__(self) -> None:
        super().__init__("Drag from here")
        self._offer: dict[str, object] = {}
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedSize(*SIZE)
        self.move(PLACE)
        self.setWindowTitle("Other program")
        # A window manager would put it where it likes; this one stays where the test looks for it.
        self.setWindowFlag(Qt.WindowType.BypassWindowManagerHint)

    def take_order(self) -> None:
        """Read what to offer next; the end of the orders ends the program."""
        line = sys.stdin.readline()
        if not line:
            QApplication.quit()
            return
        self._offer = json.loads(line)
        middle = self.mapToGlobal(self.rect().center())
        say("ready", middle.x(), middle.y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin the drag; returns when it is over."""
        if not event.buttons() & Qt.MouseButton.LeftButton or not self._offer:
            return
        drag = QDrag(self)
        drag.setMimeData(_mime(self._offer))
        self._offer = {}
        say("dragging")
        done = drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.CopyAction)
        say({Qt.DropAction.CopyAction: "dropped", Qt.DropAction.IgnoreAction: "refused"}.get(done, done))


def _mime(offer: dict[str, object]) -> QMimeData:
    mime = QMimeData()
    match offer:
        case {"urls": list(paths)}:
            mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        case {"data": dict(kinds)}:
            for kind, path in kinds.items():
                mime.setData(str(kind), Path(str(path)).read_bytes())
        case _:
            raise ValueError(offer)
    return mime


def main() -> None:
    """Show the window until the orders end."""
    application = QApplication(sys.argv)
    source = Source()
    source.show()
    orders = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, application)
    orders.activated.connect(source.take_order)
    application.exec()


if __name__ == "__main__":
    main()
