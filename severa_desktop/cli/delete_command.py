"""`delete`: takes activities out of lists and search."""

import click

from severa_desktop.cli.corrections import AS_JSON, IDS, print_action
from severa_desktop.cli.session import Session, pass_session


@click.command("delete", short_help="Delete activities; undo brings them back.")
@IDS
@AS_JSON
@pass_session
def command(session: Session, *, ids: tuple[int, ...], as_json: bool) -> None:
    """Delete the activities ID…: lists and search have them no more.

    “undo” brings them back. Their mails are kept; “erase” removes these too.
    """
    print_action(session.application.correcting.delete(ids), as_json=as_json)
