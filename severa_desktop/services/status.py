"""The state of things at a glance, for a status bar: cheap enough to be asked for after every change."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from severa_desktop.core.model import Outcome
from severa_desktop.core.settings import IntegrationStatus, missing_settings
from severa_desktop.core.source_settings import ListedSource
from severa_desktop.services.severa.standing import Standing, is_sending, standing_in

if TYPE_CHECKING:
    from severa_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Status:
    """What a person sees of a store without opening anything."""

    is_set_up: bool
    is_active: bool
    activities: int
    to_check: int
    """Entries of "Not imported", activities with warnings that nobody has looked at, and those that Severa refused."""
    last_mail: int | None
    """When the last mail was taken in, in seconds since 1970; None if none ever was."""
    sources: tuple[ListedSource, ...] = ()
    """Where mails come from by themselves, with how each is doing."""
    severa: Standing | None = None
    """How things stand with Severa; None if it is not connected."""


class StatusService:
    """Looks at one store; for one thread at a time."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def version(self) -> int:
        """Return a number that is another one once any process wrote to the store."""
        return self._store.version()

    def status(self) -> Status:
        """Return the state of things."""
        with self._store.reading() as reader:
            settings = reader.settings()
            waiting = reader.waiting()
            held = reader.held_count() - reader.held_unchecked() if is_sending(reader) else 0
            return Status(
                is_set_up=not missing_settings(settings),
                is_active=settings.status is IntegrationStatus.ACTIVE,
                activities=reader.live(),
                to_check=waiting.get(Outcome.REJECTED, 0) + waiting.get(Outcome.FAILED, 0) + reader.unchecked() + held,
                last_mail=reader.last_taken_at(),
                sources=tuple(reader.sources()),
                severa=standing_in(reader),
            )
