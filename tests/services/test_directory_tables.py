"""CSV files and workbooks that programs really write, and hostile ones."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from severa_desktop.services.directory_csv import read_csv_folder
from severa_desktop.services.directory_files import read_directory
from severa_desktop.services.directory_records import file_records
from severa_desktop.services.directory_schema import DirectoryRefusedError, Section
from severa_desktop.services.directory_xlsx import read_xlsx
from severa_desktop.services.errors import UserError


def content_of(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def customers(folder: Path, text: str) -> list[str]:
    (folder / "customers.csv").write_text(text, encoding="utf-8", newline="")
    return [customer.name for customer in file_records(read_csv_folder(folder)).customers]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("key,name\rc1,A\rc2,B\r", ["A", "B"]),
        ("key;name;;\r\nc1;A;;\r\n;;;\r\n\r\nc2;B;;", ["A", "B"]),
        ('"key","name"\n"c1","A ""x"" B"\n', ['A "x" B']),
        (" key , name \nc1,A\n", ["A"]),
        ("key;name\nc1;Jansen, BV\n", ["Jansen, BV"]),
        ("key,name\n", []),
        ("", []),
        ("\n\n", []),
    ],
)
def test_ways_of_writing_csv(tmp_path: Path, text: str, names: list[str]) -> None:
    assert customers(tmp_path, text) == names


def test_file_and_sheet_names_may_be_capitalised_but_not_stand_twice(tmp_path: Path) -> None:
    (tmp_path / "Customers.CSV").write_text("key,name\nc1,A\n", encoding="utf-8")
    assert len(read_directory(tmp_path).customers) == 1
    (tmp_path / "customers.csv").write_text("key,name\nc1,A\n", encoding="utf-8")
    with pytest.raises(DirectoryRefusedError, match="Keep one"):
        read_directory(tmp_path)


def test_a_huge_unclosed_quote_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DirectoryRefusedError, match="line 2"):
        customers(tmp_path, 'key,name\nc1,"' + "x\n" * 200_000)


def test_a_sheet_that_claims_to_be_a_million_columns_wide_is_read_at_once() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "customers"
    for row in (["key", "name"], *([f"c{number}", "X"] for number in range(500))):
        sheet.append(row)
    small = content_of(book)
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small)) as source, zipfile.ZipFile(written, "w") as target:
        for member in source.infolist():
            part = source.read(member)
            if member.filename.startswith("xl/worksheets/sheet"):
                part = part.replace(b'<dimension ref="A1:B501"', b'<dimension ref="A1:XFD1048576"')
                assert b"XFD" in part
            target.writestr(member, part)
    assert len(read_xlsx(written.getvalue(), "b.xlsx").sections[Section.CUSTOMERS]) == 500


def test_a_workbook_that_unpacks_to_far_too_much_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * (100 * 1024 * 1024))
    with pytest.raises(DirectoryRefusedError, match="too large"):
        read_xlsx(written.getvalue(), "b.xlsx")


@pytest.mark.parametrize("cut", [4, 100, 2000, -200])
def test_a_damaged_workbook_is_refused(cut: int) -> None:
    book = Workbook()
    book.worksheets[0].title = "customers"
    with pytest.raises(UserError, match=r"^b\.xlsx"):
        read_xlsx(content_of(book)[:cut], "b.xlsx")


def test_formulas_count_by_their_last_value_and_charts_not_at_all() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = " Customers "
    sheet.append(["key", "name", "active"])
    sheet.append(["c1", "A", "=FALSE()"])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("Grafiek").add_chart(chart)
    (record,) = read_xlsx(content_of(book), "b.xlsx").sections[Section.CUSTOMERS]
    assert record.values == {"key": "c1", "name": "A"}


@given(st.text(alphabet='key,name;"\r\nc1A \t\x00', max_size=80))
def test_any_csv_is_taken_or_refused_with_a_sentence(text: str) -> None:
    with TemporaryDirectory() as folder, suppress(UserError):
        customers(Path(folder), text)


@given(st.binary(max_size=60))
def test_any_file_is_taken_or_refused_with_a_sentence(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "d"
        path.write_bytes(content)
        with pytest.raises(UserError, match="d"):
            read_directory(path)
