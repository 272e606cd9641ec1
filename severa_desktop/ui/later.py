"""Work that is left until a person sees what was changed before it: drawing takes turns with it otherwise."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_FRAME_MS = 20
"""By then Qt has drawn what changed: it gathers changes for some milliseconds."""


def once_painted(owner: QObject, do: Callable[[], object]) -> None:
    """Do something once what was changed is painted, unless the owner is gone by then."""
    QTimer.singleShot(_FRAME_MS, owner, do)
