"""Exporting: what was exported and is imported again changes nothing, in any form, whatever the names are."""

import csv
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from severa_desktop.core.directory import (
    ActivityCategory,
    ActivityType,
    Contact,
    Customer,
    Directory,
    Project,
    ProjectKind,
    User,
)
from severa_desktop.services.directory import DirectoryService
from severa_desktop.services.directory_export import ExportForm, export_directory, form_of
from severa_desktop.services.directory_files import read_directory
from severa_desktop.services.directory_form import directory_object
from severa_desktop.services.directory_json import read_json
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.directory_records import file_records
from severa_desktop.services.directory_schema import FIELDS, Section
from severa_desktop.services.errors import UserError
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, company

FORMS = pytest.mark.parametrize("form", list(ExportForm))

AWKWARD = Directory(
    (ActivityType("=1+1", ActivityCategory.ABSENCE, calendar_synced=True), ActivityType("Fax;“x”, y")),
    (
        User("007", "=cmd|' /C calc'!A0", ('"a b;c"@x.example', "é@x.example"), active=False),
        User("+1", "-1", ("a@b.nl",)),
    ),
    (
        Customer("#N/A", "#REF!"),
        Customer("c,2", 'A "quoted" name'),
        Customer("_x0041_", "true"),
        Customer("1.0", "1e5"),
    ),
    (Contact("@x", "Zoë \U0001f35e", (), "c,2"), Contact("p 2", "2026-01-01", ("x@y.example",), "#N/A", active=False)),
    (
        Project("j1", 10**18 - 1, "0012", ProjectKind.SALES_CASE, "1.0", closed=True),
        Project("j2", 1, "'quoted", ProjectKind.PROJECT, None),
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def target(folder: Path, form: ExportForm) -> Path:
    return folder / "out" if form is ExportForm.CSV else folder / f"out.{form}"


@FORMS
def test_importing_an_export_changes_nothing(store: Store, tmp_path: Path, form: ExportForm) -> None:
    service = DirectoryService(store)
    with store.writing() as writer:
        writer.save_directory(AWKWARD)
    path = target(tmp_path, form)
    service.export(path, form)
    before = service.directory()
    for count in service.import_path(path, replacing=True).values():
        assert SectionCount(unchanged=count.unchanged) == count
    assert service.directory() == before


@FORMS
def test_what_was_exported_is_what_is_read(tmp_path: Path, form: ExportForm) -> None:
    path = target(tmp_path, form)
    export_directory(AWKWARD, path, form)
    records = read_directory(path)
    assert records.directory == AWKWARD
    assert records.sections == frozenset(Section)


@FORMS
def test_an_empty_directory_has_all_sections_too(tmp_path: Path, form: ExportForm) -> None:
    path = target(tmp_path, form)
    export_directory(Directory(), path, form)
    assert read_directory(path).sections == frozenset(Section)


TEXT = st.text(max_size=12)
RECORDS: dict[Section, st.SearchStrategy[dict[str, object]]] = {
    Section.USERS: st.fixed_dictionaries({"key": TEXT, "name": TEXT, "emails": st.just(["a@b.example"])}),
    Section.CUSTOMERS: st.fixed_dictionaries({"key": TEXT, "name": TEXT, "active": st.booleans()}),
    Section.ACTIVITY_TYPES: st.fixed_dictionaries({"name": TEXT}),
}


@given(st.sampled_from(list(ExportForm)), st.sampled_from(list(RECORDS)), st.data())
def test_any_record_that_can_be_read_can_be_written_and_read(
    form: ExportForm, section: Section, data: st.DataObject
) -> None:
    record = data.draw(RECORDS[section])
    try:
        directory = file_records(read_json(json.dumps({section.value: [record]}), "d.json")).directory
    except UserError:
        return
    with TemporaryDirectory() as folder:
        path = target(Path(folder), form)
        export_directory(directory, path, form)
        assert read_directory(path).directory == directory


def test_nothing_in_a_workbook_is_a_formula_or_an_error(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    export_directory(AWKWARD, path, ExportForm.XLSX)
    book = load_workbook(path)
    assert book.sheetnames == [section.value for section in Section]
    types = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert types <= {"s", "n", "b"}
    users = book["users"]
    assert users["B2"].value == "=cmd|' /C calc'!A0"
    assert users["B2"].quotePrefix, "stays text when somebody edits the cell"
    assert [cell.value for cell in users[1]] == list(FIELDS[Section.USERS])


def test_csv_files_begin_with_a_mark_for_excel_and_have_all_fields(tmp_path: Path) -> None:
    export_directory(DIRECTORY, tmp_path / "new" / "folder", ExportForm.CSV)
    content = (tmp_path / "new" / "folder" / "contacts.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows == [
        ["key", "name", "emails", "customer", "active"],
        ["p1", "Piet Jansen", "piet@bakery.example", "c1", "true"],
        ["p2", "Sofie Maes", "sofie@cafe.example", "c2", "true"],
    ]


def test_json_is_what_show_prints(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    export_directory(DIRECTORY, path, ExportForm.JSON)
    assert json.loads(path.read_text(encoding="utf-8")) == directory_object(DIRECTORY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_is_replaced_and_a_folders_csv_files_are_not(tmp_path: Path) -> None:
    for form in (ExportForm.JSON, ExportForm.XLSX):
        target(tmp_path, form).write_bytes(b"old")
        export_directory(DIRECTORY, target(tmp_path, form), form)
        assert read_directory(target(tmp_path, form)).directory == DIRECTORY
    (tmp_path / "projects.csv").write_bytes(b"mine")
    with pytest.raises(UserError, match=r"projects\.csv is there already"):
        export_directory(DIRECTORY, tmp_path, ExportForm.CSV)
    assert not (tmp_path / "users.csv").exists()
    assert (tmp_path / "projects.csv").read_bytes() == b"mine"


@FORMS
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, form: ExportForm) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match="cannot be written"):
        export_directory(DIRECTORY, target(tmp_path / "file", form), form)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_excel_cannot_hold_is_said(tmp_path: Path) -> None:
    directory = Directory(customers=(Customer("c1", "x" * 40_000),))
    with pytest.raises(UserError, match="too long for a cell"):
        export_directory(directory, tmp_path / "out.xlsx", ExportForm.XLSX)
    assert list(tmp_path.iterdir()) == []


def test_the_ending_of_a_path_says_the_form(tmp_path: Path) -> None:
    assert form_of(Path("a/b.JSON")) is ExportForm.JSON
    assert form_of(Path("b.xlsx")) is ExportForm.XLSX
    assert form_of(Path("folder")) is ExportForm.CSV
    assert form_of(Path("folder.2026")) is ExportForm.CSV
    odd = tmp_path / "folder.json"
    odd.mkdir()
    assert form_of(odd) is ExportForm.CSV
    with pytest.raises(UserError, match="Give a folder"):
        form_of(Path("users.csv"))
