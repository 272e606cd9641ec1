"""Where the client secret comes from: given while the program runs, the environment, or the keyring.

May wait for a person who unlocks the keyring: never to be called on the window's thread.
"""

import os
from collections.abc import Mapping

from severa_desktop.core.severa import SeveraSettings
from severa_desktop.secrets import Secrets, SecretsError
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

VARIABLE = "SEVERA_DESKTOP_SEVERA_SECRET"


class SecretMissingError(UserError):
    """There is no client secret; the message says why, and where to give it."""


class ClientSecret:
    """The client secret of one store's connection; may be asked by several threads."""

    def __init__(self, secrets: Secrets, environment: Mapping[str, str] = os.environ) -> None:
        self._secrets = secrets
        self._environment = environment
        self._given: dict[tuple[str, str], str] = {}

    def of(self, settings: SeveraSettings) -> str:
        """Return the secret; raises SecretMissingError."""
        secret = self._given.get(_name(settings)) or self._environment.get(VARIABLE)
        if secret:
            return secret
        sentence = _("The keyring has no secret of the client id {id}.")
        why = sentence.format(id=settings.client_id)
        try:
            secret = self._secrets.find(settings)
        except SecretsError as error:
            why = str(error)
        if secret:
            return secret
        advice = _("Give it in the environment variable {variable}, or when the program asks for it.")
        raise SecretMissingError(f"{why} {advice.format(variable=VARIABLE)}")

    def give(self, settings: SeveraSettings, secret: str) -> None:
        """Use this secret as long as the program runs; it is kept nowhere."""
        self._given[_name(settings)] = secret

    def given(self, settings: SeveraSettings) -> str:
        """Return the secret that was given while the program runs, empty if none was."""
        return self._given.get(_name(settings), "")

    def keep(self, settings: SeveraSettings, secret: str) -> None:
        """Keep the secret in the keyring; raises SecretsError, and then it is used by this program only."""
        self.give(settings, secret)
        self._secrets.keep(settings, secret)

    def forget(self, settings: SeveraSettings) -> None:
        """Remove the secret from the keyring; raises SecretsError."""
        self._given.pop(_name(settings), None)
        self._secrets.forget(settings)


def _name(settings: SeveraSettings) -> tuple[str, str]:
    return settings.url, settings.client_id
