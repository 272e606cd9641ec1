"""At most eight requests a second to Severa, over all threads and processes of this user."""

import threading
from pathlib import Path

from severa_desktop.core.severa import SeveraSettings


def pace_name(settings: SeveraSettings) -> str:
    """Return the name under which all connections with the same credentials keep pace."""
    raise NotImplementedError


class Pace:
    """The turns of all who talk to Severa with the same credentials, kept in a file of a folder that they share."""

    def __init__(self, folder: Path, name: str) -> None:
        raise NotImplementedError

    def wait(self, stop: threading.Event) -> None:
        """Return when it is this request's turn; raises StoppedError."""
        raise NotImplementedError

    def hold(self, seconds: float) -> None:
        """Let nobody have a turn for so long."""
        raise NotImplementedError
