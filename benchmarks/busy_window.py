"""The program's window while thousands of mails are imported and somebody looks around in it: for bench_responsive.

Prints the moments at which the import began and ended, how many mails were done, and then the gaps of its thread.
"""

import random
import sys
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest

from benchmarks.dropping import Drag, mails_in
from benchmarks.gaps import GapTimer
from benchmarks.probe import OpenWindow, rest
from severa_desktop.ui.importing.page import ImportPage
from severa_desktop.ui.places import ACTIVITIES, IMPORT, places

BETWEEN_ACTS_MS = 70
AFTERWARDS_MS = 2_000
"""In which the window shows what the import changed."""
_SEARCH = "begroting planning"
_SCROLLS = 12

Act = tuple[str, Callable[[], object]]


class Somebody:
    """A person who cannot leave the window alone while it imports."""

    def __init__(self, opened: OpenWindow, gaps: GapTimer) -> None:
        self._window = opened.window
        self._page = opened.page
        self._gaps = gaps
        self._chance = random.Random(1)  # noqa: S311 - the same places in every run
        self._acts = self._all()
        self._timer = QTimer()
        self._timer.setInterval(BETWEEN_ACTS_MS)
        self._timer.timeout.connect(self._act)

    def begin(self) -> None:
        """Do one thing after the other from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Leave the window alone."""
        self._timer.stop()
        self._gaps.name("afterwards")

    def _act(self) -> None:
        name, do = next(self._acts)
        self._gaps.name(name)
        do()

    def _all(self) -> Iterator[Act]:
        for place in places():
            yield f"open the page {place.name}", partial(self._window.show_page, place.name)
            yield from _look(3)
        while True:
            yield "come to the activities", partial(self._window.show_page, ACTIVITIES)
            yield from self._scroll()
            for row in range(4):
                yield "open an activity", partial(self._open, row)
            for key in _SEARCH:
                yield "search", partial(QTest.keyClicks, self._page.filters.search, key)
            yield from _look(3)
            yield "clear the search", self._page.filters.clear
            yield from _look(3)
            yield "come to the results", partial(self._window.show_page, IMPORT)
            yield from self._scroll_results()

    def _scroll(self) -> Iterator[Act]:
        bar = self._page.table.verticalScrollBar()
        for _number in range(_SCROLLS):
            yield "scroll", lambda: bar.setValue(self._chance.randrange(max(bar.maximum(), 1)))
        for _number in range(_SCROLLS):
            yield "page down", lambda: bar.setValue(bar.value() + bar.pageStep())

    def _scroll_results(self) -> Iterator[Act]:
        page = self._window.page
        if isinstance(page, ImportPage):
            bar = page.table.verticalScrollBar()
            for _number in range(_SCROLLS):
                yield "scroll the results", lambda: bar.setValue(self._chance.randrange(max(bar.maximum(), 1)))

    def _open(self, row: int) -> None:
        self._page.table.selectRow(self._page.table.rowAt(0) + row)


def _look(times: int) -> Iterator[Act]:
    """Only look, for so many turns."""
    for _number in range(times):
        yield "look", lambda: None


def main() -> int:
    """Open the window over the store in a folder, with so many activities, and drop the mails of a set on it."""
    folder, activities, maildir = sys.argv[1:]
    opened = OpenWindow(folder, int(activities))
    imports = opened.window.context.imports
    drag = Drag(opened.window, mails_in(maildir))
    drag.enter()
    gaps = GapTimer()
    gaps.begin()
    somebody = Somebody(opened, gaps)
    loop = QEventLoop()
    imports.ended.connect(loop.quit)
    began = monotonic()
    gaps.name("drop")
    drag.drop()
    somebody.begin()
    loop.exec()
    somebody.stop()
    rest(AFTERWARDS_MS)
    print(began, monotonic(), 0 if imports.current is None else imports.current.done, sep="\n")
    gaps.print_all()
    opened.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
