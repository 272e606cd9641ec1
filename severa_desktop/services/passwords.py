"""Where the password of a mailbox comes from: given while the program runs, the environment, or the keyring.

May wait for a person who unlocks the keyring: never to be called on the window's thread.
"""

import os
from collections.abc import Mapping

from severa_desktop.core.source_settings import Source
from severa_desktop.secrets import Secrets, SecretsError
from severa_desktop.services.errors import UserError
from severa_desktop.services.source_words import source_address
from severa_desktop.sources.intake import NoPasswordError
from severa_desktop.texts import _


class PasswordMissingError(UserError, NoPasswordError):
    """There is no password for a source; the message says why, and where to give it."""


def password_variable(source_id: int) -> str:
    """Return the name of the environment variable that may hold a source's password."""
    return f"SEVERA_DESKTOP_PASSWORD_{source_id}"


class Passwords:
    """The passwords of one store's sources; may be asked by several threads."""

    def __init__(self, secrets: Secrets, environment: Mapping[str, str] = os.environ) -> None:
        self._secrets = secrets
        self._environment = environment
        self._given: dict[int, str] = {}

    def of(self, source: Source) -> str:
        """Return a source's password; raises PasswordMissingError."""
        password = self._given.get(source.id) or self._environment.get(password_variable(source.id))
        if password:
            return password
        why = _("The keyring has no password for {account}.").format(account=source_address(source.settings))
        try:
            password = self._secrets.find(source)
        except SecretsError as error:
            why = str(error)
        if password:
            return password
        advice = _("Give it in the environment variable {variable}, or when the program asks for it.")
        raise PasswordMissingError(f"{why} {advice.format(variable=password_variable(source.id))}")

    def give(self, source_id: int, password: str) -> None:
        """Use this password of a source as long as the program runs; it is kept nowhere."""
        self._given[source_id] = password

    def given(self, source_id: int) -> str:
        """Return the password that was given for a source while the program runs, empty if none was."""
        return self._given.get(source_id, "")

    def take_back(self, source_id: int) -> None:
        """Use a password that was given while the program runs no more."""
        self._given.pop(source_id, None)

    def check_keyring(self) -> None:
        """Make sure that a password could be kept; raises SecretsError."""
        self._secrets.check()

    def keep(self, source: Source, password: str) -> None:
        """Keep a source's password in the keyring; raises SecretsError, and then it is used by this program only."""
        self.give(source.id, password)
        self._secrets.keep(source, password)

    def forget(self, source: Source) -> None:
        """Remove a source's password from the keyring; raises SecretsError."""
        self._given.pop(source.id, None)
        self._secrets.forget(source)
