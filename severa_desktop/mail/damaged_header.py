"""Finding the fields of a header that breaks RFC 5322: bare CR, NUL bytes, lines that are no field.

Works on the bytes as they are, without copying them or splitting them into lines, so that 50 MB of anything
cost one pass and no memory. Holds no rule about what a field means.
"""

import re

MANY_FIELDS = 10_000
"""From here on only fields that are read for something are kept."""
MOST_FIELDS = 100_000
"""From here on no field is kept."""

_EOL = rb"(?>\r{0,2}\n|\r)"
# A colon before two slashes belongs to a web address.
_START = rb"[^\x01-\x20\x7f:]++[ \t\0]*+:(?!//)"
_BLANK = rb"[ \t\0]*+" + _EOL
# A line of white space alone continues a field only where the header visibly goes on after it; otherwise
# it is the blank line before the body, damaged.
_GOES_ON = _EOL + rb"(?:[ \t]|" + _BLANK + rb"|" + _START + rb")"
_FOLDED = _EOL + rb"[ \t](?:[ \t\0]*+[^ \t\0\r\n][^\r\n]*+|[ \t\0]*+(?:(?=" + _GOES_ON + rb")|\Z))"
_LINE_END = rb"(?:" + _EOL + rb"|\Z)"
_NO_LINE = _BLANK + rb"|[ \t\0]*+\Z"

_READ_NAMES = (
    rb"(?i:from|sender|to|cc|bcc|subject|date|message-id|received|delivered-to|x-original-to|x-envelope-to"
    rb"|envelope-to|x-delivered-to|x-rcpt-to|apparently-to|resent-[a-z-]{1,10}|list-id|list-post|in-reply-to"
    rb"|references|mime-version|content-[a-z-]{1,30})"
)


def _run_of_lines(*, other_than: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?>(?:(?!" + other_than + _NO_LINE + rb")[^\r\n]*+" + _LINE_END + rb")+)")


_FIELD = re.compile(rb"([^\x01-\x20\x7f:]++)[ \t\0]*+:(?!//)([^\r\n]*+(?>(?:" + _FOLDED + rb")*))" + _LINE_END)
_JUNK = _run_of_lines(other_than=_START + rb"|")
_UNREAD = _run_of_lines(other_than=_READ_NAMES + rb"[ \t\0]*+:|")
_REST = _run_of_lines(other_than=b"")
_BLANK_LINE = re.compile(_BLANK)
_READ_NAME = re.compile(_READ_NAMES)
_DELIMITER = re.compile(rb"[\r\n]--")
_LOST_TEXT = re.compile(rb"(?:[^\r\n]++" + _LINE_END + rb"){3}")
_BYTE_ORDER_MARK = rb"\xef\xbb\xbf|\xc3\xaf\xc2\xbb\xc2\xbf"  # the second is one that was encoded twice
_FROM_LINE = rb">?From [ \t]*+(?!:)[^\r\n]*+" + _LINE_END
_PREAMBLE = re.compile(rb"(?>(?:" + _BYTE_ORDER_MARK + rb"|" + _BLANK + rb"|" + _FROM_LINE + rb")*)")


def find_header_start(content: bytes, start: int, end: int) -> int:
    """Return where the first field may begin: after byte-order marks, `From ` lines and blank lines."""
    found = _PREAMBLE.match(content, start, end)
    return found.end() if found else start


def read_damaged_header(content: bytes, start: int, end: int) -> tuple[dict[bytes, list[bytes]], int]:
    """Return the values, still folded, by field name in lower case, and where the body begins.

    A line that is no field is skipped and the header goes on. Not so where the body's blank line was lost: at
    several such lines after the last field, or where a MIME delimiter or a dashed line is among them. Lines
    without any field are no header either.
    """
    fields: dict[bytes, list[bytes]] = {}
    position, junk_start = start, -1
    for count in range(MOST_FIELDS + 1):
        few = count < MANY_FIELDS
        after_junk = _skip(_JUNK if few else _UNREAD, content, position, end)
        junk_start = position if few and after_junk > position else -1
        if junk_start >= 0 and _has_delimiter(content, junk_start, after_junk):
            return fields, junk_start
        found = _FIELD.match(content, after_junk, end) if count < MOST_FIELDS else None
        if found is None:
            position = after_junk
            break
        name = found[1].replace(b"\0", b"").lower()
        fields.setdefault(name, []).append(found[2])
        position = found.end()
    position = _skip(_REST, content, position, end)
    if not fields or (_JUNK.match(content, start, end) and not any(map(_READ_NAME.fullmatch, fields))):
        blank = _BLANK_LINE.match(content, start, end)
        return {}, blank.end() if blank else start
    blank = _BLANK_LINE.match(content, position, end)
    if junk_start >= 0 and (blank is None or _LOST_TEXT.match(content, junk_start, position)):
        return fields, junk_start
    return fields, blank.end() if blank else end


def _has_delimiter(content: bytes, start: int, end: int) -> bool:
    return content.startswith(b"--", start) or _DELIMITER.search(content, start, end) is not None


def _skip(lines: re.Pattern[bytes], content: bytes, position: int, end: int) -> int:
    found = lines.match(content, position, end)
    return found.end() if found else position
