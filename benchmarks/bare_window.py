"""What every window in Python costs: one with a table of a few rows, and nothing else. Started by bench_window.

A program of its own that imports nothing of the project; prints when it was first painted, on the system's one clock,
which the benchmark read before it started it.
"""

import sys
import time

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class _Rows(QAbstractTableModel):
    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else 100

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else 7

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return f"{index.row()}, {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


class _Window(QMainWindow):
    is_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if not self.is_painted:
            self.is_painted = True
            print(time.monotonic(), flush=True)
            QTimer.singleShot(0, self.close)


def main() -> int:
    """Open the window, and close it once it was painted."""
    application = QApplication(sys.argv)
    table = QTableView()
    rows = _Rows()
    table.setModel(rows)
    window = _Window()
    window.setCentralWidget(table)
    window.resize(1280, 768)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
