"""Importing with a look at the changes: what is shown is what is done, and what is wrong is told at its cell."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from severa_desktop.core.directory import ActivityType, Contact, Customer, Directory, Project, ProjectKind, User
from severa_desktop.services.directory import DirectoryService
from severa_desktop.services.directory_columns import ColumnMatch, guessed, with_column
from severa_desktop.services.directory_export import ExportForm
from severa_desktop.services.directory_import import DirectoryChangedError, DirectoryImport
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.directory_preview import Change, Preview, PreviewLine
from severa_desktop.services.directory_schema import FIELDS, DirectoryRefusedError, Section
from severa_desktop.services.directory_tables import read_source
from severa_desktop.services.errors import UserError
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, company


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def importing(store: Store) -> DirectoryImport:
    return DirectoryImport(store)


@pytest.fixture
def look(importing: DirectoryImport, tmp_path: Path) -> "Look":
    return Look(importing, tmp_path)


class Look:
    """Writes files and looks at what importing them would do."""

    def __init__(self, importing: DirectoryImport, folder: Path) -> None:
        self._importing = importing
        self._folder = folder

    def __call__(
        self, path: Path, *matches: ColumnMatch, preferred: Section | None = None, replacing: bool = False
    ) -> Preview:
        source = self._importing.read(path)
        wanted = matches or [guessed(table, preferred) for table in source.tables]
        return self._importing.look(source, wanted, replacing=replacing)

    def csv(self, text: str, name: str = "lijst", *, replacing: bool = False) -> Preview:
        path = self._folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return self(path, replacing=replacing)

    def json(self, directory: object, *, replacing: bool = False) -> Preview:
        path = self._folder / "d.json"
        path.write_text(json.dumps(directory, indent=1), encoding="utf-8")
        return self(path, replacing=replacing)

    def workbook(self, sheets: dict[str, Sequence[Sequence[object]]], *, replacing: bool = False) -> Preview:
        book = Workbook()
        book.remove(book.worksheets[0])
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        content = BytesIO()
        book.save(content)
        path = self._folder / "book.xlsx"
        path.write_bytes(content.getvalue())
        return self(path, replacing=replacing)


def directory(store: Store) -> Directory:
    with store.reading() as reader:
        return reader.directory()


def only(seen: Preview) -> tuple[PreviewLine, ...]:
    (sheet,) = seen.sheets
    return sheet.lines


def changed(line: PreviewLine) -> dict[str, tuple[object, object]]:
    return {name: (line.former(name), line.value(name)) for name in FIELDS[line.section] if line.changes(name)}


def told(seen: Preview) -> list[str]:
    return [str(problem) for sheet in seen.sheets for line in sheet.lines for problem in line.problems]


def test_each_record_says_what_happens_to_it_and_applying_does_just_that(
    store: Store, importing: DirectoryImport, look: Look
) -> None:
    seen = look.json(
        {
            "users": [
                {"key": "u1", "name": "Anna de Vries", "emails": ["anna@acme.example"]},
                {"key": "u3", "name": "Carla", "emails": ["carla@acme.example"]},
            ],
            "contacts": [{"key": "p1", "name": "Piet J.", "emails": ["piet@bakery.example"], "customer": "c2"}],
            "projects": [],
        },
        replacing=True,
    )
    users, contacts, projects = seen.sheets
    assert [(line.change, (line.after or line.before)) for line in users.lines] == [
        (Change.ADDED, User("u3", "Carla", ("carla@acme.example",))),
        (Change.DEACTIVATED, User("u2", "Bram", ("bram@acme.example",), active=False)),
        (Change.UNCHANGED, DIRECTORY.users[0]),
    ]
    assert [line.place and line.place.line for line in users.lines] == [10, None, 3]
    assert changed(users.lines[1]) == {"active": (True, False)}
    assert [line.change for line in contacts.lines] == [Change.UPDATED, Change.DEACTIVATED]
    assert changed(contacts.lines[0]) == {"name": ("Piet Jansen", "Piet J."), "customer": ("c1", "c2")}
    assert [line.change for line in projects.lines] == [Change.DEACTIVATED] * 2
    assert (users.fields, users.wrong) == (("key", "name", "emails", "active"), 0)
    assert seen.totals == {
        Change.WRONG: 0,
        Change.UPDATED: 1,
        Change.ADDED: 1,
        Change.DEACTIVATED: 4,
        Change.UNCHANGED: 1,
    }
    assert (seen.is_right, seen.changes_anything) == (True, True)
    assert directory(store) == DIRECTORY, "looking changes nothing"
    assert importing.apply(seen)[Section.USERS] == SectionCount(added=1, deactivated=1, unchanged=1)
    stored = directory(store)
    assert stored == seen.after
    assert stored.contacts[0] == Contact("p1", "Piet J.", ("piet@bakery.example",), "c2")
    assert [project.closed for project in stored.projects] == [True, True]


def test_a_list_without_keys_is_recognised(store: Store, importing: DirectoryImport, look: Look) -> None:
    seen = look.workbook(
        {
            "Klanten": [["Klant"], ["BAKERY"], ["Dairy"], ["Dairy"]],
            "Contactpersonen": [
                ["Naam", "E-mailadres", "Klant", "Actief"],
                ["Piet Jansen", "piet@bakery.example; p@x.example", "bakery", "ja"],
                ["Sofie Maes", None, "Café", "nee"],
                ["Jan Smit", "jan@dairy.example", "Dairy", None],
                ["Jan Smit", "jan@dairy.example", "Dairy", None],
            ],
            "Projecten": [
                ["Nr", "Project", "Klant", "Status"],
                [1001.0, "Web shop", "Bakery", "Gesloten"],
                [9, "X", None],
            ],
            "Medewerkers": [
                ["Naam", "E-mail"],
                ["Anna de Vries-Bos", "ANNA@acme.example"],
                ["Carla", "c@acme.example"],
            ],
        }
    )
    assert told(seen) == []
    changes = {sheet.name: [line.change for line in sheet.lines] for sheet in seen.sheets}
    assert changes == {
        "Klanten": [Change.UPDATED, Change.ADDED],
        "Contactpersonen": [Change.UPDATED, Change.UPDATED, Change.ADDED],
        "Projecten": [Change.UPDATED, Change.ADDED],
        "Medewerkers": [Change.UPDATED, Change.ADDED],
    }
    importing.apply(seen)
    stored = directory(store)
    assert stored.customers[0] == Customer("c1", "BAKERY")
    dairy = next(one for one in stored.customers if one.name == "Dairy")
    assert dairy.key.startswith("own-")
    assert stored.contacts[1:] == (
        Contact("p1", "Piet Jansen", ("piet@bakery.example", "p@x.example"), "c1"),
        Contact("p2", "Sofie Maes", (), "c2", active=False),
    )
    assert replace(stored.contacts[0], key="") == Contact("", "Jan Smit", ("jan@dairy.example",), dairy.key)
    assert stored.projects[0] == Project("j1", 1001, "Web shop", ProjectKind.PROJECT, "c1", closed=True)
    assert stored.users[1] == User("u1", "Anna de Vries-Bos", ("anna@acme.example",))
    again = look(seen.source.path)
    assert all(line.change is Change.UNCHANGED for sheet in again.sheets for line in sheet.lines)
    assert not again.changes_anything


def test_what_is_wrong_is_told_at_its_cell_and_keeps_everything_from_being_imported(
    store: Store, importing: DirectoryImport, look: Look
) -> None:
    seen = look.workbook(
        {
            "Blad1": [
                ["Klant", "Naam", "E-mail"],
                ["Bakery", "New", "new@bakery.example"],
                ["Nobody BV", "X", "no address"],
                ["Café", None, "y@cafe.example"],
            ]
        }
    )
    file = seen.source.path.as_posix()
    assert told(seen) == [
        f"{file}, sheet “Blad1”, row 3, column “E-mail” (C): “no” is no e-mail address. Mend it or take it out.",
        f"{file}, sheet “Blad1”, row 3, column “E-mail” (C): “address” is no e-mail address. Mend it or take it out.",
        f"{file}, sheet “Blad1”, row 4, column “Naam” (B): this is missing or empty. Fill it in.",
    ]
    wrong, nameless, new = only(seen)
    assert (
        wrong.problems[0].within().startswith("sheet “Blad1”, row 3, column “E-mail” (C): “no” is no e-mail address.")
    )
    assert [line.change for line in (wrong, nameless, new)] == [Change.WRONG, Change.WRONG, Change.ADDED]
    assert wrong.problem("emails") == "“no” is no e-mail address. Mend it or take it out."
    assert (wrong.problem("name"), wrong.value("name"), wrong.value("customer")) == ("", "X", "Nobody BV")
    assert (wrong.value("emails"), nameless.value("name")) == (("no", "address"), None)
    assert (seen.problem_count, seen.is_right, seen.sheets[0].wrong) == (3, False, 2)
    with pytest.raises(UserError, match="nothing was imported"):
        importing.apply(seen)
    assert directory(store) == DIRECTORY


def test_what_records_must_agree_on_is_told_too(look: Look) -> None:
    seen = look.csv("Naam;E-mail\nNew;anna@acme.example\nOther;anna@acme.example\n")
    assert [line.change for line in only(seen)] == [Change.WRONG, Change.UPDATED]
    assert "this stands twice, first at" in told(seen)[0]
    seen = look.csv("Naam;Klant\nX;Nobody BV\n")
    assert "column “Klant”: there is no customer “Nobody BV”" in told(seen)[0]
    seen = look.csv("Sleutel;Nr;Naam\nj9;1001;X\n")
    assert "column “Nr”: 1001 is the number of “Web shop” (key “j1”) already" in told(seen)[0]


def test_a_customer_whose_own_row_is_wrong_is_told_once(look: Look) -> None:
    seen = look.json(
        {"customers": [{"key": "c9"}], "projects": [{"key": "j9", "number": 9, "name": "X", "customer": "c9"}]}
    )
    assert seen.problem_count == 1
    assert [[line.change for line in sheet.lines] for sheet in seen.sheets] == [[Change.WRONG], [Change.ADDED]]


def test_customers_with_the_same_name_are_told_apart_by_key_and_inactive_ones_do_not_count(
    store: Store, look: Look
) -> None:
    twins = (Customer("c3", "Twin"), Customer("c4", "Twin"), Customer("c5", "Café", active=False))
    with store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, customers=(*DIRECTORY.customers, *twins)))
    seen = look.csv("Naam;Klant\nX;Twin\nY;c4\nZ;cafe\n")
    assert [line.change for line in only(seen)] == [Change.WRONG, Change.ADDED, Change.ADDED]
    assert "several customers are called “Twin”. Give the key instead of the name: c3, c4." in told(seen)[0]
    assert [line.value("customer") for line in only(seen)[1:]] == ["c4", "c2"]
    assert seen.customers["c2"] == "Café"
    seen = look.csv("Klant;Actief\nTwin;nee\n", "klanten")
    assert "several records have this: c3, c4. Add a column with their keys." in told(seen)[0]


def test_two_people_of_one_name_and_customer_are_two(look: Look) -> None:
    seen = look.csv("Naam;E-mail;Klant\nJan;j1@x.example;Bakery\nJan;j2@x.example;Bakery\nJan;;Bakery\nJan;;Bakery\n")
    assert [line.change for line in only(seen)] == [Change.ADDED] * 3
    assert told(seen) == []


def test_a_correction_of_the_columns_is_used_and_a_missing_column_is_said_once(
    importing: DirectoryImport, look: Look
) -> None:
    path = look.csv("Wie;Waar\nJan;Bakery\n").source.path
    (table,) = read_source(path).tables
    match = guessed(table, Section.CONTACTS)
    assert match.missing() == ("name", "customer")
    seen = look(path, match)
    assert only(seen) == ()
    assert (seen.problem_count, seen.is_right, seen.changes_anything) == (0, False, False)
    with pytest.raises(UserError):
        importing.apply(seen)
    seen = look(path, with_column(with_column(match, "name", "Wie"), "customer", "Waar"))
    assert [(line.change, line.value("name"), line.value("customer")) for line in only(seen)] == [
        (Change.ADDED, "Jan", "c1")
    ]
    assert seen.is_right


def test_fields_without_a_column_are_shown_where_they_change(store: Store, look: Look) -> None:
    with store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, customers=(replace(DIRECTORY.customers[0], active=False),)))
    (sheet,) = look.csv("Klant\nBakery\nDairy\n").sheets
    assert sheet.fields == ("name", "active")
    assert changed(sheet.lines[0]) == {"active": (False, True)}


def test_a_table_of_no_section_is_left_out(look: Look) -> None:
    seen = look.workbook({"Prijzen": [["Kleur"], ["rood"]], "Klanten": [["Naam"], ["Dairy"]]}, replacing=True)
    prices, customers = seen.sheets
    assert (prices.match, prices.lines) == (ColumnMatch(None), ())
    assert [line.change for line in customers.lines] == [Change.ADDED, Change.DEACTIVATED, Change.DEACTIVATED]
    assert seen.is_right


def test_types_in_use_stay_when_replacing(importing: DirectoryImport, store: Store, look: Look) -> None:
    with store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, activity_types=(ActivityType("E-mail"), ActivityType("Fax"))))
    seen = look.json({"activity_types": [{"name": "Call"}]}, replacing=True)
    assert [(line.change, line.value("name")) for line in only(seen)] == [
        (Change.ADDED, "Call"),
        (Change.DEACTIVATED, "Fax"),
    ]
    importing.apply(seen)
    assert [one.name for one in directory(store).activity_types] == ["Call", "E-mail"]


def test_nothing_is_applied_once_the_directory_is_another(store: Store, importing: DirectoryImport, look: Look) -> None:
    seen = look.json({"customers": [{"key": "c1", "name": "Bakers"}]})
    other = replace(DIRECTORY, users=(DIRECTORY.users[0], replace(DIRECTORY.users[1], name="B.")))
    with store.writing() as writer:
        writer.save_directory(other)
    with pytest.raises(DirectoryChangedError, match="Look at the changes again"):
        importing.apply(seen)
    assert directory(store) == other
    importing.apply(look.json({"customers": [{"key": "c1", "name": "Bakers"}]}))
    assert directory(store).customers[0].name == "Bakers"


def test_nothing_is_applied_once_a_type_that_would_go_is_in_use(
    store: Store, importing: DirectoryImport, look: Look
) -> None:
    with store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, activity_types=(ActivityType("E-mail"), ActivityType("Fax"))))
    seen = look.json({"activity_types": [{"name": "E-mail"}]}, replacing=True)
    with store.writing() as writer:
        writer.save_settings(replace(writer.settings(), activity_type="Fax"))
    with pytest.raises(DirectoryChangedError):
        importing.apply(seen)
    assert len(directory(store).activity_types) == 2


def test_applying_what_changes_nothing_writes_nothing(store: Store, importing: DirectoryImport, look: Look) -> None:
    seen = look.json({"customers": [{"key": "c1", "name": "Bakery"}]})
    with store.reading() as reader:
        before = reader.directory_version()
    assert not seen.changes_anything
    importing.apply(seen)
    with store.reading() as reader:
        assert reader.directory_version() == before


@pytest.mark.parametrize("form", list(ExportForm))
def test_a_look_at_an_export_shows_that_nothing_changes(
    store: Store, look: Look, tmp_path: Path, form: ExportForm
) -> None:
    path = tmp_path / "out" if form is ExportForm.CSV else tmp_path / f"out.{form}"
    DirectoryService(store).export(path, form)
    seen = look(path, replacing=True)
    assert len(seen.sheets) == len(Section)
    assert {line.change for sheet in seen.sheets for line in sheet.lines} == {Change.UNCHANGED}
    assert not seen.changes_anything


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", b"{", "line 1"),
        ("a.json", b'{"people": []}', "no section"),
        ("a.csv", b"Naam\nCaf\xe9\n", "line 2, column 4"),
        ("a.csv", b'Naam\n"a"b\n', "line 2"),
        ("a.csv", b",,\n", "empty"),
        ("a.csv", b"", "empty"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xlsx"),
        ("a.xlsx", b"PK\x03\x04", "workbook"),
        ("a.txt", b"hello", "JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DirectoryRefusedError) as refused:
        read_source(path)
    assert str(refused.value).startswith(path.as_posix())
    assert words in str(refused.value)


def test_a_folder_is_read_whatever_its_csv_files_are_called(look: Look, tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    with pytest.raises(DirectoryRefusedError, match="no file of a directory"):
        read_source(folder)
    (folder / "Klanten.csv").write_text("Naam\nDairy\n", encoding="utf-8")
    (folder / "mensen.csv").write_text("Naam;Mail;Bedrijf\nJan;j@x.example;Dairy\n", encoding="utf-8")
    seen = look(folder)
    assert [(sheet.name, sheet.match.section) for sheet in seen.sheets] == [
        ("Klanten", Section.CUSTOMERS),
        ("mensen", Section.CONTACTS),
    ]
    assert seen.is_right
    with pytest.raises(UserError, match="cannot be read"):
        read_source(tmp_path / "none.csv")


CELL = st.sampled_from(["", "A", "B", "a@b.example", "c@d.example", "ja", "1001", "7", "Bakery", "c1", "x;y"])


@given(st.sampled_from(list(Section)), st.lists(st.lists(CELL, min_size=6, max_size=6), max_size=6), st.booleans())
def test_whatever_a_list_says_it_is_applied_as_shown_or_told_to_be_wrong(
    section: Section, rows: list[list[str]], with_keys: bool
) -> None:
    fields = [name for name in FIELDS[section] if with_keys or name != "key"]
    text = "\n".join([",".join(fields), *(",".join(row[: len(fields)]) for row in rows)])
    with Store.scratch_of(Path("no-such-store.sqlite")) as store:
        with store.writing() as writer:
            writer.save_directory(DIRECTORY)
        path = store.path.parent / f"{section}.csv"
        path.write_text(text, encoding="utf-8")
        importing = DirectoryImport(store)
        source = importing.read(path)
        seen = importing.look(source, [guessed(table) for table in source.tables], replacing=False)
        lines = only(seen)
        assert bool(seen.problem_count) == any(line.change is Change.WRONG for line in lines)
        if seen.is_right:
            importing.apply(seen)
            assert {*directory(store).customers} == {*seen.after.customers}
            again = importing.look(source, [guessed(table) for table in source.tables], replacing=False)
            assert with_keys is False or not again.changes_anything
