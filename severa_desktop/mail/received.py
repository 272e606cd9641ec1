"""The two facts read from a `Received` field: for whom the message was taken, and when."""

import re

from severa_desktop.mail.addresses import normalise_address
from severa_desktop.mail.comments import without_comments
from severa_desktop.mail.dates import parse_date

_LONGEST = 16 * 1024
"""Bytes of a field that are looked at; real ones have some hundreds."""

_MAY_HAVE_FOR = re.compile(rb"(?i)\bfor[\s(]")
_QUOTED = r'"(?>(?:[^"\\]|\\.){0,100})"'
_FOR = re.compile(
    r"(?i:(?<![^\s;])for\s++)"
    rf'(?:<\s*+(?:@[^<>:\s]*+:)?((?>(?:{_QUOTED}|[^<>"\s])+))\s*+>|((?>(?:{_QUOTED}|[^<>";,\s])+)))'
)


def received_for(raw: bytes) -> str | None:
    """Return the `for` address of a Received field in its compared form, None if it has none.

    With or without brackets, not in comments (matching rules, "Addresses and recipients").
    """
    raw = raw[:_LONGEST]
    if not _MAY_HAVE_FOR.search(raw):
        return None
    text = without_comments(_text(raw))
    found = _FOR.search(text)
    while found:
        address = normalise_address(found[1] or found[2])
        if address:
            return address
        found = _FOR.search(text, found.start() + 1)
    return None


def received_time(raw: bytes) -> int | None:
    """Return the time after the last `;` in seconds since 1970, None if it cannot be read."""
    text = raw[-_LONGEST:].decode("latin-1")
    _, semicolon, date = text.rpartition(";")
    closing = date.find(")")
    if semicolon and (closing < 0 or 0 <= date.find("(") < closing):  # so that `;` stood in no comment
        return parse_date(date)
    _, semicolon, date = without_comments(text).rpartition(";")
    return parse_date(date) if semicolon else None


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
