"""`export`: writes everything to a folder, in forms that other programs read."""

from pathlib import Path

import click

from severa_desktop.cli.output import prepare_json, print_json, print_line
from severa_desktop.cli.progress import progress_bar
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.printable import one_line
from severa_desktop.texts import ngettext, number


@click.command("export", short_help="Write everything to a folder, for other programs and computers.")
@click.argument("folder", metavar="FOLDER")
@click.option("--json", "as_json", is_flag=True, help="Print folder and number of mails as JSON.")
@pass_session
def command(session: Session, *, folder: str, as_json: bool) -> None:
    """Write everything to a new folder: mails as .eml, the rest as CSV and JSON. Passwords are not part of it.

    All of it or nothing. “restore FOLDER” takes it over on another computer.
    """
    moving = session.application.moving
    with progress_bar(wanted=not as_json) as bar:
        mails = moving.export(Path(folder), bar.advance)
    if as_json:
        prepare_json()
        print_json({"folder": folder, "mails": mails})
    else:
        words = ngettext("{count} mail is in {folder}", "{count} mails are in {folder}", mails)
        print_line(one_line(words.format(count=number(mails), folder=folder)))
