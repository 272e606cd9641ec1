"""Windows code pages by number, as charset names, and text whose code page is known badly or not at all."""

import codecs
from collections.abc import Iterable, Iterator

from severa_desktop.mail.charsets import decode_bytes

_CHARSETS = {
    437: "cp437",
    708: "iso-8859-6",
    775: "cp775",
    850: "cp850",
    852: "cp852",
    855: "cp855",
    857: "cp857",
    858: "cp858",
    862: "cp862",
    864: "cp864",
    866: "cp866",
    874: "cp874",
    932: "cp932",
    936: "gbk",
    949: "cp949",
    950: "cp950",
    1200: "utf-16-le",
    1201: "utf-16-be",
    1361: "johab",
    10000: "mac-roman",
    10006: "mac-greek",
    10007: "mac-cyrillic",
    10029: "mac-latin2",
    10081: "mac-turkish",
    20127: "us-ascii",
    20866: "koi8-r",
    20932: "euc-jp",
    20936: "gb2312",
    21866: "koi8-u",
    38598: "iso-8859-8",
    50220: "iso-2022-jp",
    50221: "iso-2022-jp",
    50222: "iso-2022-jp",
    50225: "iso-2022-kr",
    50227: "gb18030",
    51932: "euc-jp",
    51936: "gb2312",
    51949: "euc-kr",
    52936: "hz-gb-2312",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
}
_CHARSETS |= {number: f"windows-{number}" for number in range(1250, 1259)}
_CHARSETS |= {28590 + part: f"iso-8859-{part}" for part in range(1, 17) if part != 12}
_WIDE = frozenset({1200, 1201})
_NOT_GUESSED = frozenset({932, 936, 949, 950, 1361, 20932, 20936, 50220, 50221, 50222, 50225, 50227, 51932})
_NOT_GUESSED |= {51936, 51949, 52936, 54936, 65000}
"""East Asian text and UTF-7 may happen to be UTF-8: these names are believed first."""
_WINDOWS_SIBLINGS = {
    28591: 1252,
    28592: 1250,
    28593: 1254,
    28594: 1257,
    28595: 1251,
    28596: 1256,
    28597: 1253,
    28598: 1255,
    28599: 1254,
    28603: 1257,
    28605: 1252,
    38598: 1255,
    20127: 1252,
    20866: 1251,
    21866: 1251,
    20932: 932,
    50220: 932,
    50221: 932,
    50222: 932,
    51932: 932,
    20936: 936,
    50227: 936,
    51936: 936,
    52936: 936,
    54936: 936,
    50225: 949,
    51949: 949,
}
"""The Windows code page of those who send mails in another one."""
_LANGUAGES = {
    1250: (0x05, 0x0E, 0x15, 0x18, 0x1A, 0x1B, 0x1C, 0x24),
    1251: (0x02, 0x19, 0x22, 0x23, 0x2F, 0x3F, 0x40, 0x44, 0x50),
    1253: (0x08,),
    1254: (0x1F, 0x2C, 0x43),
    1255: (0x0D,),
    1256: (0x01, 0x20, 0x29),
    1257: (0x25, 0x26, 0x27),
    1258: (0x2A,),
    874: (0x1E,),
    932: (0x11,),
    936: (0x04,),
    949: (0x12,),
}
_LOCALES = {0x0404: 950, 0x0C04: 950, 0x1404: 950}
"""Traditional Chinese; the other languages' code pages do not depend on the country."""
_ESCAPE = b"\x1b$"
_WITH_ESCAPES = frozenset({50220, 50221, 50222, 50225})
CHUNK = 1 << 16


def charset_of(codepage: int | None) -> str:
    """Return the charset's name that Python and MIME readers know, or an empty string."""
    return _CHARSETS.get(codepage, "") if codepage is not None else ""


def likely_codepages(message: int | None, internet: int | None, locale: int | None) -> tuple[int, ...]:
    """Return the code pages in which a message's 8-bit text may be, the best first.

    Many messages name only the one their body was sent in (`internet`), while their text is in the
    Windows code page of the sender's language, or say 65001 (UTF-8) whatever it is in.
    """
    language = None
    if locale is not None:
        languages = (page for page, known in _LANGUAGES.items() if locale & 0x3FF in known)
        language = _LOCALES.get(locale & 0xFFFF) or next(languages, 1252)
    sibling = _WINDOWS_SIBLINGS.get(internet) if internet is not None else None
    return tuple(page for page in (message, sibling, language, internet) if page is not None)


def narrow_charset(raw: memoryview, codepages: Iterable[int]) -> str:
    """Return the charset in which 8-bit text was written, an empty string if it is none of the likely ones.

    `codepages` are those that the message names, the best first. UTF-8 is tried before them: text in
    an alphabet of single bytes is never UTF-8 by accident.
    """
    named = [number for number in codepages if number in _CHARSETS and number not in _WIDE]
    if _ESCAPE in bytes(raw[:CHUNK]):
        named.sort(key=lambda number: number not in _WITH_ESCAPES)
    first = [] if named and named[0] in _NOT_GUESSED else ["utf-8"]
    for charset in (*first, *(_CHARSETS[number] for number in named), "utf-8"):
        if _is_written_in(charset, raw):
            return charset
    return ""


def decode_narrow(raw: memoryview, codepages: Iterable[int]) -> str:
    """Return 8-bit text as `narrow_charset` sees it, else by the best guess."""
    charset = narrow_charset(raw, codepages)
    return bytes(raw).decode(charset, "replace") if charset else decode_bytes(bytes(raw), "")


def transcode(raw: memoryview, charset: str) -> Iterator[bytes]:
    """Yield text in pieces as UTF-8; what cannot be read becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(charset)("replace")
    for start in range(0, len(raw), CHUNK):
        yield decoder.decode(raw[start : start + CHUNK]).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _is_written_in(charset: str, raw: memoryview) -> bool:
    decoder = codecs.getincrementaldecoder(charset)()
    is_ascii = True
    try:
        for start in range(0, len(raw), CHUNK):
            is_ascii = decoder.decode(raw[start : start + CHUNK]).isascii() and is_ascii
    except UnicodeError:
        return False
    # The text may have been cut within its last character. Where it is the only one beyond ASCII,
    # it rather is a whole one of another charset: "René".
    return not (is_ascii and decoder.getstate()[0])
