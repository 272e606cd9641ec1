"""What the window remembers between starts: size, page, columns, filters, language. Nothing of any mail."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QByteArray, QThreadPool

_FILE = "window.json"
_TEXTS, _BYTES = "texts", "bytes"


class WindowState:
    """Small values by name, kept in the data folder.

    Written by a thread of its own soon after a change, as a busy disk may take half a second; and by Python's own
    means, as QSettings would keep Python's lock, and so the window, until it is done.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / _FILE
        self._texts, self._bytes = _read(self._path)
        self._is_written = True
        self._changing = Lock()
        self._writing = Lock()

    def write(self) -> None:
        """Write what is not written yet, and wait for it: later the folder may be gone."""
        # One at a time: what changed later is also written later.
        with self._writing:
            with self._changing:
                if self._is_written:
                    return
                self._is_written = True
                content = json.dumps({_TEXTS: self._texts, _BYTES: self._bytes}, indent=1, sort_keys=True)
            from severa_desktop.services.whole_files import replace_file  # noqa: PLC0415 - not before there is a window

            # It is no harm if the window begins anew the next time.
            with suppress(OSError):
                replace_file(self._path, content.encode("ascii"))

    def text(self, name: str, default: str = "") -> str:
        """Return a remembered text."""
        return self._texts.get(name, default)

    def set_text(self, name: str, value: str) -> None:
        """Remember a text."""
        self._set(self._texts, name, value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a remembered choice."""
        return self.text(name, "yes" if default else "no") == "yes"

    def set_flag(self, name: str, *, value: bool) -> None:
        """Remember a choice."""
        self.set_text(name, "yes" if value else "no")

    def data(self, name: str) -> QByteArray:
        """Return what Qt itself wanted to be remembered (a geometry, a splitter); empty if there is nothing."""
        # Letters that are not of the code are passed over, so the worst is bytes that Qt does not take.
        with suppress(ValueError):
            return QByteArray(b64decode(self._bytes.get(name, "")))
        return QByteArray()

    def set_data(self, name: str, value: QByteArray) -> None:
        """Remember what Qt itself gave."""
        self._set(self._bytes, name, b64encode(value.data()).decode("ascii"))

    def _set(self, values: dict[str, str], name: str, value: str) -> None:
        if values.get(name) == value:
            return
        with self._changing:
            values[name] = value
            is_coming, self._is_written = not self._is_written, False
        if not is_coming:
            # A thread of Python's own would be waited for until it runs.
            QThreadPool.globalInstance().start(self.write)


def _read(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    try:
        stored: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        stored = None
    return _texts_in(stored, _TEXTS), _texts_in(stored, _BYTES)


def _texts_in(stored: object, name: str) -> dict[str, str]:
    found = stored.get(name) if isinstance(stored, Mapping) else None
    if not isinstance(found, Mapping):
        return {}
    return {name: value for name, value in found.items() if isinstance(name, str) and isinstance(value, str)}
