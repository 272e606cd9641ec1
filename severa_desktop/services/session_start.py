"""Starting with the session: the program begins, not seen, when the person logs in; one switch.

It is an XDG autostart file, a value of Windows' Run key, or a launch agent of macOS. The last two are tested by their
forms alone, on other systems than their own.
"""

import os
import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from severa_desktop.paths import folders
from severa_desktop.services.errors import UserError
from severa_desktop.services.whole_files import replace_file
from severa_desktop.texts import _

HIDDEN = "--hidden"
_NAME = "severa-desktop"
_TITLE = "Severa Desktop"
_LABEL = "nl.severa-desktop.window"
_SPECIAL = '"`$\\'
"""What is escaped within quotes in the Exec line of a desktop entry."""


class Entry(Protocol):
    """The system's entry for programs that start with the session."""

    def is_on(self) -> bool:
        """Tell whether it is there."""

    def write(self, command: Sequence[str]) -> None:
        """Make it, in place of the one that may be there; raises OSError."""

    def remove(self) -> None:
        """Remove it if it is there; raises OSError."""


class SessionStart:
    """The switch, for the program with one data folder."""

    def __init__(self, data: Path, entry: Entry | None = None) -> None:
        self._data = data
        self._entry = entry or entry_of(sys.platform, os.environ, Path.home())

    def is_on(self) -> bool:
        """Tell whether the program starts with the session."""
        try:
            return self._entry.is_on()
        except OSError:
            return False

    def switch(self, *, on: bool) -> None:
        """Let it start with the session, or not; raises UserError where that cannot be done."""
        try:
            if on:
                self._entry.write([*own_command(), *self._place(), HIDDEN])
            else:
                self._entry.remove()
        except OSError as error:
            sentence = _("Starting with the session could not be changed ({why}). Nothing else was.")
            raise UserError(sentence.format(why=error.strerror or error)) from error

    def _place(self) -> list[str]:
        """Return the options that name the data folder, where it is not the usual one."""
        is_usual = self._data.absolute() == folders(None).data
        return [] if is_usual else ["--data-dir", str(self._data.absolute())]


def own_command() -> list[str]:
    """Return how this program is started, in absolute words."""
    started = Path(sys.argv[0]).absolute()
    if getattr(sys, "frozen", False):
        return [sys.executable]
    if started.stem == _NAME and started.is_file():
        return [str(started)]
    return [sys.executable, "-m", "severa_desktop"]


def entry_of(system: str, environment: Mapping[str, str], home: Path) -> Entry:
    """Return the entry of a system, by the name that Python has for it."""
    if system == "win32":
        return RunValue(_run_key())
    if system == "darwin":
        return LaunchAgent(home / "Library" / "LaunchAgents")
    config = environment.get("XDG_CONFIG_HOME", "")
    return AutostartFile((Path(config) if Path(config).is_absolute() else home / ".config") / "autostart")


class AutostartFile:
    """A desktop entry in the session's autostart folder (freedesktop.org, Desktop Application Autostart)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{_NAME}.desktop"

    def is_on(self) -> bool:
        """Tell whether it is there, and neither hidden nor switched off by the desktop's own settings."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return False
        said = {key.strip().lower(): value.strip().lower() for key, _sign, value in (x.partition("=") for x in lines)}
        return said.get("hidden") != "true" and said.get("x-gnome-autostart-enabled") != "false"

    def write(self, command: Sequence[str]) -> None:
        """Write the file."""
        exec_line = " ".join(map(_exec_word, command))
        entry = (
            "[Desktop Entry]\n"
            "Type=Application\n"
            f"Name={_TITLE}\n"
            "Comment=Takes e-mails in as activities\n"
            "Comment[nl]=Haalt e-mails binnen als activiteiten\n"
            f"Exec={exec_line}\n"
            f"Icon={_NAME}\n"
            "Terminal=false\n"
            "X-GNOME-Autostart-enabled=true\n"
        )
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(self.path, entry.encode())

    def remove(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)


class LaunchAgent:
    """A launch agent of macOS."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{_LABEL}.plist"

    def is_on(self) -> bool:
        """Tell whether it is there and not switched off."""
        try:
            said = plistlib.loads(self.path.read_bytes())
        except (FileNotFoundError, plistlib.InvalidFileException, ValueError):
            return False
        return isinstance(said, dict) and not said.get("Disabled", False)

    def write(self, command: Sequence[str]) -> None:
        """Write the file."""
        agent = {
            "Label": _LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.path, plistlib.dumps(agent))

    def remove(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)


class RunKey(Protocol):
    """The key of Windows' registry whose values are commands that start with the session."""

    def get(self, name: str) -> str | None:
        """Return a value, None if there is none."""

    def set(self, name: str, value: str) -> None:
        """Write a value."""

    def delete(self, name: str) -> None:
        """Remove a value; raises FileNotFoundError if there is none."""


class RunValue:
    """A value of Windows' Run key."""

    def __init__(self, key: RunKey) -> None:
        self._key = key

    def is_on(self) -> bool:
        """Tell whether it is there."""
        return bool(self._key.get(_TITLE))

    def write(self, command: Sequence[str]) -> None:
        """Write the command, quoted as Windows reads it."""
        self._key.set(_TITLE, subprocess.list2cmdline(command))

    def remove(self) -> None:
        """Remove the value."""
        with suppress(FileNotFoundError):
            self._key.delete(_TITLE)


def _run_key() -> RunKey:
    """Return the Run key of the person who is logged in."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415

        path = r"Software\Microsoft\Windows\CurrentVersion\Run"

        class _Registry:
            def get(self, name: str) -> str | None:
                try:
                    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                        return str(winreg.QueryValueEx(key, name)[0])
                except FileNotFoundError:
                    return None

            def set(self, name: str, value: str) -> None:
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, path) as key:
                    winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)

            def delete(self, name: str) -> None:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_SET_VALUE) as key:
                    winreg.DeleteValue(key, name)

        return _Registry()
    raise OSError("there is no registry on this system")


def _exec_word(word: str) -> str:
    """Return a word of a command as the Exec line of a desktop entry has it."""
    quoted = "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in word.replace("%", "%%"))
    # The line is a string of the entry as well, in which a backslash is written twice.
    return f'"{quoted}"'.replace("\\", "\\\\")
