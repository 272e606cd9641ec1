"""Sending while people go on working: they erase, correct, join records, restore backups; and what cannot be read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.severa import OutboxCounts, SeveraRecord, Step
from severa_desktop.services.backup import back_up, prepare
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.severa.pulling import SeveraPulling
from severa_desktop.texts import set_language
from tests.services.severa.at_severa import TAKEN_AT, AtSevera, at_severa
from tests.severa.server_faults import Fault, When, broken, changing
from tests.severa.server_records import Activity, ProjectFile
from tests.severa_server import serving

CREATE, PERSON, FILE = "POST /v1/activities", "POST /v1/activityparticipants", "POST /v1/projects/{projectGuid}/files"
PATCH = "PATCH /v1/activities/{guid}"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[AtSevera]:
    with serving() as server, at_severa(server, tmp_path) as made:
        yield made


def correcting(at: AtSevera) -> CorrectingService:
    return CorrectingService(at.store, lambda: TAKEN_AT)


def people(at: AtSevera) -> set[str]:
    return {one.person.guid for one in at.server.world.taking_part}


def names(at: AtSevera) -> list[str]:
    return [one.name for one in at.server.world.activities]


def without_records(at: AtSevera, *guids: str) -> list[SeveraRecord]:
    """Let records of the directory be made by hand; returns all that were Severa's."""
    with at.store.writing() as writer:
        records = writer.severa_records()
        writer.save_severa_records([one for one in records if one.guid not in guids])
    return records


def test_nothing_is_kept_of_what_is_erased_while_it_is_made(at: AtSevera) -> None:
    (activity_id,) = at.take_in(at.mail())
    at.server.faults.plan(changing(lambda: correcting(at).erase([activity_id])), CREATE)
    result = at.pushing.push()
    assert result.error == ""
    with at.store.reading() as reader:
        assert reader.outbox.sent([activity_id]) == {}
        assert reader.outbox.of_activities([activity_id]) == []


def test_an_attachment_that_cannot_be_read_any_more_holds_nothing_up(at: AtSevera) -> None:
    first, _second = at.take_in(at.mail_with_file(1), at.mail_with_file(2))
    with at.store.writing() as writer:
        writer.connection.exec_driver_sql("UPDATE originals SET content = X'00' WHERE id = 1")
    result = at.pushing.push()
    assert (result.error, names(at)) == ("", ["Mail 1", "Mail 2"])
    assert len(at.server.world.files) == 1
    (held,) = at.pushing.held()
    assert (held.activity_id, held.step, held.by_severa) == (first, Step.ADD_FILE, True)
    assert "offer.pdf" in held.why


def test_one_who_was_taken_off_while_they_were_added_does_not_stay(at: AtSevera) -> None:
    (activity_id,) = at.take_in(at.mail())
    at.pushing.push()
    address = at.colleague.email or ""
    correcting(at).add_participant([activity_id], address)
    fault = Fault(first=lambda: correcting(at).remove_participant([activity_id], address), cut=When.AFTER)
    at.server.faults.plan(fault, PERSON)
    result = at.pushing.push()
    assert people(at) == {at.contact.guid}
    assert result.left == OutboxCounts(1, 0, 0, 0)


def test_a_file_whose_project_was_taken_off_meanwhile_is_not_filed_there_again(at: AtSevera) -> None:
    (activity_id,) = at.take_in(at.mail_with_file(Bcc=""))
    at.pushing.push()
    number = at.project.number
    correcting(at).link_project([activity_id], number)
    fault = Fault(first=lambda: correcting(at).link_project([activity_id], None), cut=When.AFTER)
    at.server.faults.plan(fault, FILE)
    at.pushing.push()
    correcting(at).link_project([activity_id], number)
    result = at.pushing.push()
    assert len(at.server.world.made_of(ProjectFile)) == 1
    assert result.left == OutboxCounts(1, 0, 0, 0)


def test_those_that_never_work_do_not_keep_the_others_waiting(at: AtSevera) -> None:
    at.take_in(*(at.mail(number) for number in range(1, 9)))
    at.server.faults.plan(broken(500), times=1_000)
    assert at.pushing.push().error != ""
    at.clock.pass_by(4_000)
    at.server.faults.clear()
    at.server.faults.plan(broken(500), CREATE, skip=2, times=1_000)
    at.pushing.push()
    assert names(at) == ["Mail 4", "Mail 5"]


def restore(at: AtSevera, backup: Path) -> None:
    at.store.close()
    prepared = prepare(backup, at.store.path)
    prepared.put_in_place(at.store.path)
    prepared.discard()


def test_what_got_another_owner_after_a_backup_is_not_made_twice_once_that_is_restored(
    at: AtSevera, tmp_path: Path
) -> None:
    (activity_id,) = at.take_in(at.mail())
    back_up(at.store.path, tmp_path / "backup.sqlite")
    at.pushing.push()
    correcting(at).change_owner([activity_id], at.colleague.guid)
    at.pushing.push()
    restore(at, tmp_path / "backup.sqlite")
    result = at.pushing.push()
    assert len(at.server.world.made_of(Activity)) == 1
    assert result.left == OutboxCounts(1, 0, 0, 0)


def test_what_was_sent_by_a_connection_younger_than_the_backup_is_not_made_twice(at: AtSevera, tmp_path: Path) -> None:
    at.take_in(at.mail())
    with at.store.writing() as writer:
        connection, records = writer.severa_connection(), writer.severa_records()
        writer.save_severa_connection(None)
        writer.save_severa_records([])
    back_up(at.store.path, tmp_path / "backup.sqlite")
    for _number in range(2):
        with at.store.writing() as writer:
            writer.save_severa_connection(connection)
            writer.save_severa_records(records)
        at.pushing.push()
        restore(at, tmp_path / "backup.sqlite")
    assert len(at.server.world.made_of(Activity)) == 1


def test_mails_that_are_younger_than_a_restore_need_not_be_looked_for(at: AtSevera, tmp_path: Path) -> None:
    back_up(at.store.path, tmp_path / "backup.sqlite")
    restore(at, tmp_path / "backup.sqlite")
    at.take_in(at.mail(Date="Mon, 01 Mar 2100 09:15:00 +0100"))
    at.server.forget()
    at.pushing.push()
    assert (at.server.asked[CREATE], at.server.asked["GET /v1/activities"]) == (1, 0)


def test_links_follow_once_a_record_made_by_hand_is_severas(at: AtSevera) -> None:
    at.take_in(at.mail_with_file())
    records = without_records(at, at.contact.guid, at.contact.customer.guid, at.project.guid)
    at.pushing.push()
    (activity,) = at.server.world.activities
    assert (activity.customer, activity.phase, people(at)) == (None, None, set())
    with at.store.writing() as writer:
        writer.save_severa_records(records)
    at.pushing.push()
    assert (activity.customer, activity.phase) == (at.contact.customer, at.project)
    assert people(at) == {at.contact.guid}
    assert len(at.server.world.files) == 1
    assert "External participants" not in (activity.notes or "")
    at.server.forget()
    at.pushing.push()
    assert at.server.requests == 0


def test_a_type_that_got_another_name_or_is_gone_in_severa_keeps_nothing_waiting(at: AtSevera) -> None:
    (first,) = at.take_in(at.mail(1))
    at.pushing.push()
    at.take_in(at.mail(2))
    types = at.server.world.types
    at.server.world.change(types[0], name="E-mailbericht")
    pulling = SeveraPulling(at.store, at.connecting, lambda: TAKEN_AT)
    pulling.pull(full=True)
    correcting(at).link_project([first], at.project.number)
    assert at.pushing.push().left == OutboxCounts(2, 0, 0, 0)
    assert [one.type for one in at.server.world.activities] == [types[0], types[0]]

    gone = types[0]
    types.remove(gone)
    pulling.pull(full=True)
    correcting(at).link_project([first], None)
    (third,) = at.take_in(at.mail(3))
    assert at.pushing.push().left == OutboxCounts(2, 0, 1, 0)
    assert at.server.world.activities[0].phase is None
    with at.store.writing() as writer:
        writer.save_settings(replace(writer.settings(), activity_type=types[0].name))
    at.standings.try_again([third])
    assert at.pushing.push().left == OutboxCounts(3, 0, 0, 0)
    assert [one.type for one in at.server.world.activities] == [gone, gone, types[0]]


def test_the_preview_names_what_the_directory_blocks_no_more(at: AtSevera) -> None:
    at.take_in(at.mail())
    records = without_records(at, at.owner.guid)
    at.pushing.push()
    assert list(at.pushing.preview()) == []
    with at.store.writing() as writer:
        writer.save_severa_records(records)
    assert [one.subject for one in at.pushing.preview()] == ["Mail 1"]


def test_another_language_alone_is_no_correction(at: AtSevera) -> None:
    (activity_id,) = at.take_in(at.mail(Cc="eva@elsewhere.example"))
    set_language("nl")
    at.pushing.push()
    (activity,) = at.server.world.activities
    assert "Externe deelnemers:" in (activity.notes or "")
    set_language("en")
    correcting(at).link_project([activity_id], at.project.number)
    correcting(at).undo()
    at.server.forget()
    at.pushing.push()
    assert at.server.requests == 0
