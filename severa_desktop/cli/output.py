"""Standard output and standard error: encodings, line ends, JSON lines and closed pipes.

Every command prints through here and nowhere else. Results go to standard output, the rest to standard
error.
"""

import errno
import io
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, TextIO

from severa_desktop.printable import one_line
from severa_desktop.texts import _

_LINE_SEPARATORS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Many readers of lines split at these too; inside JSON they can be escaped."""


class OutputClosedError(Exception):
    """Whoever read standard output went away (``| head``)."""


def prepare_streams() -> None:
    """Make sure that no text can fail to be printed, whatever encoding the terminal has, if there is one."""
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - open as long as the program
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as above
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as above
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def prepare_json() -> None:
    """From here on standard output is UTF-8 with LF line ends on every system."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A path with bytes that are no text comes as half characters, whose escapes are right in JSON.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def print_json(value: Mapping[str, object]) -> None:
    """Print one JSON object on a line of its own, at once."""
    line = json.dumps(value, ensure_ascii=False)
    for separator, escape in _LINE_SEPARATORS.items():
        line = line.replace(separator, escape)
    _write(sys.stdout, line + "\n")


def print_line(text: str = "") -> None:
    """Print one line of a result for people; the text must be printable already."""
    _write(sys.stdout, text + "\n")


def print_heading(text: str) -> None:
    """Print the line above a list, bold on a terminal that can."""
    styled = is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb" and sys.platform != "win32"
    print_line(f"\x1b[1m{text}\x1b[0m" if styled else text)


def print_bytes(content: bytes) -> None:
    """Print bytes exactly as they are."""
    try:
        sys.stdout.flush()
        raw: BinaryIO = sys.stdout.buffer
        raw.write(content)
        raw.flush()
    except OSError as error:
        raise _closed(error) from error


def tell(text: str) -> None:
    """Print one line to standard error; control characters are taken out."""
    # Nobody may be listening there (a service without console); that is no reason to stop.
    try:
        _write(sys.stderr, one_line(text) + "\n")
    except OutputClosedError:
        return


def agreed(question: str) -> bool:
    """Ask a person at the terminal; only a clear yes is one, in English or the language chosen."""
    hint, yes = _("[y/N]"), _("y yes")
    _write(sys.stderr, f"{one_line(question)} {hint} ")
    return sys.stdin.readline().strip().casefold() in {"y", "yes", *yes.split()}


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a person looks at this stream right now."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def can_show(text: str) -> bool:
    """Tell whether standard output's encoding has these characters."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def settle_output() -> None:
    """Give up what standard output did not take; Python would try again on leaving, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        raise _closed(error) from error


def _closed(error: OSError) -> Exception:
    # Windows says "invalid argument" where others say "broken pipe".
    gone = {errno.EPIPE, errno.EINVAL, errno.ESHUTDOWN}
    return OutputClosedError() if error.errno in gone else error
