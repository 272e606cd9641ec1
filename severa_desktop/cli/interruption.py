"""Ctrl+C and SIGTERM end the program in order: what is under way is undone, what was done stays.

Whatever hinders that, the program has ended some seconds later; a second signal ends it at once.
"""

import os
import signal
from types import FrameType

from severa_desktop.cli.output import tell
from severa_desktop.texts import _

EXIT_INTERRUPTED = 130

_PATIENCE = 8.0
"""Seconds for ending in order. Batches under way are small, so this is plenty."""

_signals_seen = 0


def interrupted() -> str:
    """Return what is said of an interruption."""
    return _("Interrupted. What was done stays; run the same command again to go on.")


def handle_signals() -> None:
    """Turn SIGTERM, and SIGINT unless it is ignored, into a KeyboardInterrupt."""
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    global _signals_seen  # noqa: PLW0603 - signals belong to the whole process
    _signals_seen += 1
    if _signals_seen > 1:
        _end_now()
    # Hardly ever needed, and loading it costs every command.
    from threading import Timer

    last_resort = Timer(_PATIENCE, _end_now)
    last_resort.daemon = True
    last_resort.start()
    raise KeyboardInterrupt


def _end_now() -> None:
    tell(interrupted())
    os._exit(EXIT_INTERRUPTED)
