"""Lists for people: aligned in a pipe, cut to the width of a terminal."""

import io
import os
import sys

import pytest
from rich.cells import cell_len

from severa_desktop.cli.table import Column, print_table
from severa_desktop.printable import lines, one_line

COLUMNS = (Column("ID", 4, right=True), Column("NAME"), Column("CUSTOMER", 20, shrinks=True))
ROWS = [
    ("1", "Offerte voor de verbouwing van de winkel aan de Oudegracht", "Bakkerij Jansen en Zonen BV"),
    ("22", "日本語の件名はとても長いので切られます。そうですよね", "Café 🍞🥐 Zuiderlicht aan zee"),
    ("333", "line\nbreak \x1b[31mred", ""),
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_on_a_terminal_no_line_is_wider_than_it(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((columns, 24)))
    monkeypatch.setenv("TERM", "dumb")
    assert print_table(COLUMNS, ROWS) == 3
    printed = terminal.getvalue().splitlines()
    assert len(printed) == 4
    assert max(map(cell_len, printed)) <= columns
    assert "\x1b" not in terminal.getvalue()


def test_in_a_pipe_nothing_is_cut_and_columns_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(COLUMNS, ROWS)
    heading, *printed = capsys.readouterr().out.splitlines()
    assert ROWS[0][1] in printed[0]
    start = cell_len(heading[: heading.index("CUSTOMER")])
    for line, row in zip(printed[:2], ROWS, strict=False):
        assert cell_len(line[: line.index(row[2])]) == start


def test_later_rows_are_printed_as_they_come(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_table(COLUMNS, ((str(number), "x", "y") for number in range(1200))) == 1200
    assert capsys.readouterr().out.count("\n") == 1201


def test_nothing_is_printed_where_there_are_no_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_table(COLUMNS, ()) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\ufeff", "\ud800"])
def test_no_control_character_is_printable(character: str) -> None:
    assert character not in one_line(f"a{character}b")
    assert character not in lines(f"a{character}b")


def test_line_breaks_become_spaces_in_one_line_and_stay_in_several() -> None:
    assert one_line("a\nb\tc\r\u2028d") == "a b c  d"
    assert lines("a\r\nb\tc\n") == "a\nb\tc\n"
    assert one_line("Zoë 🍞 日本") == "Zoë 🍞 日本"
