"""`import`: takes mails in and prints what became of each."""

import sys

import click

from severa_desktop.cli.output import is_terminal, prepare_json, tell
from severa_desktop.cli.progress import progress_bar
from severa_desktop.cli.results import exit_code, human_printer, json_printer, print_results, summary
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _, ngettext, number


@click.command("import", short_help="Take mails in and say what became of each.")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a mail.")
@click.option("--dry-run", is_flag=True, help="Show what would happen and write nothing.")
@click.option("--quiet", is_flag=True, help="Print only what was not imported, and no progress or summary.")
@pass_session
def command(session: Session, *, paths: tuple[str, ...], as_json: bool, dry_run: bool, quiet: bool) -> int:
    """Take in files, folders, mbox, Maildir and zip at PATH, or - for standard input.

    One result a mail, in input order. Ends with 1 if some mail was rejected or failed.
    """
    from severa_desktop.services.importing import Handover

    if as_json:
        prepare_json()
    service = session.application.importing
    handover = Handover(paths, sys.stdin.buffer, dry_run)
    with progress_bar(wanted=not quiet and not (as_json and is_terminal(sys.stdout))) as bar:
        printer = json_printer if as_json else human_printer(bar.print_lines, only_problems=quiet)
        results = service.run(handover, lambda progress: bar.advance(progress.mails, progress.expected))
        counts = print_results(results, printer)
    if not quiet:
        nothing = _("Nothing was written.")
        tell(f"{summary(counts)} {nothing}" if dry_run else summary(counts))
        if service.skipped:
            skipped = ngettext(
                "Skipped, as no mail: {count} file.", "Skipped, as no mail: {count} files.", service.skipped
            )
            tell(skipped.format(count=number(service.skipped)))
        if exit_code(counts) and not dry_run:
            tell(_("What was not imported is listed by: severa-desktop rejected --failed"))
    return exit_code(counts)
