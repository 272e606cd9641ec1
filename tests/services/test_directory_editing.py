"""Changing the directory by hand: what is kept, what is refused at which field, and the way back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.directory import (
    ActivityCategory,
    ActivityType,
    Contact,
    Customer,
    Directory,
    Project,
    ProjectKind,
    User,
)
from severa_desktop.services.directory_editing import DirectoryEditing, Edited, RecordRefusedError, Typed
from severa_desktop.services.directory_merge import Record, record_key, records_of
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.errors import UserError
from severa_desktop.services.handover import Handover
from severa_desktop.services.importing import ImportService
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, company, message


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def editing(store: Store) -> DirectoryEditing:
    return DirectoryEditing(store)


def directory(store: Store) -> Directory:
    with store.reading() as reader:
        return reader.directory()


def stored(store: Store, section: Section, key: str) -> Record:
    return next(one for one in records_of(directory(store), section) if record_key(one) == key)


def version(store: Store) -> int:
    with store.reading() as reader:
        return reader.directory_version()


def only(edited: Edited | None) -> Record:
    assert edited is not None
    (record,) = edited.after
    return record


ADDED: list[tuple[Section, Typed, Record]] = [
    (
        Section.USERS,
        Typed(" Carla   Smit ", "Carla@Acme.example; c.smit@acme.example\ncarla@acme.example"),
        User("", "Carla Smit", ("carla@acme.example", "c.smit@acme.example")),
    ),
    (Section.CUSTOMERS, Typed("Dairy"), Customer("", "Dairy")),
    (
        Section.CONTACTS,
        Typed("Jan", "jan@dairy.example", customer="c2"),
        Contact("", "Jan", ("jan@dairy.example",), "c2"),
    ),
    (Section.CONTACTS, Typed("Jan", "", customer="c2"), Contact("", "Jan", (), "c2")),
    (
        Section.PROJECTS,
        Typed("Site", number=" 01003 ", customer="c1", kind=ProjectKind.SALES_CASE),
        Project("", 1003, "Site", ProjectKind.SALES_CASE, "c1"),
    ),
    (Section.PROJECTS, Typed("Own", number="7"), Project("", 7, "Own")),
]


@pytest.mark.parametrize(("section", "typed", "expected"), ADDED)
def test_a_record_is_added_under_a_key_of_its_own(
    store: Store, editing: DirectoryEditing, section: Section, typed: Typed, expected: Record
) -> None:
    edited = editing.add(section, typed)
    record = only(edited)
    assert not isinstance(record, ActivityType)
    assert record.key.startswith("own-")
    assert replace(record, key="") == expected
    assert stored(store, section, record.key) == record
    assert edited.before == ()
    assert len(records_of(directory(store), section)) == len(records_of(DIRECTORY, section)) + 1


def test_an_activity_type_is_added_and_taken_back_and_added_again(store: Store, editing: DirectoryEditing) -> None:
    edited = editing.add(
        Section.ACTIVITY_TYPES, Typed("Call", category=ActivityCategory.PERSONAL, calendar_synced=True)
    )
    expected = ActivityType("Call", ActivityCategory.PERSONAL, calendar_synced=True)
    assert edited == Edited(Section.ACTIVITY_TYPES, (), (expected,))
    turned = editing.take_back(edited)
    assert directory(store) == DIRECTORY
    assert editing.take_back(turned) == edited
    assert stored(store, Section.ACTIVITY_TYPES, "Call") == expected


REFUSED: list[tuple[Section, Typed, list[str], str]] = [
    (Section.USERS, Typed("", ""), ["emails", "name"], "at least one"),
    (Section.USERS, Typed("X", "no address"), ["emails", "emails"], "“no”"),
    (Section.USERS, Typed("X", "ANNA@acme.example"), ["emails"], "Anna de Vries"),
    (Section.CUSTOMERS, Typed("  "), ["name"], "empty"),
    (Section.CUSTOMERS, Typed("X\x07"), ["name"], "character"),
    (Section.CONTACTS, Typed("X", "x@cafe.example"), ["customer"], "empty"),
    (Section.CONTACTS, Typed("X", customer="c9"), ["customer"], "c9"),
    (Section.PROJECTS, Typed("X", number=""), ["number"], "missing"),
    (Section.PROJECTS, Typed("X", number="12a"), ["number"], "12a"),
    (Section.PROJECTS, Typed("X", number="0"), ["number"], "18 digits"),
    (Section.PROJECTS, Typed("X", number="1002"), ["number"], "New till"),
    (Section.ACTIVITY_TYPES, Typed(""), ["name"], "empty"),
    (Section.ACTIVITY_TYPES, Typed(" E-mail "), ["name"], "already"),
]


@pytest.mark.parametrize(("section", "typed", "fields", "words"), REFUSED)
def test_what_is_refused_is_told_at_its_field_and_nothing_changes(
    store: Store, editing: DirectoryEditing, section: Section, typed: Typed, fields: list[str], words: str
) -> None:
    before = version(store)
    with pytest.raises(RecordRefusedError) as refused:
        editing.add(section, typed)
    assert [problem.field for problem in refused.value.problems] == fields
    assert words in refused.value.problems[0].sentence
    assert str(refused.value) == refused.value.problems[0].sentence
    assert version(store) == before


def test_a_record_is_changed_and_taken_back(store: Store, editing: DirectoryEditing) -> None:
    piet = DIRECTORY.contacts[0]
    edited = editing.change(Section.CONTACTS, piet, Typed("Piet J.", "p@x.example piet@bakery.example", customer="c2"))
    expected = Contact("p1", "Piet J.", ("p@x.example", "piet@bakery.example"), "c2")
    assert edited == Edited(Section.CONTACTS, (piet,), (expected,))
    assert stored(store, Section.CONTACTS, "p1") == expected
    editing.take_back(edited)
    assert directory(store) == DIRECTORY


def test_a_new_record_is_deactivated_when_it_is_taken_back(store: Store, editing: DirectoryEditing) -> None:
    edited = editing.add(Section.CUSTOMERS, Typed("Dairy"))
    turned = editing.take_back(edited)
    (gone,) = turned.after
    assert turned.before == edited.after
    assert isinstance(gone, Customer)
    assert not gone.active
    assert gone in directory(store).customers
    assert editing.take_back(turned).after == edited.after


def test_a_change_leaves_a_record_inactive_or_closed_as_it_was(store: Store, editing: DirectoryEditing) -> None:
    editing.set_active(Section.USERS, ["u2"], active=False)
    editing.set_active(Section.PROJECTS, ["j1"], active=False)
    editing.change(Section.USERS, stored(store, Section.USERS, "u2"), Typed("Bram B.", "anna@acme.example"))
    editing.change(Section.PROJECTS, stored(store, Section.PROJECTS, "j1"), Typed("Shop", number="1001"))
    assert stored(store, Section.USERS, "u2") == User("u2", "Bram B.", ("anna@acme.example",), active=False)
    assert stored(store, Section.PROJECTS, "j1") == Project("j1", 1001, "Shop", closed=True)


def test_a_change_that_changes_nothing_writes_nothing(store: Store, editing: DirectoryEditing) -> None:
    before = version(store)
    assert editing.change(Section.CUSTOMERS, DIRECTORY.customers[0], Typed(" Bakery ")) is None
    assert editing.set_active(Section.CUSTOMERS, ["c1", "c2"], active=True) is None
    assert editing.set_active(Section.ACTIVITY_TYPES, ["E-mail"], active=False) is None
    assert editing.remove_types(["Fax"]) is None
    assert version(store) == before


def test_a_record_that_somebody_else_changed_meanwhile_is_not_overwritten(
    store: Store, editing: DirectoryEditing
) -> None:
    first = editing.change(Section.CUSTOMERS, DIRECTORY.customers[0], Typed("Bakery & Sons"))
    assert first is not None
    with pytest.raises(UserError, match="“Bakery” was changed by somebody else"):
        editing.change(Section.CUSTOMERS, DIRECTORY.customers[0], Typed("Baker"))
    editing.change(Section.CUSTOMERS, first.after[0], Typed("Bakers"))
    with pytest.raises(UserError, match="changed by somebody else"):
        editing.take_back(first)
    assert stored(store, Section.CUSTOMERS, "c1") == Customer("c1", "Bakers")


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        (Section.USERS, ["u1", "u2"]),
        (Section.CUSTOMERS, ["c2"]),
        (Section.CONTACTS, ["p1"]),
        (Section.PROJECTS, ["j1"]),
    ],
)
def test_deactivating_and_activating_again(
    store: Store, editing: DirectoryEditing, section: Section, keys: list[str]
) -> None:
    edited = editing.set_active(section, keys, active=False)
    assert edited is not None
    assert [record_key(one) for one in edited.after] == keys
    for one in edited.after:
        assert one.closed if isinstance(one, Project) else not isinstance(one, ActivityType) and not one.active
    assert set(edited.after) <= set(records_of(directory(store), section))
    editing.take_back(edited)
    assert directory(store) == DIRECTORY
    editing.set_active(section, keys, active=False)
    editing.set_active(section, keys, active=True)
    assert directory(store) == DIRECTORY


def test_a_user_whose_address_another_active_user_has_now_is_not_activated(
    store: Store, editing: DirectoryEditing
) -> None:
    edited = editing.set_active(Section.USERS, ["u2"], active=False)
    assert edited is not None
    editing.add(Section.USERS, Typed("New", "bram@acme.example"))
    words = "“bram@acme.example” is an address of the active user “New”"
    with pytest.raises(RecordRefusedError, match=words):
        editing.set_active(Section.USERS, ["u2"], active=True)
    with pytest.raises(RecordRefusedError, match=words):
        editing.take_back(edited)


def test_an_activity_type_is_removed_renamed_and_brought_back(store: Store, editing: DirectoryEditing) -> None:
    editing.add(Section.ACTIVITY_TYPES, Typed("Fax"))
    fax = ActivityType("Fax")
    renamed = editing.change(Section.ACTIVITY_TYPES, fax, Typed("Letter"))
    assert only(renamed) == ActivityType("Letter")
    assert renamed is not None
    assert [one.name for one in directory(store).activity_types] == ["E-mail", "Letter"]
    editing.take_back(renamed)
    removed = editing.remove_types(["Fax"])
    assert removed == Edited(Section.ACTIVITY_TYPES, (fax,), ())
    assert directory(store) == DIRECTORY
    editing.take_back(removed)
    assert fax in directory(store).activity_types


def test_an_activity_type_in_use_stays_and_keeps_its_name(
    store: Store, editing: DirectoryEditing, tmp_path: Path
) -> None:
    email = DIRECTORY.activity_types[0]
    with pytest.raises(RecordRefusedError, match="default activity type"):
        editing.remove_types(["E-mail"])
    with pytest.raises(RecordRefusedError, match="default activity type"):
        editing.change(Section.ACTIVITY_TYPES, email, Typed("Mail"))
    added = editing.add(Section.ACTIVITY_TYPES, Typed("Fax"))
    with store.writing() as writer:
        writer.save_settings(replace(writer.settings(), activity_type="Fax"))
    mail = tmp_path / "1.eml"
    mail.write_bytes(message(1))
    list(ImportService(store, lambda: 1_800_000_000).run(Handover((str(mail),))))
    with store.writing() as writer:
        writer.save_settings(replace(writer.settings(), activity_type="E-mail"))
    with pytest.raises(RecordRefusedError, match="activities have the type “Fax”") as refused:
        editing.remove_types(["Fax"])
    assert refused.value.problems[0].field == "name"
    with pytest.raises(RecordRefusedError, match="activities have the type"):
        editing.change(Section.ACTIVITY_TYPES, ActivityType("Fax"), Typed("Letter"))
    with pytest.raises(RecordRefusedError, match="activities have the type"):
        editing.take_back(added)
    changed = editing.change(Section.ACTIVITY_TYPES, ActivityType("Fax"), Typed("Fax", calendar_synced=True))
    assert only(changed) == ActivityType("Fax", calendar_synced=True)


def test_an_activity_type_is_not_renamed_to_another(store: Store, editing: DirectoryEditing) -> None:
    editing.add(Section.ACTIVITY_TYPES, Typed("Fax"))
    with pytest.raises(RecordRefusedError, match="already"):
        editing.change(Section.ACTIVITY_TYPES, ActivityType("Fax"), Typed("E-mail"))
