"""Finding out what a table of somebody's own is: its section, the columns of the fields, and what values mean."""

from pathlib import Path

import pytest

from severa_desktop.services.directory_columns import (
    ColumnMatch,
    columns_of,
    guessed,
    match_text,
    matched,
    raw_records,
    remembered_match,
    signature,
    with_column,
)
from severa_desktop.services.directory_schema import FIELDS, Section
from severa_desktop.services.directory_tables import Table, column_letters, read_source


@pytest.fixture
def table(tmp_path: Path) -> "TableMaker":
    return TableMaker(tmp_path)


class TableMaker:
    """Makes tables of CSV text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, text: str, name: str = "lijst") -> Table:
        path = self._folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8", newline="")
        (made,) = read_source(path).tables
        return made


GUESSES: list[tuple[str, str, Section | None, Section | None, dict[str, str]]] = [
    ("Naam;E-mail;Klant\n", "lijst", None, Section.CONTACTS, {"name": "Naam", "emails": "E-mail", "customer": "Klant"}),
    ("Naam;E-mailadres\n", "lijst", None, Section.USERS, {"name": "Naam", "emails": "E-mailadres"}),
    ("Naam;E-mail adres\n", "lijst", Section.CONTACTS, Section.CONTACTS, {"name": "Naam", "emails": "E-mail adres"}),
    ("KLANT;Klantnummer\n", "lijst", None, Section.CUSTOMERS, {"key": "Klantnummer", "name": "KLANT"}),
    ("Klant\n", "lijst", Section.CONTACTS, Section.CUSTOMERS, {"name": "Klant"}),
    ("Company name\n", "export", None, Section.CUSTOMERS, {"name": "Company name"}),
    (
        "Projectnummer,Omschrijving,Klant,Status\n",
        "x",
        None,
        Section.PROJECTS,
        {"number": "Projectnummer", "name": "Omschrijving", "customer": "Klant", "closed": "Status"},
    ),
    ("Naam,Categorie\n", "x", None, Section.ACTIVITY_TYPES, {"name": "Naam", "category": "Categorie"}),
    ("Naam\n", "Klanten 2026", None, Section.CUSTOMERS, {"name": "Naam"}),
    ("Naam\n", "Activiteitstypes", None, Section.ACTIVITY_TYPES, {"name": "Naam"}),
    ("Naam\n", "Contact persons", Section.USERS, Section.CONTACTS, {"name": "Naam"}),
    ("Naam\n", "klanten en projecten", Section.USERS, Section.USERS, {"name": "Naam"}),
    ("Prijs;Kleur\n", "x", None, None, {}),
    ("Prijs;Kleur\n", "x", Section.USERS, Section.USERS, {}),
    (
        "Voornaam;Tussenvoegsel;Achternaam;E-mail\n",
        "x",
        None,
        Section.USERS,
        {"name": "Voornaam + Tussenvoegsel + Achternaam", "emails": "E-mail"},
    ),
]


@pytest.mark.parametrize(("text", "name", "preferred", "section", "columns"), GUESSES)
def test_section_and_columns_are_found_by_their_names(
    table: TableMaker, text: str, name: str, preferred: Section | None, section: Section | None, columns: dict[str, str]
) -> None:
    match = guessed(table(text, name), preferred)
    assert (match.section, dict(match.columns)) == (section, columns)


@pytest.mark.parametrize("section", list(Section))
def test_our_own_names_are_found_in_every_section(table: TableMaker, section: Section) -> None:
    own = table(",".join(FIELDS[section]) + "\n", section.value)
    assert guessed(own) == ColumnMatch(section, {name: name for name in FIELDS[section]})


def test_what_a_section_needs_and_has_no_column_for(table: TableMaker) -> None:
    assert matched(table("Naam\n"), Section.CONTACTS).missing() == ("customer",)
    assert matched(table("Naam\n"), Section.CUSTOMERS).missing() == ()
    assert ColumnMatch(None).missing() == ()


def test_a_column_is_chosen_and_taken_away(table: TableMaker) -> None:
    match = with_column(matched(table("Naam;Tweede\n"), Section.CUSTOMERS), "name", "Tweede")
    assert match == ColumnMatch(Section.CUSTOMERS, {"name": "Tweede"})
    assert with_column(match, "name", None) == ColumnMatch(Section.CUSTOMERS, {})


def test_columns_without_a_name_and_with_the_same_name_are_told_apart(table: TableMaker) -> None:
    made = table("Naam;;Naam;naam\nA;B;C;D;E\n;;;\n")
    assert [column.name for column in made.columns] == ["Naam", "B", "Naam (2)", "naam", "E"]
    assert [column.of(made.rows[0]) for column in made.columns] == list("ABCDE")
    assert len(made.rows) == 1


@pytest.mark.parametrize(
    ("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")]
)
def test_columns_are_called_as_table_programs_do(position: int, letters: str) -> None:
    assert column_letters(position) == letters


def test_a_match_is_remembered_for_tables_with_the_same_columns(table: TableMaker) -> None:
    first, other = table("Naam;E-mail;Bedrijf\n", "a"), table("Bedrijf;E-mail;Naam;;\n", "b")
    assert signature(first) == signature(other)
    assert signature(first) != signature(table("Naam;E-mail\n", "c"))
    match = with_column(guessed(first), "name", "Bedrijf")
    assert remembered_match(match_text(match), first) == remembered_match(match_text(match), other) == match
    assert remembered_match(match_text(match), table("Naam\n", "d")) is None
    assert remembered_match(match_text(ColumnMatch(None)), first) == ColumnMatch(None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"section": "people", "columns": {}}',
        '{"section": "users", "columns": {"number": "Naam"}}',
    ],
)
def test_a_remembered_text_that_is_none_is_no_match(table: TableMaker, text: str) -> None:
    assert remembered_match(text, table("Naam\n")) is None


def values(table: Table, section: Section) -> list[dict[str, object]]:
    return [dict(record.values) for record in raw_records(table, matched(table, section))]


def test_names_in_several_columns_are_read_as_one(table: TableMaker) -> None:
    made = table("Voornaam;Tussenvoegsel;Achternaam;E-mail\nAnna;de;Vries;a@b.nl\nBram;;Bakker;\n;;;c@d.nl\n")
    assert [column.name for column in columns_of(made)][-1] == "Voornaam + Tussenvoegsel + Achternaam"
    assert values(made, Section.USERS) == [
        {"name": "Anna de Vries", "emails": ["a@b.nl"]},
        {"name": "Bram Bakker"},
        {"emails": ["c@d.nl"]},
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("ja", True), ("Nee", False), ("Actief", True), ("inactief", False), ("x", True), ("0", False), ("soms", "soms")],
)
def test_flags_are_understood_in_words(table: TableMaker, written: str, meant: object) -> None:
    assert values(table(f"Naam;Actief\nA;{written}\n"), Section.CUSTOMERS)[0]["active"] == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Gesloten", True), ("open", False), ("Actief", False), ("ja", True), ("nee", False), ("In progress", False)],
)
def test_whether_a_project_is_closed_is_understood_in_words(table: TableMaker, written: str, meant: object) -> None:
    assert values(table(f"Nr;Naam;Status\n1;A;{written}\n"), Section.PROJECTS)[0]["closed"] == meant


def test_kinds_and_categories_are_understood_in_words(table: TableMaker) -> None:
    made = table("Nr;Naam;Soort\n01001;A;Verkoopkans\n2;B;Project\n3;C;sales_case\n4;D;Iets\n")
    assert [each["kind"] for each in values(made, Section.PROJECTS)] == ["sales_case", "project", "sales_case", "Iets"]
    assert values(made, Section.PROJECTS)[0]["number"] == 1001
    made = table("Naam;Categorie\nA;Agenda-afspraak\nB;to_do\nC;Verlof\nD;project task\n")
    found = [each["category"] for each in values(made, Section.ACTIVITY_TYPES)]
    assert found == ["calendar_entry", "to_do", "absence", "project_task"]


def test_a_table_of_no_section_has_no_records(table: TableMaker) -> None:
    assert list(raw_records(table("Naam\nA\n"), ColumnMatch(None))) == []
