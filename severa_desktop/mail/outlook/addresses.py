"""Names and addresses from MAPI properties, written so that a header reader reads exactly them.

A name is free text that others chose: whatever is not plain words is written as RFC 2047 words, so
that no comma, quote, line break or address within it can become anything but part of the name.
"""

import re
import unicodedata
from binascii import b2a_base64

from severa_desktop.mail.outlook.mapi import Properties, Tag

_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_PLAIN_TEXT = re.compile(r"[ -~]*")
_LONGEST_PLAIN = 200
_WORD_BYTES = 45
"""So many bytes of UTF-8 make an encoded word of 72 characters; more than 75 are not allowed."""
_DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|\[[0-9A-Za-z.:]+\]")
_LONGEST_ADDRESS = 500
_SMTP_TYPES = frozenset({"", "SMTP", "EX"})
_COMMON_NAME = re.compile(r"/cn=([^/]*)\Z", re.IGNORECASE)


def encode_text(text: str) -> bytes:
    """Return the value of a header of free text (RFC 2047), folded."""
    if _PLAIN_TEXT.fullmatch(text) and "=?" not in text and len(text) <= _LONGEST_PLAIN:
        return text.encode()
    return _encoded_words(text)


def encode_name(name: str) -> bytes:
    """Return a display name as it may stand before an address."""
    if _PLAIN_NAME.fullmatch(name) and len(name) <= _LONGEST_PLAIN:
        return name.encode()
    return _encoded_words(name) if name else b""


def _encoded_words(text: str) -> bytes:
    encoded = text.encode("utf-8", "replace")
    words = []
    start = 0
    while start < len(encoded):
        end = start + _WORD_BYTES
        # Each word must be readable alone: no cut within a character.
        while end < len(encoded) and encoded[end] & 0xC0 == 0x80:
            end -= 1
        words.append(b"=?utf-8?b?%b?=" % b2a_base64(encoded[start:end], newline=False))
        start = end
    return b"\r\n ".join(words)


def smtp_address(text: str) -> str:
    """Return an address as it may stand between angle brackets, or an empty string if it is none.

    An X500 name (`/o=…/cn=…`) is none, and neither is one that would be read as something else.
    """
    address = "".join(char for char in text[: _LONGEST_ADDRESS + 1] if unicodedata.category(char) != "Cf")
    address = address.strip()
    if address[:5].lower() == "smtp:":
        address = address[5:]
    if address[:1] + address[-1:] in {"''", "<>"}:
        address = address[1:-1]
    local, at, domain = address.rpartition("@")
    if not at or not local or local.startswith("/") or "=?" in local or len(address) > _LONGEST_ADDRESS:
        return ""
    if not address.isprintable() or not _DOMAIN.fullmatch(domain):
        return ""
    if _DOT_ATOM.fullmatch(local):
        return f"{local}@{domain}"
    if len(local) > 1 and local[0] == local[-1] == '"':
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    quoted = re.sub(r'([\\"])', r"\\\1", local)
    return f'"{quoted}"@{domain}'


class Person:
    """Somebody as a message names them: a name and, if there is one, an SMTP address."""

    __slots__ = ("address", "name")

    def __init__(self, properties: Properties, name: Tag, smtp: Tag, kind: Tag, address: Tag) -> None:
        given = properties.text(address)
        self.address = smtp_address(properties.text(smtp))
        if not self.address and properties.text(kind).strip().upper() in _SMTP_TYPES:
            self.address = smtp_address(given)
        self.name = properties.text(name)
        if not self.address and not self.name.strip():
            # Somebody without a name and address is still somebody: the entry shows that one is missing.
            common = _COMMON_NAME.search(given)
            self.name = (common[1] if common else given).strip()

    def __bool__(self) -> bool:
        return bool(self.address or self.name.strip())

    def entry(self) -> bytes:
        """Return the mailbox for an address header; without an address nothing that looks like one."""
        if not self.address:
            return _encoded_words(self.name)
        name = encode_name(self.name.strip())
        return b"%b<%b>" % (name + b" " if name else b"", self.address.encode())


def sent_for(properties: Properties) -> Person:
    """Return who the message is from (PR_SENT_REPRESENTING_…)."""
    return Person(
        properties,
        Tag.SENT_REPRESENTING_NAME,
        Tag.SENT_REPRESENTING_SMTP_ADDRESS,
        Tag.SENT_REPRESENTING_ADDRTYPE,
        Tag.SENT_REPRESENTING_EMAIL_ADDRESS,
    )


def sender(properties: Properties) -> Person:
    """Return who sent the message (PR_SENDER_…)."""
    return Person(
        properties,
        Tag.SENDER_NAME,
        Tag.SENDER_SMTP_ADDRESS,
        Tag.SENDER_ADDRTYPE,
        Tag.SENDER_EMAIL_ADDRESS,
    )


def recipient(row: Properties) -> Person:
    """Return somebody of the recipient table."""
    name = Tag.DISPLAY_NAME if row.text(Tag.DISPLAY_NAME).strip() else Tag.RECIPIENT_DISPLAY_NAME
    return Person(row, name, Tag.SMTP_ADDRESS, Tag.ADDRTYPE, Tag.EMAIL_ADDRESS)
