"""`directory`: what is read, what is refused and where, and that nothing changes when something is."""

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from openpyxl import Workbook

from tests.cli.program import DIRECTORY, Json, Program

NOTHING = {"added": 0, "updated": 0, "unchanged": 0, "deactivated": 0}


def shown(program: Program) -> dict[str, list[Json]]:
    return cast("dict[str, list[Json]]", program.well("directory", "show", "--json").row)


def counts(program: Program, path: str, *options: str) -> dict[str, dict[str, int]]:
    return cast("dict[str, dict[str, int]]", program.well("directory", "import", path, *options, "--json").row)


def csv_folder(program: Program, **files: str | bytes) -> str:
    for section, text in files.items():
        program.write(f"csv/{section}.csv", text.encode() if isinstance(text, str) else text)
    return str(program.folder / "csv")


def workbook(program: Program, **sheets: Sequence[Sequence[object]]) -> str:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return program.write("book.xlsx", content.getvalue())


def test_a_field_left_out_takes_its_default_and_show_prints_every_field(program: Program) -> None:
    path = program.write_json("d.json", DIRECTORY)
    assert counts(program, path)["contacts"] == NOTHING | {"added": 2}
    directory = shown(program)
    assert list(directory) == ["activity_types", "users", "customers", "contacts", "projects"]
    assert directory["activity_types"][0] == {"name": "E-mail", "category": "to_do", "calendar_synced": False}
    assert directory["users"][0] == {
        "key": "u1",
        "name": "Anna de Vries",
        "emails": ["anna@acme.example"],
        "active": True,
    }
    assert directory["projects"][0] == {
        "key": "j1",
        "number": 1001,
        "name": "Webshop",
        "kind": "project",
        "customer": "c1",
        "closed": False,
    }


def test_what_is_shown_is_unchanged_when_it_is_read_again(program: Program) -> None:
    directory = DIRECTORY | {"projects": [{"key": "j9", "number": 10**18 - 1, "name": "Zonder klant"}]}
    program.well("directory", "import", program.write_json("d.json", directory))
    again = program.write("again.json", program.well("directory", "show", "--json").raw)
    for count in counts(program, again).values():
        assert count | {"unchanged": 0} == NOTHING
    assert counts(program, again, "--replace")["users"] == NOTHING | {"unchanged": 2}


def test_records_are_added_and_updated_by_key_and_the_others_stay(ready: Program) -> None:
    delta = {"users": [{"key": "u1", "name": "Anna Smit", "emails": ["anna@acme.example"]}], "customers": []}
    path = ready.write_json("delta.json", delta)
    assert counts(ready, path)["users"] == NOTHING | {"updated": 1}
    assert counts(ready, path)["users"] == NOTHING | {"unchanged": 1}
    assert [user["name"] for user in shown(ready)["users"]] == ["Anna Smit", "Bram Bakker"]


def test_a_field_that_an_update_leaves_out_goes_back_to_its_default(ready: Program) -> None:
    closed = {"projects": [{"key": "j1", "number": 1001, "name": "Webshop", "customer": "c1", "closed": True}]}
    ready.well("directory", "import", ready.write_json("closed.json", closed))
    assert shown(ready)["projects"][0]["closed"] is True
    ready.well(
        "directory", "import", ready.write_json("open.json", {"projects": [{"key": "j1", "number": 7, "name": "W"}]})
    )
    assert shown(ready)["projects"][0] == {
        "key": "j1",
        "number": 7,
        "name": "W",
        "kind": "project",
        "customer": None,
        "closed": False,
    }


def test_replacing_deactivates_closes_and_removes_what_a_section_no_longer_has(ready: Program) -> None:
    less = {
        "activity_types": [{"name": "Afspraak"}],
        "users": DIRECTORY["users"][:1],
        "contacts": [],
        "projects": DIRECTORY["projects"][1:],
    }
    path = ready.write_json("less.json", less)
    done = counts(ready, path, "--replace")
    assert done["activity_types"] == {"added": 1, "updated": 0, "unchanged": 0, "deactivated": 1}
    assert done["users"] == NOTHING | {"unchanged": 1, "deactivated": 1}
    assert done["contacts"] == NOTHING | {"deactivated": 2}
    assert done["projects"] == NOTHING | {"unchanged": 1, "deactivated": 1}
    assert done["customers"] == NOTHING, "a section that the file does not have is left alone"
    directory = shown(ready)
    # The default type is in use, so it stays.
    assert [kind["name"] for kind in directory["activity_types"]] == ["Afspraak", "E-mail"]
    assert [user["active"] for user in directory["users"]] == [True, False]
    assert [project["closed"] for project in directory["projects"]] == [True, False]
    again = counts(ready, path, "--replace")
    assert all(count["deactivated"] == 0 for count in again.values())


def test_the_order_of_records_never_matters(program: Program) -> None:
    backwards = {section: list(reversed(records)) for section, records in reversed(DIRECTORY.items())}
    program.well("directory", "import", program.write_json("d.json", backwards))
    swapped = {"projects": [{"key": "j1", "number": 1002, "name": "A"}, {"key": "j2", "number": 1001, "name": "B"}]}
    program.well("directory", "import", program.write_json("swap.json", swapped))
    moved = {
        "users": [
            {"key": "u2", "name": "Bram", "emails": ["anna@acme.example"]},
            {"key": "u1", "name": "Anna", "emails": ["bram@acme.example"]},
        ]
    }
    program.well("directory", "import", program.write_json("moved.json", moved))


REFUSED_RECORDS: list[tuple[str, Json, str, str]] = [
    ("users", {"name": "X", "emails": ["x@acme.example"]}, "key", "missing or empty"),
    ("users", {"key": " ", "name": "X", "emails": ["x@acme.example"]}, "key", "missing or empty"),
    ("users", {"key": 9, "name": "X", "emails": ["x@acme.example"]}, "key", "no text"),
    ("users", {"key": "u9", "name": "", "emails": ["x@acme.example"]}, "name", "missing or empty"),
    ("users", {"key": "u9", "name": None, "emails": ["x@acme.example"]}, "name", "missing or empty"),
    ("users", {"key": "u9", "name": "X\x00", "emails": ["x@acme.example"]}, "name", "character"),
    ("users", {"key": "u9", "name": "X", "emails": []}, "emails", "at least one"),
    ("users", {"key": "u9", "name": "X"}, "emails", "at least one"),
    ("users", {"key": "u9", "name": "X", "active": False}, "emails", "at least one"),
    ("users", {"key": "u9", "name": "X", "emails": "x@acme.example"}, "emails", "no list"),
    ("users", {"key": "u9", "name": "X", "emails": ["geen adres"]}, "emails", "geen adres"),
    ("users", {"key": "u9", "name": "X", "emails": ["X <x@acme.example>"]}, "emails", "no e-mail address"),
    ("users", {"key": "u9", "name": "X", "emails": [None]}, "emails", "null"),
    ("users", {"key": "u9", "name": "X", "emails": ["ANNA@Acme.example."]}, "emails", "u1"),
    ("users", {"key": "u9", "name": "X", "emails": ["x@acme.example"], "active": "true"}, "active", "true"),
    ("users", {"key": "u9", "name": "X", "emails": ["x@acme.example"], "active": 1}, "active", "1"),
    ("users", {"key": "u9", "name": "X", "emails": ["x@acme.example"], "phone": "1"}, "phone", "no such field"),
    ("contacts", {"key": "p9", "name": "X", "emails": []}, "customer", "missing or empty"),
    ("contacts", {"key": "p9", "name": "X", "emails": [], "customer": None}, "customer", "missing or empty"),
    ("contacts", {"key": "p9", "name": "X", "emails": [], "customer": "c99"}, "customer", "c99"),
    ("contacts", {"key": "p9", "name": "X", "emails": ["@x"], "customer": "c1"}, "emails", "@x"),
    ("projects", {"key": "j9", "name": "X"}, "number", "missing"),
    ("projects", {"key": "j9", "name": "X", "number": "1009"}, "number", "1009"),
    ("projects", {"key": "j9", "name": "X", "number": 1009.0}, "number", "no whole number"),
    ("projects", {"key": "j9", "name": "X", "number": True}, "number", "no whole number"),
    ("projects", {"key": "j9", "name": "X", "number": 0}, "number", "1 to 18 digits"),
    ("projects", {"key": "j9", "name": "X", "number": -3}, "number", "1 to 18 digits"),
    ("projects", {"key": "j9", "name": "X", "number": 10**18}, "number", "1 to 18 digits"),
    ("projects", {"key": "j9", "name": "X", "number": 1001}, "number", "Webshop"),
    ("projects", {"key": "j9", "name": "X", "number": 9, "kind": "sale"}, "kind", "sales_case"),
    ("projects", {"key": "j9", "name": "X", "number": 9, "customer": "c99"}, "customer", "c99"),
    ("projects", {"key": "j9", "name": "X", "number": 9, "customer": ""}, "customer", "missing or empty"),
    ("activity_types", {"name": "X", "category": "todo"}, "category", "project_task"),
    ("activity_types", {"category": "to_do"}, "name", "missing or empty"),
    ("activity_types", {"name": "X", "calendar_synced": 0}, "calendar_synced", "true nor false"),
    ("customers", {"key": "c9", "name": "X", "number": 1}, "number", "no such field"),
]


@pytest.mark.parametrize(("section", "record", "field", "words"), REFUSED_RECORDS)
def test_a_wrong_record_is_named_with_its_field_and_nothing_changes(
    ready: Program, section: str, record: Json, field: str, words: str
) -> None:
    before = shown(ready)
    good = {"key": "c8", "name": "Goed"} if section == "customers" else {"key": "c7", "name": "Goed"}
    wrong = {"customers": [good], section: [record]} if section != "customers" else {"customers": [good, record]}
    sentence = ready.refused("directory", "import", ready.write_json("wrong.json", wrong))
    assert "wrong.json, line " in sentence
    assert f"field “{field}”" in sentence
    assert f"{section} record {2 if section == 'customers' else 1}" in sentence
    assert words in sentence
    assert shown(ready) == before


def test_a_key_or_number_or_active_users_address_that_stands_twice_in_the_file_is_refused(ready: Program) -> None:
    customers = [{"key": "c8", "name": "A"}, {"key": "c8", "name": "B"}]
    assert "c8" in ready.refused("directory", "import", ready.write_json("a.json", {"customers": customers}))
    projects = [{"key": "j8", "number": 8, "name": "A"}, {"key": "j9", "number": 8, "name": "B"}]
    sentence = ready.refused("directory", "import", ready.write_json("b.json", {"projects": projects}))
    assert "projects record 2 “j9”" in sentence
    users: list[Json] = [{"key": key, "name": key, "emails": ["x@acme.example"]} for key in ("u8", "u9")]
    sentence = ready.refused("directory", "import", ready.write_json("c.json", {"users": users}))
    assert "users record 2 “u9”" in sentence
    assert "u8" in sentence
    users[0] |= {"active": False}
    ready.well("directory", "import", ready.write_json("d.json", {"users": users}))


def test_a_stored_user_who_becomes_active_again_may_not_share_an_address(ready: Program) -> None:
    shared = {"key": "u9", "name": "X", "emails": ["anna@acme.example"]}
    ready.well("directory", "import", ready.write_json("a.json", {"users": [shared | {"active": False}]}))
    assert "u1" in ready.refused("directory", "import", ready.write_json("b.json", {"users": [shared]}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("[]", "line 1"),
        ('{"users": {}}', "list"),
        ('{"users": [1]}', "object"),
        ('{"user": []}', "“user”"),
        ('{"users": [], "users": []}', "twice"),
        ('{"users": [\n{"key": "a", "key": "b"}]}', "line 2"),
        ('{"users": [\n{"key": "a",}]}', "line 2"),
        ('{"users": [}', "column 12"),
        ('{"users": [] "contacts": []}', "“,”"),
        ('{"users": []} x', "line 1"),
        ('{"users": []', "line 1"),
        ('{"users": [' + "[" * 100_000, "nested"),
        ('{"projects": [{"key": "a", "name": "a", "number": ' + "9" * 100_000 + "}]}", "18 digits"),
        ('{"projects": [{"key": "a", "name": "a", "number": NaN}]}', "number"),
        ('{"customers": [{"key": "a", "name": "\\ud800"}]}', "character"),
        ('{"settings": {}, "directory": {}}', "setup --import"),
        ("key,name\n", "JSON"),
    ],
)
def test_a_file_that_is_no_directory_is_refused_with_the_place(program: Program, text: str, words: str) -> None:
    sentence = program.refused("directory", "import", program.write("d.json", text.encode()))
    assert "d.json" in sentence
    assert words in sentence


def test_only_utf8_is_read_and_the_line_of_anything_else_is_named(program: Program) -> None:
    good = json.dumps({"customers": [{"key": "c1", "name": "Café"}]}, ensure_ascii=False)
    program.well("directory", "import", program.write("mark.json", b"\xef\xbb\xbf" + good.encode()))
    assert shown(program)["customers"][0]["name"] == "Café"
    sentence = program.refused("directory", "import", program.write("latin.json", b"{\n" + good[1:].encode("latin-1")))
    assert "latin.json, line 2" in sentence
    assert "UTF-8" in sentence
    assert "UTF-16" in program.refused("directory", "import", program.write("wide.json", good.encode("utf-16")))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xlsx"),
        ("broken.xlsx", b"PK\x03\x04 no zip at all", "workbook"),
        ("one.csv", b"key,name\nc1,X\n", "folder"),
    ],
)
def test_other_files_are_refused_with_what_to_give(program: Program, name: str, content: bytes, words: str) -> None:
    assert words in program.refused("directory", "import", program.write(name, content))


def test_a_path_that_is_not_there_is_refused(program: Program) -> None:
    assert "no-such.json" in program.refused("directory", "import", "no-such.json")


CSV = {
    "users": "key;name;emails;active\nu1;Anna;anna@acme.example b@acme.example;\n"
    'u2;Bram;"bram@acme.example;x@acme.example";0\n',
    "customers": 'name,key\r\n"Jansen, BV",c1\r\n,\r\n"Twee\r\nregels",c2\r\n',
    "contacts": "key,customer,name,emails\np1,c1,Piet,\n",
    "projects": "key,number,name,kind,customer,closed\nj1, 01001 ,Webshop,,c1,TRUE\nj2,7,Kassa,sales_case,,false\n",
    "activity_types": "name\nE-mail\n",
}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_folder_of_csv_files(program: Program, mark: str) -> None:
    folder = csv_folder(program, **{name: mark + text for name, text in CSV.items()})
    program.write("csv/notes.txt", b"nothing to do with it")
    program.write("csv/.~lock.users.csv", b"nor this")
    program.well("directory", "import", folder)
    directory = shown(program)
    assert directory["users"] == [
        {"key": "u1", "name": "Anna", "emails": ["anna@acme.example", "b@acme.example"], "active": True},
        {"key": "u2", "name": "Bram", "emails": ["bram@acme.example", "x@acme.example"], "active": False},
    ]
    assert [customer["name"] for customer in directory["customers"]] == ["Jansen, BV", "Twee regels"]
    assert directory["contacts"][0]["emails"] == []
    assert [(project["number"], project["closed"]) for project in directory["projects"]] == [(1001, True), (7, False)]
    assert directory["activity_types"] == [{"name": "E-mail", "category": "to_do", "calendar_synced": False}]


@pytest.mark.parametrize(
    ("section", "text", "place", "words"),
    [
        ("users", "key,name,emails\nu1,Anna,anna\n", "line 2, users “u1”, column “emails”", "anna"),
        ("users", "key,name,emails,active\nu1,A,a@x.example,yes\n", "line 2, users “u1”, column “active”", "yes"),
        ("users", "key,name,phone\n", "line 1, column 3 “phone”", "no such column"),
        ("users", "key,name,key\n", "line 1, column “key”", "twice"),
        ("users", "\n\nname,emails\nA,a@x.example\n", "line 3, column “key”", "missing"),
        ("users", "key,name,emails\nu1,A,a@x.example,more\n", "line 2, column 4", "more"),
        ("users", 'key,name,emails\nu1,"A,a@x.example\n', "line 2", "quote"),
        ("users", 'key,name,emails\nu1,"A"b,a@x.example\n', "line 2", "quote"),
        ("customers", 'key,name\nc1,"a\nb\nc"\nc2,\n', "line 5, customers “c2”, column “name”", "empty"),
        ("projects", "key,number,name\nj1,1001a,A\n", "line 2, projects “j1”, column “number”", "1001a"),
        ("projects", "key,number,name\nj1,1.5,A\n", "column “number”", "1.5"),
        ("projects", "key,number,name\nj1,,A\n", "column “number”", "missing"),
        ("projects", "key,number,name\nj1,٣,A\n", "column “number”", "no whole number"),
        ("people", "key,name\n", "people.csv", "users"),
    ],
)
def test_a_wrong_row_of_a_csv_file_is_named(program: Program, section: str, text: str, place: str, words: str) -> None:
    sentence = program.refused("directory", "import", csv_folder(program, **{section: text}))
    assert f"{section}.csv" in sentence
    assert place in sentence
    assert words in sentence


def test_a_csv_file_in_another_encoding_is_refused_with_its_line(program: Program) -> None:
    folder = csv_folder(program, customers="key,name\nc1,A\nc2,Café\n".encode("cp1252"))
    sentence = program.refused("directory", "import", folder)
    assert "customers.csv, line 3" in sentence
    assert "UTF-8" in sentence


def test_a_folder_without_a_csv_file_is_refused(program: Program) -> None:
    program.write("csv/readme.txt", b"x")
    assert "users.csv" in program.refused("directory", "import", str(program.folder / "csv"))


def test_an_error_in_row_4000_is_named_and_nothing_is_taken_over(program: Program) -> None:
    rows = [f"p{number},Persoon {number},p{number}@x.example,c1" for number in range(4000)]
    rows[3998] = "p3998,Persoon,p3998@x.example,c2"
    text = "key,name,emails,customer\n" + "\n".join(rows) + "\n"
    sentence = program.refused(
        "directory", "import", csv_folder(program, contacts=text, customers="key,name\nc1,Klant\n")
    )
    assert "contacts.csv, line 4000, contacts “p3998”, column “customer”" in sentence
    assert shown(program) == {section: [] for section in DIRECTORY}


def test_further_wrong_rows_are_counted_and_named_with_v(program: Program) -> None:
    folder = csv_folder(program, customers="key,name\n" + "".join(f"c{number},\n" for number in range(300)))
    assert "299 more" in program.refused("directory", "import", folder)
    told = program.run("-v", "directory", "import", folder)
    assert told.code == 2
    assert "line 3, " in told.err
    assert "300 records are wrong" in told.err


def test_a_workbook_with_typed_cells(program: Program) -> None:
    path = workbook(
        program,
        Users=[
            ["key", "name", "emails", "active"],
            [1, "Anna", "anna@acme.example", True],
            [2.0, "Bram", "b@x.example", 0],
        ],
        customers=[["key", "name", None], ["c1", "Jansen"], [None, None], ["c2", 3]],
        projects=[["key", "number", "name", "customer", "closed"], ["j1", 1001.0, "Webshop", "c1", "true"]],
        Blad1=[[]],
    )
    program.well("directory", "import", path)
    directory = shown(program)
    assert [(user["key"], user["active"]) for user in directory["users"]] == [("1", True), ("2", False)]
    assert [customer["name"] for customer in directory["customers"]] == ["Jansen", "3"]
    assert directory["projects"][0]["number"] == 1001
    assert directory["projects"][0]["closed"] is True


def test_a_wrong_cell_of_a_workbook_is_named(program: Program) -> None:
    head = ["key", "name", "customer"]
    path = workbook(
        program, customers=[["key", "name"], ["c1", "X"]], contacts=[head, ["p1", "A", "c1"], ["p2", "B", "c9"]]
    )
    sentence = program.refused("directory", "import", path)
    assert "book.xlsx, sheet “contacts”, row 3, contacts “p2”, column “customer”" in sentence
    path = workbook(program, customers=[["key", "name"], ["c1", date(2026, 1, 1)]])
    assert "date" in program.refused("directory", "import", path)
    path = workbook(program, customers=[["key", "name"], ["c1", "#N/A"]])
    assert "#N/A" in program.refused("directory", "import", path)
    path = workbook(program, customers=[["key", "name"], ["c1", True]])
    assert "column “name”" in program.refused("directory", "import", path)
    path = workbook(program, klanten=[["key", "name"], ["c1", "X"]])
    assert "klanten" in program.refused("directory", "import", path)
    assert shown(program)["customers"] == []


def test_showing_for_people_never_prints_control_characters(ready: Program) -> None:
    hidden = {"customers": [{"key": "c5", "name": "Zoë \u202egnirts 🍞"}]}
    ready.well("directory", "import", ready.write_json("d.json", hidden))
    out = ready.well("directory", "show").out
    assert "\u202e" not in out
    assert "🍞" in out
    assert "sales case" in out


def test_an_empty_directory_says_what_to_do(program: Program) -> None:
    assert "directory import" in program.well("directory", "show").err


def test_an_unreadable_folder_or_file_is_said(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    path = program.write("d.json", b"{}")

    def refuse(_self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "Permission denied" in program.refused("directory", "import", path)


@pytest.mark.parametrize("name", ["out.json", "out.xlsx", "folder", "made/for/it"])
def test_what_is_exported_is_unchanged_when_it_is_imported_again(ready: Program, name: str) -> None:
    path = str(ready.folder / name)
    result = ready.well("directory", "export", path)
    assert result.out == ""
    assert path in result.err
    for count in counts(ready, path, "--replace").values():
        assert count | {"unchanged": 0} == NOTHING


def test_an_export_overwrites_no_csv_file_and_is_no_single_one(ready: Program) -> None:
    folder = csv_folder(ready, users="key,name\n")
    assert "users.csv is there already" in ready.refused("directory", "export", folder)
    assert "Give a folder" in ready.refused("directory", "export", "users.csv")
    assert "cannot be written" in ready.refused("directory", "export", str(ready.folder / "csv" / "users.csv" / "x"))
