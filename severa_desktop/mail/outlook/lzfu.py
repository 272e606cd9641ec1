"""Compressed RTF (MS-OXRTFCP), as Outlook keeps bodies in PR_RTF_COMPRESSED."""

import struct

_HEADER = struct.Struct("<IIII")
_COMPRESSED = 0x75465A4C
_STORED = 0x414C454D
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_GRACE = 8 << 20
_MOST = 32 << 20


def decompress_rtf(compressed: memoryview) -> bytes | None:
    """Return the RTF, or None if it is not of this format.

    The sizes and checksum that the header claims are not trusted: what can be read is returned. At
    most 8 MiB more than the compressed bytes come out, and never more than 32 MiB.
    """
    if len(compressed) < _HEADER.size:
        return None
    _, _, kind, _ = _HEADER.unpack_from(compressed)
    limit = min(_GRACE + len(compressed), _MOST)
    if kind == _STORED:
        return bytes(compressed[_HEADER.size :][:limit])
    return _inflate(compressed[_HEADER.size :], limit) if kind == _COMPRESSED else None


def _inflate(source: memoryview, limit: int) -> bytes:
    """Return what a run of tokens stands for: a flag byte, then eight literal bytes or references.

    The window is the end of the output itself: it begins with the dictionary, and a reference's
    place in the window is turned into a distance back from the end.
    """
    out = bytearray(_DICTIONARY)
    start, limit, place, end = len(out), limit + len(out), 0, len(source)
    while place < end and len(out) < limit:
        flags = source[place]
        place += 1
        if not flags:
            out += source[place : place + 8]
            place += 8
            continue
        for bit in range(8):
            if not flags >> bit & 1:
                out += source[place : place + 1]
                place += 1
                continue
            if place + 2 > end:
                return bytes(out[start:])
            reference = source[place] << 8 | source[place + 1]
            place += 2
            distance = (len(out) - (reference >> 4)) % _WINDOW
            if not distance:
                return bytes(out[start:])
            _copy(out, distance, (reference & 15) + 2)
    return bytes(out[start:limit])


def _copy(out: bytearray, distance: int, length: int) -> None:
    """Repeat `length` bytes from `distance` bytes back; they may run into themselves."""
    source = len(out) - distance
    if source < 0:
        # The part of the window that was never written is blank.
        blank = min(length, -source)
        out += b" " * blank
        length -= blank
        source = 0
        distance = len(out)
    if length <= distance:
        out += out[source : source + length]
    else:
        out += (out[source:] * (length // distance + 1))[:length]
