"""`redo`: does again what was undone last."""

import click

from severa_desktop.cli.corrections import AS_JSON, print_action
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _


@click.command("redo", short_help="Do again what was undone last.")
@AS_JSON
@pass_session
def command(session: Session, *, as_json: bool) -> None:
    """Do again what “undo” took back, until something new is changed."""
    done = session.application.correcting.redo()
    print_action(done, as_json=as_json, sentence=_("Done again: {done}"), nothing=_("There is nothing to redo."))
