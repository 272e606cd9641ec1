"""The program as a person has it: the window of a process of its own, and the command line over the same store."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from severa_desktop.ui import theme
from severa_desktop.ui.navigation import WIDTH
from tests.cli.program import Json, Program
from tests.e2e.screen import ROOT, Screen
from tests.e2e.waiting import DEADLINE, until

PLACE = QRect(0, 40, 1280, 800)
NAVIGATION = WIDTH
_TITLE = "^Severa Desktop$"
_UNTIL_ASKED_AGAIN = 2
"""Seconds."""
_GEOMETRY = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")


@dataclass(frozen=True)
class Desktop:
    """One window on a screen, started over the store of a company."""

    screen: Screen
    program: Program
    process: "subprocess.Popen[bytes]"
    complaints: Path
    """What the program wrote on standard error."""

    @classmethod
    def open(cls, screen: Screen, program: Program) -> "Desktop":
        """Start the program and put its window where the tests look for things."""
        desktop = cls.start(screen, program)
        try:
            desktop._take_place()
        except BaseException:
            desktop.kill()
            raise
        return desktop

    @classmethod
    def start(
        cls, screen: Screen, program: Program, *arguments: str, more: Mapping[str, str] | None = None
    ) -> "Desktop":
        """Start the program, whose window may not be seen, in surroundings with `more`."""
        complaints = program.folder / "stderr"
        with complaints.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "severa_desktop", "--data-dir", program.data, *arguments],
                cwd=ROOT,
                env=screen.environment | dict(more or {}),
                stdin=subprocess.DEVNULL,
                stderr=file,
            )
        return cls(screen, program, process, complaints)

    def is_seen(self) -> bool:
        """Tell whether the window is on the screen."""
        return bool(self.screen.find_windows(_TITLE))

    @property
    def area(self) -> QRect:
        """Where the window is on the screen, without its frame."""
        # Not xdotool's getwindowgeometry, which counts a frame twice.
        told = self.screen.ask("xwininfo", "-id", self._window())
        return QRect(*(int(number) for word in _GEOMETRY for number in re.findall(f"{word}: +(-?[0-9]+)", told)))

    @property
    def icons(self) -> set[str]:
        """The sizes in which the window hands its icon to those that show it, as “16 x 16”."""
        told = self.screen.ask("xprop", "-id", self._window(), "_NET_WM_ICON")
        return set(re.findall(r"Icon \((\d+ x \d+)\)", told))

    def look(self, part: QRect | None = None) -> QImage:
        """Look at the window, or at a part of it."""
        area = self.area
        return self.screen.look().copy(part.translated(area.topLeft()) if part else area)

    def drag_here(self) -> None:
        """Move what is being dragged to the middle of the window, until that shows that it would take it."""
        middle = self.area.center()
        self.screen.move_to(middle.x(), middle.y())
        until(self.shows_veil, "the window shows that it would take what is dragged")

    def shows_veil(self) -> bool:
        """Tell whether the window shows what would be taken: by the line round it."""
        margin = 2 * theme.UNIT
        line = self.look(QRect(4 * theme.UNIT, margin + 1, PLACE.width() - 8 * theme.UNIT, 1))
        return share(line, theme.LIGHT.accent) > 0.3

    def shows_progress(self) -> bool:
        """Tell whether a bar is drawn under the page's title: a long line in the accent colour, or in its groove's."""
        edge = 2 * theme.UNIT
        page = self.look(QRect(NAVIGATION + theme.UNIT, 8 * theme.UNIT, edge + 60 * theme.UNIT, 12 * theme.UNIT))
        bar = (theme.LIGHT.accent_fill, theme.LIGHT.raised)

        def is_bar(y: int) -> bool:
            """Tell a bar from the line round a list with the keyboard's focus, which begins at the page's edge."""
            line = page.copy(edge, y, page.width() - edge, 1)
            return sum(share(line, colour) for colour in bar) > 0.9 and share(page.copy(0, y, edge, 1), bar[0]) == 0

        return any(map(is_bar, range(page.height())))

    def lines(self, part: QRect) -> int:
        """Return how many lines of something stand in a part of the window, one below the other."""
        image = self.look(part)
        empty = [colours(image.copy(0, y, image.width(), 1)) <= {theme.LIGHT.base} for y in range(image.height())]
        return sum(1 for before, here in zip([True, *empty], empty, strict=False) if before and not here)

    def activities(self, *filters: str) -> list[Json]:
        """Return the activities that the store holds now, as the command line says them."""
        return self.program.well("activities", "--json", "--limit", "100000", *filters).rows

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Let the processes that the window started stand still, so that they are not done before it was looked at."""
        others = descendants(self.process.pid) - {self.process.pid}
        try:
            for pid in others:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in others:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def has_keys(self) -> bool:
        """Tell whether the window is the one that keys go to."""
        return self.screen.has_keys(_TITLE)

    def quit(self, ask: Callable[[], object] | None = None) -> None:
        """Quit by the keyboard, or as is asked here, and see that the program ends well.

        The store has the activities before the window knows that the import is over: until then it asks.
        """
        children = descendants(self.process.pid)

        def has_ended() -> bool:
            if ask is None:
                self.screen.press("ctrl+q")
            else:
                ask()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_UNTIL_ASKED_AGAIN)
            return self.process.poll() is not None

        until(has_ended, "the program ends")
        self.end(children)

    def end(self, children: Collection[int] = ()) -> None:
        """Wait until the program has ended, and see that it did so well: nothing said, no process left."""
        children = children or descendants(self.process.pid)
        assert self.process.wait(DEADLINE) == 0
        complaints = self.complaints.read_text(encoding="utf-8")
        assert complaints == "", complaints
        until(lambda: not any(map(is_alive, children)), f"the program's processes end: {children}")

    def kill(self) -> None:
        """End what a failed test left."""
        if self.process.poll() is None:
            self.screen.picture("left-open")
            self.process.kill()
            self.process.wait(DEADLINE)

    def _take_place(self) -> None:
        window = self._window()
        self.screen.do("windowsize", "--sync", window, PLACE.width(), PLACE.height())
        self.screen.do("windowmove", window, PLACE.x(), PLACE.y())
        self.screen.do("windowactivate", "--sync", window)
        until(lambda: theme.LIGHT.raised in colours(self.look(QRect(0, 0, NAVIGATION, 400))), "a drawn window")

    def _window(self) -> str:
        """Return the number of the window, which the program opens soon after it was started."""

        def find() -> list[str]:
            assert self.process.poll() is None, f"the program ended: {self.complaints.read_text(encoding='utf-8')}"
            return self.screen.find_windows(_TITLE)

        return until(find, "a window")[0]


def colours(image: QImage) -> set[str]:
    """Return the colours in a picture."""
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def share(image: QImage, colour: str) -> float:
    """Return how much of a picture has this colour."""
    pixels = [image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())]
    return pixels.count(colour) / len(pixels)


def descendants(pid: int) -> set[int]:
    """Return a process and all that it started, directly or not."""
    found = {pid}
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it ended meanwhile
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and was not asked for its exit code does not."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
