"""Sending to the tests' Severa: everything once, whatever goes wrong, and nothing held up by what is refused."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.severa import Connection, OutboxCounts, PushMode, SeveraSettings, Step
from severa_desktop.services.backup import back_up, prepare
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.alone import BusyError, alone
from severa_desktop.services.severa.pushing import Pushed
from tests.services.severa.at_severa import TAKEN_AT, AtSevera, at_severa
from tests.severa.server_faults import Fault, broken, changing, cut, half, lost, refusal, too_many
from tests.severa.server_records import Activity, ProjectFile, TakingPart
from tests.severa.talking import CLIENT
from tests.severa_server import serving

CREATE, PERSON, FILE = "POST /v1/activities", "POST /v1/activityparticipants", "POST /v1/projects/{projectGuid}/files"
PATCH = "PATCH /v1/activities/{guid}"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[AtSevera]:
    with serving() as server, at_severa(server, tmp_path) as made:
        yield made


def made(at: AtSevera, kind: type[Activity] | type[TakingPart] | type[ProjectFile]) -> int:
    return len(at.server.world.made_of(kind))


def correcting(at: AtSevera) -> CorrectingService:
    return CorrectingService(at.store, lambda: TAKEN_AT)


def test_an_activity_goes_with_its_people_and_files(at: AtSevera) -> None:
    at.take_in(at.mail_with_file(Cc=f"{at.colleague.email}, Eva <eva@elsewhere.example>"))
    told: list[Pushed] = []
    result = at.pushing.push(told.append)

    (activity,) = at.server.world.activities
    assert (activity.name, activity.owner, activity.phase, activity.closed) == ("Mail 1", at.owner, at.project, True)
    assert activity.customer is at.contact.customer
    assert activity.start == 1_772_439_300
    assert activity.notes is not None
    assert activity.notes.startswith("Hello\n\nExternal participants:\nEva <eva@elsewhere.example>\n\n[severa-desktop ")
    assert {one.person.guid for one in at.server.world.taking_part} == {at.colleague.guid, at.contact.guid}
    (file,) = at.server.world.files
    assert (file.project, file.name, file.content) == (at.project, "offer.pdf", b"%PDF-1.4\n")
    steps = (Step.CREATE, Step.ADD_PARTICIPANT, Step.ADD_PARTICIPANT, Step.ADD_FILE)
    assert told == [Pushed(1, "Mail 1", steps, 0, "", is_refused=False)]
    assert result.left == OutboxCounts(1, 0, 0, 0)
    assert result.error == ""


def test_a_second_push_asks_for_nothing(at: AtSevera) -> None:
    at.take_in(at.mail(1), at.mail_with_file(2))
    at.pushing.push()
    at.server.forget()
    result = at.pushing.push()
    assert dict(result.done) == {}
    assert at.server.requests == 0


def test_corrections_follow_and_so_does_their_undoing(at: AtSevera) -> None:
    (activity_id,) = at.take_in(at.mail())
    at.pushing.push()
    correcting(at).link_project([activity_id], at.project.number)
    correcting(at).change_owner([activity_id], at.colleague.guid)
    at.pushing.push()
    (activity,) = at.server.world.activities
    assert (activity.owner, activity.phase) == (at.colleague, at.project)
    assert {one.person.guid for one in at.server.world.taking_part} == {at.owner.guid, at.contact.guid}

    correcting(at).undo()
    correcting(at).undo()
    at.pushing.push()
    assert (activity.owner, activity.phase) == (at.owner, None)
    assert {one.person.guid for one in at.server.world.taking_part} == {at.contact.guid}
    assert made(at, Activity) == 1


def test_deleting_here_deletes_nothing_there(at: AtSevera) -> None:
    (activity_id,) = at.take_in(at.mail())
    at.pushing.push()
    correcting(at).delete([activity_id])
    at.pushing.push()
    assert len(at.server.world.activities) == 1


@pytest.mark.parametrize("fault", [lost(), cut(), half(), too_many("2"), broken(), broken(500)])
@pytest.mark.parametrize("name", [CREATE, PERSON, FILE])
def test_everything_is_there_once_whatever_goes_wrong(at: AtSevera, fault: Fault, name: str) -> None:
    at.take_in(at.mail_with_file(1), at.mail_with_file(2))
    at.server.faults.plan(fault, name, times=2)
    at.pushing.push()
    at.clock.pass_by(4_000)
    result = at.pushing.push()
    assert result.error == ""
    assert result.left == OutboxCounts(2, 0, 0, 0)
    assert (made(at, Activity), made(at, TakingPart), made(at, ProjectFile)) == (2, 2, 2)


def test_a_correction_whose_answer_was_lost_is_made_again(at: AtSevera) -> None:
    (activity_id,) = at.take_in(at.mail())
    at.pushing.push()
    correcting(at).link_project([activity_id], at.project.number)
    at.server.faults.plan(lost(), PATCH, times=2)
    at.pushing.push()
    at.clock.pass_by(4_000)
    at.pushing.push()
    (activity,) = at.server.world.activities
    assert activity.phase is at.project


def test_what_is_refused_holds_nothing_up_and_says_why(at: AtSevera) -> None:
    first, second = at.take_in(at.mail_with_file(1), at.mail(2))
    at.project.locked = True
    result = at.pushing.push()
    assert [one.name for one in at.server.world.activities] == ["Mail 2"]
    assert result.left == OutboxCounts(1, 0, 0, 1)
    (held,) = at.pushing.held()
    assert (held.activity_id, held.by_severa) == (first, True)
    assert held.why == f"Phase “{at.project.name}” is locked."

    at.server.forget()
    at.pushing.push()
    assert at.server.asked[CREATE] == 0
    at.project.locked = False
    at.standings.try_again()
    at.pushing.push()
    assert [one.name for one in at.server.world.activities] == ["Mail 2", "Mail 1"]
    assert at.pushing.held() == ()
    assert second == 2


def test_what_a_person_lets_be_is_not_asked_for_again(at: AtSevera) -> None:
    (activity_id,) = at.take_in(at.mail_with_file(1))
    at.server.faults.plan(refusal("No."), CREATE)
    at.pushing.push()
    at.standings.leave([activity_id])
    at.pushing.push()
    at.standings.try_again()
    at.pushing.push()
    assert (made(at, Activity), at.pushing.held()) == (0, ())
    correcting(at).link_project([activity_id], None)
    at.pushing.push()
    assert made(at, Activity) == 1


def test_a_file_that_is_refused_leaves_the_rest(at: AtSevera) -> None:
    at.take_in(at.mail_with_file(1))
    at.server.faults.plan(refusal("Too large."), FILE)
    result = at.pushing.push()
    assert (made(at, Activity), made(at, TakingPart), made(at, ProjectFile)) == (1, 1, 0)
    assert result.left == OutboxCounts(1, 0, 0, 1)
    assert [(one.step, one.why) for one in at.pushing.held()] == [(Step.ADD_FILE, "Too large.")]


def test_credentials_that_may_not_file_anything_leave_the_rest(at: AtSevera) -> None:
    at.take_in(at.mail_with_file(1))
    at.server.log_in.allowed -= {"files:write"}
    at.pushing.push()
    assert (made(at, Activity), made(at, TakingPart), made(at, ProjectFile)) == (1, 1, 0)
    assert "files:write" in at.pushing.held()[0].why


def test_credentials_that_may_not_write_end_it_at_once(at: AtSevera) -> None:
    at.take_in(at.mail(1), at.mail(2))
    at.server.log_in.allowed -= {"activities:write"}
    result = at.pushing.push()
    assert "activities:write" in result.error
    assert result.left == OutboxCounts(0, 2, 0, 0)
    assert at.server.asked[CREATE] == 1


def test_an_activity_that_is_gone_in_severa_is_not_made_anew(at: AtSevera) -> None:
    (activity_id,) = at.take_in(at.mail())
    at.pushing.push()
    (activity,) = at.server.world.activities
    at.server.world.activities.remove(activity)
    correcting(at).link_project([activity_id], at.project.number)
    at.pushing.push()
    assert at.pushing.held()[0].why == "The activity is not in Severa any more."
    assert made(at, Activity) == 1


@pytest.mark.parametrize("fault", [lost(), None], ids=["looked for", "filed"])
def test_where_a_project_is_gone_in_severa_that_is_said(at: AtSevera, fault: Fault | None) -> None:
    at.take_in(at.mail_with_file())
    projects = at.server.world.projects
    if fault is not None:
        at.server.faults.plan(fault, FILE)
    gone = changing(lambda: projects.remove(at.project))
    at.server.faults.plan(gone, FILE if fault is None else "GET /v1/projects/{projectGuid}/files")
    at.pushing.push()
    assert at.pushing.held()[0].why == "The project is not in Severa any more."


def test_an_owner_who_is_not_severas_waits_for_the_directory(at: AtSevera) -> None:
    (activity_id,) = at.take_in(at.mail())
    with at.store.writing() as writer:
        records = writer.severa_records()
        writer.save_severa_records([one for one in records if one.guid != at.owner.guid])
    result = at.pushing.push()
    assert result.left == OutboxCounts(0, 0, 1, 0)
    (held,) = at.pushing.held()
    assert (held.activity_id, held.by_severa) == (activity_id, False)
    assert "does not come from Severa" in held.why
    with at.store.writing() as writer:
        writer.save_severa_records(records)
    at.pushing.push()
    assert made(at, Activity) == 1


def test_a_token_that_ends_in_the_middle_is_renewed(at: AtSevera) -> None:
    at.take_in(at.mail_with_file(1), at.mail(2))
    at.server.faults.plan(changing(at.server.log_in.end_tokens), PERSON)
    result = at.pushing.push()
    assert result.error == ""
    assert (made(at, Activity), made(at, TakingPart), made(at, ProjectFile)) == (2, 2, 1)


def test_severa_that_is_not_reached_is_left_alone_soon(at: AtSevera) -> None:
    at.take_in(*(at.mail(number) for number in range(20)))
    at.server.faults.plan(broken(), times=1_000)
    result = at.pushing.push()
    assert result.error != ""
    assert result.left == OutboxCounts(0, 20, 0, 0)
    assert at.server.asked[CREATE] < 20


def test_the_preview_says_what_would_be_done_and_does_nothing(at: AtSevera) -> None:
    at.take_in(at.mail_with_file(1), at.mail(2))
    found = list(at.pushing.preview())
    assert [(one.subject, one.done) for one in found] == [
        ("Mail 1", (Step.CREATE, Step.ADD_PARTICIPANT, Step.ADD_FILE)),
        ("Mail 2", (Step.CREATE, Step.ADD_PARTICIPANT)),
    ]
    assert at.server.requests == 0
    assert at.pushing.counts() == OutboxCounts(0, 2, 0, 0)
    at.pushing.push()
    assert list(at.pushing.preview()) == []


def test_stopping_leaves_the_rest_for_the_next_time(at: AtSevera) -> None:
    at.take_in(*(at.mail(number) for number in range(5)))
    stop = threading.Event()
    at.server.faults.plan(changing(stop.set), CREATE, skip=2)
    result = at.pushing.push(stop=stop)
    assert result.error == "Cancelled."
    assert result.left.waiting > 0
    at.clock.pass_by(100)
    at.pushing.push()
    assert made(at, Activity) == 5


def test_sending_that_is_off_sends_nothing(at: AtSevera) -> None:
    at.take_in(at.mail())
    at.connecting.set_push(PushMode.OFF)
    with pytest.raises(UserError, match="Sending to Severa is off"):
        at.pushing.push()
    with pytest.raises(UserError, match="Sending to Severa is off"):
        list(at.pushing.preview())


def test_where_there_is_no_way_to_severa_that_is_said(at: AtSevera, monkeypatch: pytest.MonkeyPatch) -> None:
    at.take_in(at.mail())
    with at.store.writing() as writer:
        writer.save_severa_connection(Connection(SeveraSettings(CLIENT, "https://severa.invalid/api")))
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(UserError, match="proxy is of a kind that this program does not know"):
        at.pushing.push()


def test_one_process_at_a_time_sends(at: AtSevera) -> None:
    with alone(at.store.path), pytest.raises(BusyError):
        at.pushing.push()


def test_what_was_sent_after_a_backup_is_not_made_twice_once_that_is_restored(at: AtSevera, tmp_path: Path) -> None:
    at.take_in(at.mail_with_file(1))
    back_up(at.store.path, tmp_path / "backup.sqlite")
    at.pushing.push()
    at.take_in(at.mail_with_file(2))
    at.pushing.push()
    at.store.close()
    prepared = prepare(tmp_path / "backup.sqlite", at.store.path)
    prepared.put_in_place(at.store.path)
    prepared.discard()

    at.take_in(at.mail_with_file(2))
    result = at.pushing.push()
    assert result.left == OutboxCounts(2, 0, 0, 0)
    assert (made(at, Activity), made(at, TakingPart), made(at, ProjectFile)) == (2, 2, 2)
