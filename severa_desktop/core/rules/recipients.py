"""Who stands on a mail, over all its copies, in the order that counts everywhere.

Matching rules, "Addresses and recipients": headers, envelope, and what is no recipient at all. Who these
people are is decided in `people`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from severa_desktop.core.directory import Directory
from severa_desktop.core.model import ADDRESSED_HEADERS, ENVELOPE, RECIPIENT_ORDER, Copy, Mailbox, Origin
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.core.rules.integration import Use, use_of
from severa_desktop.core.settings import IntegrationAddress


@dataclass(frozen=True, slots=True)
class NumberedAddress:
    """A recipient that names a project number; None is a number too long for any project."""

    mailbox: Mailbox
    number: int | None


@dataclass(frozen=True, slots=True)
class Recipients:
    """The addresses on a mail, sorted by what they are to the integration."""

    people: tuple[Mailbox, ...]
    """Senders (`From`, then `Sender`), then recipients, in order; one person may still stand here often."""
    numbered: tuple[NumberedAddress, ...]
    unclear: tuple[Mailbox, ...]
    """Each address once."""


def gather(copies: Sequence[Copy], integration: IntegrationAddress, directory: Directory) -> Recipients:
    """Return who stands on the mail: the senders of the first copy, and the recipients of all."""
    senders = copies[0].mail.senders
    people: list[Mailbox] = []
    numbered: list[NumberedAddress] = []
    unclear: dict[str, Mailbox] = {}
    recipients = in_order(copies)
    for position, mailbox in enumerate((*senders, *recipients)):
        found = use_of(mailbox.address, integration, directory)
        if found.use is Use.ORDINARY:
            people.append(mailbox)
        elif found.use is Use.UNCLEAR:
            unclear.setdefault(mailbox.address, mailbox)
        elif found.use is Use.NUMBERED and position >= len(senders):
            numbered.append(NumberedAddress(mailbox, found.number))
    return Recipients(tuple(people), tuple(numbered), tuple(unclear.values()))


def in_order(copies: Sequence[Copy]) -> tuple[Mailbox, ...]:
    """Return the recipients of all copies by header; within a header by copy, then as written."""
    if len(copies) == 1 and not copies[0].origin.envelope and not copies[0].origin.account:
        return copies[0].mail.recipients
    by_header: dict[str, list[Mailbox]] = {header: [] for header in RECIPIENT_ORDER}
    for copy in copies:
        for mailbox in recipients_of(copy):
            by_header[mailbox.header].append(mailbox)
    return tuple(mailbox for header in RECIPIENT_ORDER for mailbox in by_header[header])


def recipients_of(copy: Copy) -> tuple[Mailbox, ...]:
    """Return one copy's recipients, envelope too, without its account's addresses in delivery headers."""
    return counting_recipients(copy.mail.recipients, copy.origin)


def counting_recipients(written: tuple[Mailbox, ...], origin: Origin) -> tuple[Mailbox, ...]:
    """Return the recipients that count of those written in a copy's header and those of its envelope."""
    recipients = (*written, *(Mailbox(address, "", ENVELOPE) for address in origin.envelope))
    if not origin.account:
        return recipients
    return tuple(
        mailbox
        for mailbox in recipients
        if mailbox.header in ADDRESSED_HEADERS or mailbox.address not in origin.account
    )


def unclear_addresses(recipients: Recipients) -> tuple[Reason, ...]:
    """Return a warning for each address that was perhaps meant for the integration."""
    return tuple(
        Reason(Code.INTEGRATION_ADDRESS_UNCLEAR, header=mailbox.header, address=mailbox.address)
        for mailbox in recipients.unclear
    )
