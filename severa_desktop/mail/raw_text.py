"""The bytes of a text, decoded as a whole or, where they are many, slice by slice.

Which codec it is to be is decided elsewhere. Large bytes are never put together: beside what Python needs for a large
text there is no room for them.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, dropwhile, islice

from severa_desktop.mail.slices import SLICE

SAMPLE = 64 * 1024
"""Bytes on which a guess is made."""
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class _Slices:
    """A large text, decoded anew each time it is asked for."""

    blocks: Iterable[bytes]
    codec: str
    errors: str

    def __iter__(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.codec)(self.errors)
        for block in self.blocks:
            for start in range(0, len(block), SLICE):
                yield decoder.decode(block[start : start + SLICE])
        yield decoder.decode(b"", final=True)


@dataclass(frozen=True, slots=True)
class _Lines:
    """A large text of which each line is decoded on its own."""

    blocks: Iterable[bytes]
    decoder: Callable[[bytes], str]

    def __iter__(self) -> Iterator[str]:
        rest = b""
        for block in self.blocks:
            for start in range(0, len(block), SLICE):
                lines = rest + block[start : start + SLICE]
                end = lines.rfind(b"\n") + 1
                yield self.decoder(lines[:end])
                rest = lines[end:]
        yield self.decoder(rest)


DecodedText = list[str] | _Slices | _Lines
"""A text that is not large is one slice."""


@dataclass(frozen=True, slots=True)
class RawText:
    """The bytes of a text in blocks, which can be asked for again and again."""

    blocks: Iterable[bytes]

    def isascii(self) -> bool:
        """Whether all bytes are ASCII, as of `bytes`."""
        return all(map(bytes.isascii, self.blocks))

    def sample(self) -> bytes:
        """Return the beginning."""
        return _beginning(self.blocks)

    def high_sample(self) -> bytes:
        """Return a sample that begins with the first byte beyond ASCII."""
        blocks = dropwhile(bytes.isascii, self.blocks)
        first = next(blocks, b"")
        high = _HIGH.search(first)
        return _beginning(chain((first[high.start() :],), blocks)) if high else b""

    def decoded(self, codec: str, errors: str = "replace") -> DecodedText:
        """Return the text; errors in a large one are raised when it is read."""
        whole = self._whole()
        return _Slices(self.blocks, codec, errors) if whole is None else [whole.decode(codec, errors)]

    def decoded_units(self, codec: str) -> DecodedText:
        """Return the text of a codec of several bytes to a character, without a part of one at the end."""
        whole = self._whole()
        if whole is None:
            return _Slices(self.blocks, codec, "replace")
        unit = {"utf_16": 2, "utf_32": 4}.get(codec[:6], 1)
        return [whole[: len(whole) // unit * unit].decode(codec, "replace")]

    def decoded_lines(self, decoder: Callable[[bytes], str]) -> DecodedText:
        """Return the text as a function decodes it that reads each line on its own."""
        whole = self._whole()
        return _Lines(self.blocks, decoder) if whole is None else [decoder(whole)]

    def decoded_strictly(self, codec: str) -> DecodedText | None:
        """Return the text, None if the bytes are not what this codec makes."""
        try:
            text = self.decoded(codec, "strict")
            if not isinstance(text, list):
                sum(map(len, text))  # decodes it
        except UnicodeError:
            return None
        return text

    def _whole(self) -> bytes | None:
        """Return all bytes, None if they are too many for one slice."""
        blocks = list(islice(self.blocks, 2))
        return None if len(blocks) > 1 or (blocks and len(blocks[0]) > SLICE) else b"".join(blocks)


def _beginning(blocks: Iterable[bytes]) -> bytes:
    sample = b""
    for block in blocks:
        sample += block[: SAMPLE - len(sample)]
        if len(sample) == SAMPLE:
            break
    return sample
