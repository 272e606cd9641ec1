"""Originals as they are kept: one zstandard frame each, found by the SHA-256 of the mail's bytes.

Parsing processes make them, so this module loads neither SQLAlchemy nor anything else of the store.
"""

import hashlib
import threading
from dataclasses import dataclass

import zstandard

_LEVEL = 1
"""Measured: level 3 takes twice the time for 3 % less, as attachments are packed already."""


class _Tools(threading.local):
    """Those of one thread: two threads in one of them at once corrupt the memory of the whole program."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_tools = _Tools()


class DamagedFrameError(ValueError):
    """A kept frame cannot be unpacked, or not to what its SHA-256 says."""


@dataclass(frozen=True, slots=True)
class Compressed:
    """One original: the SHA-256 and size of its bytes, and the frame that holds them."""

    sha256: bytes
    size: int
    content: bytes


def compress(content: bytes) -> Compressed:
    """Return the kept form of a mail's bytes."""
    return Compressed(hashlib.sha256(content).digest(), len(content), _tools.compressor.compress(content))


def decompress(kept: Compressed) -> bytes:
    """Return the bytes of an original; raises DamagedFrameError unless they are exactly what was kept."""
    content = _unpack(kept.content, kept.size)
    if len(content) != kept.size or hashlib.sha256(content).digest() != kept.sha256:
        raise DamagedFrameError("the bytes are not those that were kept")
    return content


def compress_text(text: str) -> bytes:
    """Return a frame that holds a text."""
    return _tools.compressor.compress(text.encode("utf-8", "surrogatepass"))


def decompress_text(frame: bytes) -> str:
    """Return the text of a frame; raises DamagedFrameError if it cannot be read."""
    try:
        return _tools.decompressor.decompress(frame).decode("utf-8", "surrogatepass")
    except (zstandard.ZstdError, UnicodeDecodeError, MemoryError) as error:
        raise DamagedFrameError(str(error)) from error


def _unpack(frame: bytes, size: int) -> bytes:
    try:
        # A damaged header may announce any size: what was kept is known, so nothing larger is given room.
        if zstandard.frame_content_size(frame) != size:
            raise DamagedFrameError("the frame announces another size than was kept")
        return _tools.decompressor.decompress(frame)
    except (zstandard.ZstdError, MemoryError) as error:
        raise DamagedFrameError(str(error)) from error
