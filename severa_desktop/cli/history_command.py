"""`history`: what was changed on an activity since it was imported."""

import click

from severa_desktop.cli.json_form import time_text
from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.parameters import RECORD_ID
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _


@click.command("history", short_help="Say what was changed on an activity.")
@click.argument("activity_id", metavar="ID", type=RECORD_ID)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a change.")
@pass_session
def command(session: Session, *, activity_id: int, as_json: bool) -> None:
    """Say what people and later copies of its mail changed on an activity, the latest first."""
    from severa_desktop.cli.activity_form import change_line

    session.application.activities.activity(activity_id)
    entries = session.application.correcting.history(activity_id)
    if as_json:
        prepare_json()
    for entry in entries:
        if as_json:
            print_json(
                {
                    "at": time_text(entry.at),
                    "kind": entry.kind.value,
                    "field": entry.field.value,
                    "before": entry.before,
                    "after": entry.after,
                }
            )
        else:
            print_line(change_line(entry))
    if not entries and not as_json:
        tell(_("Nothing was changed on this activity."))
