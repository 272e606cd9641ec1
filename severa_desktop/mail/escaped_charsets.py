"""Text in seven-bit charsets that switch by escape sequences: ISO-2022-JP above all, damaged or not."""

import re

CANDIDATES = {
    "iso2022_jp": ("iso2022_jp", "iso2022_jp_ext", "iso2022_kr"),
    "iso2022_kr": ("iso2022_kr", "iso2022_jp"),
    "hz": ("hz",),
}
"""What text with a label of `charset_labels.ESCAPED` may be written in."""
_SWITCH = re.compile(rb"\x1b(\$[@B]|\([A-Z]|\$\([A-Z])|([\r\n])")
_TO_HIGH = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in range(256))


def decode_damaged(data: bytes) -> str:
    """Return seven-bit text as far as it can be read; it begins in ASCII.

    Characters beyond the standard (NEC's circled numbers, half-width katakana) and text without switches back to
    ASCII are read too.
    """
    decoded = []
    position, charset = 0, b"(B"
    for switch in _SWITCH.finditer(data):
        decoded.append(_in_charset(data[position : switch.start()], charset))
        position = switch.end()
        charset = switch[1] or b"(B"  # a line begins in ASCII
        decoded.append((switch[2] or b"").decode("ascii"))
    decoded.append(_in_charset(data[position:], charset))
    return "".join(decoded)


def _in_charset(data: bytes, charset: bytes) -> str:
    if charset in {b"$B", b"$@"}:
        return data.translate(_TO_HIGH).decode("euc_jis_2004", "replace")
    if charset == b"(I":
        return data.translate(_TO_HIGH).decode("cp932", "replace")
    return data.decode("ascii", "replace")
