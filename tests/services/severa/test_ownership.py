"""What is Severa's is read-only here as long as it is connected: by hand, in imports, in setups, in the wizard."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.bootstrap import Application
from severa_desktop.core.directory import ActivityCategory, Contact, Directory, Project, User
from severa_desktop.services.directory_editing import Typed
from severa_desktop.services.directory_form import directory_object
from severa_desktop.services.directory_import import DirectoryImport
from severa_desktop.services.directory_listing import Listing
from severa_desktop.services.directory_merge import record_key, records_of
from severa_desktop.services.directory_preview import Change
from severa_desktop.services.directory_schema import DirectoryRefusedError, Section
from severa_desktop.services.severa.ownership import SeverasOwnError
from severa_desktop.store.store import Store
from tests.services.severa.stored import DIRECTORY, disconnect


@pytest.fixture
def application(store: Store) -> Application:
    return Application(store.path, lambda: store)


def stored(store: Store) -> Directory:
    with store.reading() as reader:
        return reader.directory()


def written(folder: Path, directory: Directory) -> Path:
    path = folder / "directory.json"
    path.write_text(json.dumps(directory_object(directory)), "utf-8")
    return path


KEYED = [section for section in Section if section is not Section.ACTIVITY_TYPES]


@pytest.mark.parametrize("section", Section)
def test_a_record_of_severas_cannot_be_changed_by_hand(
    store: Store, application: Application, section: Section
) -> None:
    ours, theirs = records_of(DIRECTORY, section)
    typed = Typed("Other", "other@acme.example", "7", "c1")

    with pytest.raises(SeverasOwnError, match=f"“{theirs.name}” comes from Severa"):
        application.directory_editing.change(section, theirs, typed)
    assert stored(store) == DIRECTORY

    assert application.directory_editing.change(section, ours, typed) is not None


@pytest.mark.parametrize("section", KEYED)
def test_a_record_of_severas_cannot_be_deactivated_by_hand(
    store: Store, application: Application, section: Section
) -> None:
    keys = [record_key(one) for one in records_of(DIRECTORY, section)]

    with pytest.raises(SeverasOwnError):
        application.directory_editing.set_active(section, keys, active=False)
    assert stored(store) == DIRECTORY

    assert application.directory_editing.set_active(section, keys[:1], active=False) is not None


def test_whether_a_type_of_severas_goes_into_calendars_can_be_changed(application: Application) -> None:
    editing = application.directory_editing
    theirs = DIRECTORY.activity_types[1]

    edited = editing.change(
        Section.ACTIVITY_TYPES,
        theirs,
        Typed(theirs.name, category=ActivityCategory.CALENDAR_ENTRY, calendar_synced=True),
    )

    assert edited is not None
    assert edited.after == (replace(theirs, calendar_synced=True),)
    assert editing.take_back(edited).after == (theirs,)
    with pytest.raises(SeverasOwnError):
        editing.remove_types([theirs.name])


def test_what_became_severas_is_not_taken_back(store: Store, application: Application) -> None:
    edited = application.directory_editing.set_active(Section.USERS, ["u1"], active=False)
    assert edited is not None
    with store.writing() as writer:
        records = writer.severa_records()
        writer.save_severa_records([*records, replace(records[-1], guid="u1-guid", key="u1")])

    with pytest.raises(SeverasOwnError):
        application.directory_editing.take_back(edited)


def test_after_disconnecting_all_can_be_changed(store: Store, application: Application) -> None:
    before = application.directory_listing.lines(Listing(Section.USERS))
    assert [line.is_severas for line in before] == [False, True]
    disconnect(store)

    assert application.directory_editing.set_active(Section.USERS, ["u2"], active=False) is not None
    assert not any(line.is_severas for line in application.directory_listing.lines(Listing(Section.USERS)))


def test_lists_tell_what_is_severas(store: Store, application: Application) -> None:
    for section in Section:
        lines = application.directory_listing.lines(Listing(section))
        assert {record_key(line.record) for line in lines if line.is_severas} == {
            record_key(records_of(DIRECTORY, section)[1])
        }
    with store.writing() as writer:
        writer.save_severa_records([])
    assert not any(line.is_severas for line in application.directory_listing.lines(Listing(Section.PROJECTS)))


def test_importing_what_was_exported_changes_nothing(store: Store, application: Application, tmp_path: Path) -> None:
    counts = application.directory.import_path(written(tmp_path, DIRECTORY), replacing=True)

    assert all(count.unchanged == 2 for count in counts.values())
    assert stored(store) == DIRECTORY


def test_an_import_that_changes_a_record_of_severas_is_refused(
    store: Store, application: Application, tmp_path: Path
) -> None:
    changed = replace(DIRECTORY, users=(User("u2", "Other", ("bram@acme.example",)),))

    with pytest.raises(DirectoryRefusedError, match="“Bram” comes from Severa"):
        application.directory.import_path(written(tmp_path, changed), replacing=False)

    assert stored(store) == DIRECTORY


def test_replacing_leaves_what_is_severas_as_it_is(store: Store, application: Application, tmp_path: Path) -> None:
    new = Directory(
        users=(User("u3", "Carla", ("carla@acme.example",)),),
        contacts=(Contact("p3", "Otto", (), "c1"),),
        projects=(Project("j3", 1003, "App"),),
    )

    application.directory.import_path(written(tmp_path, new), replacing=True)

    after = stored(store)
    assert [(one.key, one.active) for one in after.users] == [("u1", False), ("u2", True), ("u3", True)]
    assert [(one.key, one.active) for one in after.customers] == [("c1", False), ("c2", True)]
    assert [(one.key, one.closed) for one in after.projects] == [("j1", True), ("j2", False), ("j3", False)]
    assert [one.name for one in after.activity_types] == ["E-mail"]


def test_the_look_before_an_import_says_what_is_severas(store: Store, tmp_path: Path) -> None:
    importing = DirectoryImport(store)
    changed = replace(DIRECTORY, projects=(Project("j2", 1002, "Other", customer="c2"), Project("j1", 1001, "Shop")))
    source = importing.read(written(tmp_path, changed))

    seen = importing.look(source, (), replacing=False)

    assert not seen.is_right
    lines = [line for sheet in seen.sheets for line in sheet.lines if line.section is Section.PROJECTS]
    assert [(line.change, line.raw and line.raw.values["key"]) for line in lines] == [
        (Change.WRONG, "j2"),
        (Change.UPDATED, "j1"),
    ]
    assert "comes from Severa" in lines[0].problems[0].sentence


def test_a_look_is_no_leave_to_change_what_became_severas(store: Store, tmp_path: Path) -> None:
    importing = DirectoryImport(store)
    changed = replace(DIRECTORY, users=(User("u1", "Other", ("anna@acme.example",)),))
    seen = importing.look(importing.read(written(tmp_path, changed)), (), replacing=False)
    with store.writing() as writer:
        records = writer.severa_records()
        writer.save_severa_records([*records, replace(records[-1], guid="u1-guid", key="u1")])

    with pytest.raises(SeverasOwnError):
        importing.apply(seen)


def test_a_setup_that_changes_a_record_of_severas_is_refused(
    store: Store, application: Application, tmp_path: Path
) -> None:
    path = tmp_path / "setup.json"
    application.setup.export(path)
    path.write_text(path.read_text("utf-8").replace('"Terras"', '"Other"'), "utf-8")

    with pytest.raises(DirectoryRefusedError, match="“Terras” comes from Severa"):
        application.setup.look_at(path)
    with pytest.raises(DirectoryRefusedError, match="“Terras” comes from Severa"):
        application.setup.take_over(path)
    assert stored(store) == DIRECTORY


def test_setting_up_step_by_step_leaves_what_is_severas(store: Store, application: Application) -> None:
    draft = application.begin_draft()
    with pytest.raises(SeverasOwnError):
        draft.directory_editing.set_active(Section.USERS, ["u2"], active=False)
    draft.directory_editing.set_active(Section.USERS, ["u1"], active=False)
    with store.writing() as writer:
        records = writer.severa_records()
        writer.save_severa_records([*records, replace(records[-1], guid="u1-guid", key="u1")])

    with pytest.raises(SeverasOwnError):
        draft.finish()

    assert stored(store) == DIRECTORY
    application.end_draft(draft)
