"""Reading lists and records from the tests' Severa."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from tests.severa.server_asking import Heard, Told, missing
from tests.severa.server_pages import by_row, by_token, only_these
from tests.severa.server_records import Contact, Project, Record, Rows
from tests.severa.server_world import World


class _WithState(Protocol):
    changed: float
    active: bool


AnyState = TypeVar("AnyState", bound=_WithState)
_MOMENTS = ("changedSince", "salesStatusChangedSince", "projectStatusChangedSince")


class Lists:
    """Answers what is asked of the directory."""

    def __init__(self, world: World) -> None:
        self._world = world

    def activity_types(self, heard: Heard) -> Told:
        return by_token(heard, self._world.types, _wanted(heard, "active"))

    def users(self, heard: Heard) -> Told:
        return by_token(heard, self._world.users, _wanted(heard, "isActive"))

    def customers(self, heard: Heard) -> Told:
        return by_token(heard, self._world.customers, _wanted(heard, "isActive"))

    def contact_persons(self, heard: Heard) -> Told:
        wanted: Callable[[Contact], bool] = _wanted(heard, "active")
        return by_row(heard, (one for one in self._world.contacts if wanted(one)), Contact.told)

    def contact_communications(self, heard: Heard) -> Told:
        only_these(heard, "changedSince")
        since = heard.time("changedSince") or 0.0
        changed = (one for one in self._world.contacts if one.addresses_changed >= since)
        kinds = self._world.kinds
        return by_row(heard, (row for one in changed for row in one.communications(kinds)), lambda row: row)

    def projects(self, heard: Heard) -> Told:
        only_these(heard, *_MOMENTS, "projectGuids", "numbers", "isClosed")
        since, sale, status = (heard.time(moment) or 0.0 for moment in _MOMENTS)
        chosen = _chosen(heard)

        def wanted(one: Project) -> bool:
            return one.changed >= since and one.sale_changed >= sale and one.status_changed >= status and chosen(one)

        return by_token(heard, self._world.projects, wanted)

    def sales_cases(self, heard: Heard) -> Told:
        only_these(heard, "projectGuids", "numbers", "isClosed")
        chosen = _chosen(heard)
        return by_token(heard, self._world.projects, lambda one: one.in_sale and chosen(one))

    def activity_type(self, heard: Heard) -> Told:
        return _one(heard, self._world.types)

    def user(self, heard: Heard) -> Told:
        return _one(heard, self._world.users)

    def customer(self, heard: Heard) -> Told:
        return _one(heard, self._world.customers)

    def contact_person(self, heard: Heard) -> Told:
        return _one(heard, self._world.contacts)

    def project(self, heard: Heard) -> Told:
        return _one(heard, self._world.projects)


AnyOne = TypeVar("AnyOne", bound=Record)


def _one(heard: Heard, rows: Rows[AnyOne]) -> Told:
    record = rows.get(heard.path.rsplit("/", 1)[-1])
    if record is None:
        raise missing()
    return Told(record.told())


def _wanted(heard: Heard, flag: str) -> Callable[[AnyState], bool]:
    only_these(heard, "changedSince", flag)
    since = heard.time("changedSince") or 0.0
    active = heard.flag(flag)
    return lambda one: one.changed >= since and active in (None, one.active)


def _chosen(heard: Heard) -> Callable[[Project], bool]:
    guids = set(heard.values("projectGuids"))
    numbers = {int(number) for number in heard.values("numbers")}
    closed = heard.flag("isClosed")
    return lambda one: (
        (not guids or one.guid in guids) and (not numbers or one.number in numbers) and closed in (None, one.closed)
    )
