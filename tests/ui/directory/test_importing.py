"""Importing in the page: the columns, the changes, the errors at their cells, and that only what was seen is done."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import Contact, Customer
from severa_desktop.services.directory_editing import DirectoryEditing, Typed
from severa_desktop.services.directory_preview import Change
from severa_desktop.services.directory_schema import Section
from severa_desktop.store.store import Store
from severa_desktop.ui import theme
from severa_desktop.ui.boxes import ChoiceBox
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.importing import ImportPanel
from severa_desktop.ui.directory.page import DirectoryPage
from severa_desktop.ui.directory.preview_model import CHANGE, FIRST_FIELD, PLACE
from tests.services.company import DIRECTORY
from tests.ui.conftest import MakeContext
from tests.ui.directory.conftest import Said, Settle, ShowPage, Stored, names, show

Import = Callable[[Path], ImportPanel]
SMALLEST = (576, 424)
"""The page's size in the smallest window."""


@pytest.fixture
def look(page: DirectoryPage, settle: Settle) -> Import:
    """Let the page look at a file, and wait for what it shows."""

    def look(path: Path) -> ImportPanel:
        page.import_from(path)
        assert page.importing.isVisible()
        settle(page.context)
        return page.importing

    return look


def csv(folder: Path, text: str, name: str = "lijst.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def workbook(folder: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    path = folder / "book.xlsx"
    path.write_bytes(content.getvalue())
    return path


def rows(panel: ImportPanel) -> list[list[str]]:
    """Return what the table shows."""
    model = panel.model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def choose(box: ChoiceBox, value: str) -> None:
    """Choose in a box as a person does."""
    position = box.findData(value)
    assert position >= 0
    box.setCurrentIndex(position)
    box.activated.emit(position)


def test_changes_are_shown_and_made_only_when_a_person_says_so(
    page: DirectoryPage, look: Import, settle: Settle, said: Said, stored: Stored, tmp_path: Path
) -> None:
    show(page, Section.CUSTOMERS, settle)
    panel = look(csv(tmp_path, "key;name;active\nc1;Bakers;1\nc9;Dairy;1\nc2;Café;1\n", "customers.csv"))
    assert panel.file.text() == "customers.csv"
    assert panel.summary.text() == "1 changed · 1 new · 1 unchanged"
    assert not panel.problem.isVisible()
    assert not panel.sheets.isVisible()
    # Nothing is wrong, so that there is no place below in which that would be said.
    assert panel.table.mapTo(panel, panel.table.rect().bottomLeft()).y() == panel.rect().bottom()
    assert rows(panel) == [
        ["Changed", "2", "c1", "Bakery → Bakers", "Yes"],
        ["New", "3", "c9", "Dairy", "Yes"],
        ["Unchanged", "4", "c2", "Café", "Yes"],
    ]
    model = panel.model
    assert isinstance(model.index(0, CHANGE).data(Qt.ItemDataRole.DecorationRole), QIcon)
    assert isinstance(model.index(0, FIRST_FIELD + 1).data(Qt.ItemDataRole.FontRole), QFont)
    assert model.index(0, FIRST_FIELD).data(Qt.ItemDataRole.FontRole) is None
    assert model.index(0, FIRST_FIELD + 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Name: Bakery → Bakers"
    assert model.index(2, PLACE).data(Qt.ItemDataRole.ForegroundRole) == QColor(theme.LIGHT.secondary)
    assert stored() == DIRECTORY
    panel.apply.trigger()
    settle(page.context)
    assert said == [("Imported: 1 new, 1 changed.", None)]
    assert not panel.isVisible()
    assert stored().customers == (Customer("c1", "Bakers"), Customer("c2", "Café"), Customer("c9", "Dairy"))
    assert names(page) == ["Bakers", "Café", "Dairy"]
    assert page.table.hasFocus()


def test_cancel_changes_nothing_and_goes_back(
    page: DirectoryPage, look: Import, settle: Settle, stored: Stored, tmp_path: Path
) -> None:
    panel = look(csv(tmp_path, "Naam\nDairy\n", "klanten.csv"))
    QTest.keyClick(panel.table, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert page.table.hasFocus()
    settle(page.context)
    assert stored() == DIRECTORY
    page.import_from(tmp_path / "klanten.csv")
    panel.cancel.trigger()
    settle(page.context)
    assert not panel.is_open, "what was still being read is not shown any more"
    assert rows(panel) == []


def test_errors_stand_in_their_cells_and_nothing_can_be_imported(
    page: DirectoryPage, look: Import, settle: Settle, stored: Stored, tmp_path: Path
) -> None:
    panel = look(
        workbook(
            tmp_path,
            {
                "Blad1": [
                    ["Bedrijf", "Naam", "E-mail"],
                    ["Bakery", "New", "new@bakery.example"],
                    ["Nobody BV", "X", "x@x.example"],
                    ["Café", None, "no-address"],
                ]
            },
        )
    )
    assert panel.problem.sentence == "3 errors: nothing is imported until they are mended in the file."
    assert panel.summary.text() == "2 wrong · 1 new"
    assert not panel.apply.isEnabled()
    assert rows(panel) == [
        ["Wrong", "3", "X", "x@x.example", "There is no customer “Nobody BV”. Add that customer or mend the key."],
        [
            "Wrong",
            "4",
            "This is missing or empty. Fill it in.",
            "“no-address” is no e-mail address. Mend it or take it out.",
            "Café",
        ],
        ["New", "2", "New", "new@bakery.example", "Bakery"],
    ]
    cell = panel.model.index(0, FIRST_FIELD + 2)
    assert isinstance(cell.data(Qt.ItemDataRole.DecorationRole), QIcon)
    assert cell.data(Qt.ItemDataRole.ForegroundRole) == QColor(theme.LIGHT.error)
    assert panel.details.sentence == (
        "Sheet “Blad1”, row 3, column “Bedrijf” (A): there is no customer “Nobody BV”. "
        "Add that customer or mend the key."
    )
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert panel.details.sentence.count("\n") == 1
    assert "column “E-mail” (C)" in panel.details.sentence
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert not panel.details.isVisible()
    assert stored() == DIRECTORY


def test_a_mended_file_is_looked_at_again(page: DirectoryPage, look: Import, settle: Settle, tmp_path: Path) -> None:
    panel = look(csv(tmp_path, '{"customers": [\n{"key": }]}', "d.json"))
    assert panel.problem.sentence == "Line 2, column 9: this is no valid JSON (expecting value). Mend it there."
    assert not panel.matching.isVisible()
    assert not panel.apply.isEnabled()
    (again,) = [one for one in panel._empty.findChildren(QPushButton) if one.isVisible()]
    csv(tmp_path, json.dumps({"customers": [{"key": "c1", "name": "Bakers"}], "users": []}), "d.json")
    again.click()
    settle(page.context)
    assert not panel.problem.isVisible()
    assert [panel.sheets.tabText(at) for at in range(panel.sheets.count())] == ["Customers", "Users"]
    assert rows(panel)[0][:4] == ["Changed", "1", "c1", "Bakery → Bakers"]
    assert not panel.matching.isVisible()
    csv(tmp_path, json.dumps({"customers": [{"key": "c1", "name": "Bakery"}]}), "d.json")
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_F5)
    settle(page.context)
    assert panel.summary.text() == "Nothing to import: it is all there already · 1 unchanged"
    assert not panel.apply.isEnabled()


def test_columns_are_corrected_in_place_and_remembered_for_the_next_file_with_them(
    page: DirectoryPage,
    look: Import,
    settle: Settle,
    stored: Stored,
    tmp_path: Path,
    show_page: ShowPage,
    make_context: MakeContext,
) -> None:
    show(page, Section.CONTACTS, settle)
    panel = look(csv(tmp_path, "Wie;Post;Waar\nJan;jan@cafe.example;Café\n"))
    assert panel.problem.sentence == "Choose the columns of: Name, Customer."
    assert [name for name, box in panel.matching.boxes.items() if box.property("wrong") == "true"] == [
        "name",
        "customer",
    ]
    choose(panel.matching.boxes["name"], "Wie")
    settle(page.context)
    choose(panel.matching.boxes["customer"], "Waar")
    settle(page.context)
    choose(panel.matching.boxes["emails"], "Post")
    settle(page.context)
    assert rows(panel) == [["New", "2", "Jan", "jan@cafe.example", "Café"]]
    assert panel.problem.sentence == ""
    panel.cancel.trigger()
    page.remember()
    again = show_page(make_context(page.context.folders))
    again.import_from(csv(tmp_path, "Waar;Wie;Post\nBakery;Kees;\n", "other.csv"))
    settle(again.context)
    assert rows(again.importing) == [["New", "2", "Kees", "", "Bakery"]]
    again.importing.apply.trigger()
    settle(again.context)
    assert "Kees" in {one.name for one in stored().contacts}


def test_what_a_sheet_holds_is_corrected_in_place(
    page: DirectoryPage, look: Import, settle: Settle, tmp_path: Path
) -> None:
    panel = look(
        workbook(tmp_path, {"Prijzen": [["Kleur"], ["rood"]], "Mensen": [["Naam", "Mail"], ["Jan", "j@acme.example"]]})
    )
    assert [panel.sheets.tabText(at) for at in range(2)] == ["Prijzen", "Mensen"]
    panel.sheets.setCurrentIndex(0)
    assert list(panel.matching.boxes) == []
    panel.sheets.setCurrentIndex(1)
    assert panel.matching.section.currentText() == "Users"
    assert list(panel.matching.boxes) == ["key", "name", "emails", "active"]
    choose(panel.matching.section, "contacts")
    settle(page.context)
    assert list(panel.matching.boxes) == ["key", "name", "emails", "customer", "active"]
    assert panel.problem.sentence == "Choose the columns of: Customer."
    choose(panel.matching.section, "")
    settle(page.context)
    assert rows(panel) == []
    assert not panel.apply.isEnabled()


def test_what_the_file_does_not_have_is_deactivated_where_that_is_wanted(
    page: DirectoryPage, look: Import, settle: Settle, stored: Stored, said: Said, tmp_path: Path
) -> None:
    panel = look(csv(tmp_path, "Nr;Naam;Klant;Soort\n1001;Web shop;Bakery;\n", "projecten.csv"))
    assert rows(panel) == [["Unchanged", "2", "1001", "Web shop", "Project", "Bakery"]]
    panel.replace.setChecked(True)
    settle(page.context)
    assert [line[0] for line in rows(panel)] == ["Closed", "Unchanged"]
    assert rows(panel)[0][-1] == "No → Yes"
    panel.apply.trigger()
    settle(page.context)
    assert said[-1][0] == "Imported: 1 deactivated."
    assert [project.closed for project in stored().projects] == [False, True]


def test_the_changes_are_looked_at_again_where_the_directory_is_another_one(
    page: DirectoryPage, look: Import, settle: Settle, stored: Stored, company: Store, said: Said, tmp_path: Path
) -> None:
    panel = look(csv(tmp_path, "Klant;Actief\nBakery;nee\n", "klanten.csv"))
    DirectoryEditing(company).change(Section.CUSTOMERS, DIRECTORY.customers[0], Typed("Bakers"))
    panel.apply.trigger()
    settle(page.context)
    assert "was changed meanwhile, so nothing was imported" in said[-1][0]
    assert panel.isVisible()
    assert [line[0] for line in rows(panel)] == ["New"]
    DirectoryEditing(company).change(Section.CUSTOMERS, Customer("c1", "Bakers"), Typed("Bakery"))
    page.context.changed.emit()
    settle(page.context)
    assert [line[0] for line in rows(panel)] == ["Changed"], "a change that is noticed is shown at once"
    panel.apply.trigger()
    settle(page.context)
    assert not stored().customers[0].active


def test_in_the_smallest_window_all_sheets_can_be_seen_below_the_title(
    page: DirectoryPage, look: Import, tmp_path: Path
) -> None:
    sheets = {
        "activity_types.csv": "name\nE-mail\n",
        "users.csv": "key;name;emails\nu1;Anna;anna@acme.example\n",
        "customers.csv": "key;name\nc1;Bakery\n",
        "contacts.csv": "key;name;emails;customer\np1;Piet;piet@bakery.example;c1\n",
        "projects.csv": "key;number;name;customer\nj1;1001;Web shop;c1\n",
    }
    (tmp_path / "all").mkdir()
    for name, text in sheets.items():
        csv(tmp_path / "all", text, name)
    page.window().resize(*SMALLEST)
    panel = look(tmp_path / "all")
    tabs = panel.sheets
    assert tabs.count() == 5
    QApplication.processEvents()
    assert all(tabs.rect().contains(tabs.tabRect(tab)) for tab in range(5))


def test_the_sheet_with_something_wrong_is_shown_first(page: DirectoryPage, look: Import, tmp_path: Path) -> None:
    panel = look(workbook(tmp_path, {"Klanten": [["Naam"], ["Dairy"]], "Projecten": [["Nr", "Naam"], ["x", "Y"]]}))
    assert panel.sheets.currentIndex() == 1
    assert panel.sheets.tabText(1) == "Projecten ⚠"


def test_a_folder_of_csv_files_is_imported_whole(
    page: DirectoryPage, look: Import, settle: Settle, stored: Stored, tmp_path: Path
) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    csv(folder, "Naam\nDairy\n", "klanten.csv")
    csv(folder, "Naam;Klant\nJan;Dairy\n", "contactpersonen.csv")
    panel = look(folder)
    assert panel.summary.text() == "2 new"
    panel.apply.trigger()
    settle(page.context)
    dairy = next(one for one in stored().customers if one.name == "Dairy")
    jan = next(one for one in stored().contacts if one.name == "Jan")
    assert replace(jan, key="") == Contact("", "Jan", (), dairy.key)


def test_a_file_that_is_gone_is_said(page: DirectoryPage, look: Import, settle: Settle, tmp_path: Path) -> None:
    path = csv(tmp_path, "Naam\nDairy\n", "klanten.csv")
    panel = look(path)
    path.unlink()
    panel.again.trigger()
    settle(page.context)
    assert "klanten.csv: cannot be read" in panel.problem.sentence
    assert rows(panel) == []


def test_text_of_the_file_is_shown_as_it_is(page: DirectoryPage, look: Import, tmp_path: Path) -> None:
    panel = look(csv(tmp_path, "Naam;<b>\n<img src=x>;1\n", "klanten.csv"))
    tip = panel.model.index(0, FIRST_FIELD).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<qt>&lt;img src=x&gt;</qt>"


def test_dutch(
    dutch: None, qtbot: QtBot, show_page: ShowPage, context: Context, settle: Settle, tmp_path: Path
) -> None:
    page = show_page(context)
    page.import_from(csv(tmp_path, "Naam\nDairy\n", "klanten.csv"))
    settle(context)
    assert page.importing.model.line(0).change is Change.ADDED
