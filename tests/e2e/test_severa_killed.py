"""kill -9 of a process that sends to Severa, at every step of the outbox: as a request arrives, and once it is done."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from severa_desktop.core.severa import OutboxCounts
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.severa.client_secret import VARIABLE
from tests.services.severa.at_severa import TAKEN_AT, AtSevera, at_severa
from tests.severa.server_faults import When, killed
from tests.severa.server_records import Activity, ProjectFile, TakingPart
from tests.severa.talking import SECRET
from tests.severa_server import serving

# After each that may be done comes the look whether it is.
REQUESTS = (
    "POST /v1/activities",
    "GET /v1/activities",
    "POST /v1/activityparticipants",
    "GET /v1/activities/{activityGuid}/activityparticipants",
    "POST /v1/projects/{projectGuid}/files",
    "GET /v1/projects/{projectGuid}/files",
)
CORRECTIONS = (
    "PATCH /v1/activities/{guid}",
    "GET /v1/activities/{activityGuid}/activityparticipants",
    "DELETE /v1/activities/{activityGuid}/activityparticipants/{activityParticipantGuid}",
)


def push(at: AtSevera, folder: Path) -> int:
    """Let a process of its own send; returns how it ended."""
    environment = {**os.environ, VARIABLE: SECRET, "XDG_STATE_HOME": str(folder / "state")}
    command = [sys.executable, "-m", "severa_desktop", "--data-dir", str(folder), "severa", "push", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        at.server.faults.victim(process.pid)
        _out, said = process.communicate()
    at.server.faults.victim(0)
    assert b"Traceback" not in said
    # Some seconds pass until it is started again: it may look at once.
    with at.store.writing() as writer:
        writer.connection.exec_driver_sql("UPDATE severa_outbox SET not_before = 0")
    return process.returncode


@pytest.mark.parametrize("when", When)
def test_each_activity_participant_and_file_is_there_once_after_kills_at_every_step(when: When, tmp_path: Path) -> None:
    with serving() as server, at_severa(server, tmp_path) as at:
        activity_id, _other = at.take_in(at.mail_with_file(1), at.mail_with_file(2))
        for request in REQUESTS:
            server.faults.plan(killed(when), request)
            assert push(at, tmp_path) == -signal.SIGKILL, request
        assert push(at, tmp_path) == 0

        correcting = CorrectingService(at.store, lambda: TAKEN_AT)
        correcting.change_owner([activity_id], at.colleague.guid)
        correcting.remove_participant([activity_id], at.contact.emails[0])
        for request in CORRECTIONS:
            server.faults.plan(killed(when), request)
            assert push(at, tmp_path) == -signal.SIGKILL, request
        assert push(at, tmp_path) == 0

        world = server.world
        assert sorted(one.name for one in world.activities) == ["Mail 1", "Mail 2"]
        assert [len(world.made_of(kind)) for kind in (Activity, TakingPart, ProjectFile)] == [2, 3, 2]
        first = next(one for one in world.activities if one.name == "Mail 1")
        assert first.owner is at.colleague
        assert [one.person for one in world.taking_part if one.activity is first] == [at.owner]
        assert at.pushing.counts() == OutboxCounts(2, 0, 0, 0)
        assert server.faults.kills == len(REQUESTS + CORRECTIONS)
