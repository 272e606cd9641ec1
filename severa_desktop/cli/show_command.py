"""`show`: one activity with why it is so, or its original mail."""

import click

from severa_desktop.cli.output import prepare_json, print_bytes, print_json, print_line
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _


@click.command("show", short_help="Show one activity and why it is so.")
@click.argument("activity_id", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--raw", is_flag=True, help="Print the bytes of the original mail.")
@pass_session
def command(session: Session, *, activity_id: int, as_json: bool, raw: bool) -> None:
    """Show an activity with its people, links, attachments, reasons and the way of its mail."""
    if as_json and raw:
        raise click.UsageError(_("Use either --json or --raw."))
    service = session.application.activities
    if raw:
        print_bytes(service.original(activity_id))
        return
    from severa_desktop.cli.activity_form import shown_lines, shown_object

    stored = service.activity(activity_id)
    route = session.application.routes.route(activity_id)
    if as_json:
        prepare_json()
        print_json(shown_object(stored, route, with_body=True))
        return
    for line in shown_lines(stored, session.application.correcting.history(activity_id), route):
        print_line(line)
