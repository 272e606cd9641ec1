"""Taking an mbox apart into its messages, as a stream: one message is held at a time, none over the limit.

Knows nothing of files or outcomes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from severa_desktop.sources.envelope import LONGEST_LINE, Envelope, read_envelope
from severa_desktop.sources.streams import Readable

_CHUNK = 512 * 1024
_LOOK_BACK = 256
"""Enough to see the blank line before an envelope line."""
_LOOK_AHEAD = 2 * LONGEST_LINE
"""Enough to see an envelope line and how the next line begins."""

_LINE_END = re.compile(rb"\r*\n|\r|\Z")
_QUOTED = re.compile(rb"(?:\A|(?<=[\r\n]))>(?=>*From )")
_FIELD_START = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_BEFORE_FIRST = b"\xef\xbb\xbf \t\r\n\0"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of an mbox. Its three parts joined are the bytes as they stood in the file."""

    envelope: bytes
    """The envelope line with its line end (and what stood before the first)."""
    content: bytes | None
    """As it stood in the mbox; None if it exceeds the limit."""
    separator: bytes
    """The blank line at the end, which belongs to the mbox."""
    size: int
    """Bytes of the content."""
    time: int | None
    """The envelope line's."""
    dated: bool
    """The envelope line has a date, which makes even a single message an mbox."""
    alone: bool
    """It is the only message of its file."""

    def unquoted(self) -> bytes:
        """Return the content with one ``>`` taken off each ``>From ``, ``>>From `` and so on."""
        content = self.content or b""
        return _QUOTED.sub(b"", content) if b">From " in content else content

    def is_quoted(self) -> bool:
        """Tell whether `unquoted` would change anything."""
        return b">From " in (self.content or b"") and bool(_QUOTED.search(self.content or b""))

    def exact(self) -> bytes:
        """Return the bytes as they stood in the file, envelope line and all."""
        return self.envelope + (self.content or b"") + self.separator


@dataclass(slots=True)
class _Collected:
    """The message that is being read."""

    limit: int
    envelope: bytes = b""
    time: int | None = None
    dated: bool = True
    size: int = 0
    parts: list[bytes] = field(default_factory=list)

    def add(self, part: bytes) -> None:
        if not part:
            return
        self.size += len(part)
        # The separator's size is not known yet, so a little more than the limit is held.
        if self.size <= self.limit + _LOOK_BACK:
            self.parts.append(part)
        else:
            self.parts = [part[-_LOOK_BACK:]]

    def message(self, *, alone: bool) -> Message:
        content = b"".join(self.parts)
        separator = _separator(content)
        size = self.size - len(separator)
        return Message(
            self.envelope,
            content[: len(content) - len(separator)] if size <= self.limit else None,
            separator,
            size,
            self.time,
            self.dated,
            alone,
        )


def split(stream: Readable, max_bytes: int) -> Iterator[Message]:
    """Yield the messages of an mbox in order; the stream begins with its first `From ` line.

    A new message begins at a line that looks like an envelope line and follows a blank line (or begins the
    file). An mbox whose first `From ` line has no date (``From 1844@xxx``) may go on with such lines, where
    a header field follows. A message over `max_bytes` is not held, and the next ones go on.
    """
    # How this works: `text` is a window on the stream. What lies before `done` is collected; `position` is
    # where the search goes on, never so far that a line before or after it would have to be guessed.
    text, at_end = _fill(b"", stream)
    collected, done = _first(text, max_bytes)
    position, count = done, 0
    while True:
        found = _next_separator(text, position, at_end=at_end, dated=collected.dated)
        if found.envelope is not None:
            collected.add(text[done : found.start])
            yield collected.message(alone=False)
            count += 1
            collected = _Collected(max_bytes, text[found.start : found.end], found.envelope.time, collected.dated)
            done = position = found.end
            continue
        if at_end:
            break
        cut = max(0, found.start - _LOOK_BACK)
        collected.add(text[done:cut])
        text, at_end = _fill(text[cut:], stream)
        done, position = max(0, done - cut), found.start - cut
    collected.add(text[done:])
    yield collected.message(alone=count == 0)


def _fill(rest: bytes, stream: Readable) -> tuple[bytes, bool]:
    """Return the window with the next chunk, and whether that was the last."""
    chunk = stream.read(_CHUNK)
    return rest + chunk, len(chunk) < _CHUNK


def _first(text: bytes, max_bytes: int) -> tuple[_Collected, int]:
    """Begin the first message; return it and where its content begins."""
    start = len(text) - len(text.lstrip(_BEFORE_FIRST))
    end_of_line = _LINE_END.search(text, start)
    end = end_of_line.end() if end_of_line else len(text)
    envelope = read_envelope(text[start:end])
    time = envelope.time if envelope else None
    return _Collected(max_bytes, text[:end], time, envelope is not None), end


@dataclass(frozen=True, slots=True)
class _Separator:
    """An envelope line from `start` to `end`; or none, and where to search on once there is more text."""

    start: int
    end: int = 0
    envelope: Envelope | None = None


def _next_separator(text: bytes, position: int, *, at_end: bool, dated: bool) -> _Separator:
    while (start := text.find(b"From ", position)) >= 0:
        if not at_end and len(text) - start < _LOOK_AHEAD:
            return _Separator(start)
        if _follows_blank_line(text, start):
            end_of_line = _LINE_END.search(text, start, start + LONGEST_LINE + 1)
            end = end_of_line.end() if end_of_line else start
            envelope = read_envelope(text[start:end]) or (None if dated else _undated(text, start, end))
            if envelope:
                return _Separator(start, end, envelope)
        position = start + 1
    return _Separator(max(position, len(text) - 4))


def _undated(text: bytes, start: int, end: int) -> Envelope | None:
    """Read ``From 1844347792267117879@xxx`` before a header field."""
    words = text[start:end].split(maxsplit=2)
    alone = len(words) == 2 and b"@" in words[1]
    return Envelope(None) if alone and _FIELD_START.match(text, end) else None


def _follows_blank_line(text: bytes, start: int) -> bool:
    """Tell whether the line before `start` is blank."""
    if start and text[start - 1] not in b"\r\n":
        return False
    before = _without_line_end(text[max(0, start - _LOOK_BACK) : start])
    return not before or before.endswith((b"\r", b"\n"))


def _without_line_end(text: bytes) -> bytes:
    """Take one line end, and white space before it, off the end."""
    text = text[:-1].rstrip(b"\r") if text.endswith(b"\n") else text.removesuffix(b"\r")
    return text.rstrip(b" \t")


def _separator(content: bytes) -> bytes:
    """Return the blank line at the end of a message's content, empty if there is none."""
    tail = content[-_LOOK_BACK:]
    if not tail.endswith((b"\r", b"\n")):
        return b""
    before = _without_line_end(tail)
    return tail[len(before) :] if not before or before.endswith((b"\r", b"\n")) else b""
