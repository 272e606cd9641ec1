"""Sending while anything may go wrong and people go on correcting: in the end Severa has what is here, once."""

import threading
from pathlib import Path
from random import Random

import pytest

from severa_desktop.core.severa import OutboxCounts
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.store.records import State
from tests.services.severa.at_severa import TAKEN_AT, AtSevera, at_severa
from tests.severa.server_faults import Fault, When, broken, changing, cut, half, lost, refusal, too_many
from tests.severa.server_records import Activity
from tests.severa_server import serving

ROUNDS = 6
MAILS = 4


def plan_faults(at: AtSevera, chance: Random, stop: threading.Event) -> None:
    """Let some of the next requests go wrong, or whoever sends be stopped in the middle of one."""
    faults = (
        lost(),
        cut(),
        half(),
        too_many("1"),
        broken(),
        refusal("Not now."),
        changing(at.server.log_in.end_tokens),
        changing(stop.set),
        Fault(first=stop.set, cut=When.AFTER),
    )
    for _number in range(4):
        at.server.faults.plan(chance.choice(faults), skip=chance.randrange(12))


def correct(at: AtSevera, chance: Random, activity_id: int) -> None:
    """Change something about an activity, or take the last change back."""
    correcting = CorrectingService(at.store, lambda: TAKEN_AT)
    match chance.randrange(8):
        case 0:
            correcting.link_project([activity_id], at.project.number)
        case 1:
            correcting.link_project([activity_id], None)
        case 2:
            correcting.add_participant([activity_id], at.colleague.email or "")
        case 3:
            correcting.remove_participant([activity_id], at.contact.emails[0])
        case 4:
            correcting.change_owner([activity_id], at.colleague.guid)
        case 5:
            correcting.delete([activity_id])
        case _:
            correcting.undo()


@pytest.mark.parametrize("seed", range(6))
def test_in_the_end_severa_has_what_is_here_once(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    with serving() as server, at_severa(server, tmp_path) as at:
        ids: list[int] = []
        for number in range(ROUNDS):
            ids += at.take_in(*(at.mail_with_file(number * MAILS + one) for one in range(MAILS)))
            for activity_id in chance.sample(ids, 3):
                correct(at, chance, activity_id)
            stop = threading.Event()
            plan_faults(at, chance, stop)
            at.pushing.push(stop=stop)
            bring_back_deleted(at, ids)
            at.clock.pass_by(chance.choice((0, 100, 4_000)))
        server.faults.clear()
        for _number in range(2):
            at.standings.try_again()
            at.clock.pass_by(4_000)
            at.pushing.push()

        assert at.pushing.counts() == OutboxCounts(len(ids), 0, 0, 0)
        assert list(at.pushing.preview()) == []
        assert len(server.world.made_of(Activity)) == len(ids)
        for activity_id in ids:
            agrees_with_severa(at, activity_id)


def bring_back_deleted(at: AtSevera, ids: list[int]) -> None:
    """Undo until nothing is deleted any more."""
    while any_deleted(at, ids):
        assert CorrectingService(at.store, lambda: TAKEN_AT).undo() is not None


def any_deleted(at: AtSevera, ids: list[int]) -> bool:
    with at.store.reading() as reader:
        return any(stored.state is State.DELETED for stored in reader.activities_by_id(ids).values())


def agrees_with_severa(at: AtSevera, activity_id: int) -> None:
    world = at.server.world
    with at.store.reading() as reader:
        stored = reader.activity(activity_id)
        guid = reader.outbox.sent([activity_id])[activity_id].guid
    assert stored is not None
    here, there = stored.activity, world.activities.get(guid)
    assert there is not None
    assert (there.name, there.owner.guid) == (here.subject, here.owner.key)
    assert (there.phase and there.phase.guid) == (here.project and here.project.key)
    people = [one.person.guid for one in world.taking_part if one.activity is there]
    assert sorted(people) == sorted(one.key or "" for one in here.participants)
    marks = [one.description for one in world.files if one.description and f"{here.subject} [" in one.description]
    assert len(marks) == len(set(marks))
    assert here.project is None or len(marks) == len(here.attachments)
