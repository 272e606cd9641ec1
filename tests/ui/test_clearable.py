"""A field offers to clear it as soon as there is something to clear, and not before."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from severa_desktop.ui.clearable import ClearableField


@pytest.fixture
def field(qtbot: QtBot) -> ClearableField:
    made = ClearableField()
    qtbot.addWidget(made)
    made.show()
    return made


def buttons(field: ClearableField) -> list[str]:
    return [one.accessibleName() for one in field.findChildren(QToolButton)]


def test_nothing_is_to_be_cleared_at_first(field: ClearableField) -> None:
    field.setText("")
    assert buttons(field) == []


def test_what_is_typed_can_be_cleared(field: ClearableField) -> None:
    QTest.keyClicks(field, "bakery")
    assert buttons(field) == ["Clear the search"]
    field.findChildren(QToolButton)[0].click()
    assert field.text() == ""


def test_what_was_entered_for_a_person_can_be_cleared(field: ClearableField) -> None:
    field.blockSignals(True)
    field.setText("bakery")
    field.setText("bakery nl")
    field.blockSignals(False)
    assert buttons(field) == ["Clear the search"]
