"""Writes compound files (MS-CFB) for the tests, well made or with the defect that a test asks for."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
FREE, END, TABLE, CHAIN = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
MINI_LIMIT = 4096

Tree: TypeAlias = "Mapping[str, bytes | Tree]"


@dataclass
class Entry:
    """A directory entry; all of it may be changed before the file is put together."""

    name: str
    kind: int
    left: int = FREE
    right: int = FREE
    child: int = FREE
    start: int = 0
    size: int = 0

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le")
        fixed = struct.pack(
            "<HBBIII36xIQ",
            len(name) + 2 if name else 0,
            self.kind,
            1,
            self.left,
            self.right,
            self.child,
            self.start,
            self.size,
        )
        return name.ljust(64, b"\0") + fixed


@dataclass
class Compound:
    """The parts of a compound file: `pack` joins them."""

    shift: int = 9
    in_a_row: bool = False
    """Siblings as a list instead of a balanced tree, as simple writers make it."""
    scattered: bool = False
    """Each stream's sectors in reverse order."""
    entries: list[Entry] = field(default_factory=list)
    sectors: list[bytes] = field(default_factory=list)
    table: list[int] = field(default_factory=list)
    mini: bytearray = field(default_factory=bytearray)
    mini_table: list[int] = field(default_factory=list)

    @property
    def sector(self) -> int:
        return 1 << self.shift

    def add_tree(self, tree: Tree) -> None:
        self.entries.append(Entry("Root Entry", 5))
        # Depth by a list of work: the tests nest thousands of storages.
        waiting = [(0, tree)]
        while waiting:
            parent, children = waiting.pop()
            numbers = []
            for name in sorted(children, key=lambda name: (len(name), name.upper())):
                content = children[name]
                numbers.append(len(self.entries))
                if isinstance(content, bytes):
                    self.entries.append(self._stream(name, content))
                else:
                    self.entries.append(Entry(name, 1))
                    waiting.append((numbers[-1], content))
            self.entries[parent].child = self._link(numbers)

    def _link(self, numbers: list[int]) -> int:
        if not numbers:
            return FREE
        if self.in_a_row:
            for number, following in pairwise(numbers):
                self.entries[number].right = following
            return numbers[0]
        middle = len(numbers) // 2
        entry = self.entries[numbers[middle]]
        entry.left, entry.right = self._link(numbers[:middle]), self._link(numbers[middle + 1 :])
        return numbers[middle]

    def _stream(self, name: str, content: bytes) -> Entry:
        if not content:
            return Entry(name, 2, start=END)
        if len(content) < MINI_LIMIT:
            start = len(self.mini) // 64
            self.mini += content.ljust(-(-len(content) // 64) * 64, b"\0")
            self.mini_table += [*range(start + 1, len(self.mini) // 64), END]
            return Entry(name, 2, start=start, size=len(content))
        return Entry(name, 2, start=self._sectors(content), size=len(content))

    def _sectors(self, content: bytes) -> int:
        if not content:
            return END
        pieces = [content[at : at + self.sector] for at in range(0, len(content), self.sector)]
        first, count = len(self.sectors), len(pieces)
        pieces[-1] = pieces[-1].ljust(self.sector, b"\0")
        if self.scattered:
            self.sectors += reversed(pieces)
            self.table += [END, *range(first, first + count - 1)]
            return first + count - 1
        self.sectors += pieces
        self.table += [*range(first + 1, first + count), END]
        return first

    def pack(self) -> bytes:
        self.entries[0].start, self.entries[0].size = self._sectors(bytes(self.mini)), len(self.mini)
        mini_table = self._sectors(_numbers(self.mini_table, self.sector)) if self.mini_table else END
        directory = self._sectors(b"".join(entry.pack() for entry in self.entries))
        per_sector = self.sector // 4
        tables = chains = 0
        while tables * per_sector < len(self.sectors) + tables + chains:
            tables += 1
            chains = max(0, -(-(tables - 109) // (per_sector - 1)))
        at = len(self.sectors)
        chain_at = at + tables
        table = _numbers([*self.table, *[TABLE] * tables, *[CHAIN] * chains], self.sector)
        known = list(range(at, chain_at))
        chained = b""
        for number in range(chains):
            part = known[109 + number * (per_sector - 1) :][: per_sector - 1]
            following = END if number == chains - 1 else chain_at + number + 1
            chained += _numbers([*part, *[FREE] * (per_sector - 1 - len(part)), following], self.sector)
        header = (
            MAGIC
            + bytes(16)
            + struct.pack(
                "<HHHHH6xIIIIIIIII",
                0x3E,
                3 if self.shift == 9 else 4,
                0xFFFE,
                self.shift,
                6,
                0,
                tables,
                directory,
                0,
                MINI_LIMIT,
                mini_table,
                -(-len(self.mini_table) // per_sector),
                chain_at if chains else END,
                chains,
            )
        )
        header += _numbers((known + [FREE] * 109)[:109], 4)
        return header.ljust(self.sector, b"\0") + b"".join(self.sectors) + table + chained


def _numbers(numbers: list[int], size: int) -> bytes:
    packed = struct.pack(f"<{len(numbers)}I", *numbers)
    return packed + b"\xff" * (-len(packed) % size)


def compound_file(tree: Tree, *, shift: int = 9, in_a_row: bool = False, scattered: bool = False) -> bytes:
    """Return a compound file of streams (bytes) and storages (mappings)."""
    compound = Compound(shift, in_a_row=in_a_row, scattered=scattered)
    compound.add_tree(tree)
    return compound.pack()
