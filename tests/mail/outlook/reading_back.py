"""Converts messages of the tests and reads the results back with Python's own reader."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.message import Message as ParsedMessage
from email.utils import getaddresses

from severa_desktop.mail.charsets import decode_bytes
from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.outlook.msg import msg_to_rfc822
from severa_desktop.mail.outlook.tnef import PackedText
from tests.mail.outlook.msg_writer import X500, Attached, Message, Properties, msg_file

FROM: Properties = {Tag.SENDER_SMTP_ADDRESS: "anna@x.nl", Tag.SUBJECT: "Offerte"}


def convert(properties: Properties, *attachments: Attached, ansi: str = "") -> EmailMessage:
    raw = msg_to_rfc822(msg_file(Message({**FROM, **properties}, (), attachments, ansi)))
    return parse(raw)


def parse(raw: bytes) -> EmailMessage:
    assert all(len(line) <= 998 for line in raw.split(b"\n"))
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def rtf(text: bytes) -> bytes:
    """Return RTF as Outlook may store it uncompressed."""
    return (len(text) + 12).to_bytes(4, "little") + bytes(4) + b"MELA" + bytes(4) + text


def leaves(message: EmailMessage) -> list[tuple[str, bytes]]:
    return [
        (part.get_content_type(), part.get_payload(decode=True))  # type: ignore[misc]
        for part in message.walk()
        if not part.is_multipart()
    ]


def attachment(message: EmailMessage) -> EmailMessage:
    """Return the only attachment."""
    (found,) = (part for part in message.walk() if part.get_content_disposition())
    assert isinstance(found, EmailMessage)
    return found


WRAPPED = rtf(rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}na\'efve{\*\htmltag72 </p>}}")
"""HTML in RTF."""
BARE = rtf(rb"{\rtf1\ansi na\'efve\par}")
"""RTF with words only."""

AUTHOR_SMTP: Properties = {Tag.SENT_REPRESENTING_SMTP_ADDRESS: "anna@x.nl"}
AUTHOR_EX: Properties = {
    Tag.SENT_REPRESENTING_NAME: "Anna",
    Tag.SENT_REPRESENTING_ADDRTYPE: "EX",
    Tag.SENT_REPRESENTING_EMAIL_ADDRESS: X500,
}
"""Known by an X500 name only."""

NAMES = [
    "Jansen, Piet",
    'Piet "de Bakker" Jansen',
    "anna@mijnbedrijf.nl",
    "anna@mijnbedrijf.nl <anna@mijnbedrijf.nl>",
    "Piet\r\nBcc: mallory@example.com",
    "Piet\n\nbody",
    "=?utf-8?q?forged?=",
    "\\",
    '"',
    "Zoë Ünal 日本語 😀",
    "a" * 500,
    "ä" * 500,
    "(comment) x",
    "group: a@x.nl;",
]
"""Display names that are hard to write."""

CLEAR = (
    b'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n'
    b'\tmicalg=sha1; boundary="b"\r\nX-Other: left out\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\n\r\nsigned text\r\n--b\r\n"
    b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nsig\r\n--b--\r\n"
)
CMS = bytes.fromhex("3080060a2a864886f70d010702a080") + bytes(500)


def convert_header(properties: Properties, *recipients: Properties, ansi: str = "") -> ParsedMessage:
    """Return the converted message without any cleverness in reading it."""
    raw = msg_to_rfc822(msg_file(Message(properties, recipients, ansi=ansi)))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    return message_from_bytes(raw, policy=policy.compat32)


def decoded(value: object) -> str:
    return str(make_header(decode_header(str(value))))


def mailboxes(message: ParsedMessage, header: str) -> list[tuple[str, str]]:
    """Return names and addresses, split before anything is decoded."""
    return [(decoded(name), address) for name, address in getaddresses(message.get_all(header, []))]


def words(packed: PackedText | None) -> str:
    """Return the text of a body that was packed; empty if there is none."""
    return "" if packed is None else decode_bytes(packed.decoded_text(), packed.charset)
