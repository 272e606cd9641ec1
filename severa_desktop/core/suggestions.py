"""What may be suggested to a person, and the evidence that it was made from; sentences are made elsewhere."""

from dataclasses import dataclass
from enum import StrEnum

from severa_desktop.core.model import ProjectLink
from severa_desktop.core.reasons import Named


class SuggestionKind(StrEnum):
    """What is suggested."""

    LINK_CUSTOMER = "link_customer"
    LINK_PROJECT = "link_project"
    ADD_CONTACT = "add_contact"
    ADD_USER = "add_user"


class SuggestionReason(StrEnum):
    """Why; the strongest reason first."""

    NUMBER_IN_ADDRESS = "number_in_address"
    """The mail went to several projects, to this one too."""
    NUMBER_IN_SUBJECT = "number_in_subject"
    SAME_THREAD = "same_thread"
    SHARED_CUSTOMER = "shared_customer"
    """All contact persons on the mail are this customer's, some of them other customers' too."""
    CUSTOMER_OF_PROJECT = "customer_of_project"
    FORWARDED_FROM = "forwarded_from"
    ALL_BUT_ONE = "all_but_one"
    """All contact persons on the mail but one are this customer's."""
    OWN_DOMAIN = "own_domain"
    """The address is at a domain of users."""
    COMPANY_DOMAIN = "company_domain"
    """Other contact persons of the customer have addresses at the domain."""
    ONLY_OPEN_PROJECT = "only_open_project"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a suggestion was made from. What a reason has none of stays None or empty."""

    reason: SuggestionReason
    address: str = ""
    """The address it is about; for `ALL_BUT_ONE`, the one that stands apart."""
    domain: str = ""
    number: int | None = None
    customers: tuple[Named, ...] = ()
    """The customers whose contact persons are on the mail, or the one whose project it is."""
    activity_id: int | None = None
    """The other mail of the thread."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be added to the directory; `customer` for a contact person."""

    address: str
    name: str
    customer: Named | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to do, and why."""

    kind: SuggestionKind
    target: Named | ProjectLink | NewPerson
    """The customer or project to link to, or who to add."""
    why: Evidence
