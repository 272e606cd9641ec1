"""What people change: done at once, explained, undone and redone, and never overwritten by a later copy."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from severa_desktop.core.model import ImportResult, Origin, Outcome, ParticipantKind
from severa_desktop.core.reasons import Code
from severa_desktop.services.activities import ActivitiesService, Wanted
from severa_desktop.services.correcting import Action, ActionKind, CorrectingService, Field
from severa_desktop.services.doctor import examine
from severa_desktop.services.errors import UserError
from severa_desktop.services.files import FilesService
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.services.not_imported import NotImportedService
from severa_desktop.services.reading import read_content
from severa_desktop.services.recording import Recorder, Rules
from severa_desktop.store.records import StoredActivity
from severa_desktop.store.store import Store
from tests.services.company import company, message, with_attachment

NOW = 1_800_000_000


def take_in(store: Store, *mails: bytes) -> tuple[int, list[ImportResult]]:
    """Import mails by hand; return the import's id and the results."""
    with TemporaryDirectory() as folder:
        paths = []
        for number, mail in enumerate(mails):
            path = Path(folder) / f"{number}.eml"
            path.write_bytes(mail)
            paths.append(str(path))
        service = ImportService(store, lambda: NOW)
        results = list(service.run(Handover(paths, BytesIO())))
    assert service.import_id is not None
    return service.import_id, results


def from_a_source(store: Store, mail: bytes) -> ImportResult:
    """Let a mailbox deliver a mail."""
    with store.writing() as writer:
        rules = Rules(writer.directory(), writer.settings())
        recorder = Recorder(writer, rules, writer.begin_import(NOW), NOW)
        return recorder.record([read_content(mail, Origin("imap", NOW, by_hand=False))])[0]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Activities 1 (with an attachment) and 2, both from Anna to Piet, and a rejected mail."""
    opened = company(tmp_path / "store.sqlite")
    take_in(opened, with_attachment(1), message(2), message(3, From="x@y.example", To="z@y.example"))
    yield opened
    assert list(examine(opened.path)) == []
    opened.close()


@pytest.fixture
def correcting(store: Store) -> CorrectingService:
    return CorrectingService(store, lambda: NOW)


def activity(store: Store, activity_id: int = 1) -> StoredActivity:
    return ActivitiesService(store).activity(activity_id)


def found(store: Store, search: str) -> list[int | None]:
    return [each.activity.id for each in ActivitiesService(store).find(Wanted(search=search))]


def files(store: Store) -> list[str]:
    return [file.attachment.name for file in FilesService(store).files()]


def test_linking_a_project_files_the_attachments_and_undo_takes_them_back(
    store: Store, correcting: CorrectingService
) -> None:
    action = correcting.link_project([1, 2], 1002)
    assert action
    assert (action.kind, action.what, action.count, action.undone) == (
        ActionKind.LINK_PROJECT,
        "1002 New till",
        2,
        False,
    )
    project = activity(store).activity.project
    assert project
    assert project.number == 1002
    assert files(store) == ["offer.pdf"]
    assert activity(store).edited == {"project"}
    (entry,) = correcting.history(1)
    assert (entry.field, entry.before, entry.after) == (Field.PROJECT, "", "1002 New till")
    undone = correcting.undo()
    assert undone
    assert undone.undone
    assert activity(store).activity.project is None
    assert activity(store).edited == frozenset()
    assert files(store) == []
    assert correcting.history(1) == ()
    redone = correcting.redo()
    assert redone
    assert not redone.undone
    assert files(store) == ["offer.pdf"]


def test_unlinking_a_customer_is_not_overwritten_by_a_later_copy(store: Store, correcting: CorrectingService) -> None:
    assert activity(store, 2).activity.customer
    correcting.link_customer([2], None)
    take_in(store, message(2, Cc="1001.acme@severamail.com"))
    changed = activity(store, 2).activity
    assert changed.customer is None
    assert changed.project


def test_a_new_owner_takes_the_place_of_the_former(store: Store, correcting: CorrectingService) -> None:
    correcting.change_owner([1], "u2")
    changed = activity(store).activity
    assert changed.owner.name == "Bram"
    assert [(one.name, one.kind) for one in changed.participants] == [
        ("Anna de Vries", ParticipantKind.USER),
        ("Piet Jansen", ParticipantKind.CONTACT),
    ]
    assert found(store, "bram") == [1]
    correcting.change_owner([1], "u1")
    assert [one.name for one in activity(store).activity.participants] == ["Bram", "Piet Jansen"]


@pytest.mark.parametrize(
    ("address", "name", "expected"),
    [
        ("Sofie@Cafe.example", "whoever", ("Sofie Maes", "sofie@cafe.example", ParticipantKind.CONTACT)),
        ("bram@acme.example", "", ("Bram", "bram@acme.example", ParticipantKind.USER)),
        ("new@x.example", " New  One ", ("New One", "new@x.example", ParticipantKind.EXTERNAL)),
    ],
)
def test_somebody_added_is_who_the_directory_says(
    store: Store, correcting: CorrectingService, address: str, name: str, expected: tuple[str, str, ParticipantKind]
) -> None:
    correcting.add_participant([1], address, name)
    last = activity(store).activity.participants[-1]
    assert (last.name, last.email, last.kind) == expected
    assert found(store, expected[1]) == [1]
    assert correcting.add_participant([1], address) is None
    correcting.remove_participant([1], expected[1])
    assert len(activity(store).activity.participants) == 1
    assert found(store, expected[1]) == []


def test_the_owner_cannot_be_added(store: Store, correcting: CorrectingService) -> None:
    assert correcting.add_participant([1], "anna@acme.example") is None


def test_what_is_deleted_is_gone_until_undo_brings_it_back(store: Store, correcting: CorrectingService) -> None:
    correcting.delete([1])
    assert found(store, "mail") == [2]
    with pytest.raises(UserError, match="no activity 1"):
        activity(store)
    assert from_a_source(store, with_attachment(1)).outcome is Outcome.DUPLICATE
    correcting.undo()
    assert found(store, "mail") == [2, 1]
    assert found(store, "offer.pdf") == [1]


def test_what_was_deleted_is_made_anew_by_hand_only(store: Store, correcting: CorrectingService) -> None:
    correcting.delete([2])
    result = from_a_source(store, message(2))
    assert [reason.code for reason in result.reasons] == [Code.DELETED_BY_USER]
    assert take_in(store, message(2))[1][0].outcome is Outcome.ACTIVITY


def test_erasing_leaves_nothing_to_read_but_knows_the_mail(store: Store, correcting: CorrectingService) -> None:
    secret = message("zebrafish", "Kwetterende flamingoes\n", To="Xaviera <xaviera@quux.example>")
    (result,) = take_in(store, secret)[1]
    assert result.activity_id
    correcting.add_participant([result.activity_id], "wolfgang@vandal.example", "Wolfgang")
    assert correcting.erase([result.activity_id]) == 1
    for path in store.path.parent.glob("store.sqlite*"):
        content = path.read_bytes().lower()
        for word in (b"zebrafish", b"flamingoes", b"kwetterende", b"xaviera", b"quux", b"wolfgang", b"vandal"):
            assert word not in content, (word, path.name)
    assert found(store, "flamingoes") == []
    assert from_a_source(store, secret).outcome is Outcome.DUPLICATE
    assert correcting.undo() is None
    assert take_in(store, secret)[1][0].outcome is Outcome.ACTIVITY


def test_erasing_keeps_the_bytes_that_another_activity_shares(store: Store, correcting: CorrectingService) -> None:
    correcting.delete([2])
    (again,) = take_in(store, message(2))[1]
    assert again.activity_id
    correcting.erase([2])
    assert ActivitiesService(store).original(again.activity_id) == message(2)


def test_undoing_an_import_takes_back_what_it_made_and_what_it_changed(
    store: Store, correcting: CorrectingService
) -> None:
    import_id, results = take_in(
        store,
        message(2, Cc="1001.acme@severamail.com"),
        message(4),
        message(5, From="x@y.example", To="z@y.example"),
    )
    assert [result.outcome.value for result in results] == ["duplicate", "activity", "rejected"]
    assert activity(store, 2).activity.project
    assert [(one.kind, one.field) for one in correcting.history(2)] == [(ActionKind.IMPORT, Field.PROJECT)]
    action = correcting.undo_import(import_id)
    assert action
    assert action.count == 3
    assert activity(store, 2).activity.project is None
    assert found(store, "mail") == [2, 1]
    assert [entry.subject for entry in NotImportedService(store).refusals(failed=True)] == ["Mail 3"]
    correcting.undo()
    assert activity(store, 2).activity.project
    assert len(found(store, "mail")) == 3
    assert len(NotImportedService(store).refusals(failed=True)) == 2


def test_undoing_an_import_leaves_what_a_person_changed_since(store: Store, correcting: CorrectingService) -> None:
    import_id, _results = take_in(store, message(2, Cc="1001.acme@severamail.com"))
    correcting.link_project([2], 1002)
    assert correcting.undo_import(import_id) is None
    project = activity(store, 2).activity.project
    assert project
    assert project.number == 1002


def test_undo_leaves_what_was_changed_since(store: Store, correcting: CorrectingService) -> None:
    first = correcting.link_project([1, 2], 1001)
    correcting.link_project([2], 1002)
    assert first
    correcting.undo_action(first.id)
    assert activity(store, 1).activity.project is None
    project = activity(store, 2).activity.project
    assert project
    assert project.number == 1002
    with pytest.raises(UserError, match="no action"):
        correcting.undo_action(first.id)


def test_a_dismissed_mail_is_listed_again_when_it_is_refused_again(store: Store, correcting: CorrectingService) -> None:
    listed = NotImportedService(store)
    (entry,) = listed.refusals(failed=False)
    assert correcting.dismiss([entry.id])
    assert listed.refusals(failed=False) == ()
    assert correcting.dismiss([entry.id]) is None
    take_in(store, message(3, From="x@y.example", To="z@y.example"))
    assert len(listed.refusals(failed=False)) == 1


def test_marking_as_checked_is_undone_too(store: Store, correcting: CorrectingService) -> None:
    assert correcting.mark_checked([1, 2])
    assert correcting.is_checked(1)
    assert correcting.mark_checked([1, 2]) is None
    correcting.undo()
    assert not correcting.is_checked(1)
    assert not correcting.is_checked(99)
    assert correcting.mark_checked([1])


@pytest.mark.parametrize(
    "do",
    [
        lambda service: service.link_project([1, 99], 1001),
        lambda service: service.link_project([1], 4711),
        lambda service: service.link_customer([1], "nobody"),
        lambda service: service.change_owner([1], "nobody"),
        lambda service: service.add_participant([1], "no address"),
        lambda service: service.delete([1, 2, 99]),
        lambda service: service.erase([1, 99]),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_changes(
    store: Store, correcting: CorrectingService, do: Callable[[CorrectingService], Action | None]
) -> None:
    before = state(store)
    with pytest.raises(UserError):
        do(correcting)
    assert state(store) == before
    assert correcting.last_undoable() is None


def test_a_new_action_ends_what_could_be_redone(store: Store, correcting: CorrectingService) -> None:
    correcting.link_project([1], 1001)
    correcting.undo()
    assert correcting.next_redoable()
    correcting.delete([2])
    assert correcting.next_redoable() is None
    assert correcting.redo() is None


def state(store: Store) -> tuple[object, ...]:
    """Return everything that actions may change."""
    service = ActivitiesService(store)
    listed = [(each.activity, each.edited) for each in service.find(Wanted())]
    words = ("anna", "bram", "piet", "sofie", "offer.pdf", "mail", "new@x.example")
    searched = [found(store, word) for word in words]
    refused = [entry.id for entry in NotImportedService(store).refusals(failed=True)]
    with closing(sqlite3.connect(store.path)) as connection:
        checked = connection.execute("SELECT id FROM activities WHERE checked ORDER BY id").fetchall()
    return listed, searched, refused, checked, files(store)


ACTIONS: tuple[Callable[[CorrectingService, list[int]], Action | None], ...] = (
    lambda service, ids: service.link_project(ids, 1001),
    lambda service, ids: service.link_project(ids, 1002),
    lambda service, ids: service.link_project(ids, None),
    lambda service, ids: service.link_customer(ids, "c2"),
    lambda service, ids: service.link_customer(ids, None),
    lambda service, ids: service.change_owner(ids, "u2"),
    lambda service, ids: service.add_participant(ids, "sofie@cafe.example"),
    lambda service, ids: service.add_participant(ids, "new@x.example"),
    lambda service, ids: service.remove_participant(ids, "piet@bakery.example"),
    lambda service, ids: service.mark_checked(ids),
    lambda service, _ids: service.dismiss([1]),
    lambda service, ids: service.delete(ids),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from(([1], [2], [1, 2]))), max_size=8))
def test_undoing_everything_and_redoing_it_ends_where_it_began(
    steps: list[tuple[Callable[[CorrectingService, list[int]], Action | None], list[int]]],
) -> None:
    with TemporaryDirectory() as folder:
        store = company(Path(folder) / "store.sqlite")
        take_in(store, with_attachment(1), message(2), message(3, From="x@y.example", To="z@y.example"))
        correcting = CorrectingService(store, lambda: NOW)
        states = [state(store)]
        for do, ids in steps:
            try:
                done = do(correcting, ids)
            except UserError:  # deleted by an earlier step
                continue
            if done is not None:
                states.append(state(store))
        for former in reversed(states[:-1]):
            assert correcting.undo()
            assert state(store) == former
        assert correcting.undo() is None
        for latter in states[1:]:
            assert correcting.redo()
            assert state(store) == latter
        assert correcting.redo() is None
        assert list(examine(store.path)) == []
        store.close()
