r"""Text and HTML out of RTF bodies (MS-OXRTFEX): what Outlook wrapped up is unwrapped again.

Three kinds of RTF: `\fromhtml1` holds a whole HTML document between its own formatting, `\fromtext`
a plain text, all other is formatted text of which only the words are kept. No picture, object or
link target is followed. Time grows with the length alone, up to a limit, and so does memory: nobody reads on where
more than a text may have has come out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from severa_desktop.mail.outlook.codepages import charset_of
from severa_desktop.mail.text_limit import MOST_TEXT

_TOKEN = re.compile(
    rb"([^\\{}\r\n]+)|([{}])|\\(?:'([0-9A-Fa-f]{2})|([A-Za-z]{1,32})(-?[0-9]{1,9})?[ ]?|([^A-Za-z]))|[\r\n]+"
)
_MOST_TOKENS = 4_000_000
"""A body of 20 MiB has no more, and hostile RTF is given up after some seconds."""
_DEEPEST = 500
_FONTS = 4000
_CHARACTERS = {
    b"par": "\r\n",
    b"line": "\r\n",
    b"sect": "\r\n",
    b"page": "\r\n",
    b"row": "\r\n",
    b"tab": "\t",
    b"cell": "\t",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
    b"enspace": "\u2002",
    b"emspace": "\u2003",
    b"qmspace": "\u2005",
    b"~": "\xa0",
    b"-": "\xad",
    b"_": "\u2011",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\r": "\r\n",
    b"\n": "\r\n",
}
_SKIPPED_GROUPS = frozenset(
    b"colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf "
    b"footnote listtable listoverridetable revtbl rsidtbl generator xmlnstbl filetbl".split()
)
_DOCUMENT_CHARSETS = {b"mac": "mac-roman", b"pc": "cp437", b"pca": "cp850"}
_FONT_CODEPAGES = {
    77: 10000,
    128: 932,
    129: 949,
    130: 1361,
    134: 936,
    136: 950,
    161: 1253,
    162: 1254,
    163: 1258,
    177: 1255,
    178: 1256,
    186: 1257,
    204: 1251,
    222: 874,
    238: 1250,
    254: 437,
    255: 850,
}
"""Code pages by a font's `\\fcharset`; for others the document's holds."""


@dataclass(frozen=True, slots=True)
class RtfBody:
    """What an RTF body held, in UTF-8."""

    content: memoryview
    is_html: bool


class _Into(Enum):
    """Where the text of a group goes."""

    BODY = auto()
    HTML_TAG = auto()
    FONTS = auto()
    NOWHERE = auto()


class _Group(NamedTuple):
    """What a group hands on to those within it and what its end restores."""

    into: _Into
    charset: str
    """Of the text that follows; empty for the document's own."""
    fallback: int
    """How many characters after a Unicode one stand for it in readers without Unicode."""
    formatting: bool
    """Within `\\htmlrtf`: formatting that was not in the HTML."""


def read_rtf(rtf: bytes) -> RtfBody:
    """Return the HTML or the text that RTF holds; of damaged RTF what can be read."""
    return _RtfReader().read(rtf)


class _RtfReader:
    def __init__(self) -> None:
        self._out = bytearray()
        self._run = bytearray()
        self._group = _Group(_Into.BODY, "", 1, formatting=False)
        self._outer: list[_Group] = []
        self._too_deep = 0
        self._is_html = False
        self._charset = "windows-1252"
        self._fonts: dict[int, str] = {}
        self._default_font = 0
        self._font = 0
        self._star = False
        self._skip = 0
        self._surrogate = 0
        self._words: dict[bytes, Callable[[int | None], None]] = {
            b"f": self._choose_font,
            b"plain": self._plain,
            b"fcharset": self._font_charset,
            b"cpg": self._font_codepage,
            b"deff": self._set_default_font,
            b"ansicpg": self._document_codepage,
            b"uc": self._set_fallback,
            b"u": self._unicode,
            b"htmlrtf": self._set_formatting,
            b"fromhtml": self._from_html,
            b"fonttbl": self._open_fonts,
        }

    def read(self, rtf: bytes) -> RtfBody:
        position = 0
        for _ in range(_MOST_TOKENS):
            token = _TOKEN.match(rtf, position)
            if token is None or len(self._out) > MOST_TEXT:
                break
            position = token.end()
            kind = token.lastindex
            if kind == 1:
                self._text(token[1])
            elif kind == 2:
                self._brace(token[2])
            elif kind == 3:
                self._byte(int(token[3], 16))
            elif kind == 6:
                self._symbol(token[6])
            elif kind is not None:
                parameter = None if token[5] is None else int(token[5])
                if token[4] == b"bin":
                    position += max(0, parameter or 0)
                else:
                    self._word(token[4], parameter)
        self._flush()
        self._words.clear()  # they hold this reader, and it what may be a large text
        return RtfBody(memoryview(self._out).toreadonly(), self._is_html)

    # -- tokens ----------------------------------------------------------------------------

    def _text(self, text: bytes) -> None:
        if self._skip:
            skipped = min(self._skip, len(text))
            self._skip -= skipped
            text = text[skipped:]
        if text and self._is_wanted():
            self._run += text
            self._surrogate = 0

    def _byte(self, value: int) -> None:
        if self._skip:
            self._skip -= 1
        elif self._is_wanted():
            self._run.append(value)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._star = True
        elif self._skip:
            self._skip -= 1
        elif symbol in _CHARACTERS:
            self._character(_CHARACTERS[symbol])

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        self._star = False
        if brace == b"{":
            if len(self._outer) < _DEEPEST:
                self._outer.append(self._group)
            else:
                self._too_deep += 1
        elif self._too_deep:
            self._too_deep -= 1
        elif self._outer:
            self._group = self._outer.pop()

    def _word(self, word: bytes, parameter: int | None) -> None:
        self._skip = 0
        starred, self._star = self._star, False
        if self._group.into is _Into.NOWHERE:
            return
        if word in _CHARACTERS:
            self._character(_CHARACTERS[word])
        elif word == b"htmltag" and starred and self._is_html and not self._group.formatting:
            self._flush()
            # Tags are in the document's code page, whatever font the text around them has.
            self._group = _Group(_Into.HTML_TAG, "", 1, formatting=False)
        elif starred or word in _SKIPPED_GROUPS or (word == b"pntext" and self._is_html):
            self._flush()
            self._group = self._group._replace(into=_Into.NOWHERE)
        elif word in _DOCUMENT_CHARSETS:
            self._charset = _DOCUMENT_CHARSETS[word]
        elif word in self._words:
            self._flush()
            self._words[word](parameter)

    # -- control words ---------------------------------------------------------------------

    def _choose_font(self, font: int | None) -> None:
        if self._group.into is _Into.FONTS:
            self._font = font or 0
        elif self._group.into is _Into.BODY:
            self._group = self._group._replace(charset=self._fonts.get(font or 0, ""))

    def _plain(self, _: int | None) -> None:
        self._choose_font(self._default_font)

    def _font_charset(self, charset: int | None) -> None:
        self._font_codepage(_FONT_CODEPAGES.get(charset or 0))

    def _font_codepage(self, codepage: int | None) -> None:
        name = charset_of(codepage)
        if name and self._group.into is _Into.FONTS and len(self._fonts) < _FONTS:
            self._fonts[self._font] = name

    def _set_default_font(self, font: int | None) -> None:
        self._default_font = font or 0

    def _document_codepage(self, codepage: int | None) -> None:
        self._charset = charset_of(codepage) or self._charset

    def _set_fallback(self, count: int | None) -> None:
        self._group = self._group._replace(fallback=max(0, 1 if count is None else count))

    def _set_formatting(self, switch: int | None) -> None:
        self._group = self._group._replace(formatting=switch != 0)

    def _from_html(self, _: int | None) -> None:
        self._is_html = True

    def _open_fonts(self, _: int | None) -> None:
        self._group = self._group._replace(into=_Into.FONTS)

    def _unicode(self, number: int | None) -> None:
        self._skip = self._group.fallback
        code = (number or 0) & 0xFFFF
        high, self._surrogate = self._surrogate, 0
        if 0xD800 <= code < 0xDC00:
            self._surrogate = code
        elif not 0xDC00 <= code < 0xE000:
            self._character(chr(code))
        elif high:
            self._character(chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00))

    # -- output ----------------------------------------------------------------------------

    def _is_wanted(self) -> bool:
        group = self._group
        return group.into is _Into.HTML_TAG or (
            group.into is _Into.BODY and not (group.formatting and self._is_html) and bool(self._outer)
        )

    def _character(self, character: str) -> None:
        self._flush()
        if self._is_wanted():
            self._out += character.encode()

    def _flush(self) -> None:
        """Write the bytes that were gathered: a character may be several of them, escaped or not."""
        if self._run:
            if self._run.isascii():
                self._out += self._run
            else:
                charset = self._group.charset or self._charset
                self._out += self._run.decode(charset, "replace").encode("utf-8", "replace")
            self._run.clear()
