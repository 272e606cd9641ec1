"""Looks at the program's list from within its process: what it shows, and when that was painted. Loads next to nothing,
as what it takes is measured with the window.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPaintEvent

from severa_desktop.ui.places import ACTIVITIES
from severa_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from severa_desktop.ui.activities.page import ActivitiesPage


class ListWatch(QObject):
    """Tells whenever the list was painted with a line in every row that can be seen."""

    filled = Signal()

    def __init__(self, page: "ActivitiesPage") -> None:
        super().__init__(page)
        self.page = page
        self.shown = page.model.wanted
        """What the rows that are there were asked for with."""
        self.is_answered = False
        """Whether any rows came, or the answer that there are none."""
        page.model.loaded.connect(self._note)
        self._paint = page.table.paintEvent
        page.table.paintEvent = self._paint_and_look  # type: ignore[method-assign]

    def _paint_and_look(self, event: QPaintEvent) -> None:
        """Look at what was painted; tell once the screen was handed it."""
        self._paint(event)
        if self.is_filled:
            QTimer.singleShot(0, self.filled.emit)

    @property
    def is_filled(self) -> bool:
        """Whether there are rows to be seen, and each has its line."""
        first, last = self.seen_rows()
        return first >= 0 and all(self.page.model.line(row) is not None for row in range(first, last + 1))

    def _note(self) -> None:
        self.shown = self.page.model.wanted
        self.is_answered = True

    def seen_rows(self) -> tuple[int, int]:
        """Return the first and the last row that can be seen; -1 for the first where there is none."""
        table = self.page.table
        # As high as the viewport, which itself is not asked: that would load every kind of widget there is.
        last = table.rowAt(table.maximumViewportSize().height() - 1)
        return table.rowAt(0), last if last >= 0 else self.page.model.rowCount() - 1


def activities_page(window: MainWindow) -> "ActivitiesPage":
    """Return the page of activities, which must be the one that is shown."""
    # The window itself loads it by then.
    from severa_desktop.ui.activities.page import ActivitiesPage  # noqa: PLC0415

    window.show_page(ACTIVITIES)
    page = window.page
    if not isinstance(page, ActivitiesPage):
        raise TypeError(page)
    return page
