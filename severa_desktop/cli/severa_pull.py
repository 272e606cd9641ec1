"""`severa pull`: fetches the directory."""

import sys
import threading
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.asking import ask_secret_where_missing
from severa_desktop.cli.output import is_terminal, prepare_json, print_json, tell
from severa_desktop.cli.progress import ProgressBar, progress_bar
from severa_desktop.cli.section_counts import counts_object, print_counts
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import N_, _, ngettext, number

if TYPE_CHECKING:
    from severa_desktop.core.severa import RecordKind
    from severa_desktop.services.severa.pulling import PullResult


@click.command("pull", short_help="Fetch the directory from Severa.")
@click.option("--full", is_flag=True, help="Fetch everything, also what did not change.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@pass_session
def pull(session: Session, *, full: bool, as_json: bool) -> None:
    """Fetch users, customers, contact persons, projects and activity types: all of it or nothing.

    Only what changed is fetched, but the first time and once a week everything: only that shows what was removed in
    Severa, which is deactivated here. Ctrl+C cancels, and then nothing changes.
    """
    application = session.application
    ask_secret_where_missing(application.severa.connecting)
    if as_json:
        prepare_json()
    with progress_bar(wanted=not (as_json and is_terminal(sys.stdout)), pace=N_("{count} records/s")) as bar:
        result = application.severa.pulling.pull(full=full, told=_Sum(bar).told)
    importable = len(application.checking.now_importable())
    if as_json:
        print_json(
            {
                "full": result.full,
                "sections": counts_object(result.counts),
                "clashes": result.clashes,
                "left_out": result.left_out,
                "now_importable": importable,
            }
        )
    else:
        print_counts(result.counts)
        _tell_more(result, importable)


class _Sum:
    """Adds up the records of all lists, which are read side by side."""

    def __init__(self, bar: ProgressBar) -> None:
        self._bar = bar
        self._read: dict[RecordKind, int] = {}
        self._one_at_a_time = threading.Lock()

    def told(self, kind: "RecordKind", count: int) -> None:
        with self._one_at_a_time:
            self._read[kind] = count
            self._bar.advance(sum(self._read.values()), None)


def _tell_more(result: "PullResult", importable: int) -> None:
    if result.clashes:
        words = ngettext(
            "{count} record of Severa clashes with one made by hand.",
            "{count} records of Severa clash with ones made by hand.",
            result.clashes,
        )
        more = _("See them with: severa-desktop severa clashes")
        tell(f"{words.format(count=number(result.clashes))} {more}")
    if result.left_out:
        words = ngettext(
            "{count} record of Severa could not be taken over as it is there.",
            "{count} records of Severa could not be taken over as they are there.",
            result.left_out,
        )
        more = _("See why with: severa-desktop severa clashes")
        tell(f"{words.format(count=number(result.left_out))} {more}")
    if importable:
        words = ngettext("{count} mail can now be imported.", "{count} mails can now be imported.", importable)
        more = _("Import with: severa-desktop retry --all")
        tell(f"{words.format(count=number(importable))} {more}")
