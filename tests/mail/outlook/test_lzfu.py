"""Compressed RTF: what the format's description shows, what Outlook does not write, and limits."""

import struct
import time

import pytest

from severa_desktop.mail.outlook.lzfu import _DICTIONARY, decompress_rtf

COMPRESSED, STORED = 0x75465A4C, 0x414C454D
# The two worked examples of MS-OXRTFCP.
SIMPLE = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
CROSSING = "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0"


def packed(tokens: bytes, kind: int = COMPRESSED, size: int = 0) -> memoryview:
    return memoryview(struct.pack("<IIII", len(tokens) + 12, size, kind, 0) + tokens)


def test_dictionary_is_complete() -> None:
    assert len(_DICTIONARY) == 207


@pytest.mark.parametrize(
    ("compressed", "rtf"),
    [
        (SIMPLE, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"),
        (CROSSING, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
    ],
)
def test_examples_of_the_format(compressed: str, rtf: bytes) -> None:
    assert decompress_rtf(memoryview(bytes.fromhex(compressed))) == rtf


def test_stored_rtf_is_taken_as_it_is() -> None:
    assert decompress_rtf(packed(b"{\\rtf1 a}", STORED)) == b"{\\rtf1 a}"


@pytest.mark.parametrize(
    ("content", "rtf"),
    [
        (b"", None),
        (b"{\\rtf1 not compressed}", None),
        (bytes(packed(b"abc", 0x12345678)), None),
        (bytes(packed(b"")), b""),
        (bytes(packed(b"\0abc")), b"abc"),
        (bytes(packed(b"\1\1")), b""),
        (bytes(packed(b"\1")), b""),
        (bytes(packed(b"\2a")), b"a"),
    ],
    ids=[
        "empty",
        "bare RTF",
        "other kind",
        "no token",
        "cut off literals",
        "half a reference",
        "flags only",
        "cut",
    ],
)
def test_damaged_input(content: bytes, rtf: bytes | None) -> None:
    assert decompress_rtf(memoryview(content)) == rtf


def test_size_in_the_header_is_not_believed() -> None:
    assert decompress_rtf(packed(b"\0abcdefgh", size=0xFFFFFFFF)) == b"abcdefgh"
    assert decompress_rtf(packed(b"\0abcdefgh", size=2)) == b"abcdefgh"


def test_reference_to_what_was_never_written_is_blank() -> None:
    assert decompress_rtf(packed(b"\x01" + struct.pack(">H", 300 << 4 | 3))) == b" " * 5


def test_reference_may_overlap_what_it_writes() -> None:
    assert decompress_rtf(packed(b"\x02a" + struct.pack(">H", 207 << 4 | 15))) == b"a" * 18


def test_output_is_limited_and_time_grows_with_it() -> None:
    # Each reference repeats 17 bytes: 17 bytes out of 2, the most there is.
    tokens = b"".join(
        b"\xff" + b"".join(struct.pack(">H", ((206 + 17 * (8 * step + one)) % 4096) << 4 | 15) for one in range(8))
        for step in range(120_000)
    )
    started = time.process_time()
    rtf = decompress_rtf(packed(tokens))
    assert rtf is not None
    assert len(rtf) <= (8 << 20) + len(tokens) + 16
    assert time.process_time() - started < 5
