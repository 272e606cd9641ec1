"""A screen of the tests' own: an X server without a monitor, a window manager, a pointer and keys, a camera.

Everything is a real program, started here and ended here; their windows see what they would see on a desktop.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from PySide6.QtGui import QImage

from tests.e2e.processes import Helper, running
from tests.e2e.waiting import DEADLINE, until

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SIZE = "1600x1000x24"
NEEDED = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "xprop": "x11-utils"}
"""Programs, and the Debian packages that bring them."""
_LEFT_OUT = ("QT_", "LC_", "LANGUAGE", "WAYLAND_", "XDG_", "DESKTOP_SESSION", "DBUS_", "SEVERA_")


def missing_packages() -> str:
    """Return a sentence that names the packages without which there is no screen; empty if all are there."""
    missing = [package for program, package in NEEDED.items() if shutil.which(program) is None]
    if not missing:
        return ""
    return f"Debian packages are missing for the tests of the window: {' '.join(missing)}. `make test` sees to them."


class Screen:
    """What a person has before them: looks, moves the pointer, presses keys, drags things out of another program."""

    def __init__(self, environment: Mapping[str, str], scratch: Path, stack: ExitStack) -> None:
        self.environment = dict(environment)
        self._scratch = scratch
        self._camera, self._source = (
            stack.enter_context(closing(Helper(HERE / name, environment))) for name in ("camera.py", "drag_source.py")
        )
        self._artefacts = scratch
        self._taken = 0

    def keep_pictures_in(self, folder: Path) -> None:
        """Put the pictures that are taken from now on into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._artefacts = folder
        self._taken = 0

    def picture(self, name: str) -> QImage:
        """Take a picture of the screen and keep it."""
        self._taken += 1
        return self._look(self._artefacts / f"{self._taken:02}-{name}.png")

    def look(self) -> QImage:
        """Look at the screen as it is now."""
        return self._look(self._scratch / "now.png")

    def ask(self, program: str, *words: object) -> str:
        """Run a program on this screen and return what it prints."""
        command = [program, *map(str, words)]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=DEADLINE, check=True
        )
        return done.stdout

    def do(self, *words: object) -> str:
        """Do something with pointer, keys or windows, as xdotool calls it; returns what that says."""
        return self.ask("xdotool", *words)

    def find_windows(self, title: str) -> list[str]:
        """Return the numbers of the windows that are shown and have a title that matches."""
        search = ["xdotool", "search", "--onlyvisible", "--name", title]
        # It calls it a failure to find none.
        return subprocess.run(search, env=self.environment, capture_output=True, text=True, check=False).stdout.split()

    def has_keys(self, title: str) -> bool:
        """Tell whether keys go to a window whose title matches; one that is shown may not have them yet."""
        asking = ["xdotool", "getactivewindow", "getwindowname"]
        # It calls it a failure where there is none.
        told = subprocess.run(asking, env=self.environment, capture_output=True, text=True, check=False).stdout
        return re.search(title, told.rstrip("\n")) is not None

    def press(self, *keys: str) -> None:
        """Press keys one after the other, such as ``ctrl+f``."""
        self.do("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.do("type", "--delay", 10, text)

    def take_hold(self, *, urls: Sequence[Path] = (), data: Mapping[str, Path] | None = None) -> None:
        """Begin to drag files, or data by kinds, out of another program's window; the button stays pressed."""
        offer: dict[str, object] = (
            {"data": {kind: str(path) for kind, path in data.items()}}
            if data
            else {"urls": [str(path) for path in urls]}
        )
        self._source.tell(json.dumps(offer))
        word, x, y = self._source.hear().split()
        assert word == "ready"
        self.do("mousemove", "--sync", x, y, "mousedown", 1)
        for _step in range(6):
            self.do("mousemove_relative", "--sync", "--", 4, 2)
        assert self._source.hear() == "dragging"

    def move_to(self, x: int, y: int) -> None:
        """Move the pointer in steps, as a hand does: windows on the way hear of it."""
        left, top = (int(one.split(":")[1]) for one in self.do("getmouselocation").split()[:2])
        steps = 10
        for step in range(1, steps + 1):
            self.do("mousemove", "--sync", left + (x - left) * step // steps, top + (y - top) * step // steps)

    def let_go(self) -> str:
        """Release the button; returns what the other program was told: ``dropped`` or ``refused``."""
        self.do("mouseup", 1)
        return self._source.hear()

    def _look(self, path: Path) -> QImage:
        self._camera.tell(str(path))
        assert self._camera.hear() == str(path), "no picture could be taken"
        return QImage(str(path))


@contextmanager
def open_screen(scratch: Path) -> Iterator[Screen]:
    """Give a screen; `scratch` is a folder for what the programs on it keep."""
    sentence = missing_packages()
    assert not sentence, sentence
    with ExitStack() as stack:
        environment = _environment(scratch) | {"DISPLAY": stack.enter_context(_server())}
        stack.enter_context(_window_manager(environment))
        yield Screen(environment, scratch, stack)


def _environment(scratch: Path) -> dict[str, str]:
    """Return surroundings in which nothing of this machine's desktop or person is found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
    return kept | {"HOME": str(scratch), "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "xcb"}


@contextmanager
def _server() -> Iterator[str]:
    receiving, sending = os.pipe()
    # It finds a free display by itself and tells it. Without -noreset it would begin anew, and turn programs away
    # meanwhile, whenever the last one has left.
    command = ["Xvfb", "-displayfd", str(sending), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"]
    with running(command, keep_open=[sending]):
        os.close(sending)
        with os.fdopen(receiving, encoding="ascii") as answer:
            number = answer.readline().strip()
        assert number, "Xvfb does not start here"
        yield f":{number}"


@contextmanager
def _window_manager(environment: Mapping[str, str]) -> Iterator[None]:
    asking = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
    with running(["openbox"], environment) as manager:

        def manages() -> bool:
            assert manager.poll() is None, "openbox ended"
            told = subprocess.run(asking, env=environment, capture_output=True, text=True, check=False).stdout
            return "window id" in told

        # Windows that are mapped before it is there are not managed.
        until(manages, "openbox manages windows")
        yield
