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
    from datetime import date

    from severa_desktop.services.wanted import ActivityLine, Wanted

_FEW = 1_000
"""Activities that may be in memory together."""
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
    from severa_desktop.services.wanted import Wanted

    wanted = Wanted(
        search=search,
        customer=customer,
        project=project,
        owner=owner,
        since=_day(since),
        until=_day(until),
        with_warnings=warnings,
        limit=limit,
    )
    if as_json:
        from severa_desktop.cli.activity_form import shown_object

        prepare_json()
        routes = session.application.routes
        for stored in session.application.activities.find(wanted):
            route = routes.route(stored.activity.id or 0)
            print_json(shown_object(stored, route, with_body=False))
    elif not print_table(_COLUMNS, _rows(_lines(session, wanted))):
        tell(_("There is no activity yet.") if wanted == Wanted(limit=limit) else _("No activity was found."))


def _day(text: str | None) -> "date | None":
    if text is None:
        return None
    from severa_desktop.services.activities import parse_day

    return parse_day(text)


def _lines(session: Session, wanted: "Wanted") -> "Iterable[ActivityLine]":
    """Return what is to be listed; a few of the newest without opening the store, as loading that takes longer."""
    from severa_desktop.services.wanted import Wanted

    if wanted.limit is not None and wanted.limit <= _FEW and wanted == Wanted(limit=wanted.limit):
        newest = session.application.newest.lines(wanted.limit)
        if newest is not None:
            return newest.values()
    return session.application.activities.listed(wanted)


def _rows(lines: "Iterable[ActivityLine]") -> Iterator[tuple[str, ...]]:
    for line in lines:
        yield (
            str(line.id),
            local_time(line.started_at),
            "!" if line.warnings else "",
            line.subject,
            line.customer,
            "" if line.project_number is None else str(line.project_number),
            line.owner,
        )
