"""Compound files: every layout is read, damage is told, and no file costs more than its own size."""

import struct
import time
import tracemalloc
from collections.abc import Callable

import pytest

from severa_desktop.mail.outlook.compound import CompoundFile, Storage
from severa_desktop.mail.outlook.errors import DamagedMessage
from tests.mail.outlook.compound_writer import FREE, Compound, Entry, Tree, compound_file

TREE: Tree = {
    "Small": b"s" * 100,
    "exactly": b"e" * 4096,
    "large": bytes(range(256)) * 40,
    "empty": b"",
    "storage": {"inner": b"i", "deeper": {"deepest": b"d" * 5000}},
}


def stream(storage: Storage, name: str) -> bytes:
    found = storage.stream(name)
    assert found is not None
    return bytes(found)


def inner(storage: Storage, name: str) -> Storage:
    found = storage.storage(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(compound_file(TREE), id="version 3"),
        pytest.param(compound_file(TREE, shift=12), id="version 4, sectors of 4 KiB"),
        pytest.param(compound_file(TREE, in_a_row=True), id="siblings as a list"),
        pytest.param(compound_file(TREE, scattered=True), id="sectors in reverse"),
        pytest.param(compound_file(TREE) + b"more", id="more behind the last sector"),
    ],
)
def test_every_layout_gives_the_same_streams(content: bytes) -> None:
    root = CompoundFile(content).root
    assert stream(root, "small") == b"s" * 100
    assert stream(root, "exactly") == b"e" * 4096
    assert stream(root, "large") == bytes(range(256)) * 40
    assert stream(root, "empty") == b""
    storage = inner(root, "storage")
    assert stream(storage, "inner") == b"i"
    assert stream(inner(storage, "deeper"), "deepest") == b"d" * 5000
    assert root.stream("storage") is None
    assert root.storage("small") is None
    assert root.stream_names == ("empty", "exactly", "large", "small")
    assert root.storage_names == ("storage",)
    assert root.size("large") == 10240
    assert "small" in root
    assert "storage" not in root


def test_tables_beyond_the_header_are_found() -> None:
    large = bytes(9 << 20)
    root = CompoundFile(compound_file({"a": large, "b": b"b" * 5000})).root
    assert root.size("a") == len(large)
    assert stream(root, "a") == large
    assert stream(root, "b") == b"b" * 5000


def test_stream_in_one_piece_is_not_copied() -> None:
    content = compound_file({"a": bytes(4 << 20)})
    root = CompoundFile(content).root
    tracemalloc.start()
    found = root.stream("a")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert len(found) == 4 << 20
    assert most < 1 << 16


def test_last_sector_may_be_short() -> None:
    compound = Compound()
    compound.add_tree({"a": b"a" * 4200})
    content = compound.pack()
    assert CompoundFile(content[:-1]).root.stream_names == ("a",)


def _chain_to_itself(compound: Compound) -> None:
    compound.table[0] = 0


def _chain_broken(compound: Compound) -> None:
    compound.table[0] = FREE


def _chain_outside(compound: Compound) -> None:
    compound.table[0] = 0x00FFFFFF


def _size_absurd(compound: Compound) -> None:
    compound.entries[1].size = 0xFFFFFFF0


def _start_outside(compound: Compound) -> None:
    compound.entries[1].start = 99_999


def _mini_outside(compound: Compound) -> None:
    compound.entries[2].start = 5000


def _mini_broken(compound: Compound) -> None:
    compound.mini_table[0] = 77


@pytest.mark.parametrize(
    "damage",
    [_chain_broken, _chain_outside, _size_absurd, _start_outside, _mini_outside, _mini_broken],
)
def test_damaged_stream_is_refused(damage: Callable[[Compound], None]) -> None:
    compound = Compound()
    compound.add_tree({"a": b"a" * 9000, "b": b"b" * 300})
    damage(compound)
    with pytest.raises(DamagedMessage):
        read_all(compound.pack())


def test_chain_that_ends_in_itself_gives_no_more_than_its_size() -> None:
    compound = Compound()
    compound.add_tree({"a": b"a" * 9000})
    _chain_to_itself(compound)
    assert stream(CompoundFile(compound.pack()).root, "a") == b"a" * 9000


def _cyclic_siblings(compound: Compound) -> None:
    compound.entries[1].left = 1


def _child_is_parent(compound: Compound) -> None:
    compound.entries[3].child = 0
    compound.entries[0].left = 3


def _shared_child(compound: Compound) -> None:
    compound.entries[3].child = 1


def _sibling_outside(compound: Compound) -> None:
    compound.entries[1].right = 12_345


def _no_root(compound: Compound) -> None:
    compound.entries[0].kind = 1


@pytest.mark.parametrize("damage", [_cyclic_siblings, _child_is_parent, _shared_child, _sibling_outside, _no_root])
def test_damaged_directory_is_refused(damage: Callable[[Compound], None]) -> None:
    compound = Compound()
    compound.add_tree({"a": b"a" * 9000, "b": b"b" * 300, "c": {"d": b"d"}})
    damage(compound)
    with pytest.raises(DamagedMessage):
        read_all(compound.pack())


def test_entries_that_are_neither_stream_nor_storage_are_left_out() -> None:
    compound = Compound()
    compound.add_tree({"a": b"a", "b": b"b"})
    compound.entries[1].kind = 0
    assert CompoundFile(compound.pack()).root.stream_names == ("b",)


@pytest.mark.parametrize("length", [0, 8, 100, 511, 512, 513, 1023])
def test_beginning_of_a_file_is_refused(length: int) -> None:
    with pytest.raises(DamagedMessage):
        CompoundFile(compound_file(TREE)[:length])


@pytest.mark.parametrize(
    ("at", "value"),
    [(30, b"\x0b\x00"), (32, b"\x07\x00"), (48, b"\xff\xff\xff\x00"), (48, b"\xfe\xff\xff\xff")],
    ids=["sector size", "mini sector size", "directory outside", "no directory"],
)
def test_damaged_header_is_refused(at: int, value: bytes) -> None:
    content = bytearray(compound_file(TREE))
    content[at : at + len(value)] = value
    with pytest.raises(DamagedMessage):
        CompoundFile(bytes(content))


def test_streams_that_share_their_sectors_are_refused() -> None:
    compound = Compound()
    compound.add_tree({"a": b"a" * 9000, **{f"b{number}": b"" for number in range(200)}})
    for entry in compound.entries[1:]:
        entry.start, entry.size = 0, 9000
    with pytest.raises(DamagedMessage, match="larger than the whole"):
        read_all(compound.pack())


def test_small_streams_that_share_their_sectors_are_refused() -> None:
    compound = Compound()
    compound.add_tree({"a": b"a" * 4000, **{f"b{number}": b"" for number in range(2000)}})
    for entry in compound.entries[1:]:
        entry.start, entry.size = 0, 4000
    with pytest.raises(DamagedMessage, match="larger than the whole"):
        read_all(compound.pack())


def test_cyclic_table_of_tables_costs_no_time() -> None:
    content = bytearray(compound_file(TREE))
    sector = len(content) // 512 - 1
    # One sector that names the first table 127 times, and itself as the next such sector.
    content += struct.pack("<128I", *[0] * 127, sector)
    struct.pack_into("<I", content, 44, 109 + 127 * 33_000_000)
    struct.pack_into("<II", content, 68, sector, 33_000_000)
    started = time.process_time()
    read_all(bytes(content))
    assert time.process_time() - started < 5


def test_time_grows_with_the_number_of_entries() -> None:
    compound = Compound(in_a_row=True)
    compound.add_tree({f"__substg1.0_{number:08X}": b"" for number in range(60_000)})
    content = compound.pack()
    started = time.process_time()
    assert len(CompoundFile(content).root.stream_names) == 60_000
    assert time.process_time() - started < 5


def test_memory_stays_below_three_times_the_size() -> None:
    compound = Compound(in_a_row=True)
    compound.add_tree({f"__substg1.0_{number:08X}": b"" for number in range(20_000)})
    content = compound.pack()
    tracemalloc.start()
    kept = CompoundFile(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept.root is not None
    assert most < 3 * len(content)


def test_name_longer_than_its_field_is_cut() -> None:
    compound = Compound()
    compound.add_tree({"a" * 31: b"x"})
    assert isinstance(compound.entries[1], Entry)
    content = bytearray(compound.pack())
    at = content.index(("a" * 31).encode("utf-16-le"))
    struct.pack_into("<H", content, at + 64, 0xFFFF)
    assert CompoundFile(bytes(content)).root.stream_names == ("a" * 31,)


def read_all(content: bytes) -> None:
    waiting = [CompoundFile(content).root]
    while waiting:
        storage = waiting.pop()
        for name in storage.stream_names:
            storage.stream(name)
        waiting += [found for name in storage.storage_names if (found := storage.storage(name))]
