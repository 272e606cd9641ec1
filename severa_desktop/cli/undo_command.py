"""`undo`: takes back what was done last."""

import click

from severa_desktop.cli.corrections import AS_JSON, print_action
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _


@click.command("undo", short_help="Take back what was done last.")
@AS_JSON
@pass_session
def command(session: Session, *, as_json: bool) -> None:
    """Take back the last link, unlink, deletion or other change that a person made, and say what it was.

    Changes made in the window count too. Call it again for the one before; “redo” goes the other way.
    """
    done = session.application.correcting.undo()
    print_action(done, as_json=as_json, sentence=_("Undone: {done}"), nothing=_("There is nothing to undo."))
