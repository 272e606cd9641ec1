"""The rows of what there is to check: what came and went changes, everything else stays where it is."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from severa_desktop.services.checking import CheckKind
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.to_check.model import ENTRY, ToCheckModel
from tests.services.company import message

MANY = 300
"""More than one window of lines."""


def now() -> int:
    return 1_800_000_000


def take_in(store: Store, *numbers: int) -> None:
    mails = [
        (f"{number}.eml", message(number, From="x@else.example", To="y@else.example", Date=_date(number)))
        for number in numbers
    ]
    list(ImportService(store, now).run(Handover([], contents=mails)))


def _date(number: int) -> str:
    return f"02 Mar 2026 {number // 60:02}:{number % 60:02}:00 +0000"


@pytest.fixture
def model(context: Context, qtbot: QtBot) -> ToCheckModel:
    made = ToCheckModel(context.background)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    return made


def ask(qtbot: QtBot, model: ToCheckModel, *kinds: CheckKind) -> None:
    with qtbot.waitSignal(model.loaded):
        model.ask(kinds)


def subject(model: ToCheckModel, row: int) -> object:
    return model.index(row, 1).data()


def test_lines_far_down_come_when_they_are_looked_at(company: Store, model: ToCheckModel, qtbot: QtBot) -> None:
    take_in(company, *range(MANY))
    ask(qtbot, model)
    assert model.rowCount() == MANY
    assert subject(model, 0) == f"Mail {MANY - 1}"
    row = MANY - 1
    assert model.index(row, 0).data(ENTRY) is None
    qtbot.waitUntil(lambda: subject(model, row) == "Mail 0")


def test_what_is_chosen_stays_while_others_come_and_go(company: Store, model: ToCheckModel, qtbot: QtBot) -> None:
    take_in(company, *range(0, 100, 2))
    ask(qtbot, model)
    chosen = QItemSelectionModel(model)
    row = next(row for row in range(model.rowCount()) if subject(model, row) == "Mail 20")
    chosen.select(model.index(row, 0), QItemSelectionModel.SelectionFlag.Select)
    kept = QPersistentModelIndex(model.index(row, 0))
    take_in(company, 101)
    ask(qtbot, model)
    assert kept.row() == row + 1
    CorrectingService(company, now).dismiss([-model.key(0)])
    ask(qtbot, model)
    assert kept.row() == row
    assert [index.row() for index in chosen.selectedIndexes()] == [row]


def test_lines_show_at_once_when_read_anew(company: Store, model: ToCheckModel, qtbot: QtBot) -> None:
    take_in(company, *range(MANY))
    ask(qtbot, model)
    row = MANY - 1
    model.index(row, 0).data()
    qtbot.waitUntil(lambda: subject(model, row) == "Mail 0")
    take_in(company, MANY)
    ask(qtbot, model)
    assert subject(model, row + 1) == "Mail 0"


def test_one_kind_alone(company: Store, model: ToCheckModel, qtbot: QtBot) -> None:
    take_in(company, 1, 2)
    ask(qtbot, model, CheckKind.FAILED)
    assert model.rowCount() == 0
    ask(qtbot, model, CheckKind.REJECTED, CheckKind.WARNING)
    assert model.rowCount() == 2


def test_nothing_below_a_row_and_no_data_elsewhere(company: Store, model: ToCheckModel, qtbot: QtBot) -> None:
    take_in(company, 1)
    ask(qtbot, model)
    top = model.index(0, 0)
    assert (model.rowCount(top), model.columnCount(top)) == (0, 0)
    assert model.data(QModelIndex()) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert [model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)] == [
        "What is to check",
        "Subject",
        "From",
        "Date",
    ]
