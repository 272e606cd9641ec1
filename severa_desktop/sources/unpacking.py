"""Unpacking one member of a zip so that a bomb costs neither memory nor time.

The standard library bounds deflate only: of bzip2 and LZMA it unpacks at once whatever it has read, and a few
bytes of those become gigabytes. So these two are taken packed from the zip and unpacked here.
"""

import struct
import zipfile
import zlib
from bz2 import BZ2Decompressor
from copy import copy
from lzma import FORMAT_ALONE, LZMADecompressor, LZMAError
from typing import Protocol

from severa_desktop.sources.streams import Readable

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
"""The ways of packing that can be read."""
DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    OverflowError,
)
"""What reading a damaged zip may raise."""

_STEP = 4096
_MOST_LZMA_MEMORY = 80 * 1024 * 1024
"""A member may ask for a dictionary of gigabytes; those of usual programs have at most 64 MiB."""
_END_IS_MARKED = 0x2


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Readable:
    """Return the bytes of a member packed by one of `METHODS`. This and reading raise what `DAMAGE` lists."""
    if info.compress_type == zipfile.ZIP_BZIP2:
        return _Unpacked(_packed(archive, info), BZ2Decompressor(), info)
    if info.compress_type == zipfile.ZIP_LZMA:
        packed = _packed(archive, info)
        unpacker = LZMADecompressor(FORMAT_ALONE, memlimit=_MOST_LZMA_MEMORY)
        unpacker.decompress(_lzma_header(packed, info), 0)
        return _Unpacked(packed, unpacker, info)
    return archive.open(info)


def _packed(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Readable:
    """Return the bytes of a member as they lie in the zip."""
    packed = copy(info)
    packed.compress_type = zipfile.ZIP_STORED
    packed.file_size = info.compress_size
    del packed.CRC  # that of the unpacked bytes
    return archive.open(packed)


def _lzma_header(packed: Readable, info: zipfile.ZipInfo) -> bytes:
    """Return the header of an .lzma file for what stands in the zip: the same properties, and the size."""
    start = packed.read(4)
    properties = packed.read(5)
    if start[2:] != b"\x05\x00" or len(properties) != 5:
        raise zipfile.BadZipFile
    size = -1 if info.flag_bits & _END_IS_MARKED else info.file_size
    return properties + size.to_bytes(8, "little", signed=True)


class _Unpacker(Protocol):
    @property
    def needs_input(self) -> bool: ...
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Unpacked:
    """Unpacks no more than is asked for; never more than the member declares."""

    def __init__(self, packed: Readable, unpacker: _Unpacker, info: zipfile.ZipInfo) -> None:
        self._packed = packed
        self._unpacker = unpacker
        self._left = info.file_size
        self._expected = info.CRC
        self._checksum = 0

    def read(self, size: int, /) -> bytes:
        part = b""
        while not part and self._left and not self._unpacker.eof:
            packed = self._packed.read(_STEP) if self._unpacker.needs_input else b""
            if self._unpacker.needs_input and not packed:
                raise EOFError
            part = self._unpacker.decompress(packed, min(size, self._left))
        self._left -= len(part)
        self._checksum = zlib.crc32(part, self._checksum)
        if not part and (self._left or self._checksum != self._expected):
            raise zipfile.BadZipFile
        return part
