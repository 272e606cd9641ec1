"""`backup`: writes a whole copy of the data to one file."""

from pathlib import Path

import click

from severa_desktop.cli.output import prepare_json, print_json, print_line
from severa_desktop.cli.progress import progress_bar
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.cli.times import size_words
from severa_desktop.printable import one_line


@click.command("backup", short_help="Write a whole copy of the data to one file.")
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print file and size in bytes as JSON.")
@pass_session
def command(session: Session, *, file: str, as_json: bool) -> None:
    """Write everything to one file, in place of a former backup of that name. Passwords are not part of it.

    May run while mails are imported; what is stored at that moment is in it. “restore” takes it back.
    """
    moving = session.application.moving
    with progress_bar(wanted=not as_json, pace="") as bar:
        size = moving.back_up(Path(file), bar.advance)
    if as_json:
        prepare_json()
        print_json({"file": file, "size": size})
    else:
        print_line(one_line(f"{file}, {size_words(size)}"))
