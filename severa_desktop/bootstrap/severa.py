"""The services that concern the connection with Severa, built over the one store as the others are."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from severa_desktop.services.severa.connecting import SeveraConnecting
    from severa_desktop.services.severa.exchanging import Exchanging
    from severa_desktop.services.severa.joining import SeveraJoining
    from severa_desktop.services.severa.pulling import SeveraPulling
    from severa_desktop.services.severa.pushing import SeveraPushing
    from severa_desktop.services.severa.standing import SeveraStandings
    from severa_desktop.store.store import Store


class SeveraServices:
    """The services over one store, which is opened when the first of them needs it."""

    def __init__(self, open_store: "Callable[[], Store]", now: Callable[[], int]) -> None:
        """Take what gives the open store, and the clock; what opening raises, whoever asks for a service hears."""
        self._open = open_store
        self._now = now

    @cached_property
    def connecting(self) -> "SeveraConnecting":
        """The connection with Severa."""
        from severa_desktop.paths import turns_folder
        from severa_desktop.secrets import Secrets
        from severa_desktop.services.severa.client_secret import ClientSecret
        from severa_desktop.services.severa.connecting import SeveraConnecting

        return SeveraConnecting(self._open(), ClientSecret(Secrets(self._open().path)), turns_folder())

    @cached_property
    def pulling(self) -> "SeveraPulling":
        """Fetching the directory from Severa."""
        from severa_desktop.services.severa.pulling import SeveraPulling

        return SeveraPulling(self._open(), self.connecting, self._now)

    @cached_property
    def pushing(self) -> "SeveraPushing":
        """Sending activities to Severa."""
        from severa_desktop.services.severa.pushing import SeveraPushing

        return SeveraPushing(self._open(), self.connecting)

    def exchanging(self, log: "Path", told: "Callable[[str], object]") -> "Exchanging":
        """Return what exchanges with Severa by itself, beside this process; whoever asked for it closes it."""
        from severa_desktop.services.severa.exchanging import Exchanging

        return Exchanging(self._open(), log, told)

    @cached_property
    def standings(self) -> "SeveraStandings":
        """How things stand with Severa, without talking to it."""
        from severa_desktop.services.severa.standing import SeveraStandings

        return SeveraStandings(self._open())

    @cached_property
    def joining(self) -> "SeveraJoining":
        """Records of Severa that clash with records made by hand."""
        from severa_desktop.services.severa.joining import SeveraJoining

        return SeveraJoining(self._open())
