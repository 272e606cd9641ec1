"""A small company and mails to it, made as values: what the rules' tests start from."""

from collections.abc import Sequence
from dataclasses import replace

from severa_desktop.core.decide import decide
from severa_desktop.core.directory import (
    ActivityType,
    Contact,
    Customer,
    Directory,
    Project,
    ProjectKind,
    User,
)
from severa_desktop.core.model import ENVELOPE, Attachment, Copy, Decision, Mail, Mailbox, Origin
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.core.settings import IntegrationAddress, Settings

SETTINGS = Settings(IntegrationAddress("acme", "severamail.com"), "E-mail")
OWN_DOMAIN = Settings(IntegrationAddress("severa", "acme.example"), "E-mail")

ANNA = User("u1", "Anna de Vries", ("anna@acme.example",))
BRAM = User("u2", "Bram Bakker", ("bram@acme.example", "b.bakker@acme.example"))
GONE = User("u3", "Carla Gone", ("carla@acme.example",), active=False)
BAKERY = Customer("c1", "Bakery")
CAFE = Customer("c2", "Café")
PIET = Contact("p1", "Piet Jansen", ("piet@bakery.example", "piet@home.example"), "c1")
KARIN = Contact("p2", "Karin Jansen", ("karin@bakery.example",), "c1")
SOFIE = Contact("p3", "Sofie Maes", ("sofie@cafe.example",), "c2")
LEFT = Contact("p4", "Otto Left", ("otto@bakery.example",), "c1", active=False)
SHOP = Project("j1", 1001, "Web shop", ProjectKind.PROJECT, "c1")
TILL = Project("j2", 1002, "New till", ProjectKind.SALES_CASE, "c2")
OLD = Project("j3", 1003, "Old site", ProjectKind.PROJECT, "c1", closed=True)
INTERNAL = Project("j4", 1004, "Internal")
DIRECTORY = Directory(
    activity_types=(ActivityType("E-mail"),),
    users=(ANNA, BRAM, GONE),
    customers=(BAKERY, CAFE),
    contacts=(PIET, KARIN, SOFIE, LEFT),
    projects=(SHOP, TILL, OLD, INTERNAL),
)
PDF = Attachment(2, "offer.pdf", "application/pdf", 17, "ab" * 32)
ANNAS, PIETS, SOFIES = ANNA.emails[0], PIET.emails[0], SOFIE.emails[0]


def box(address: str, header: str = "To") -> Mailbox:
    """Return `Name <address>` or an address alone as it stands in a header."""
    name, _, bracketed = address.rpartition(" <")
    return Mailbox(bracketed.removesuffix(">"), name, header)


def mail(sender: str = ANNAS, *to: str, **more: object) -> Mail:
    """Return a plain mail; `more` replaces fields or, by header name (`Delivered_To`), adds recipients."""
    recipients = [box(one) for one in to]
    fields = {}
    for key, value in more.items():
        if key[0].isupper():
            assert isinstance(value, str | Sequence)
            values = [value] if isinstance(value, str) else value
            recipients += [box(one, key.replace("_", "-")) for one in values]
        else:
            fields[key] = value
    plain = Mail(
        message_id="1@acme.example",
        subject="Offer",
        date=1_772_439_300,
        date_text="Mon, 02 Mar 2026 09:15:00 +0100",
        received=None,
        senders=(box(sender, "From"),) if sender else (),
        recipients=tuple(recipients),
        is_list=False,
        body="Hello",
        attachments=(),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def copy(one: Mail, *, envelope: Sequence[str] = (), account: Sequence[str] = (), source: str = "a.eml") -> Copy:
    """Return a copy of a mail as it came."""
    return Copy(one, Origin(source, 1_700_000_000, envelope=tuple(envelope), account=tuple(account)))


def decided(*mails: Mail | Copy, directory: Directory = DIRECTORY, settings: Settings = SETTINGS) -> Decision:
    """Return what the rules make of a mail and its later copies."""
    copies = [one if isinstance(one, Copy) else copy(one) for one in mails]
    return decide(copies, directory, settings)


def participants(decision: Decision) -> list[tuple[str, str]]:
    """Return address and kind of everybody but the owner."""
    assert decision.activity
    return [(one.email, one.kind.value) for one in decision.activity.participants]


def customer(decision: Decision) -> str | None:
    """Return the key of the customer."""
    assert decision.activity
    return decision.activity.customer.key if decision.activity.customer else None


def number(decision: Decision) -> int | None:
    """Return the number of the project."""
    assert decision.activity
    return decision.activity.project.number if decision.activity.project else None


def owner(decision: Decision) -> str:
    """Return the owner's key."""
    assert decision.activity
    return decision.activity.owner.key


def the(decision: Decision, code: Code) -> Reason:
    """Return the one reason with this code."""
    (found,) = [reason for reason in decision.reasons if reason.code is code]
    return found


__all__ = ["ENVELOPE", "copy", "customer", "decided", "mail", "number", "owner", "participants", "the"]
