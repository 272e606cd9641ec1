"""Compound files (MS-CFB), the container of `.msg`: storages, as folders, and streams, as files.

Does not know what is stored. Reads from the bytes in memory without copying streams that lie in one
piece. Every table is bounded by the file's own size, so that neither a cyclic chain nor streams that
share sectors cost more than the file's length: a file of 2 KiB keeps other readers busy for hours.
"""

import struct
import sys
from array import array
from collections.abc import Iterator

from severa_desktop.mail.outlook.errors import DamagedMessage
from severa_desktop.texts import N_

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

_HEADER = struct.Struct("<30xHH10xII8xIIII")
_ENTRY = struct.Struct("<64sHBxIII36xIQ")
_HEADER_SIZE = 512
_MINI_SHIFT = 6
_MINI_LIMIT = 4096
"""Streams shorter than this lie in 64-byte pieces within one stream of the root."""
_LAST_SECTOR = 0xFFFFFFFA
"""Numbers above mark the end of a chain, free sectors and the tables' own."""
_NO_ENTRY = 0xFFFFFFFF
_SMALL_SECTORS_LIMIT = 1 << 32
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class Storage:
    """The streams and storages within one storage, by name in lower case."""

    def __init__(self, file: "CompoundFile", first_child: int) -> None:
        self._file = file
        self._streams: dict[str, int] = {}
        self._storages: dict[str, int] = {}
        for entry, kind, name in file.siblings(first_child):
            if kind == _STORAGE:
                self._storages.setdefault(name, entry)
            elif kind == _STREAM:
                self._streams.setdefault(name, entry)

    @property
    def stream_names(self) -> tuple[str, ...]:
        """The streams' names, in the order of the names."""
        return tuple(sorted(self._streams))

    @property
    def storage_names(self) -> tuple[str, ...]:
        """The storages' names, in the order of the names."""
        return tuple(sorted(self._storages))

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def size(self, name: str) -> int:
        """Return the number of bytes of a stream, 0 if there is none."""
        entry = self._streams.get(name)
        return 0 if entry is None else self._file.entry_size(entry)

    def stream(self, name: str) -> memoryview | None:
        """Return a stream's bytes, or None if there is none. Raises DamagedMessage."""
        entry = self._streams.get(name)
        return None if entry is None else self._file.read(entry)

    def storage(self, name: str) -> "Storage | None":
        """Return a storage within, or None if there is none; one can be opened once only.

        Raises DamagedMessage, as it does for a storage that stands in two places.
        """
        entry = self._storages.get(name)
        return None if entry is None else Storage(self._file, self._file.first_child(entry))


class CompoundFile:
    """An opened compound file. Raises DamagedMessage where it cannot be read."""

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER_SIZE or not content.startswith(MAGIC):
            raise DamagedMessage(N_("The file is cut off: not even its header is complete."))
        self._view = memoryview(content)
        shift, mini_shift, _, directory, mini_table, _, difat, _ = _HEADER.unpack_from(content)
        if shift not in {9, 12} or mini_shift != _MINI_SHIFT:
            raise DamagedMessage(N_("The file’s header is damaged."))
        self._shift = int(shift)
        self._sector_size = 1 << self._shift
        self._sectors = max(0, -(-len(content) // self._sector_size) - 1)
        self._table = self._read_table(difat)
        self._directory = self._join(self._runs(self._table, directory, None))
        entries = len(self._directory) // 128
        self._seen = bytearray(entries)
        self._read = bytearray(entries)
        self._unread = 2 * len(content)
        self._mini_start = mini_table
        self._mini_table: array[int] | None = None
        self._mini_stream = memoryview(b"")
        if not entries or self._directory[66] != _ROOT:
            raise DamagedMessage(N_("The file’s directory is damaged."))
        self.root = Storage(self, self.first_child(0))

    # -- directory -------------------------------------------------------------------------

    def first_child(self, entry: int) -> int:
        """Return the number of the directory entry at the top of a storage's tree."""
        return int(_ENTRY.unpack_from(self._directory, entry * 128)[5])

    def entry_size(self, entry: int) -> int:
        """Return the number of bytes that a stream's directory entry claims."""
        size = int(_ENTRY.unpack_from(self._directory, entry * 128)[7])
        # Files with small sectors may have anything in the upper half.
        return size if self._shift > 9 else size % _SMALL_SECTORS_LIMIT

    def siblings(self, top: int) -> Iterator[tuple[int, int, str]]:
        """Yield number, kind and name in lower case of every entry in the tree below `top`."""
        waiting = [top]
        while waiting:
            entry = waiting.pop()
            if entry == _NO_ENTRY:
                continue
            if entry >= len(self._seen) or self._seen[entry]:
                raise DamagedMessage(N_("The file’s directory is damaged: an entry stands in two places or in none."))
            self._seen[entry] = 1
            name, length, kind, left, right, *_ = _ENTRY.unpack_from(self._directory, entry * 128)
            waiting += (left, right)
            yield entry, kind, name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()

    # -- streams ---------------------------------------------------------------------------

    def read(self, entry: int) -> memoryview:
        """Return the bytes of a stream. Raises DamagedMessage if not all of them are there."""
        start = int(_ENTRY.unpack_from(self._directory, entry * 128)[6])
        size = self.entry_size(entry)
        if not self._read[entry]:
            self._read[entry] = 1
            self._unread -= size
        if self._unread < 0:
            raise DamagedMessage(N_("The file is damaged: its parts claim to be larger than the whole."))
        if size == 0:
            return memoryview(b"")
        return self._small_stream(start, size) if size < _MINI_LIMIT else self._stream(start, size)

    def _stream(self, start: int, size: int) -> memoryview:
        count = -(-size // self._sector_size)
        found = self._join(self._runs(self._table, start, count))[:size]
        if len(found) < size:
            raise DamagedMessage(N_("The file is cut off or damaged: part of its content is missing."))
        return found

    def _small_stream(self, start: int, size: int) -> memoryview:
        table = self._open_mini_stream() if self._mini_table is None else self._mini_table
        runs = list(self._runs(table, start, -(-size // 64)))
        pieces = [self._mini_stream[first * 64 : (first + count) * 64] for first, count in runs]
        found = (pieces[0] if len(pieces) == 1 else memoryview(b"".join(pieces)))[:size]
        if len(found) < size:
            raise DamagedMessage(N_("The file is cut off or damaged: part of its content is missing."))
        return found

    def _open_mini_stream(self) -> "array[int]":
        start = int(_ENTRY.unpack_from(self._directory)[6])
        size = self.entry_size(0)
        if size > len(self._view):
            raise DamagedMessage(N_("The file is damaged: its parts claim to be larger than the whole."))
        self._mini_stream = self._stream(start, size) if size else memoryview(b"")
        table = _numbers(self._join(self._runs(self._table, self._mini_start, None)))
        self._mini_table = table
        return table

    # -- sectors ---------------------------------------------------------------------------

    def _sector(self, number: int) -> memoryview:
        return self._view[(number + 1) << self._shift : (number + 2) << self._shift]

    def _join(self, runs: "Iterator[tuple[int, int]]") -> memoryview:
        """Return the sectors of all runs as one piece: a view if there is one run only."""
        pieces = [self._view[(first + 1) << self._shift : (first + 1 + count) << self._shift] for first, count in runs]
        return pieces[0] if len(pieces) == 1 else memoryview(b"".join(pieces))

    def _read_table(self, difat: int) -> "array[int]":
        """Return for each sector the number of the next one in its chain (MS-CFB "FAT")."""
        per_sector = self._sector_size // 4
        needed = -(-self._sectors // per_sector)
        table = array("I")
        for number in self._table_sectors(difat, needed):
            sector = self._sector(number)
            # A table sector that is missing must not move those after it.
            table.extend(_numbers(sector) if len(sector) == self._sector_size else [_NO_ENTRY] * per_sector)
        return table

    def _table_sectors(self, difat: int, needed: int) -> Iterator[int]:
        """Yield the numbers of at most `needed` table sectors: 109 in the header, others in a chain."""
        known = _numbers(self._view[76:_HEADER_SIZE])
        while needed > 0:
            for number in known[:needed]:
                if number > _LAST_SECTOR:
                    return
                yield number
            needed -= len(known)
            sector = self._sector(difat)
            if needed <= 0 or len(sector) < self._sector_size:
                return
            known = _numbers(sector)
            difat = known.pop()

    def _runs(self, table: "array[int]", start: int, count: int | None) -> Iterator[tuple[int, int]]:
        """Yield first number and length of each unbroken stretch of a chain.

        The chain must have `count` members at least; with None it must come to an end.
        """
        left = len(table) if count is None else count
        number, first, run = start, start, 0
        while left and number < len(table):
            if number != first + run:
                yield first, run
                first, run = number, 0
            run += 1
            left -= 1
            number = table[number]
        if run:
            yield first, run
        if (count is None and number <= _LAST_SECTOR) or (count is not None and left):
            raise DamagedMessage(N_("The file is cut off or damaged: a chain of its sectors is broken."))


def _numbers(sectors: memoryview) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(sectors[: len(sectors) // 4 * 4])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
