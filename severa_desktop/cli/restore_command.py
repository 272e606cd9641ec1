"""`restore`: takes a backup back, or what was exported on another computer."""

from pathlib import Path

import click

from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.progress import progress_bar
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _, ngettext, number


@click.command("restore", short_help="Take a backup back, or what “export” wrote.")
@click.argument("path", metavar="PATH")
@click.option("--json", "as_json", is_flag=True, help="Print what there is now as JSON.")
@pass_session
def command(session: Session, *, path: str, as_json: bool) -> None:
    """Put a backup, or a folder that “export” wrote, in the place of all data; the former data is kept beside it.

    It is looked through first: what is not whole and sound changes nothing. No other window or process may have the
    data open meanwhile.
    """
    with progress_bar(wanted=not as_json, pace="") as bar:
        prepared = session.prepare_restoring(Path(path), bar.advance)
    try:
        kept = prepared.put_in_place(session.folders.store)
    finally:
        prepared.discard()
    contents = prepared.contents
    if as_json:
        prepare_json()
        print_json(
            {
                "activities": contents.activities,
                "deleted": contents.deleted,
                "not_imported": contents.not_imported,
                "former": None if kept is None else str(kept),
            }
        )
    else:
        count = contents.activities
        sentence = ngettext("{count} activity is back.", "{count} activities are back.", count)
        print_line(sentence.format(count=number(count)))
        if kept is not None:
            tell(_("The former data is kept in {file}").format(file=kept))
