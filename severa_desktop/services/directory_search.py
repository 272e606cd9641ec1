"""Finding records of the directory by what a person types: to link to, to filter by, to choose as owner."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from typing import TYPE_CHECKING

from severa_desktop.core.directory import Directory
from severa_desktop.core.folding import fold
from severa_desktop.giving_way import giving_way
from severa_desktop.services.directory_words import fits, typed_words, words_of
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

_BETWEEN = " · "
_MOST_NEAR = 5


class Kind(StrEnum):
    """What kind of record it is; a sales case is a project here."""

    CUSTOMER = "customer"
    PROJECT = "project"
    USER = "user"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Found:
    """A record that fits what was typed."""

    kind: Kind
    key: str
    name: str
    detail: str
    """What tells it from others of the same name: customer, address or number."""
    number: int | None = None
    """A project's or sales case's number."""
    email: str = ""
    """A person's first address."""
    active: bool = True


@dataclass(frozen=True, slots=True)
class _Entry:
    found: Found
    words: str
    """Folded, each with a space before it, so that a beginning of one is found at once."""
    name: str


class DirectorySearch:
    """Looks records of one store up; keeps their words until the directory changes."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._version: int | None = None
        self._entries: tuple[_Entry, ...] = ()

    def find(self, text: str, kinds: Collection[Kind], limit: int) -> tuple[Found, ...]:
        """Return the records in which every typed word begins a word; active ones first, then by how they begin."""
        typed = typed_words(text)
        beginning = fold(" ".join(text.split()))
        fitting = [entry for entry in giving_way(self._all()) if entry.found.kind in kinds and fits(entry.words, typed)]
        best = nsmallest(
            limit,
            fitting,
            key=lambda entry: (not entry.found.active, not entry.name.startswith(beginning), entry.name),
        )
        return tuple(entry.found for entry in best)

    def customer_named(self, name: str) -> Found:
        """Return the one customer with this name, case and spaces aside, or with this key; UserError if none is."""
        wanted = " ".join(name.split()).casefold()
        customers = [entry.found for entry in self._all() if entry.found.kind is Kind.CUSTOMER]
        fitting = [one for one in customers if one.name.casefold() == wanted]
        fitting = fitting or [one for one in customers if one.key == name]
        if len(fitting) == 1:
            return fitting[0]
        raise UserError(_several(name, fitting) if fitting else self._no_customer(name))

    def _no_customer(self, name: str) -> str:
        near = self.find(name, {Kind.CUSTOMER}, _MOST_NEAR) if name.strip() else ()
        if not near:
            return _("There is no customer “{name}”. See them with: severa-desktop directory show").format(name=name)
        names = ", ".join(one.name for one in near)
        return _("There is no customer “{name}”. Did you mean {names}?").format(name=name, names=names)

    def _all(self) -> tuple[_Entry, ...]:
        with self._store.reading() as reader:
            version = reader.directory_version()
            if version != self._version:
                self._entries = tuple(giving_way(_entries(reader.directory())))
                self._version = version
        return self._entries


def _several(name: str, found: Sequence[Found]) -> str:
    keys = ", ".join(one.key if one.active else _("{key} (not active)").format(key=one.key) for one in found)
    return _("Several customers are called “{name}”. Give the key instead of the name: {keys}.").format(
        name=name, keys=keys
    )


def _entries(directory: Directory) -> Iterator[_Entry]:
    names = {customer.key: customer.name for customer in directory.customers}
    for customer in directory.customers:
        yield _entry(Found(Kind.CUSTOMER, customer.key, customer.name, "", active=customer.active))
    for project in directory.projects:
        of = names[project.customer] if project.customer else ""
        yield _entry(
            Found(
                Kind.PROJECT,
                project.key,
                f"{project.number} {project.name}",
                of,
                number=project.number,
                active=not project.closed,
            )
        )
    for user in directory.users:
        address = user.emails[0] if user.emails else ""
        yield _entry(Found(Kind.USER, user.key, user.name, address, email=address, active=user.active), user.emails)
    for contact in directory.contacts:
        address = contact.emails[0] if contact.emails else ""
        yield _entry(
            Found(
                Kind.CONTACT,
                contact.key,
                contact.name,
                f"{address}{_BETWEEN}{names[contact.customer]}" if address else names[contact.customer],
                email=address,
                active=contact.active,
            ),
            contact.emails,
        )


def _entry(found: Found, more: tuple[str, ...] = ()) -> _Entry:
    return _Entry(found, words_of((found.name, found.detail, *more)), fold(found.name))
