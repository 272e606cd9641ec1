"""A screen that nobody looks at, with an X server of its own: for pictures of the window, and for measuring it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

_WAIT = 5
"""Seconds for the server to end."""


class NoScreenError(Exception):
    """There is no server for such a screen; the text says what to do."""


@contextmanager
def virtual_screen(width: int, height: int) -> Iterator[dict[str, str]]:
    """Give the environment of programs that are to open their windows on a new screen of this size in pixels.

    Raises NoScreenError where Xvfb is missing or does not start.
    """
    if shutil.which("Xvfb") is None:
        raise NoScreenError("Xvfb is missing, the screen that nobody looks at. Run: make setup, then make test")
    receiving, sending = os.pipe()
    # The server chooses a free number itself and tells it: several may start at once.
    command = ["Xvfb", "-displayfd", str(sending), "-screen", "0", f"{width}x{height}x24", "-dpi", "96"]
    server = subprocess.Popen(
        # Without "-noreset" the server would begin anew whenever its last program leaves, and refuse the next one then.
        [*command, "-nolisten", "tcp", "-noreset"],
        pass_fds=[sending],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(sending)
    try:
        with os.fdopen(receiving, encoding="ascii") as answer:
            number = answer.readline().strip()
        if not number:
            raise NoScreenError("Xvfb does not start here.")
        yield {**_bare_environment(), "DISPLAY": f":{number}"}
    finally:
        server.terminate()
        try:
            server.wait(_WAIT)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _bare_environment() -> dict[str, str]:
    """Return the present environment without what would make a window look or behave otherwise."""
    left_out = ("QT_", "LC_", "LANGUAGE", "WAYLAND_", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return kept | {"QT_QPA_PLATFORM": "xcb", "LANG": "en_GB.UTF-8"}
