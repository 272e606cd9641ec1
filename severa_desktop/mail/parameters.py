"""`Content-Type` and `Content-Disposition`: value and parameters, as in RFC 2045 and 2231 and as sent.

Knows nothing of what a parameter means, except that a file name may be a Windows path.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from severa_desktop.mail.charsets import clean_text, decode_bytes
from severa_desktop.mail.comments import comment_end, without_comments
from severa_desktop.mail.encoded_words import decode_uncleaned

_LONGEST = 32 * 1024
"""Bytes of a field that are looked at."""
_MOST_PARAMETERS = 200
_CACHED_LENGTH = 300
_FILE_NAMES = frozenset({"name", "filename"})
_KINDS_ALONE = frozenset({"text", "image", "audio", "video", "application", "message", "model", "font"})
"""A media type without a subtype says nothing; only of `multipart` it is clear what is meant."""

# All patterns see the bytes as Latin-1, hence ASCII: a byte of a UTF-8 character is not white space.
_WORD = r"[^\s;,=/\"()<>@:\\\[\]?]++"
_VALUE = re.compile(rf'[\s"]*+({_WORD})(?:\s*+/\s*+({_WORD})|/)?(?=[\s;,"(]|\Z)', re.ASCII)
_BETWEEN = re.compile(r'[\s;,"]*+', re.ASCII)
_NAME = re.compile(r'([^\s;="()]++)\s*+(?:(=)\s*+)?', re.ASCII)
_REST = re.compile(r"[^;]*+")
_NEXT_NAME = r"[\w-]++(?:\*\d*+\*?)?\s*+="
# A closing quote ends its parameter; others are marks in a name that nobody escaped.
_CLOSES = rf"\s*+(?:[;,(]|\Z)|\s++{_NEXT_NAME}"
_QUOTED = re.compile(rf'"((?>(?:[^"\\]|\\.|"(?!{_CLOSES}))*))"', re.ASCII | re.DOTALL)
_QUOTED_AS_IS = re.compile(rf'"((?>(?:[^"]|"(?!{_CLOSES}))*))"', re.ASCII)
_UNCLOSED = re.compile(rf'"((?>(?:[^;]|;(?!\s*+{_NEXT_NAME}))*))', re.ASCII)
_UNQUOTED = re.compile(rf"((?>(?:[^;\s]++|\s++(?!{_NEXT_NAME}))*))", re.ASCII)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_QUOTED_MARK = re.compile(r'\\(["\\])')
_EXTENDED = re.compile(r"([^*]+)\*(?:(\d{1,4})(\*?))?\Z", re.ASCII)
_CHARSET = re.compile(r"([^'\s%]{0,60})'([\w-]{0,30})'", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")


class _Section(NamedTuple):
    """A piece of an RFC 2231 value: `name*`, `name*2` or `name*2*`."""

    number: int
    is_encoded: bool
    value: str


def parse_parameters(raw: bytes) -> tuple[str, Mapping[str, str]]:
    """Return the value in lower case (`text/plain`) and the decoded parameters by name in lower case.

    The value is empty where it cannot be read (`text`, `; charset=x`). Of parameters of one name the first
    counts, but `name*` before `name`. A `boundary` is exact, others are in their clean form. Never fails.
    """
    return _parse_cached(raw) if len(raw) <= _CACHED_LENGTH else _parse(raw[:_LONGEST])


def _parse(raw: bytes) -> tuple[str, Mapping[str, str]]:
    if b"\x1b$" in raw:  # ISO-2022-JP, whose characters are made of quotes and semicolons
        raw = decode_bytes(raw, "").encode()
    text = raw.decode("latin-1")
    if not _VALUE.match(text) and "(" in text.partition(";")[0]:
        text = without_comments(text)
    value, position = _value(text)
    plain: dict[str, str] = {}
    sections: dict[str, list[_Section]] = {}
    for name, written in _parameters(text, position):
        extended = _EXTENDED.match(name)
        if extended is None:
            plain.setdefault(name, written)
        else:
            number = -1 if extended[2] is None else int(extended[2])
            piece = _Section(number, number < 0 or bool(extended[3]), written)
            sections.setdefault(extended[1], []).append(piece)
    found = {name: _joined(name, pieces) for name, pieces in sections.items()}
    for name, written in plain.items():
        if not found.get(name):
            found[name] = _decoded(name, written)
    return value, MappingProxyType(found)


_parse_cached = lru_cache(maxsize=1024)(_parse)


def _value(text: str) -> tuple[str, int]:
    found = _VALUE.match(text)
    if not found:
        return "", 0
    kind, subtype = found[1].lower(), found[2]
    if subtype is None:
        return "" if kind in _KINDS_ALONE else kind, found.end()
    return f"{kind}/{subtype.lower()}", found.end()


def _parameters(text: str, position: int) -> Iterator[tuple[str, str]]:
    """Yield names, in lower case and with RFC 2231's asterisks, with their values without quotes."""
    comments_close = True
    for _ in range(_MOST_PARAMETERS):
        position = _end_of(_BETWEEN, text, position)
        named = _NAME.match(text, position)
        if named and named[2]:
            name = named[1].lower()
            value, position = _parameter_value(text, named.end(), is_file_name=name.partition("*")[0] in _FILE_NAMES)
            yield name, value
        elif named:
            position = named.end()
        elif position >= len(text):
            return
        else:
            end = comment_end(text, position) if comments_close and text[position] == "(" else -1
            comments_close = end >= 0
            position = end if end >= 0 else _end_of(_REST, text, position)


def _parameter_value(text: str, position: int, *, is_file_name: bool) -> tuple[str, int]:
    quoted = _QUOTED.match(text, position)
    if quoted:
        # Windows paths are sent without escaping: there a backslash only escapes what must be escaped.
        return (_QUOTED_MARK if is_file_name else _QUOTED_PAIR).sub(r"\1", quoted[1]), quoted.end()
    if text.startswith('"', position):
        found = _QUOTED_AS_IS.match(text, position) or _UNCLOSED.match(text, position)
    else:
        found = _UNQUOTED.match(text, position)
    if not found:
        return "", position + 1
    value = found[1] if is_file_name or text.startswith('"', position) else without_comments(found[1])
    return value.strip(" \t\r\n"), found.end()


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _joined(name: str, sections: list[_Section]) -> str:
    """Return the value of an RFC 2231 parameter: `name*` if it is there, else its numbered pieces."""
    pieces: dict[int, _Section] = {}
    for section in sections:
        pieces.setdefault(section.number, section)
    ordered = [pieces[-1]] if -1 in pieces and pieces[-1].value else [pieces[at] for at in sorted(pieces) if at >= 0]
    charset = ""
    if ordered and ordered[0].is_encoded and (prefix := _CHARSET.match(ordered[0].value)):
        charset = prefix[1]
        ordered[0] = ordered[0]._replace(value=ordered[0].value[prefix.end() :].strip('"'))
    joined = b"".join(_bytes(section) for section in ordered)
    if charset and name != "boundary":
        return _cleaned(name, decode_bytes(joined, charset))
    return _decoded(name, joined.decode("latin-1"))


def _bytes(section: _Section) -> bytes:
    raw = section.value.encode("latin-1")
    return _PERCENT.sub(lambda found: bytes.fromhex(found[1].decode("ascii")), raw) if section.is_encoded else raw


def _decoded(name: str, written: str) -> str:
    """Return the text of a value that is seen as Latin-1; encoded words do not belong there but occur."""
    if name == "boundary":
        return written if written.isascii() else decode_bytes(written.encode("latin-1"), "")
    written = written.replace("\t", " ")  # as it stands where a field was folded
    if written.isascii() and "=?" not in written:
        return _cleaned(name, written)
    return _cleaned(name, decode_uncleaned(written.encode("latin-1")))


def _cleaned(name: str, text: str) -> str:
    """Return the clean form of a value; in a file name a control character leaves its place visible."""
    return clean_text(_CONTROLS.sub("_", text) if name in _FILE_NAMES else text)
