"""Asks for passwords: hidden on a terminal, or read from standard input. They are printed and written nowhere."""

import sys
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.output import is_terminal, tell
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.core.source_settings import Source
    from severa_desktop.services.passwords import Passwords

_LONGEST = 4096
"""Bytes; keyrings hold less."""


def password_from_input() -> str:
    """Return the password in the first line of standard input; raises UsageError where there is none."""
    line = sys.stdin.buffer.readline(_LONGEST)
    try:
        password = line.rstrip(b"\r\n").decode()
    except UnicodeDecodeError:
        raise click.UsageError(_("The password on standard input is no UTF-8.")) from None
    if not password:
        raise click.UsageError(_("There is no password on standard input. Give it as the first line."))
    return password


def ask_password(account: str) -> str:
    """Ask the person at the terminal for the password of an account; raises UsageError where there is none."""
    if not is_terminal(sys.stdin):
        raise click.UsageError(_("There is no terminal to ask for the password on. Give it with --password-stdin."))
    password: str = click.prompt(_("Password of {account}").format(account=account), hide_input=True, err=True)
    return password


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
