"""`severa held`, `try-again` and `leave`: activities that cannot be sent as they are."""

from collections.abc import Sequence

import click

from severa_desktop.cli.output import prepare_json, print_json, tell
from severa_desktop.cli.parameters import RECORD_ID
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.cli.table import Column, print_table
from severa_desktop.services.severa.standing import held_words
from severa_desktop.texts import N_, _

_COLUMNS = (Column(N_("ID"), 8, right=True), Column(N_("SUBJECT"), 40, shrinks=True), Column(N_("WHY")))


@click.command("held", short_help="List the activities that cannot be sent as they are.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an activity.")
@pass_session
def held(session: Session, *, as_json: bool) -> None:
    """List what Severa refused, what cannot be sent as the directory is now, and what does not get to Severa though it
    is tried again and again, each with its reason.
    """
    found = session.application.severa.pushing.held()
    if as_json:
        prepare_json()
        for one in found:
            print_json(
                {
                    "activity_id": one.activity_id,
                    "subject": one.subject,
                    "step": one.step.value,
                    "why": one.why,
                    "by_severa": one.by_severa,
                    "still_tried": one.is_tried,
                }
            )
        return
    print_table(
        _COLUMNS, ([str(one.activity_id), one.subject, held_words(one.why, is_tried=one.is_tried)] for one in found)
    )
    tell(
        _("Once that is mended: severa-desktop severa try-again, then severa-desktop severa push")
        if found
        else _("Nothing is held.")
    )


@click.command("try-again", short_help="Let what was refused be sent again.")
@click.argument("ids", metavar="[ID…]", type=RECORD_ID, nargs=-1)
@pass_session
def try_again(session: Session, *, ids: Sequence[int]) -> None:
    """Let the next push try these activities again, or all that are held."""
    session.application.severa.standings.try_again(ids or None)
    tell(_("They are tried again with: severa-desktop severa push"))


@click.command("leave", short_help="Do not send what was refused.")
@click.argument("ids", metavar="ID…", type=RECORD_ID, nargs=-1, required=True)
@pass_session
def leave(session: Session, *, ids: Sequence[int]) -> None:
    """Let what was refused of these activities be. They stay here, and are looked at again once they change."""
    session.application.severa.standings.leave(ids)
    tell(_("They are not sent any more."))
