"""The header of a message out of its properties.

A received message has the header it came with (PR_TRANSPORT_MESSAGE_HEADERS): that is taken as it
is, but for the fields that describe the MIME structure. What it lacks, and all of a sent message,
comes from the properties and the recipient table.
"""

import calendar
import re
import time
from collections.abc import Iterator

from severa_desktop.mail.outlook.addresses import Person, encode_text, recipient, sender, sent_for
from severa_desktop.mail.outlook.mapi import Item, Kind, Properties, Tag

_LINE_END = re.compile(rb"\r\n|\r|\n")
_FIELD_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FIRST_TIME = 0
_LAST_TIME = calendar.timegm((2101, 1, 1, 0, 0, 0)) - 1
_RECIPIENT_HEADERS = {1: b"To", 2: b"Cc", 3: b"Bcc"}
_ORIGINATOR = 0


def header_lines(item: Item) -> Iterator[bytes]:
    """Yield a message's header without the fields of the MIME structure: lines, or folded fields whole."""
    given = set()
    for name, lines in fields(transport_header(item.properties)):
        if name.startswith(b"content-") or name == b"mime-version":
            continue
        # A field that is there but says nothing is no reason to leave out what the properties say.
        if any(not line.isspace() for line in (lines[0].partition(b":")[2] + b" ", *lines[1:])):
            given.add(name)
        yield from lines
    for name, value in _from_properties(item, given):
        yield name + b": " + value


def transport_header(properties: Properties) -> memoryview:
    """Return the header that the message came with, as bytes; empty if there is none."""
    value = properties.value(Tag.TRANSPORT_MESSAGE_HEADERS)
    if value is None:
        return memoryview(b"")
    if value.kind is Kind.STRING8:
        return value.raw
    if value.kind is Kind.UNICODE:
        return memoryview(bytes(value.raw).decode("utf-16-le", "replace").encode("utf-8", "replace"))
    return memoryview(b"")


def fields(header: memoryview) -> Iterator[tuple[bytes, list[bytes]]]:
    """Yield each field's name in lower case and its lines, up to the first blank line.

    Lines that belong to no field are left out: nothing but fields may stand in the header written
    from them. A name cannot begin with `--`, as the line between two parts does.
    """
    name = b""
    lines: list[bytes] = []
    for line in _lines(header):
        if line[:1] in {b" ", b"\t"}:
            if lines:
                lines.append(line)
            continue
        if lines:
            yield name, lines
            lines = []
        field = _FIELD_NAME.match(line)
        if field and not line.startswith(b"--"):
            name = field[1].lower()
            lines = [line]
    if lines:
        yield name, lines


def _lines(header: memoryview) -> Iterator[bytes]:
    """Yield lines without their ends and NUL bytes: from the first that is not blank to the next that is."""
    start = 0
    begun = False
    while start < len(header):
        end = _LINE_END.search(header, start)
        line = bytes(header[start : end.start() if end else len(header)]).replace(b"\0", b"")
        start = end.end() if end else len(header)
        if line.strip(b" \t"):
            begun = True
            yield line
        elif begun and not line:
            return


def _from_properties(item: Item, given: set[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the fields that can be told from properties and are not given."""
    properties = item.properties
    if b"from" not in given:
        yield from _senders(properties)
    for name, people in _recipients(item).items():
        if name.lower() not in given:
            yield from ((name, value) for value in _address_fields(people))
    if b"subject" not in given and (text := subject(properties)):
        yield b"Subject", encode_text(text)
    if b"date" not in given and (date := _date(properties)):
        yield b"Date", date
    for name, tag in (
        (b"Message-ID", Tag.INTERNET_MESSAGE_ID),
        (b"In-Reply-To", Tag.IN_REPLY_TO_ID),
        (b"References", Tag.INTERNET_REFERENCES),
    ):
        if name.lower() not in given and (ids := _message_ids(properties.text(tag))):
            yield name, ids


def _senders(properties: Properties) -> Iterator[tuple[bytes, bytes]]:
    """Yield `From`, and `Sender` where somebody sent the message for somebody else."""
    author, actual = sent_for(properties), sender(properties)
    if not author.address and actual.address and _same_mailbox(properties):
        author.address = actual.address
    if not author:
        author = actual
    if author:
        yield b"From", author.entry()
    if actual.address and actual.address.lower() != author.address.lower():
        yield b"Sender", actual.entry()


def _same_mailbox(properties: Properties) -> bool:
    """Tell whether sender and author are one person of an Exchange server, known by one X500 name."""
    author = properties.text(Tag.SENT_REPRESENTING_EMAIL_ADDRESS).strip().lower()
    return author == properties.text(Tag.SENDER_EMAIL_ADDRESS).strip().lower() != ""


def _address_fields(people: list[Person]) -> Iterator[bytes]:
    """Yield the values of a header's occurrences.

    Somebody without an address stands alone: before a comma the name would be read as the beginning of
    the next one's, as in `Jansen, Piet <piet@example.com>`.
    """
    if addressed := [person.entry() for person in people if person.address]:
        yield b",\r\n ".join(addressed)
    yield from (person.entry() for person in people if not person.address)


def _recipients(item: Item) -> dict[bytes, list[Person]]:
    """Return the people of the recipient table by header."""
    found: dict[bytes, list[Person]] = {name: [] for name in _RECIPIENT_HEADERS.values()}
    for row in item.recipients():
        number = row.number(Tag.RECIPIENT_TYPE)
        # The upper bits say how delivering went.
        kind = 1 if number is None else number & 0xF
        person = recipient(row)
        if person and kind != _ORIGINATOR:
            found[_RECIPIENT_HEADERS.get(kind, b"To")].append(person)
    return found


def subject(properties: Properties) -> str:
    """Return the subject with its prefix (`Re: `)."""
    text = properties.text(Tag.SUBJECT)
    if text.startswith("\x01"):
        # Stores keep the prefix's length in front: a 1, then the length as a character.
        text = text[2:]
    if not text.strip():
        text = properties.text(Tag.SUBJECT_PREFIX) + properties.text(Tag.NORMALIZED_SUBJECT)
    return text if text.strip() else ""


def _date(properties: Properties) -> bytes:
    for tag in (Tag.CLIENT_SUBMIT_TIME, Tag.MESSAGE_DELIVERY_TIME):
        seconds = properties.time(tag)
        # A time that was never set is far outside, in 1601 or 4501.
        if seconds is not None and _FIRST_TIME <= seconds <= _LAST_TIME:
            now = time.gmtime(seconds)
            return (
                f"{_WEEKDAYS[now.tm_wday]}, {now.tm_mday:02} {_MONTHS[now.tm_mon - 1]} {now.tm_year} "
                f"{now.tm_hour:02}:{now.tm_min:02}:{now.tm_sec:02} +0000"
            ).encode()
    return b""


def _message_ids(text: str) -> bytes:
    """Return one or several message identifiers, each on a line of its own."""
    ids = "".join(char if char.isprintable() else " " for char in text).split()
    if len(ids) == 1 and not ids[0].startswith("<"):
        ids = [f"<{ids[0]}>"]
    return "\r\n ".join(ids).encode()
