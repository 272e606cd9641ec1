"""One window a store: who starts the program again is shown the window that runs, and that takes over what was opened.

The first one holds a lock in the data folder, and says in a file there where it listens: at a socket that nobody but
this user can reach.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_LOCK = "window.lock"
_PLACE = "window.place"
_PATIENCE = 20.0
"""Seconds that a window has to answer: it may only just be starting."""
_PAUSE = 0.1
_LONGEST = 16 * 1024 * 1024
"""Bytes of what is handed over."""
_ANSWER = b"taken\n"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody who starts the program wants of its window."""

    sample: bool = False
    """The sample company."""
    hidden: bool = False
    """Nothing to be seen: mails are to come in."""
    files: Sequence[str] = ()
    """Absolute paths, to be imported."""


class OnlyWindow(QObject):
    """This process's right to the window of a data folder."""

    def __init__(self, data: Path) -> None:
        super().__init__()
        self._data = data
        self._lock = QLockFile(str(data / _LOCK))
        # Whether it is still held is told by the process that holds it, not by its age.
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None
        self._folder: Path | None = None
        self._taken: Callable[[Wanted], object] = lambda _wanted: None
        self.is_first = self._lock.tryLock(0)
        """Whether no other process has the window."""

    def hand_over(self, wanted: Wanted) -> bool:
        """Let the window that runs show itself and do what is wanted; returns whether it answered."""
        # The window itself is painted without all this.
        import json  # noqa: PLC0415

        from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415

        message = json.dumps({"sample": wanted.sample, "hidden": wanted.hidden, "files": list(wanted.files)})
        end = monotonic() + _PATIENCE
        while monotonic() < end:
            socket = QLocalSocket()
            try:
                socket.connectToServer((self._data / _PLACE).read_text(encoding="utf-8"))
            except OSError:
                sleep(_PAUSE)
                continue
            if socket.waitForConnected(1_000):
                socket.write(message.encode() + b"\n")
                while not socket.canReadLine() and socket.waitForReadyRead(round(_PATIENCE * 1_000)):
                    pass
                return socket.readAll().data() == _ANSWER
            sleep(_PAUSE)
        return False

    def listen(self, taken: Callable[[Wanted], object]) -> None:
        """Call this with what others want, from now on."""
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415

        self._taken = taken
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        if sys.platform == "win32":
            import uuid  # noqa: PLC0415

            place = f"severa-desktop-{uuid.uuid4().hex}"
        else:
            import tempfile  # noqa: PLC0415

            # The data folder's own path may be too long for a socket.
            self._folder = Path(tempfile.mkdtemp(prefix="severa-desktop-"))
            place = str(self._folder / "window")
        if self._server.listen(place):
            (self._data / _PLACE).write_text(place, encoding="utf-8")

    def close(self) -> None:
        """Give the right up."""
        if self._server is not None:
            self._server.close()
            (self._data / _PLACE).unlink(missing_ok=True)
        if self._folder is not None:
            import shutil  # noqa: PLC0415

            shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.unlock()

    def _welcome(self) -> None:
        if self._server is None:
            return
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.readyRead.connect(lambda: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)
            self._read(socket)

    def _read(self, socket: "QLocalSocket") -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LONGEST:
                socket.abort()
            return
        wanted = _read(bytes(socket.readLine().data()))
        if wanted is None:
            socket.abort()
            return
        socket.write(_ANSWER)
        socket.flush()
        self._taken(wanted)


def _read(line: bytes) -> Wanted | None:
    """Return what a line says, None where it says nothing that is understood."""
    import json  # noqa: PLC0415

    try:
        said = json.loads(line)
        files = said["files"]
        if not all(isinstance(path, str) for path in files):
            return None
        return Wanted(bool(said["sample"]), bool(said["hidden"]), tuple(files))
    except (ValueError, KeyError, TypeError):
        return None
