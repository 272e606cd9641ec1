"""Tooltips show text from mails and directories as it is."""

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.ui.actions import action
from severa_desktop.ui.tips import plain_tip


@pytest.mark.parametrize("text", ["<img src='file:///x.png'>", "a <b>bold</b>\nline & more", "1 < 2", "Vos & Zonen"])
def test_what_looks_like_html_is_shown_as_it_is(qtbot: QtBot, text: str) -> None:
    document = QTextDocument()
    tip = plain_tip(text)
    if tip.startswith("<qt>"):
        document.setHtml(tip)
    else:
        document.setPlainText(tip)
    assert document.toPlainText() == text


def test_an_action_named_after_a_customer_has_a_plain_tooltip(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    made = action(page, "Link to customer <img src=x>", page.update, keys="Alt+1")
    assert "<img" not in made.toolTip()
    assert "Alt+1" in made.toolTip()
