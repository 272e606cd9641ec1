"""One entry of an address list, taken apart: which of it is the address, which the name.

Text in here is the header's bytes seen as Latin-1; it is decoded when a name or an address is made of it.
"""

import re
from dataclasses import dataclass, field

from severa_desktop.mail.address_form import normalise_address
from severa_desktop.mail.charsets import clean_text, decode_bytes
from severa_desktop.mail.comments import without_comments
from severa_desktop.mail.encoded_words import decode_header

_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_SCHEME = re.compile(r"(?:mailto|smtp):", re.IGNORECASE)
_AROUND_AT = re.compile(r"(?<!\s)\s*+@\s*+", re.ASCII)
_NOTHING = re.compile(r"[\s>.']*", re.ASCII)
_WHITE = " \t\r\n"
_MOST_PARTS = 10_000
"""Parts of one entry that are kept; names and addresses have some."""


@dataclass(slots=True)
class Entry:
    """What stands between two separators."""

    start: int
    end: int = 0
    comment: str = ""
    """The first comment: the name, where there is no other."""
    begins_quoted: bool = False
    _written: list[str] = field(default_factory=list)
    _shown: list[str] = field(default_factory=list)
    """What each part of `_written` shows in a name."""
    _ats: int = 0
    """How many `@` stand outside of quoted strings and angle brackets."""
    _has_quoted: bool = False
    _address: str | None = None
    """What stood in the last angle brackets."""
    _name_end: int = 0
    """How many parts stand before them."""

    def add(self, written: str) -> None:
        """Add text outside of quotes and brackets."""
        shown = _QUOTED_PAIR.sub(r"\1", written) if "\\" in written else written
        self._keep(written, shown.replace(">", ""))
        self._ats += written.count("@")

    def add_word(self, word: str) -> None:
        """Add an encoded word: whatever it seems to hold, it is text."""
        self._keep(word, word)

    def add_stray(self, mark: str) -> None:
        """Add a quote or bracket without its partner: no part of a name, nor of any address."""
        self._keep(mark, "")

    def add_comment(self, content: str) -> None:
        """Add a comment, without its brackets."""
        self.comment = self.comment or _QUOTED_PAIR.sub(r"\1", content)
        self.add(" ")

    def add_quoted(self, quoted: str) -> None:
        """Add a quoted string, with its quotes."""
        self.begins_quoted = self.begins_quoted or not "".join(self._written[:2]).strip(_WHITE)
        self._keep(quoted, _QUOTED_PAIR.sub(r"\1", quoted[1:-1]))
        self._has_quoted = True

    def add_brackets(self, content: str) -> None:
        """Add what stands in angle brackets; with that, former brackets were a part of the name."""
        if self._address is not None:
            self._keep("", f"<{self._address}>")
        self._address = content
        self._name_end = len(self._shown)

    def _keep(self, written: str, shown: str) -> None:
        if len(self._written) < _MOST_PARTS:
            self._written.append(written)
            self._shown.append(shown)

    @property
    def is_bracketed(self) -> bool:
        """There are angle brackets."""
        return self._address is not None

    @property
    def has_at(self) -> bool:
        """There is an `@` outside of quoted strings and angle brackets."""
        return self._ats > 0

    @property
    def is_empty(self) -> bool:
        """There is nothing but white space, comments and stray marks."""
        return self._address is None and _NOTHING.fullmatch("".join(self._written)) is not None

    @property
    def may_begin_name(self) -> bool:
        """It is words only: `Jansen` of `Jansen, Piet <piet@x.nl>`."""
        return self._address is None and not self._has_quoted and not self.has_at

    @property
    def name(self) -> str:
        """The decoded words, without regard to an address among them."""
        return decoded("".join(self._shown))

    def mailbox(self) -> tuple[str | None, str]:
        """Return the address in its compared form, None if there is none, and the decoded name."""
        if self._address is not None:
            before, behind = "".join(self._shown[: self._name_end]), "".join(self._shown[self._name_end :])
            return address_in(self._address), decoded(before) or decoded(self.comment) or decoded(behind)
        written = "".join(self._written).strip(_WHITE)
        address = address_in(written)
        if address is None and self._ats == 1:  # Name and an address without brackets
            words = written.split()
            address = normalise_address(words[-1])
            return address, decoded("".join(self._shown).strip(_WHITE).removesuffix(words[-1]))
        return address, decoded(self.comment)


def decoded(text: str) -> str:
    """Return the decoded, clean form of a name."""
    if text.isascii() and "=?" not in text:
        return clean_text(text)
    return decode_header(text.encode("latin-1"))


def address_in(written: str) -> str | None:
    """Return the compared form of what should be an address: it may have comments, a scheme or quotes."""
    text = written if written.isascii() else decode_bytes(written.encode("latin-1"), "")
    address = normalise_address(text)
    if address or "@" not in text:
        return address
    text = without_comments(text).strip(_WHITE + "<>")
    scheme = _SCHEME.match(text)
    if scheme:
        text = text[scheme.end() :].partition("?")[0]
    if text[:1] == text[-1:] == "'":
        text = text[1:-1]
    local, quote, rest = text.rpartition('"')
    return normalise_address(local + quote + _AROUND_AT.sub("@", rest))
