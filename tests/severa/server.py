"""A Severa for tests: over real HTTP it answers as the published description says, and refuses what is not like that.

It keeps what it is told (`world`), counts what it is asked for (`asked`), remembers each request that this program must
never send (`wrong`), and lets things go wrong where a test wants it (`faults`). Other folders take it from
`tests/severa_server.py`.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable

from tests.severa.server_asking import Heard, RefusalError, Told, refused
from tests.severa.server_faults import TOO_MANY, Fault, Faults, When
from tests.severa.server_http import Listener, Reply
from tests.severa.server_lists import Lists
from tests.severa.server_log_in import LogIn
from tests.severa.server_rules import PREFIX, Asked, Operation, WrongError, description
from tests.severa.server_world import SMALL, Size, World
from tests.severa.server_writes import Writes

_MOST_A_SECOND = 10
_LOG_IN = ("POST /v1/token", "POST /v1/refreshtoken")


class SeveraServer:
    """One such server; `url` is what a connection is made with."""

    def __init__(self, size: Size = SMALL, seed: int = 1) -> None:
        self.world = World(size, seed)
        self.log_in = LogIn()
        self.faults = Faults()
        self.asked: Counter[str] = Counter()
        """Requests by their names, such as `GET /v1/customers`; all that came, refused ones too."""
        self.arrived: list[float] = []
        """When requests came, in seconds of the running clock."""
        self.wrong: list[str] = []
        """What was asked for and must not be, and answers of this server that are not as described."""
        self.exceeded = 0
        """How often more than ten requests came in a second."""
        self.latency = 0.0
        """Seconds until it answers."""
        self.is_limited = True
        """Whether more than ten requests in a second are refused; not for clients whose clock is handed in."""
        self.tells_more = True
        """Whether answers have a field that the description does not know."""
        self._last: deque[float] = deque(maxlen=_MOST_A_SECOND)
        self._handlers = _handlers(Lists(self.world), Writes(self.world), self.log_in)
        self._listener = Listener(self._reply, self._now)
        self.url = f"http://127.0.0.1:{self._listener.port}{PREFIX}"

    def start(self) -> None:
        """Begin to listen."""
        self._listener.start()

    def remove(self) -> None:
        """End."""
        self._listener.stop()

    def forget(self) -> None:
        """Count from 0 again."""
        self.asked.clear()
        self.arrived.clear()

    @property
    def requests(self) -> int:
        """How many came, those for tokens among them."""
        return self.asked.total()

    def _now(self) -> float:
        return self.world.now()

    def _reply(self, heard: Heard) -> Reply:
        """Return what to do with a request."""
        operation = description().operation(heard.method, heard.path)
        name = f"{heard.method} {heard.path}" if operation is None else operation.name
        with self.world.lock:
            self.asked[name] += 1
            too_fast = self._is_too_fast()
        fault = self.faults.take(name)
        if fault.killed is When.BEFORE:
            self.faults.kill()
        if fault.cut is When.BEFORE or fault.killed is When.BEFORE:
            return Reply(Told(), is_lost=True)
        told = refused(429, TOO_MANY) if too_fast else self._told(heard, operation, fault)
        if fault.killed is When.AFTER:
            self.faults.kill()
        if self.latency:
            threading.Event().wait(self.latency)
        is_lost = fault.cut is When.AFTER or fault.killed is When.AFTER
        return Reply(told, is_lost=is_lost, is_half=fault.is_half, body=fault.body, until=fault.until)

    def _told(self, heard: Heard, operation: Operation | None, fault: Fault) -> Told:
        asked = Asked(heard.method, PREFIX + heard.path, heard.query, heard.headers, heard.body or None)
        try:
            if operation is None:
                raise RefusalError(404, "There is no such thing in the description", wrong=True)
            description().check(operation, asked)
            with self.world.lock:
                told = self._carried_out(heard, operation, fault)
        except WrongError as error:
            self._is_wrong(heard, str(error))
            kind = "AuthenticationRequired" if error.status == 401 else "InvalidParameter"
            return refused(error.status, str(error), kind)
        except RefusalError as error:
            if error.wrong:
                self._is_wrong(heard, str(error))
            return error.told()
        try:
            description().check_answer(asked, told.status, told.value)
        except WrongError as error:
            self._is_wrong(heard, str(error))
        return self._with_more(told)

    def _carried_out(self, heard: Heard, operation: Operation, fault: Fault) -> Told:
        if fault.first is not None:
            fault.first()
        if operation.name not in _LOG_IN:
            self.log_in.check(heard, operation)
        if fault.instead is not None:
            return fault.instead
        handler = self._handlers.get(operation.name)
        if handler is None:
            raise RefusalError(404, "The tests' server does not know this yet", wrong=True)
        return handler(heard)

    def _is_too_fast(self) -> bool:
        now = time.monotonic()
        self.arrived.append(now)
        if not self.is_limited:
            return False
        if len(self._last) == _MOST_A_SECOND and now - self._last[0] < 1.0:
            self.exceeded += 1
            return True
        self._last.append(now)
        return False

    def _is_wrong(self, heard: Heard, why: str) -> None:
        self.wrong.append(f"{heard.method} {heard.path}?{heard.query}: {why}")

    def _with_more(self, told: Told) -> Told:
        """Return an answer with a field that nobody has heard of, in each of its rows."""
        if not self.tells_more:
            return told
        for row in told.value if isinstance(told.value, list) else [told.value]:
            if isinstance(row, dict):
                row["addedLater"] = {"score": 7, "tags": ["nieuw"]}
        return told


def _handlers(lists: Lists, writes: Writes, log_in: LogIn) -> dict[str, Callable[[Heard], Told]]:
    activity = "/v1/activities/{guid}"
    participants = "/v1/activities/{activityGuid}/activityparticipants"
    return {
        "POST /v1/token": log_in.token,
        "POST /v1/refreshtoken": log_in.refresh,
        "GET /v1/activitytypes": lists.activity_types,
        "GET /v1/activitytypes/{guid}": lists.activity_type,
        "GET /v1/users": lists.users,
        "GET /v1/users/{guid}": lists.user,
        "GET /v1/customers": lists.customers,
        "GET /v1/customers/{guid}": lists.customer,
        "GET /v1/contactpersons": lists.contact_persons,
        "GET /v1/contactpersons/{guid}": lists.contact_person,
        "GET /v1/contactcommunications": lists.contact_communications,
        "GET /v1/projects": lists.projects,
        "GET /v1/projects/{guid}": lists.project,
        "GET /v1/salescases": lists.sales_cases,
        "GET /v1/activities": writes.activities,
        "POST /v1/activities": writes.make_activity,
        f"GET {activity}": writes.activity,
        f"PATCH {activity}": writes.change_activity,
        f"GET {participants}": writes.participants,
        f"DELETE {participants}/{{activityParticipantGuid}}": writes.remove_participant,
        "POST /v1/activityparticipants": writes.add_participant,
        "GET /v1/projects/{projectGuid}/files": writes.files,
        "POST /v1/projects/{projectGuid}/files": writes.add_files,
    }
