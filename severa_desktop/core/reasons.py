"""Reason codes and their evidence: why something was linked, refused or needs a look.

The codes are a stable contract (matching rules, "Reasons and warnings"); sentences for people
are made elsewhere, from a code and its evidence alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Every reason there is, in the order in which warnings are listed."""

    OWNER_IS_SENDER = "owner_is_sender"
    OWNER_IS_RECIPIENT = "owner_is_recipient"
    USER_IS_PARTICIPANT = "user_is_participant"
    CONTACT_IS_PARTICIPANT = "contact_is_participant"
    CUSTOMER_FROM_CONTACTS = "customer_from_contacts"
    CUSTOMER_FROM_PROJECT = "customer_from_project"
    CONTACTS_OF_SEVERAL_CUSTOMERS = "contacts_of_several_customers"
    EXTERNAL_PARTICIPANT = "external_participant"
    PROJECT_FROM_ADDRESS = "project_from_address"
    ATTACHMENTS_FILED = "attachments_filed"
    DUPLICATE_OF = "duplicate_of"
    SUBJECT_MISSING = "subject_missing"
    NO_SEVERA_USER = "no_severa_user"
    NOT_AN_EMAIL = "not_an_email"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    PROJECT_NUMBER_UNKNOWN = "project_number_unknown"
    SEVERAL_PROJECT_NUMBERS = "several_project_numbers"
    PROJECT_CLOSED = "project_closed"
    CUSTOMER_DIFFERS_FROM_PROJECT = "customer_differs_from_project"
    INTEGRATION_ADDRESS_UNCLEAR = "integration_address_unclear"
    ADDRESS_UNREADABLE = "address_unreadable"
    DATE_MISSING = "date_missing"
    DATE_IMPLAUSIBLE = "date_implausible"
    MESSAGE_ID_REUSED = "message_id_reused"
    COPY_DIFFERS = "copy_differs"
    DELETED_BY_USER = "deleted_by_user"
    CONTENT_ENCRYPTED = "content_encrypted"
    STRUCTURE_LIMITED = "structure_limited"


WARNINGS = tuple(
    Code(name)
    for name in (
        "project_number_unknown",
        "several_project_numbers",
        "project_closed",
        "customer_differs_from_project",
        "integration_address_unclear",
        "address_unreadable",
        "date_missing",
        "date_implausible",
        "message_id_reused",
        "copy_differs",
        "content_encrypted",
        "structure_limited",
    )
)
"""The codes that ask a person to look although the activity was made."""
ASK_FOR_CUSTOMER = frozenset((Code.CUSTOMER_DIFFERS_FROM_PROJECT,))
"""Warnings that choosing the customer answers."""
ASK_FOR_PROJECT = frozenset(
    (
        Code.PROJECT_NUMBER_UNKNOWN,
        Code.SEVERAL_PROJECT_NUMBERS,
        Code.PROJECT_CLOSED,
        Code.CUSTOMER_DIFFERS_FROM_PROJECT,
        Code.INTEGRATION_ADDRESS_UNCLEAR,
    )
)
"""Warnings that choosing the project answers."""


@dataclass(frozen=True, slots=True)
class Named:
    """A record of the directory named in evidence: its key and the name it had then."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired, with what it saw. Evidence that a rule has none of stays None or empty."""

    code: Code
    header: str | None = None
    """Canonical name of the header, the first place (``Envelope`` for an envelope recipient)."""
    address: str | None = None
    number: int | None = None
    customers: tuple[Named, ...] = ()
    contacts: tuple[Named, ...] = ()
    activity_id: int | None = None
    text: str | None = None


def warnings_among(reasons: Iterable[Reason]) -> tuple[Code, ...]:
    """Return the warnings that stand among reasons, each once, in the order of `Code`."""
    found = {reason.code for reason in reasons}
    return tuple(code for code in WARNINGS if code in found)
