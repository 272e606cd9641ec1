"""What exchanges with Severa beside the window: by itself and when a person asks, one job at a time.

The work is done in a process of its own (`services/severa/process.py`); what the store knows of the connection comes
with the window's own looks at it.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from severa_desktop.bootstrap import Application
from severa_desktop.core.severa import PushMode
from severa_desktop.services.severa.events import (
    Connect,
    Connected,
    Event,
    Failed,
    Fetch,
    GiveSecret,
    Job,
    LookAhead,
    Read,
    Send,
    Sending,
    Try,
    WouldSend,
)
from severa_desktop.services.severa.process import SeveraProcess
from severa_desktop.services.severa.standing import SeveraStandings, Standing
from severa_desktop.services.severa.timetable import SOON, Timetable
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context

_LOOK_MS = 30_000
"""Between two looks whether something is due."""

Then = Callable[[Event], object]


class SeveraController(QObject):
    """The connection of one window's store."""

    changed = Signal()
    """Something is being done, was done, or stands otherwise."""

    _heard = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._process = SeveraProcess(context.folders.store, context.folders.log, self._heard.emit)
        self._heard.connect(self._take)
        self.standing: Standing | None = None
        """How things stood when the store was looked at last; None while Severa is not connected."""
        self.job: Job | None = None
        """What is being done."""
        self.is_cancelling = False
        self.read: dict[str, int] = {}
        """How many records of each list were read so far, by kind."""
        self.activities = 0
        """How many activities were dealt with so far."""
        self.failure: Failed | None = None
        """Why fetching or sending did not come about the last time; None if it did."""
        self.result: Event | None = None
        """What fetching or sending came to the last time."""
        self._secret = ""
        """That a person gave while the program runs: without a keyring it is kept nowhere else."""
        self._then: Then | None = None
        self._timetable = Timetable()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._begin_what_is_due)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(int(SOON * 1000))
        self._soon.timeout.connect(self._begin_what_is_due)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return self.job is not None

    @property
    def is_fetching(self) -> bool:
        """Whether the directory is being fetched."""
        return isinstance(self.job, Fetch)

    @property
    def is_sending(self) -> bool:
        """Whether activities are being sent."""
        return isinstance(self.job, Send)

    @property
    def needs_secret(self) -> bool:
        """Whether nothing goes on until a person gives the secret."""
        return self.failure is not None and self.failure.needs_secret

    def due(self) -> Fetch | Send | None:
        """Return what is to be done by itself now."""
        standing = self.standing
        if standing is None or self.needs_secret:
            return None
        return self._timetable.due(standing.connection, standing.send_at)

    @property
    def pid(self) -> int | None:
        """The number of the process in the system; None while there is none."""
        return self._process.pid

    def see(self, standing: Standing | None) -> None:
        """Take in how things stand."""
        self.standing = standing
        if standing is None:
            self._look.stop()
            self._soon.stop()
        elif not self._look.isActive():
            self._look.start()
        if not self.is_busy and self.due() is not None:
            # Begun anew with each change: when people or an import go on, this does not come in between.
            self._soon.start()
        self.changed.emit()

    def connect_with(self, job: Connect, then: Then) -> None:
        """Try credentials and keep them; `then` hears how that ended."""
        self._secret = job.secret
        self._begin(job, then)

    def give_secret(self, secret: str, then: Then) -> None:
        """Try another secret and keep it; `then` hears how that ended."""
        self._secret = secret
        self._begin(GiveSecret(secret), then)

    def test(self, then: Then) -> None:
        """Try the connection; `then` hears how that ended."""
        self._begin(Try(), then)

    def look_ahead(self, then: Then) -> None:
        """Find out what sending would do; `then` hears it."""
        self._begin(LookAhead(), then)

    def fetch(self, *, full: bool = False) -> None:
        """Fetch the directory now."""
        self._begin(Fetch(full), None)

    def send(self, only: tuple[int, ...] | None = None) -> None:
        """Send now what waits, all of it or of these activities."""
        self._context.background.run(
            self,
            lambda services: _hurry(services.severa.standings, only),
            lambda _none: self._begin(Send(only), None),
            lane=Lane.SLOW,
        )

    def cancel(self) -> None:
        """End what is being done: fetching changes nothing then, what was sent is sent."""
        if self.is_busy:
            self.is_cancelling = True
            self._process.cancel()
            self.changed.emit()

    def disconnect_from(self, then: Callable[[str], object], failed: Callable[[Exception], None]) -> None:
        """Forget the credentials; `then` hears why the secret could not be removed, empty if it was."""
        self._secret = ""
        self.failure = None

        def told(trouble: str) -> None:
            self.standing = None
            self._context.changed.emit()
            self.changed.emit()
            then(trouble)

        self._context.background.run(
            self, lambda services: services.severa.connecting.disconnect(), told, failed=failed, lane=Lane.SLOW
        )

    def set_mode(self, mode: PushMode) -> None:
        """Let activities be sent by themselves, by hand or not at all."""
        self._set(lambda services: services.severa.connecting.set_push(mode))

    def set_pulls_by_itself(self, wanted: bool) -> None:  # noqa: FBT001 - a signal's
        """Let the directory be fetched from time to time, or not."""
        self._set(lambda services: services.severa.connecting.set_pulls_by_itself(wanted=wanted))

    def close(self) -> None:
        """End what is being done, within some seconds: nothing is left half done."""
        self._look.stop()
        self._soon.stop()
        self._process.close()

    def _set(self, change: Callable[[Application], None]) -> None:
        self._context.background.run(self, change, lambda _none: self._context.changed.emit(), lane=Lane.SLOW)

    def _begin(self, job: Job, then: Then | None) -> None:
        if self.is_busy:
            return
        self._soon.stop()
        self.job, self._then = job, then
        self.is_cancelling = False
        self.read, self.activities = {}, 0
        self._process.begin(job, self._secret)
        self.changed.emit()

    def _begin_what_is_due(self) -> None:
        job = None if self.is_busy else self.due()
        if job is not None:
            self._begin(job, None)

    def _take(self, event: Event) -> None:
        match event:
            case Read(kind, count):
                self.read[kind] = count
            case Sending(activities):
                self.activities = activities
            case _:
                self._end(event)
        self.changed.emit()

    def _end(self, event: Event) -> None:
        job, self.job = self.job, None
        then, self._then = self._then, None
        self.is_cancelling = False
        if isinstance(job, Fetch | Send):
            self._timetable.ended(job, event)
            self.result = event
            self.failure = event if isinstance(event, Failed) and not (event.is_stopped or event.is_busy) else None
        elif isinstance(event, Connected):
            self.failure = None
            self._timetable.forget_failures()
        elif isinstance(job, Connect | GiveSecret):
            self._secret = ""
        if not isinstance(event, WouldSend):
            # Whoever looks at the store looks again, and what is due then is begun.
            self._context.changed.emit()
        if then is not None:
            then(event)


def _hurry(standings: SeveraStandings, only: tuple[int, ...] | None) -> None:
    """Let it not wait any longer; of these activities, what was held is tried, too."""
    if only is None:
        standings.hurry()
    else:
        standings.try_again(only)
