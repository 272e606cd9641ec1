"""What is worked out ahead of a take-over is used where nothing changed since, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.directory import ActivityType, Contact, Customer, Project, ProjectKind, User
from severa_desktop.core.severa import (
    Pulled,
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledType,
    PulledUser,
)
from severa_desktop.services.severa.known import Known
from severa_desktop.services.severa.taking_over import Ahead, known_of, take_over
from severa_desktop.store.store import Store
from severa_desktop.store.writer import Writer
from tests.services.severa.stored import DIRECTORY, fill
from tests.store.made import keep

CALL, EMAIL = DIRECTORY.activity_types
BRAM = PulledUser("u2-guid", "Bram de Boer", ("bram@acme.example",))
CAS = PulledUser("u3-guid", "Cas", ("cas@acme.example",))
PULLED = Pulled(
    True,
    (PulledType("t3-guid", "Visit", CALL.category),),
    (BRAM, CAS),
    (PulledCustomer("c3-guid", "Drukkerij"),),
    (PulledContact("p3-guid", "Dirk", ("dirk@drukkerij.example",), "c3-guid"),),
    (PulledProject("j3-guid", 1003, "Folder", ProjectKind.PROJECT, "c3-guid", None),),
)
"""The type, customer, contact person and project that were Severa's are gone there."""


def known(store: Store) -> Known:
    with store.reading() as reader:
        return known_of(reader)


def make_records_by_hand(writer: Writer) -> None:
    now = writer.directory()
    made = replace(
        now,
        activity_types=(CALL, EMAIL, ActivityType("Visit")),
        users=(*now.users, User("u9", "Cas", CAS.emails)),
        customers=(*now.customers, Customer("c9", "Drukkerij")),
        contacts=(*now.contacts, Contact("p9", "Dirk", ("dirk@drukkerij.example",), "c9")),
        projects=(*now.projects, Project("j9", 1003, "Flyer")),
    )
    writer.save_directory(made)


def change_record_of_severa(writer: Writer) -> None:
    """As joining does it."""
    writer.save_severa_records([one for one in writer.severa_records() if one.key != "u2"])


def use_type(writer: Writer) -> None:
    keep(writer, 1, subject="Quote")


def make_type_the_default(writer: Writer) -> None:
    writer.save_settings(replace(writer.settings(), activity_type=EMAIL.name))


@pytest.mark.parametrize("write", [make_records_by_hand, change_record_of_severa, use_type, make_type_the_default])
def test_what_was_written_since_is_seen(store: Store, tmp_path: Path, write: Callable[[Writer], None]) -> None:
    ahead = Ahead(store)
    ahead.read()
    worked_out = ahead.work_out(PULLED)
    other = Store.open(tmp_path / "other.sqlite")
    fill(other)
    for each in (store, other):
        with each.writing() as writer:
            write(writer)

    with store.writing() as writer:
        merged = ahead.take_over(writer, PULLED)
    with other.writing() as writer:
        expected = take_over(writer, PULLED)

    assert merged == expected
    assert merged != worked_out
    assert known(store) == known(other)
    other.close()


def test_what_nothing_was_written_after_is_stored_as_it_was_worked_out(store: Store) -> None:
    ahead = Ahead(store)
    before = known(store)

    worked_out = ahead.work_out(PULLED)

    assert known(store) == before
    with store.writing() as writer:
        assert ahead.take_over(writer, PULLED) is worked_out
    assert known(store) == worked_out.known


def test_what_came_since_is_seen(store: Store) -> None:
    ahead = Ahead(store)
    ahead.work_out(PULLED)

    with store.writing() as writer:
        ahead.take_over(writer, replace(PULLED, users=(replace(BRAM, name="Bram"), CAS)))

    assert [one.name for one in known(store).directory.users] == ["Anna", "Bram", "Cas"]


def test_what_does_not_wait_any_more_is_seen(store: Store) -> None:
    unknown = PulledContact("p4-guid", "Eva", (), "missing")
    changes = Pulled(full=False, users=(BRAM,))
    with store.writing() as writer:
        take_over(writer, Pulled(full=False, contacts=(unknown,)))
    ahead = Ahead(store)
    assert [one.pulled for one in ahead.work_out(changes).known.clashes] == [unknown]

    with store.writing() as writer:
        writer.save_severa_clashes(())
        ahead.take_over(writer, changes)

    assert known(store).clashes == ()
