"""`files`: lists the files of projects, and saves them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.json_form import Json
from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.cli.table import Column, print_table
from severa_desktop.cli.times import size_words
from severa_desktop.printable import one_line
from severa_desktop.texts import N_, _, number

if TYPE_CHECKING:
    from severa_desktop.services.files import FilesService, StoredFile

_COLUMNS = (
    Column(N_("PROJECT"), 18, right=True),
    Column(N_("ACTIVITY"), 8, right=True),
    Column(N_("NAME")),
    Column(N_("TYPE"), 24, shrinks=True),
    Column(N_("SIZE"), 10, right=True),
)


@click.command("files", short_help="List the files of projects, or save them.")
@click.option("--project", type=int, metavar="N", help="Of the project or sales case with this number.")
@click.option("--save", "folder", metavar="DIR", help="Write them to this folder, never over another file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
@pass_session
def command(session: Session, *, project: int | None, folder: str | None, as_json: bool) -> None:
    """List the attachments of mails that were linked to a project.

    With --save they are written to a folder: the same bytes are left, others become “name (2).ext”.
    """
    if as_json:
        prepare_json()
    service = session.application.files
    if folder is not None:
        _save(service, project, Path(folder), as_json=as_json)
    elif as_json:
        for file in service.files(project):
            print_json(_file_object(file))
    elif not print_table(_COLUMNS, map(_row, service.files(project))):
        sentence = _("There are no project files.") if project is None else _("There are no files of project {number}.")
        tell(sentence.format(number=project))


def _save(service: "FilesService", project: int | None, folder: Path, *, as_json: bool) -> None:
    written = left = 0
    for saved in service.save(project, folder):
        written += saved.written
        left += not saved.written
        if as_json:
            print_json({**_file_object(saved.file), "saved_as": str(saved.path)})
        elif saved.written:
            print_line(one_line(str(saved.path)))
    tell(_("{count} saved, {left} there already.").format(count=number(written), left=number(left)))


def _file_object(file: "StoredFile") -> Json:
    return {
        "name": file.attachment.name,
        "project": file.project,
        "activity_id": file.activity_id,
        "media_type": file.attachment.media_type,
        "size": file.attachment.size,
        "sha256": file.attachment.sha256,
    }


def _row(file: "StoredFile") -> tuple[str, ...]:
    attachment = file.attachment
    size = size_words(attachment.size)
    return str(file.project), str(file.activity_id), attachment.name, attachment.media_type, size
