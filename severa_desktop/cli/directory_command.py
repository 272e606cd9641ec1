"""`directory`: takes users, customers, contacts, projects and types over from a file, shows and writes them."""

from collections.abc import Sequence
from pathlib import Path

import click

from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.section_counts import counts_object, print_counts
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.cli.table import Column, print_table
from severa_desktop.core.directory import Directory, ProjectKind
from severa_desktop.texts import N_, _, number

_Sheet = tuple[str, list[Column], Sequence[Sequence[str]]]
_KEY, _NAME = Column(N_("KEY"), 12), Column(N_("NAME"), 30)
_EMAILS = Column(N_("E-MAIL ADDRESSES"))
_CUSTOMER = Column(N_("CUSTOMER"), 20, shrinks=True)


@click.group(
    "directory",
    no_args_is_help=False,
    short_help="Import, show or export users, customers, contacts, projects, types.",
)
def command() -> None:
    """Users, customers, contact persons, projects and activity types."""


@command.command("import", short_help="Add or update records from a file.")
@click.argument("path", metavar="PATH")
@click.option("--replace", "replacing", is_flag=True, help="Also deactivate what the file no longer has.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@pass_session
def import_directory(session: Session, *, path: str, replacing: bool, as_json: bool) -> None:
    """Add or update records by key from PATH: a JSON file, a folder of CSV files or an .xlsx workbook.

    All or nothing: a wrong record is named, and then nothing changes. With --replace, what a section of the
    file no longer has is deactivated (projects are closed, types removed unless they are in use).
    """
    from severa_desktop.services.directory_schema import DirectoryRefusedError
    from severa_desktop.services.errors import UserError

    try:
        counts = session.application.directory.import_path(Path(path), replacing=replacing)
    except DirectoryRefusedError as error:
        if error.count > 1 and session.verbose:
            for refusal in error.refusals:
                tell(str(refusal))
            sentence = _("{count} records are wrong. Nothing was changed.")
            raise UserError(sentence.format(count=number(error.count))) from None
        if error.count > 1:
            sentence = _("{error} ({count} more are wrong; -v names them.)")
            raise UserError(sentence.format(error=error, count=number(error.count - 1))) from None
        raise
    if as_json:
        prepare_json()
        print_json(counts_object(counts))
    else:
        print_counts(counts)


@command.command("show", short_help="Print all records.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, as “directory import” reads it.")
@pass_session
def show_directory(session: Session, *, as_json: bool) -> None:
    """Print every record, inactive and closed ones too."""
    directory = session.application.directory.directory()
    if as_json:
        from severa_desktop.services.directory_form import directory_object

        prepare_json()
        print_json(directory_object(directory))
        return
    sheets = [sheet for sheet in _sheets(directory) if sheet[2]]
    for position, (title, columns, rows) in enumerate(sheets):
        if position:
            print_line()
        print_line(f"{title} ({number(len(rows))})")
        print_table(columns, rows)
    if not sheets:
        tell(_("The directory is empty. Fill it with: severa-desktop directory import PATH"))


@command.command("export", short_help="Write all records to a file.")
@click.argument("path", metavar="PATH")
@pass_session
def export_directory(session: Session, *, path: str) -> None:
    """Write every record to PATH, as “directory import” reads it; importing it again changes nothing.

    A name that ends in .json or .xlsx is written as such a file, and replaced if it is there. Any other is a
    folder, made if it is not there, for CSV files; none that is there is overwritten.
    """
    from severa_desktop.services.directory_export import form_of

    session.application.directory.export(Path(path), form_of(Path(path)))
    tell(_("The directory was written to {path}.").format(path=path))


def _sheets(directory: Directory) -> list[_Sheet]:
    return [
        _types(directory),
        _users(directory),
        _customers(directory),
        _contacts(directory),
        _projects(directory),
    ]


def _types(directory: Directory) -> _Sheet:
    columns = [_NAME, Column(N_("CATEGORY")), Column(N_("CALENDAR"), 8)]
    synced = _("synced")
    rows = [(one.name, one.category, synced if one.calendar_synced else "") for one in directory.activity_types]
    return _("Activity types"), columns, rows


def _users(directory: Directory) -> _Sheet:
    columns = [_KEY, _NAME, _EMAILS, Column("", 8)]
    rows = [(one.key, one.name, ", ".join(one.emails), _active(active=one.active)) for one in directory.users]
    return _("Users"), columns, rows


def _customers(directory: Directory) -> _Sheet:
    columns = [_KEY, Column(N_("NAME")), Column("", 8)]
    rows = [(one.key, one.name, _active(active=one.active)) for one in directory.customers]
    return _("Customers"), columns, rows


def _contacts(directory: Directory) -> _Sheet:
    columns = [_KEY, Column(N_("NAME"), 22, shrinks=True), _EMAILS, _CUSTOMER, Column("", 8)]
    customers = _customer_names(directory)
    rows = [
        (one.key, one.name, ", ".join(one.emails), customers[one.customer], _active(active=one.active))
        for one in directory.contacts
    ]
    return _("Contact persons"), columns, rows


def _projects(directory: Directory) -> _Sheet:
    number_column = Column(N_("NUMBER"), 18, right=True)
    columns = [_KEY, number_column, Column(N_("NAME")), Column(N_("KIND"), 10), _CUSTOMER, Column("", 6)]
    customers = _customer_names(directory)
    rows = [
        (
            one.key,
            str(one.number),
            one.name,
            _("sales case") if one.kind is ProjectKind.SALES_CASE else _("project"),
            "" if one.customer is None else customers[one.customer],
            _("closed") if one.closed else "",
        )
        for one in directory.projects
    ]
    return _("Projects and sales cases"), columns, rows


def _customer_names(directory: Directory) -> dict[str, str]:
    return {customer.key: customer.name for customer in directory.customers}


def _active(*, active: bool) -> str:
    return "" if active else _("inactive")
