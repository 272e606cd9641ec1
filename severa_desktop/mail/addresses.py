"""Address lists: the mailboxes of `From`, `To` and their like, as RFC 5322 has them and as people write them.

The structure is found in the bytes as written; only then are names decoded, so that nothing inside an encoded
word, a quoted string or a comment can become an address.
"""

import re
from typing import NamedTuple

from severa_desktop.core.model import Mailbox
from severa_desktop.mail.address_entry import Entry, address_in, decoded
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.mail.charsets import decode_bytes
from severa_desktop.mail.comments import comment_end

__all__ = ["Parsed", "normalise_address", "parse_mailboxes"]

MOST_MAILBOXES = 100_000
"""Mailboxes read from one field; the rest of it is one unreadable entry."""
MOST_UNREADABLE = 1_000
_UNREADABLE_LENGTH = 200
_MOST_TOKENS = 1_000_000
"""Pieces of unusual entries that are looked at in one field: seconds of work, which only an attack takes."""
_MOST_NAME_PARTS = 20
"""Pieces of one name between commas that nobody quoted; more are no name."""

# All patterns see the bytes as Latin-1, hence ASCII: a byte of a UTF-8 character is not white space.
_SPECIAL = r"\s\"(),:;<>@\\\[\]"
_USUAL = re.compile(
    rf'(?:(?:"([^"\\]*+)"\s*+|([^"(),:;<>@\\\[\]]*+))<([^{_SPECIAL}]++@[^{_SPECIAL}]++)>'
    rf"|([^{_SPECIAL}]++@[^{_SPECIAL}]++))\s*+(?:[,;]|\Z)",
    re.ASCII,
)
_TOKEN = re.compile(
    r"(?P<word>=\?[^?\s]{1,60}\?[BbQq]\?[^?]*+\?=)"
    r"|(?P<separator>[,;])|(?P<quote>\")|(?P<comment>\()|(?P<bracket><)|(?P<colon>:)"
    r"|(?P<literal>\[[^\[\]<>,;\"\s]*\])|(?P<text>[^=,;\"(<:\[\\]++|(?>(?:\\.)+)|.)",
    re.ASCII | re.DOTALL,
)
_QUOTED = r'"(?>(?:[^"\\]|\\.)*)"'
_QUOTED_STRING = re.compile(_QUOTED, re.DOTALL)
_WORD_FOLLOWS = re.compile(r"[A-Za-z0-9=\x80-\xff]")
_NO_ONE = re.compile(r'<[^<>@"]*:\s*+(?:;[^<>,;"]*+)?>', re.ASCII)
_BRACKETED = re.compile(rf'<\s*+(?:@[^<>:;"]*:)?((?>(?:{_QUOTED}|[^<>,;"])*))>', re.ASCII | re.DOTALL)
_UNCLOSED_BRACKET = re.compile(rf'<((?>(?:{_QUOTED}|[^<>,;"])*))', re.DOTALL)
_SHORT_COMMENT = re.compile(r"\(([^()<>,;]*+)\)?")
_SEPARATORS = re.compile(r"[\s,;]*+", re.ASCII)


class Parsed(NamedTuple):
    """What one field holds: its mailboxes in order, and the entries without an address as clean text."""

    mailboxes: tuple[Mailbox, ...]
    unreadable: tuple[str, ...]


def parse_mailboxes(raw: bytes, header: str) -> Parsed:
    """Read an address list; `header` is the canonical name that the mailboxes carry. Never fails.

    Matching rules, "Addresses and recipients". Of each entry the last address in brackets counts, else one at
    its end; with another address before that the entry is unreadable.
    """
    if b"\x1b$" in raw:  # ISO-2022-JP, whose characters are made of commas and brackets
        raw = decode_bytes(raw, "").encode()
    reader = _Reader(raw.decode("latin-1"), header)
    reader.read()
    return Parsed(tuple(reader.mailboxes), tuple(reader.unreadable))


class _Reader:
    """Reads one field from left to right; every byte is looked at a bounded number of times."""

    def __init__(self, text: str, header: str) -> None:
        self._text = text
        self._header = header
        self._pending: list[Entry] = []
        """Words with a comma behind them, which may begin the name of the next address."""
        self._quotes_close = True
        self._comments_close = True
        self._tokens_left = _MOST_TOKENS
        self.mailboxes: list[Mailbox] = []
        self.unreadable: list[str] = []

    def read(self) -> None:
        position = 0
        while position < len(self._text):
            if len(self.mailboxes) >= MOST_MAILBOXES or self._tokens_left <= 0:
                self._skip(position, len(self._text))
                return
            position = position if self._pending else _end_of(_SEPARATORS, self._text, position)
            usual = None if self._pending else _USUAL.match(self._text, position)
            if usual and not _in_encoded_word(usual[2]):
                self._take_usual(usual)
                position = usual.end()
            else:
                position = self._read_entry(position)
        self._drop_pending()

    def _take_usual(self, usual: re.Match[str]) -> None:
        quoted, plain, bracketed, bare = usual.groups()
        address = address_in(bracketed or bare)
        if address:
            self.mailboxes.append(Mailbox(address, decoded(quoted or plain or ""), self._header))
        else:
            self._skip(usual.start(), usual.end())

    def _read_entry(self, position: int) -> int:
        """Read up to and with the next separator or group name; return where the next entry begins."""
        entry = Entry(position)
        while self._tokens_left > 0 and (token := _TOKEN.match(self._text, position)):
            self._tokens_left -= 1
            position = token.end()
            match token.lastgroup:
                case "separator":
                    self._finish(entry, token.start(), comma=token[0] == ",")
                    return position
                case "colon" if not entry.is_bracketed and not entry.has_at:
                    self._drop_pending()
                    return position  # what stood before is a group's name
                case "quote":
                    position = self._read_quoted(entry, token.start())
                case "comment":
                    position = self._read_comment(entry, token.start())
                case "bracket":
                    position = self._read_brackets(entry, token.start())
                case "word":
                    entry.add_word(token[0])
                case _:
                    entry.add(token[0])
        self._finish(entry, position, comma=False)
        return position

    def _read_quoted(self, entry: Entry, start: int) -> int:
        found = _QUOTED_STRING.match(self._text, start) if self._quotes_close else None
        if not found:
            self._quotes_close = False
        elif not (_holds_entries(found[0]) and _WORD_FOLLOWS.match(self._text, found.end())):
            entry.add_quoted(found[0])
            return found.end()
        entry.add_stray('"')
        return start + 1

    def _read_comment(self, entry: Entry, start: int) -> int:
        end = comment_end(self._text, start) if self._comments_close else -1
        if end >= 0:
            entry.add_comment(self._text[start + 1 : end - 1])
            return end
        self._comments_close = False
        end = _end_of(_SHORT_COMMENT, self._text, start)
        entry.add_comment(self._text[start + 1 : end].removesuffix(")"))
        return end

    def _read_brackets(self, entry: Entry, start: int) -> int:
        if _NO_ONE.match(self._text, start):
            return _end_of(_NO_ONE, self._text, start)
        found = _BRACKETED.match(self._text, start) or _UNCLOSED_BRACKET.match(self._text, start)
        if not found or (found.end() == start + 1 and self._text[start + 1 : start + 2] in {"<", '"'}):
            entry.add_stray("<")
            return start + 1
        entry.add_brackets(found[1])
        return found.end()

    def _finish(self, entry: Entry, end: int, *, comma: bool) -> None:
        """Take an entry: a mailbox, a part of the next one's name, nothing, or unreadable."""
        entry.end = end
        if entry.is_empty:
            if not comma:
                self._drop_pending()
            return
        address, name = entry.mailbox()
        if address:
            names = [*self._names_before(entry), name]
            self.mailboxes.append(Mailbox(address, ", ".join(filter(None, names)), self._header))
        elif comma and entry.may_begin_name:
            if len(self._pending) >= _MOST_NAME_PARTS:
                self._drop_pending()
            self._pending.append(entry)
        else:
            self._drop_pending()
            self._skip(entry.start, end)

    def _names_before(self, entry: Entry) -> list[str]:
        """Return what stands before this entry's name, apart from it only by commas that nobody quoted."""
        if not entry.is_bracketed or entry.begins_quoted:
            self._drop_pending()
        names = [pending.name for pending in self._pending]
        self._pending.clear()
        return names

    def _drop_pending(self) -> None:
        for pending in self._pending:
            self._skip(pending.start, pending.end)
        self._pending.clear()

    def _skip(self, start: int, end: int) -> None:
        if len(self.unreadable) < MOST_UNREADABLE:
            text = self._text[start : min(end, start + 10 * _UNREADABLE_LENGTH)].strip(" \t\r\n,;")
            self.unreadable.append(decoded(text)[:_UNREADABLE_LENGTH].rstrip())


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _in_encoded_word(name: str | None) -> bool:
    """Tell whether what follows this part of a name may still be inside an encoded word."""
    return name is not None and "=?" in name and not name.rstrip(" \t\r\n").endswith("?=")


def _holds_entries(quoted: str) -> bool:
    """Tell whether a quoted string looks like several entries: its quotes are none of a pair.

    True only says something where a word follows at once, as after a quote that opens the next name.
    """
    return max(quoted.rfind(","), quoted.rfind(";")) > quoted.find("@") >= 0
