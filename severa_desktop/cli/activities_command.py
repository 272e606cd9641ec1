"""`activities`: lists activities, the newest first."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.output import prepare_json, print_json, tell
from severa_desktop.cli.parameters import WORDS
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.cli.table import Column, print_table
from severa_desktop.cli.times import local_time
from severa_desktop.texts import N_, _

if TYPE_CHECKING:
    from severa_desktop.services.activities import StoredActivity

_COLUMNS = (
    Column(N_("ID"), 8, right=True),
    Column(N_("DATE"), 16),
    Column("", 1),
    Column(N_("SUBJECT")),
    Column(N_("CUSTOMER"), 20, shrinks=True),
    Column(N_("PROJECT"), 8, right=True),
    Column(N_("OWNER"), 18, shrinks=True),
)


@click.command("activities", short_help="List activities, the newest first.")
@click.option("--search", type=WORDS, metavar="TEXT", default="", help="All these words, or words that begin so.")
@click.option("--customer", type=WORDS, metavar="NAME", help="Of this customer.")
@click.option("--project", type=int, metavar="N", help="Of the project or sales case with this number.")
@click.option("--owner", type=WORDS, metavar="EMAIL", help="Of the user with this address.")
@click.option("--since", type=WORDS, metavar="D", help="From this day on, such as 2026-03-02.")
@click.option("--until", type=WORDS, metavar="D", help="Up to and with this day.")
@click.option("--warnings", is_flag=True, help="Only those that need a look.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an activity.")
@pass_session
def command(
    session: Session,
    *,
    search: str,
    customer: str | None,
    project: int | None,
    owner: str | None,
    since: str | None,
    until: str | None,
    warnings: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """List activities, the newest first. Everything that is asked for must hold."""
    from severa_desktop.services.activities import Wanted, parse_day

    wanted = Wanted(
        search=search,
        customer=customer,
        project=project,
        owner=owner,
        since=None if since is None else parse_day(since),
        until=None if until is None else parse_day(until),
        with_warnings=warnings,
        limit=limit,
    )
    found = session.application.activities.find(wanted)
    if as_json:
        from severa_desktop.cli.activity_form import shown_object

        prepare_json()
        routes = session.application.routes
        for stored in found:
            route = routes.route(stored.activity.id or 0)
            print_json(shown_object(stored, route, with_body=False))
    elif not print_table(_COLUMNS, _rows(found)):
        tell(_("There is no activity yet.") if wanted == Wanted(limit=limit) else _("No activity was found."))


def _rows(found: "Iterable[StoredActivity]") -> Iterator[tuple[str, ...]]:
    for stored in found:
        activity = stored.activity
        yield (
            str(activity.id),
            local_time(activity.started_at),
            "!" if stored.warnings else "",
            activity.subject,
            activity.customer.name if activity.customer else "",
            str(activity.project.number) if activity.project else "",
            activity.owner.name,
        )
