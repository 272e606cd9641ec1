"""Passwords of sources and the secret for Severa: in the system's own keyring and nowhere else, never in the store, a
file, a log or an argument.

A keyring may ask a person to unlock it and waits for the answer: never call this on the window's thread.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.core.severa import SeveraSettings
from severa_desktop.core.source_settings import ImapSettings, Source
from severa_desktop.texts import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "severa-desktop"


class SecretsError(Exception):
    """The keyring cannot be used; the message says why, what to do about the password is said by whoever asked."""


Account = Source | SeveraSettings
"""What a password is of: a source of mails, or the connection with Severa."""


class Secrets:
    """The passwords of one store. Every method raises SecretsError."""

    def __init__(self, store: Path) -> None:
        self._store = os.fsencode(store.resolve()).decode("utf-8", "backslashreplace")

    def check(self) -> None:
        """Make sure that a password could be kept."""
        with _keyring() as keyring:
            keyring.get_password(_SERVICE, self._store)

    def find(self, account: Account) -> str | None:
        """Return an account's password, None if the keyring has none."""
        with _keyring() as keyring:
            return keyring.get_password(_SERVICE, self._name(account))

    def keep(self, account: Account, password: str) -> None:
        """Keep an account's password, in place of the one it may have."""
        with _keyring() as keyring:
            keyring.set_password(_SERVICE, self._name(account), password)

    def forget(self, account: Account) -> None:
        """Remove an account's password, if there is one."""
        with _keyring() as keyring:
            name = self._name(account)
            if keyring.get_password(_SERVICE, name) is not None:
                keyring.delete_password(_SERVICE, name)

    def _name(self, account: Account) -> str:
        """Return the name under which the keyring shows a password.

        Server and user are part of it: should the store be made anew, no server is sent another one's password.
        """
        if isinstance(account, SeveraSettings):
            return f"{account.client_id} at {account.url}, Severa of {self._store}"
        settings = account.settings
        mailbox = f"{settings.user} at {settings.host}, " if isinstance(settings, ImapSettings) else ""
        return f"{mailbox}source {account.id} of {self._store}"


@contextmanager
def _keyring() -> "Iterator[KeyringBackend]":
    """Give the system's keyring; whatever goes wrong with it is a SecretsError, which quotes nothing."""
    # Loading it takes a tenth of a second.
    from keyring import core  # noqa: PLC0415
    from keyring.errors import InitError, KeyringLocked, NoKeyringError  # noqa: PLC0415

    try:
        # Backends that are not recommended write passwords into plain files.
        core.init_backend(core.recommended)
        keyring = core.get_keyring()
        if not core.recommended(keyring):
            raise NoKeyringError
        yield keyring
    except NoKeyringError:
        raise SecretsError(_("There is no keyring on this computer that could keep a password.")) from None
    except (KeyringLocked, InitError):
        raise SecretsError(_("The keyring is locked or was never set up, and nobody unlocked it.")) from None
    except Exception as error:  # noqa: BLE001 - each system's keyring has errors of its own
        sentence = _("The keyring of this computer cannot be used ({error}).")
        raise SecretsError(sentence.format(error=type(error).__name__)) from None
