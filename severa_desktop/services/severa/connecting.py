"""Connecting a store with Severa: trying the credentials, keeping them, and reaching Severa with them.

What was pulled stays in the directory after disconnecting, and can be changed by hand then. What is known of it, and of
what was sent, stays known, so that connecting again takes it over and sends nothing twice.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.core.severa import Connection, PushMode, SeveraSettings
from severa_desktop.secrets import SecretsError
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.alone import alone
from severa_desktop.services.severa.client_secret import VARIABLE, ClientSecret, SecretMissingError
from severa_desktop.services.severa.failing import NotConnectedError, told_to_people
from severa_desktop.severa.address import checked_url
from severa_desktop.severa.forms import SCOPES, Scope, Tried
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.severa.client import Severa
    from severa_desktop.severa.clock import Clock
    from severa_desktop.store.store import Store

__all__ = ["SCOPES", "Connected", "Connection", "Scope", "SeveraConnecting", "Tried"]


@dataclass(frozen=True, slots=True)
class Connected:
    """What connecting, or giving another secret, came to: the credentials are right."""

    tried: Tried
    trouble: str
    """Why the secret could not be kept in the keyring, and what that means; empty if it was."""


class SeveraConnecting:
    """The connection of one store with Severa. May wait for Severa and for the keyring: not for the window's thread."""

    def __init__(self, store: "Store", secret: ClientSecret, turns: Path, clock: "Clock | None" = None) -> None:
        """Take the folder in which all processes of this user keep pace (`paths.turns_folder`)."""
        self._store = store
        self._secret = secret
        self._turns = turns
        self._clock = clock

    def connection(self) -> Connection | None:
        """Return how Severa is reached and how far fetching came, None if it is not connected; cheap to ask."""
        with self._store.reading() as reader:
            return reader.severa_connection()

    def connect(self, settings: SeveraSettings, secret: str, stop: threading.Event | None = None) -> Connected:
        """Try the credentials and keep them, in place of those that may be there; the push mode is that of `settings`.

        Raises UserError where they are wrong or Severa cannot be reached, and then nothing is kept.
        """
        checked = _checked(settings)
        with alone(self._store.path):
            tried = self._tried(checked, secret, stop)
            with self._store.writing() as writer:
                before = writer.severa_connection()
                is_same = before is not None and _account(before.settings) == _account(checked)
                writer.save_severa_connection(
                    replace(before, settings=checked, error="") if before and is_same else Connection(checked)
                )
                if before is not None and not is_same:
                    # What waits was another one's.
                    writer.save_severa_clashes(())
        trouble = "" if before is None or is_same else self._forget(before.settings)
        return Connected(tried, f"{self._keep(checked, secret)} {trouble}".strip())

    def give_secret(self, secret: str, stop: threading.Event | None = None) -> Connected:
        """Try another secret of the connection there is, and keep it; raises UserError as `connect` does."""
        settings = self._connected().settings
        tried = self._tried(settings, secret, stop)
        return Connected(tried, self._keep(settings, secret))

    def use_secret(self, secret: str) -> None:
        """Use a secret as long as this program runs, untried; raises UserError if Severa is not connected."""
        self._secret.give(self._connected().settings, _checked_secret(secret))

    def why_no_secret(self) -> str:
        """Return why there is no secret, so that a person has to give it; empty if there is one, or no connection."""
        connection = self.connection()
        if connection is None:
            return ""
        try:
            self._secret.of(connection.settings)
        except SecretMissingError as error:
            return str(error)
        return ""

    def test(self, stop: threading.Event | None = None) -> Tried:
        """Try the connection there is; raises UserError where it does not work, or is none."""
        with told_to_people(), self.reach(stop or threading.Event()) as severa:
            return severa.test()

    def set_push(self, mode: PushMode) -> None:
        """Let activities be sent by themselves, by hand or not at all; raises UserError if it is not connected."""
        self._change(lambda settings: replace(settings, push=mode))

    def set_pulls_by_itself(self, *, wanted: bool) -> None:
        """Let the directory be fetched from time to time or not; raises UserError if it is not connected."""
        self._change(lambda settings: replace(settings, pulls_by_itself=wanted))

    def disconnect(self) -> str:
        """Forget the credentials. Returns why the secret could not be removed from the keyring, empty if it was.

        Raises UserError while somebody is talking with Severa, and where it is not connected.
        """
        settings = self._connected().settings
        with alone(self._store.path), self._store.writing() as writer:
            writer.save_severa_connection(None)
            writer.save_severa_clashes(())
        return self._forget(settings)

    def reach(self, stop: threading.Event) -> "Severa":
        """Return Severa, to be used in a `with`; raises UserError where there is no connection, secret or way there.

        Its methods raise SeveraErrors: `failing.told_to_people` turns these into UserErrors.
        """
        settings = self._connected().settings
        with told_to_people():
            return self._reach(settings, self._secret.of(settings), stop)

    def _reach(self, settings: SeveraSettings, secret: str, stop: threading.Event) -> "Severa":
        # What talks is loaded once there is something to say: how things are is asked far more often.
        from severa_desktop.severa.client import Severa  # noqa: PLC0415
        from severa_desktop.severa.pace import Pace, pace_name  # noqa: PLC0415

        pace = Pace(self._turns, pace_name(settings), self._clock)
        return Severa(settings, secret, pace, stop, self._clock)

    def _tried(self, settings: SeveraSettings, secret: str, stop: threading.Event | None) -> Tried:
        checked = _checked_secret(secret)
        with told_to_people(), self._reach(settings, checked, stop or threading.Event()) as severa:
            return severa.test()

    def _connected(self) -> Connection:
        connection = self.connection()
        if connection is None:
            raise NotConnectedError
        return connection

    def _change(self, changed: Callable[[SeveraSettings], SeveraSettings]) -> None:
        with self._store.writing() as writer:
            connection = writer.severa_connection()
            if connection is None:
                raise NotConnectedError
            writer.save_severa_connection(replace(connection, settings=changed(connection.settings)))

    def _keep(self, settings: SeveraSettings, secret: str) -> str:
        try:
            self._secret.keep(settings, _checked_secret(secret))
        except SecretsError as error:
            advice = _(
                "Give the secret in the environment variable {variable}, or each time when the program asks for it."
            )
            return f"{error} {advice.format(variable=VARIABLE)}"
        return ""

    def _forget(self, settings: SeveraSettings) -> str:
        try:
            self._secret.forget(settings)
        except SecretsError as error:
            return _("{why} If the secret was kept in a keyring, remove it there by hand.").format(why=error)
        return ""


def _account(settings: SeveraSettings) -> tuple[str, str]:
    return settings.url, settings.client_id


def _checked(settings: SeveraSettings) -> SeveraSettings:
    """Return the settings as they are kept; raises UserError for what cannot be right."""
    client_id = settings.client_id.strip()
    if not client_id or not client_id.isascii() or not client_id.isprintable():
        raise UserError(
            _("This is no client id. Severa shows it where credentials are made: Settings › Integrations › REST API.")
        )
    with told_to_people():
        return replace(settings, client_id=client_id, url=checked_url(settings.url))


def _checked_secret(secret: str) -> str:
    checked = secret.strip()
    if not checked or not checked.isprintable():
        raise UserError(
            _("This is no client secret. Severa shows it once, when the credentials are made: paste it as it is.")
        )
    return checked
