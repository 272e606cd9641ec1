"""Connecting a store with Severa: trying the credentials, keeping them, and reaching Severa with them.

What was pulled stays in the directory after disconnecting, and can be changed by hand then. What is known of it, and of
what was sent, stays known, so that connecting again takes it over and sends nothing twice.
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.core.severa import Connection, PushMode, SeveraSettings
from severa_desktop.services.severa.client_secret import ClientSecret
from severa_desktop.severa.client import Severa
from severa_desktop.severa.forms import Tried

if TYPE_CHECKING:
    from severa_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Connected:
    """What connecting, or giving another secret, came to: the credentials are right."""

    tried: Tried
    trouble: str
    """Why the secret could not be kept in the keyring, and what that means; empty if it was."""


class SeveraConnecting:
    """The connection of one store with Severa. May wait for Severa and for the keyring: not for the window's thread."""

    def __init__(self, store: "Store", secret: ClientSecret, turns: Path) -> None:
        """Take the folder in which all processes of this user keep pace (`paths.turns_folder`)."""
        self._store = store
        self._secret = secret
        self._turns = turns

    def connection(self) -> Connection | None:
        """Return how Severa is reached and how far fetching came, None if it is not connected; cheap to ask."""
        raise NotImplementedError

    def connect(self, settings: SeveraSettings, secret: str, stop: threading.Event | None = None) -> Connected:
        """Try the credentials and keep them, in place of those that may be there; the push mode is that of `settings`.

        Raises UserError where they are wrong or Severa cannot be reached, and then nothing is kept.
        """
        raise NotImplementedError

    def give_secret(self, secret: str, stop: threading.Event | None = None) -> Connected:
        """Try another secret of the connection there is, and keep it; raises UserError as `connect` does."""
        raise NotImplementedError

    def why_no_secret(self) -> str:
        """Return why there is no secret, so that a person has to give it; empty if there is one, or no connection."""
        raise NotImplementedError

    def test(self, stop: threading.Event | None = None) -> Tried:
        """Try the connection there is; raises UserError where it does not work, or is none."""
        raise NotImplementedError

    def set_push(self, mode: PushMode) -> None:
        """Let activities be sent by themselves, by hand or not at all; raises UserError if it is not connected."""
        raise NotImplementedError

    def set_pulls_by_itself(self, *, wanted: bool) -> None:
        """Let the directory be fetched from time to time or not; raises UserError if it is not connected."""
        raise NotImplementedError

    def disconnect(self) -> str:
        """Forget the credentials. Returns why the secret could not be removed from the keyring, empty if it was.

        Raises UserError while somebody is talking with Severa, and where it is not connected.
        """
        raise NotImplementedError

    def reach(self, stop: threading.Event) -> Severa:
        """Return Severa, to be used in a `with`; raises UserError if it is not connected or there is no secret.

        Its methods raise SeveraErrors: `failing.told_to_people` turns these into UserErrors.
        """
        raise NotImplementedError
