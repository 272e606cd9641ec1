"""Which mails are the same mail (matching rules, "Duplicates").

Looks at two mails only; finding the candidates is the store's work, by `Identity.key`.
"""

import hashlib
from dataclasses import dataclass

from severa_desktop.core.model import Mail, Mailbox

SAME_DATE_SECONDS = 5 * 60
"""Outlook keeps another second than the header, so equal dates may differ by this much."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a mail from others. Two mails can only be the same if their keys are equal."""

    key: str
    """``id:`` and the Message-ID in compared form, or ``sha256:`` and a digest of the mail without one."""
    sender: str
    """The first sender's address, empty if there is none."""
    date: int | None
    subject: str
    is_list: bool


def identity_of(mail: Mail) -> Identity:
    """Return what is compared when asking whether two mails are the same."""
    sender = mail.senders[0].address if mail.senders else ""
    return Identity(_key(mail, sender), sender, mail.date, mail.subject, mail.is_list)


def fingerprint(identity: Identity) -> Identity:
    """Return what is kept of an erased mail's identity: it recognises the mail and tells nothing of it."""
    return Identity(
        fingerprint_key(identity.key),
        _digest(identity.sender),
        identity.date,
        _digest(identity.subject),
        identity.is_list,
    )


def fingerprint_key(key: str) -> str:
    """Return the key of an erased mail's fingerprint."""
    return f"erased:{_digest(key)}"


def is_same_mail(one: Identity, other: Identity) -> bool:
    """Tell whether two mails are copies of each other; neither order nor other mails matter."""
    if one.key != other.key:
        return False
    if one.key.startswith("sha256:"):
        return True
    if (one.date is None) != (other.date is None):
        return False
    if one.date is not None and other.date is not None and abs(one.date - other.date) > SAME_DATE_SECONDS:
        return False
    return one.sender == other.sender or ((one.is_list or other.is_list) and one.subject == other.subject)


def _key(mail: Mail, sender: str) -> str:
    message_id = "".join(mail.message_id.split()).strip("<>").lower()
    if message_id:
        return f"id:{message_id}"
    digest = hashlib.sha256()
    date = mail.date_text if mail.date is None else str(mail.date)
    for field in (
        sender,
        date,
        mail.subject,
        _listed(mail, "To"),
        _listed(mail, "Cc"),
        _unspaced_ends(mail.body),
    ):
        digest.update(field.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return f"sha256:{digest.hexdigest()}"


def _listed(mail: Mail, header: str) -> str:
    return "\n".join(_written(mailbox) for mailbox in mail.recipients if mailbox.header == header)


def _written(mailbox: Mailbox) -> str:
    return f"{mailbox.name} <{mailbox.address}>"


def _unspaced_ends(body: str) -> str:
    return "\n".join(line.rstrip() for line in body.rstrip().splitlines())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
