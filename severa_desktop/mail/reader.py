"""The room's one entry: the bytes of a message become a `Mail`, or the reason why they cannot.

Puts together what the other modules read; decides nothing about users, customers or projects. Never
raises for what the bytes hold, whatever they are.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from severa_desktop.core.model import ADDRESSED_HEADERS, DELIVERY_HEADERS, Mail, Mailbox, Unreadable
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.mail.addresses import parse_mailboxes
from severa_desktop.mail.attachments import read_attachments
from severa_desktop.mail.bodies import find_body, has_inline_pgp, read_text
from severa_desktop.mail.dates import parse_date
from severa_desktop.mail.encoded_words import decode_header
from severa_desktop.mail.fields import Header, read_header, read_mail_header
from severa_desktop.mail.parts import Structure
from severa_desktop.mail.received import received_for, received_time
from severa_desktop.mail.structure import read_structure
from severa_desktop.mail.text_limit import MOST_TEXT_IN_WORDS
from severa_desktop.texts import N_

_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_SENDER_HEADERS = ("From", "Sender")
_RECEIVED = "Received"
_MOST_THREAD_IDS = 1_000
_MESSAGE_ID = re.compile(r"<([^<>]*+)>")

MOST_ADDRESS_BYTES = 4 * 1024 * 1024
"""Bytes of a mail's address headers that are read: a hundred thousand people; more is written to cost time."""
NOT_AN_EMAIL = N_(
    "This is not an e-mail: what should be its header has neither From nor Sender nor Message-ID. "
    "Export the message from the mail program again, as .eml or .msg."
)
EMPTY = N_("The file is empty. Save the mail from the mail program as .eml or .msg, and import that file.")


class ContainerError(Exception):
    """An Outlook file that cannot be read as a message; carries the outcome."""

    def __init__(self, unreadable: Unreadable) -> None:
        super().__init__(unreadable.text)
        self.unreadable = unreadable


def read(content: bytes) -> Mail | Unreadable:
    """Return what the bytes of one message say (matching rules, "Reading the message")."""
    try:
        content = as_rfc822(content)
    except ContainerError as error:
        return error.unreadable
    found = read_mail_header(content)
    if found is None:
        return Unreadable(Code.NOT_AN_EMAIL, EMPTY if not content or content.isspace() else NOT_AN_EMAIL)
    header, body_start = found
    return _assemble(header, read_structure(content, header, body_start))


def read_people(content: bytes) -> tuple[tuple[Mailbox, ...], tuple[Mailbox, ...]]:
    """Return the senders and the recipients of a message as `read` does, reading no more than its header."""
    try:
        found = read_mail_header(as_rfc822(content))
    except ContainerError:
        found = None
    if found is None:
        return (), ()
    addresses = _Addresses(found[0])
    return addresses.senders, addresses.recipients


def part_content(content: bytes, part: int) -> bytes:
    """Return the decoded bytes of the attachment with this `Attachment.part`.

    Raises LookupError if the message has no such part, ContainerError if it cannot be read any more.
    """
    content = as_rfc822(content)
    header, body_start = read_header(content, skip_preamble=True)
    leaves = read_structure(content, header, body_start).leaves
    if not 0 <= part < len(leaves):
        raise LookupError(f"The message has no part {part}.")
    return leaves[part].decoded()


def as_rfc822(content: bytes) -> bytes:
    """Return a message as RFC 822 bytes: Outlook's are converted, all others are so already.

    Raises ContainerError.
    """
    if not content.startswith(_OLE_MAGIC):
        return content
    # Most mails are no Outlook files and need none of this.
    from severa_desktop.mail.outlook.msg import DamagedMessage, NotAMessage, msg_to_rfc822  # noqa: PLC0415

    try:
        return msg_to_rfc822(content)
    except NotAMessage as error:
        raise ContainerError(Unreadable(Code.NOT_AN_EMAIL, str(error))) from error
    except DamagedMessage as error:
        raise ContainerError(Unreadable(Code.UNREADABLE, str(error))) from error


def _assemble(header: Header, structure: Structure) -> Mail:
    addresses = _Addresses(header)
    body = find_body(structure)
    # Before the body's text, which may be large: both are decoded, but not at the same time.
    attachments = read_attachments(structure, body)
    text = read_text(structure, body)
    notes = list(addresses.notes.values())
    if structure.encrypted or has_inline_pgp(text.text):
        notes.append(Reason(Code.CONTENT_ENCRYPTED))
    if structure.limited or addresses.limited:
        notes.append(Reason(Code.STRUCTURE_LIMITED))
    if not text.is_whole:
        notes.append(Reason(Code.STRUCTURE_LIMITED, text=MOST_TEXT_IN_WORDS))
    date, date_text = _date(header)
    return Mail(
        message_id=_first(map(_message_id, header.all("Message-ID"))),
        subject=_first(map(decode_header, header.all("Subject"))),
        date=date,
        date_text=date_text,
        received=next((time for raw in header.all(_RECEIVED) if (time := received_time(raw)) is not None), None),
        senders=addresses.senders,
        recipients=addresses.recipients,
        is_list=bool(header.all("List-Id") or header.all("List-Post")),
        body=text.text,
        attachments=attachments,
        notes=tuple(notes),
        in_reply_to=_thread(header),
    )


class _Addresses:
    """The addresses of all headers, in the order of the matching rules."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._present = frozenset(header.names)
        self._bytes_left = MOST_ADDRESS_BYTES
        self.limited = False
        self.notes: dict[tuple[str, str], Reason] = {}
        self.senders = tuple(self._mailboxes(_SENDER_HEADERS))
        self.recipients = tuple(self._mailboxes(ADDRESSED_HEADERS + DELIVERY_HEADERS))

    def _mailboxes(self, names: Iterable[str]) -> Iterator[Mailbox]:
        for name in names:
            for raw in self._header.all(name) if name.lower() in self._present else ():
                if name == _RECEIVED:
                    address = received_for(raw)
                    if address:
                        yield Mailbox(address, "", name)
                    continue
                self._bytes_left -= len(raw)
                if self._bytes_left < 0:
                    self.limited = True
                    return
                parsed = parse_mailboxes(raw, name)
                yield from parsed.mailboxes
                for entry in parsed.unreadable:
                    self.notes[name, entry] = Reason(Code.ADDRESS_UNREADABLE, header=name, text=entry)


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _date(header: Header) -> tuple[int | None, str]:
    """Return the first readable `Date` as seconds and as text; the first text if none is readable."""
    text = ""
    for raw in header.all("Date"):
        decoded = decode_header(raw)
        if (date := parse_date(decoded)) is not None:
            return date, decoded
        text = text or decoded
    return None, text


def _message_id(raw: bytes) -> str:
    text = decode_header(raw)
    found = _MESSAGE_ID.search(text)
    return (found[1] if found else text.strip("<>")).strip()


def _thread(header: Header) -> tuple[str, ...]:
    """Return the Message-IDs that a mail answers, each once."""
    raws = (*header.all("In-Reply-To"), *header.all("References"))
    found = (match[1].strip() for raw in raws for match in _MESSAGE_ID.finditer(decode_header(raw)))
    return tuple(islice(dict.fromkeys(filter(None, islice(found, 10 * _MOST_THREAD_IDS))), _MOST_THREAD_IDS))
