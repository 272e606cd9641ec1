"""A keyring of the tests' own: gnome-keyring on a D-Bus session of its own, with a home of its own.

Programs that are started with the session's ``environment`` find the keyring; this process does not.
"""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_PATIENCE = 120.0
_UNLOCKING = b"the keyring's own password"
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Without one, nobody can be asked to unlock a keyring."""


class KeyringSession:
    """One session; its keyring is there once `open` was called, and locked if that is wanted."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self._daemon: subprocess.Popen[bytes] | None = None

    def open(self, *, unlocked: bool = True) -> None:
        """Start the keyring. Locked, it is one that was made before, if it was ever unlocked."""
        options = ["--unlock"] if unlocked else ["--start"]
        self._daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--components=secrets", *options],
            env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _stream(self._daemon.stdin).write(_UNLOCKING if unlocked else b"")
        _stream(self._daemon.stdin).close()
        deadline = time.monotonic() + _PATIENCE
        while not self._is_there():
            assert self._daemon.poll() is None, "the keyring ended"
            assert time.monotonic() < deadline, "the keyring did not start"

    def close(self) -> None:
        """End the keyring; what it keeps is on the disk."""
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait(_PATIENCE)
            self._daemon = None

    def _is_there(self) -> bool:
        asked = subprocess.run(
            ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
             "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"],
            env=self.environment, capture_output=True, check=True,
        )  # fmt: skip
        return b"boolean true" in asked.stdout


@contextmanager
def session(folder: Path) -> Iterator[KeyringSession]:
    """Give a D-Bus session with an empty home in this folder, without a keyring yet."""
    environment = {name: value for name, value in os.environ.items() if name not in _SCREENS}
    environment |= {"HOME": str(folder)}
    for name in ("CONFIG", "DATA", "STATE", "CACHE", "RUNTIME"):
        place = folder / name.lower()
        place.mkdir(mode=0o700)
        environment[f"XDG_{name}_{'DIR' if name == 'RUNTIME' else 'HOME'}"] = str(place)
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with bus:
        try:
            address = _stream(bus.stdout).readline().decode().strip()
            opened = KeyringSession(environment | {"DBUS_SESSION_BUS_ADDRESS": address})
            try:
                yield opened
            finally:
                opened.close()
        finally:
            bus.terminate()


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
