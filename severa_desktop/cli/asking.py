"""Asks for passwords and the secret for Severa: hidden on a terminal, or read from standard input. They are printed and
written nowhere.
"""

import sys
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.output import is_terminal, tell
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.core.source_settings import Source
    from severa_desktop.services.passwords import Passwords
    from severa_desktop.services.severa.connecting import SeveraConnecting

_LONGEST = 4096
"""Bytes; keyrings hold less."""


def password_from_input() -> str:
    """Return the password in the first line of standard input; raises UsageError where there is none."""
    return _first_line(
        _("The password on standard input is no UTF-8."),
        _("There is no password on standard input. Give it as the first line."),
    )


def secret_from_input() -> str:
    """Return the client secret in the first line of standard input; raises UsageError where there is none."""
    return _first_line(
        _("The secret on standard input is no UTF-8."),
        _("There is no secret on standard input. Give it as the first line."),
    )


def _first_line(no_text: str, nothing: str) -> str:
    line = sys.stdin.buffer.readline(_LONGEST)
    try:
        found = line.rstrip(b"\r\n").decode()
    except UnicodeDecodeError:
        raise click.UsageError(no_text) from None
    if not found:
        raise click.UsageError(nothing)
    return found


def ask_password(account: str) -> str:
    """Ask the person at the terminal for the password of an account; raises UsageError where there is none."""
    if not is_terminal(sys.stdin):
        raise click.UsageError(_("There is no terminal to ask for the password on. Give it with --password-stdin."))
    password: str = click.prompt(_("Password of {account}").format(account=account), hide_input=True, err=True)
    return password


def ask_secret(client_id: str) -> str:
    """Ask the person at the terminal for the client secret; raises UsageError where there is none."""
    if not is_terminal(sys.stdin):
        raise click.UsageError(_("There is no terminal to ask for the secret on. Give it with --secret-stdin."))
    question = _("Secret of the client id {id}").format(id=client_id)
    secret: str = click.prompt(question, hide_input=True, err=True)
    return secret


def ask_secret_where_missing(connecting: "SeveraConnecting") -> None:
    """Ask for the client secret if there is none and there is a terminal; it is used by this run and kept nowhere."""
    connection = connecting.connection()
    if connection is None or not is_terminal(sys.stdin):
        return
    why = connecting.why_no_secret()
    if why:
        tell(why)
        connecting.use_secret(ask_secret(connection.settings.client_id))


def ask_where_missing(source: "Source", passwords: "Passwords") -> bool:
    """Ask for a source's password if it has none and there is a terminal; it is used by this run and kept nowhere.

    Returns whether one was given.
    """
    from severa_desktop.core.source_settings import ImapSettings
    from severa_desktop.services.passwords import PasswordMissingError
    from severa_desktop.services.source_words import source_address

    if not isinstance(source.settings, ImapSettings) or not is_terminal(sys.stdin):
        return False
    try:
        passwords.of(source)
    except PasswordMissingError as error:
        tell(str(error))
        passwords.give(source.id, ask_password(source_address(source.settings)))
        return True
    return False
