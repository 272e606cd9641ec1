"""HTML of any mail is laid out at once: the same words, but no table around a table and no endless paragraph."""

import re
from html import unescape

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from severa_desktop.ui.activities.layout import MOST_LETTERS, quick_layout, quick_text

LONGEST = 2_500


def words(html: str) -> str:
    return "".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def paragraphs(html: str) -> list[int]:
    """Return how long the paragraphs are that Qt makes of it."""
    document = QTextDocument()
    document.setHtml(html)
    block, found = document.begin(), []
    while block.isValid():
        found.append(block.length())
        block = block.next()
    return found


HOSTILE = {
    "nested": "<table><tbody><tr><td>" * 40 + "in the middle" + "</td></tr></tbody></table>" * 40,
    "cells": "<table>" + "<tr><td>one</td><td>two</td></tr>" * 2_000 + "</table>",
    "spans": "<table><tr>" + '<td colspan="50">x</td>' * 300 + "</tr></table>",
    "word": "<p>" + "x" * 90_000 + "</p>",
    "paragraph": "<p>" + "word " * 18_000 + "</p>",
    "entities": "<p>" + "&amp;" * 18_000 + "</p>",
    "lines": "line<br>" * 12_000,
    "text alone": "word " * 18_000,
    "unclosed": "<table><tr><td>a<table><tr><td>b",
    "closed twice": "a</table></td>b<p>c</p></table>",
    "sign in a value": '<p title="a > b">c</p><table><tr><td title="<table>">d</td></tr></table>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_takes_long_is_made_quick_and_says_the_same(qapp: QApplication, name: str) -> None:
    html = HOSTILE[name]
    quick = quick_layout(html)
    assert quick is not None
    assert words(quick) == words(html)
    assert max(paragraphs(quick)) <= LONGEST
    assert len(re.findall(r"<t[dh]\b", quick)) <= 400


def test_tables_around_tables_become_blocks_and_those_with_data_stay() -> None:
    inner = "<table><tbody><tr><th>price</th><td>10</td></tr></tbody></table>"
    quick = quick_layout(f"<table><tbody><tr><td>before {inner} after</td><td>beside</td></tr></tbody></table>")
    assert quick == f"<div><div><div>before {inner} after</div><div>beside</div></div></div>"


def test_tables_stay_as_long_as_there_are_not_too_many_cells() -> None:
    table = "<table>" + "<tr><td>x</td></tr>" * 150 + "</table>"
    quick = quick_layout(table * 3)
    assert quick is not None
    assert quick.count("<table>") == 2


def test_a_usual_mail_is_left_as_it_is() -> None:
    html = '<p>Dag <b>Piet</b>,<br>zie <a href="https://x.example/?a=1&amp;b=2">hier</a></p><ul><li>een</li></ul><hr>'
    assert quick_layout(html) == html


def test_too_much_is_not_laid_out() -> None:
    assert quick_layout("x " * MOST_LETTERS) is None


def test_lines_that_no_person_writes_are_broken(qapp: QApplication) -> None:
    usual = "Dag Piet,\n\n" + "een lange alinea " * 100 + "\nGroet\n"
    assert quick_text(usual) == usual
    for long in ("x" * 30_000, "word " * 10_000, "x" * 30_000 + "\ny"):
        quick = quick_text(long)
        assert quick.replace("\n", "") == long.replace("\n", "")
        assert max(map(len, quick.split("\n"))) <= LONGEST
