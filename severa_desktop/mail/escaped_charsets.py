"""Text in seven-bit charsets that switch by escape sequences: ISO-2022-JP above all, damaged or not."""

import re

_STRICT = {
    "iso2022_jp": ("iso2022_jp", "iso2022_jp_ext", "iso2022_kr"),
    "iso2022_kr": ("iso2022_kr", "iso2022_jp"),
    "hz": ("hz",),
}
_SWITCH = re.compile(rb"\x1b(\$[@B]|\([A-Z]|\$\([A-Z])|([\r\n])")
_MOST_PIECES = 20_000
"""Pieces that are kept apart: each takes many times the memory of its letters."""
_TO_HIGH = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in range(256))


def decode_escaped(data: bytes, codec: str) -> str:
    """Return seven-bit text as far as it can be read; `codec` is one of `charset_labels.ESCAPED`.

    Characters beyond the standard (NEC's circled numbers, half-width katakana) and text without switches back to
    ASCII are read too.
    """
    for candidate in _STRICT[codec]:
        try:
            return data.decode(candidate)
        except UnicodeError:
            continue
    return data.decode("hz", "replace") if codec == "hz" else _decode_damaged(data)


def _decode_damaged(data: bytes) -> str:
    decoded = []
    position, charset = 0, b"(B"
    for switch in _SWITCH.finditer(data):
        decoded.append(_in_charset(data[position : switch.start()], charset))
        position = switch.end()
        charset = switch[1] or b"(B"  # a line begins in ASCII
        decoded.append((switch[2] or b"").decode("ascii"))
        if len(decoded) > _MOST_PIECES:
            decoded = ["".join(decoded)]
    decoded.append(_in_charset(data[position:], charset))
    return "".join(decoded)


def _in_charset(data: bytes, charset: bytes) -> str:
    if charset in {b"$B", b"$@"}:
        return data.translate(_TO_HIGH).decode("euc_jis_2004", "replace")
    if charset == b"(I":
        return data.translate(_TO_HIGH).decode("cp932", "replace")
    return data.decode("ascii", "replace")
