"""`calendar`: writes activities to a file that calendars read."""

from collections.abc import Sequence
from pathlib import Path

import click

from severa_desktop.cli.output import prepare_json, print_json, tell
from severa_desktop.cli.parameters import RECORD_ID, WORDS
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _, ngettext


@click.command("calendar", short_help="Write activities to a file that calendars read.")
@click.argument("ids", metavar="[ID]…", nargs=-1, type=RECORD_ID)
@click.option(
    "--out", "target", metavar="FILE", required=True, help="Write to this file, in place of one that is there."
)
@click.option("--since", type=WORDS, metavar="D", help="From this day on, such as 2026-03-02.")
@click.option("--until", type=WORDS, metavar="D", help="Up to and with this day.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as one JSON object.")
@pass_session
def command(
    session: Session, *, ids: Sequence[int], target: str, since: str | None, until: str | None, as_json: bool
) -> None:
    """Write the activities ID…, or all of a period, to an iCalendar file (.ics).

    Only activities whose type is synchronised with calendars are written; those of a type that was excluded from
    that never are. An activity that is exported again takes its own place in the calendar.
    """
    from severa_desktop.services.activities import Wanted, parse_day

    if ids and (since is not None or until is not None):
        raise click.UsageError(_("Give either IDs or a period."))
    service = session.application.calendar
    if ids:
        done = service.export_ids(ids, Path(target))
    else:
        wanted = Wanted(
            since=None if since is None else parse_day(since), until=None if until is None else parse_day(until)
        )
        done = service.export_wanted(wanted, Path(target))
    if as_json:
        prepare_json()
        print_json({"file": str(done.path), "exported": done.exported, "left_out": done.left_out})
        return
    tell(
        ngettext("{count} activity written to {file}.", "{count} activities written to {file}.", done.exported).format(
            count=f"{done.exported:,}", file=done.path
        )
    )
    if done.left_out:
        tell(
            ngettext(
                "{count} activity was left out: its type is not synchronised with calendars.",
                "{count} activities were left out: their types are not synchronised with calendars.",
                done.left_out,
            ).format(count=f"{done.left_out:,}")
        )
