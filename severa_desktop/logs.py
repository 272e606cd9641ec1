"""The log: defects go to a file, made for the first one; with `-v` everything goes to standard error too.

Every line is printable: what a mail or a path says cannot forge a line of the log.
"""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from severa_desktop.printable import lines, one_line

_PROGRAM = "severa_desktop"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_LARGEST_LOG = 2 * 1024 * 1024


class _PrintableFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return lines(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        # What follows the first line is a defect's trace, which this program made.
        first, *trace = record.message.split("\n")
        record.message = "\n".join([one_line(first), *(f"  {lines(line)}" for line in trace)])
        return super().formatMessage(record)


class _FileHandler(logging.Handler):
    """Writes to a file that is made, with its folder, when there is something to write."""

    def __init__(self, log: Path) -> None:
        super().__init__(logging.ERROR)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        try:
            _append(self._log, self.format(record) + "\n")
        except OSError:
            # A log that cannot be written must not stop the work; `-v` still shows it.
            return


def start_log(log: Path, *, verbose: bool) -> None:
    """Send this program's defects to the log file and nothing to standard error, or there everything."""
    handlers: list[logging.Handler] = [_FileHandler(log)]
    if verbose:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(_PrintableFormatter(_FORMAT))
        logging.getLogger().addHandler(handler)
    logging.captureWarnings(capture=True)
    logging.getLogger(_PROGRAM).setLevel(logging.DEBUG if verbose else logging.WARNING)


def write_defect(log: Path, error: BaseException, arguments: Sequence[str]) -> None:
    """Append a defect with its context to the log file; raises OSError where that cannot be done."""
    # Seldom needed, and the program starts without.
    import platform  # noqa: PLC0415
    import traceback  # noqa: PLC0415
    from datetime import UTC, datetime  # noqa: PLC0415

    entry = (
        f"{datetime.now(UTC).isoformat(timespec='seconds')} defect\n"
        f"python {platform.python_version()} on {platform.platform()}\n"
        f"arguments {' '.join(map(repr, arguments))}\n"
    )
    _append(log, entry + lines("".join(traceback.format_exception(error))) + "\n")


def _append(log: Path, text: str) -> None:
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))
    with open(log, "a", encoding="utf-8", errors="backslashreplace", opener=_open_own) as file:
        file.write(text)


def _open_own(path: str, flags: int) -> int:
    """Open a file, made for its owner only: what went wrong may say something of a mail."""
    return os.open(path, flags, 0o600)
