"""What runs the sources beside the window: begun once there are some, paused and ended, told of by signals.

The work is done in a process of its own (`services/processing/process.py`); what the store holds of the sources comes
with the window's own looks at it.
"""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from severa_desktop.bootstrap import Application
from severa_desktop.core.source_settings import ListedSource
from severa_desktop.services.processing.attention import GATHERED, Attention
from severa_desktop.services.processing.process import GivePassword, SourcesProcess, Speak, Standing, TryNow
from severa_desktop.services.status import Status
from severa_desktop.texts import language
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.processing.words import Surroundings

_AFTER_MS = 1_000
"""From the first look at the store to the begin: what a person looks at comes first."""


class ProcessingController(QObject):
    """The sources of one window's store."""

    changed = Signal()
    """A source is doing otherwise than before, or there are others."""
    noticed = Signal(object)
    """Something needs a look: a `Notice`."""
    _heard = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._process = SourcesProcess(context.folders.store, context.folders.log, language(), self._heard.emit)
        self._heard.connect(self._take)
        self._standing = Standing()
        self._is_paused = False
        self._attention = Attention()
        self.status: Status | None = None
        """The state of things as it was seen last."""
        self._beginning = QTimer(self)
        self._beginning.setSingleShot(True)
        self._beginning.setInterval(_AFTER_MS)
        self._beginning.timeout.connect(self._begin)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(round(GATHERED * 1_000))
        self._again.timeout.connect(self._attend)

    @property
    def sources(self) -> tuple[ListedSource, ...]:
        """The sources, with what the store says of them."""
        return () if self.status is None else self.status.sources

    @property
    def around(self) -> Surroundings:
        """What all sources share."""
        is_active = self.status is None or (self.status.is_set_up and self.status.is_active)
        return Surroundings(is_active, self._is_paused, self._standing)

    @property
    def is_paused(self) -> bool:
        """Whether no mails are taken in until a person says so, or the program is started again."""
        return self._is_paused

    @property
    def pid(self) -> int | None:
        """The number of the process in the system; None while there is none."""
        return self._process.pid

    def see(self, status: Status) -> None:
        """Take in the state of things."""
        self.status = status
        if not status.sources:
            self._beginning.stop()
            self._process.end()
        elif not self._is_paused and not self._beginning.isActive() and self._process.pid is None:
            self._beginning.start()
        self._attend()
        self.changed.emit()

    def pause(self) -> None:
        """Take no more mails in: what is being done is finished."""
        self._is_paused = True
        self._beginning.stop()
        self._process.end()
        self.changed.emit()

    def resume(self) -> None:
        """Take mails in again."""
        self._is_paused = False
        self._begin()
        self.changed.emit()

    def use_password(self, source_id: int, password: str, then: Callable[[str], object]) -> None:
        """Let a source begin with this password, which is kept if there is a keyring.

        `then` is called with why it is not kept, empty where it is.
        """
        # First: nothing is to be tried with the former one.
        self._process.ask(GivePassword(source_id, password))
        self._context.background.run(
            self, lambda services: services.sources.set_password(source_id, password), then, lane=Lane.SLOW
        )

    def try_again(self, source_id: int) -> None:
        """Let a source begin again, whatever it waits for."""

        def then(_done: None) -> None:
            self._process.ask(TryNow(source_id))
            self._context.changed.emit()

        self._context.background.run(self, lambda services: services.sources.try_again(source_id), then)

    def speak(self) -> None:
        """Say what comes next in the language that was chosen meanwhile."""
        self._process.ask(Speak(language()))
        self.changed.emit()

    def close(self) -> None:
        """End the process, within five seconds: nothing is left half done."""
        self._beginning.stop()
        self._again.stop()
        self._process.close()

    def _begin(self) -> None:
        if self.sources and not self._is_paused:
            self._process.begin()

    def _take(self, standing: Standing | None) -> None:
        """Take in how sources stand with the process; None: it has ended."""
        asking = frozenset[int]() if standing is None else standing.without_password - self._standing.without_password
        self._standing = standing or Standing()
        for source_id in asking:
            self._hand_over(source_id)
        # What it noted last may not have been looked at yet.
        self._context.changed.emit()
        self.changed.emit()

    def _hand_over(self, source_id: int) -> None:
        """Give the process a password that a person gave this window."""

        def given(services: Application) -> str:
            return services.passwords.given(source_id)

        def then(password: str) -> None:
            if password:
                self._process.ask(GivePassword(source_id, password))

        self._context.background.run(self, given, then)

    def _attend(self) -> None:
        """Say what needs a look, and look again while something is being gathered."""
        for notice in self._attention.look(self.sources, monotonic()):
            self.noticed.emit(notice)
        if self._attention.is_gathering and not self._again.isActive():
            self._again.start()
