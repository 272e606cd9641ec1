"""The processor with a clock that is so many seconds ahead as stand in a file: for a computer that slept, or whose
clock somebody set. The system's own clock is left alone.

    clocked_processor.py DATA-FOLDER FILE
"""

import json
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from severa_desktop.core.model import ImportResult
from severa_desktop.paths import folders
from severa_desktop.secrets import Secrets
from severa_desktop.services.passwords import Passwords
from severa_desktop.services.processing.clock import SystemClock
from severa_desktop.services.processing.service import Listener, ProcessingService
from severa_desktop.store.store import Store


class SetClock(SystemClock):
    """What people see goes ahead; what only grows stands still while a computer sleeps, and knows nothing of it."""

    def __init__(self, ahead: Path) -> None:
        self._ahead = ahead

    def now(self) -> int:
        """Return the seconds since 1970."""
        return super().now() + int(self._ahead.read_text())


def tell(_source: int, result: ImportResult) -> None:
    """Say what became of a mail."""
    sys.stdout.write(json.dumps({"source": result.source, "outcome": result.outcome}) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run until ended."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_signal: ended.set())
    store = Store.open(folders(sys.argv[1]).store)
    passwords = Passwords(Secrets(store.path))
    service = ProcessingService(store, SetClock(Path(sys.argv[2])), passwords.of, Listener(told=tell))
    service.start()
    while not ended.wait(0.1):
        pass
    service.close()
    store.close()


if __name__ == "__main__":
    main()
