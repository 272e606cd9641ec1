"""`retry`: decides anew about mails that were not imported."""

import click

from severa_desktop.cli.output import prepare_json, tell
from severa_desktop.cli.parameters import RECORD_ID
from severa_desktop.cli.results import exit_code, human_printer, json_printer, print_results, summary
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _


@click.command("retry", short_help="Decide anew about mails that were not imported.")
@click.argument("ids", metavar="ID…", nargs=-1, type=RECORD_ID)
@click.option("--all", "every", is_flag=True, help="Retry everything that was rejected.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a mail.")
@pass_session
def command(session: Session, *, ids: tuple[int, ...], every: bool, as_json: bool) -> int:
    """Decide about the entries ID… of “rejected” with today’s settings and directory.

    Prints results as “import” does, and ends with 1 if any is still refused.
    """
    if bool(ids) == every:
        raise click.UsageError(_("Give the ids of entries that “rejected” lists, or --all."))
    if as_json:
        prepare_json()
    results = session.application.retrying.run(None if every else ids)
    counts = print_results(results, json_printer if as_json else human_printer())
    if not as_json:
        tell(summary(counts))
    return exit_code(counts)
