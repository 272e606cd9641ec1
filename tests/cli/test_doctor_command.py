"""`doctor`: 0 and a word where all is well, else 1 and each finding with what to do."""

from tests.cli.program import Program


def test_all_is_well(ready: Program) -> None:
    assert ready.well("doctor").err == "All is well.\n"
    assert ready.well("doctor", "--json").out == ""


def test_findings_in_json_and_in_words(program: Program) -> None:
    result = program.run("doctor", "--json")
    assert result.code == 1
    assert [list(row) for row in result.rows] == [["code", "text", "advice"]] * 2
    assert result.rows[0]["code"] == "not_set_up"
    words = program.run("doctor")
    assert words.code == 1
    assert "severa-desktop setup --address" in words.out


def test_a_store_that_cannot_be_used_is_a_finding(ready: Program) -> None:
    (store,) = ready.data.glob("*.sqlite")
    store.write_bytes(b"something else entirely " * 200)
    result = ready.run("doctor", "--json")
    assert (result.code, result.row["code"], result.err) == (1, "store_unusable", "")
