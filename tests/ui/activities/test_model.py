"""The rows of the list: the first at once, all of them soon, each line when somebody looks at it."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.services.activities import ActivityLine, Order, SortColumn, Wanted
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.store.store import Store
from severa_desktop.ui.activities.model import COLUMNS, FIRST, LINE, ActivitiesModel
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from tests.e2e.waiting import DEADLINE
from tests.store.made import keep

MANY = 1_000


@pytest.fixture
def many(company: Store) -> Store:
    with company.writing() as writer:
        for number in range(1, MANY + 1):
            keep(writer, number, subject=f"subject {number:04}", started_at=1_000 + number, warned=number % 10 == 0)
    return company


@pytest.fixture
def model(context: Context, qtbot: QtBot) -> Iterator[ActivitiesModel]:
    owner = QWidget()
    qtbot.addWidget(owner)
    made = ActivitiesModel(context.background, owner)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    tester.setUseFetchMore(False)
    yield made
    del owner


def answer(qtbot: QtBot, model: ActivitiesModel, wanted: Wanted, order: Order | None = None) -> None:
    """Ask, and wait until all rows are there."""
    model.ask(wanted, order or Order())
    qtbot.waitUntil(lambda: model.is_whole and model.wanted == wanted and not _is_asking(model))


def all_there(model: ActivitiesModel) -> bool:
    return model.is_whole


def _is_asking(model: ActivitiesModel) -> bool:
    return model._answered != (model.wanted, model.order)


def line(qtbot: QtBot, model: ActivitiesModel, row: int) -> ActivityLine:
    qtbot.waitUntil(lambda: model.line(row) is not None)
    found = model.line(row)
    assert found is not None
    return found


def test_the_first_rows_are_shown_before_all_are_known(
    many: Store, context: Context, model: ActivitiesModel, qtbot: QtBot
) -> None:
    held = threading.Event()
    context.background.run(model, lambda _services: held.wait(DEADLINE), lane=Lane.SLOW)
    model.ask(Wanted(), Order())
    qtbot.waitUntil(lambda: model.rowCount() == FIRST)
    assert not all_there(model)
    first = model.line(0)
    assert first is not None
    assert first.subject == "subject 1000"
    held.set()
    qtbot.waitUntil(lambda: model.rowCount() == MANY)
    assert all_there(model)
    assert line(qtbot, model, MANY - 1).subject == "subject 0001"


def test_lines_are_fetched_in_windows_when_they_are_looked_at(
    many: Store, model: ActivitiesModel, qtbot: QtBot
) -> None:
    answer(qtbot, model, Wanted())
    assert model.line(500) is None
    with qtbot.waitSignal(model.dataChanged) as changed:
        pass
    first, last = changed.args[0].row(), changed.args[1].row()
    assert first <= 500 <= last
    assert last - first + 1 == 64
    assert all(model.line(row) is not None for row in range(first, last + 1))
    assert model.line(last + 1) is None


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_sorts(many: Store, model: ActivitiesModel, qtbot: QtBot, column: SortColumn) -> None:
    answer(qtbot, model, Wanted(), Order(column, descending=False))
    rising = [model.sort_id(row) for row in range(model.rowCount())]
    model.sort(COLUMNS.index(column), Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: model.is_whole and not _is_asking(model))
    falling = [model.sort_id(row) for row in range(model.rowCount())]
    assert sorted(rising) == sorted(falling)
    assert len(rising) == MANY
    if column in {SortColumn.DATE, SortColumn.SUBJECT}:
        assert falling == rising[::-1]


def test_a_later_question_takes_the_place_of_an_earlier_one(
    many: Store, context: Context, model: ActivitiesModel, qtbot: QtBot
) -> None:
    held = threading.Event()
    context.background.run(model, lambda _services: held.wait(DEADLINE), lane=Lane.SLOW)
    model.ask(Wanted(), Order())
    qtbot.waitUntil(lambda: model.rowCount() == FIRST)
    given_up = model._asked
    model.ask(Wanted(search="0007"), Order())
    assert given_up.stop.is_set()
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    counts: list[int] = []
    model.loaded.connect(lambda: counts.append(model.rowCount()))
    held.set()
    done: list[bool] = []
    context.background.run(model, lambda _services: True, done.append, lane=Lane.SLOW)
    qtbot.waitUntil(lambda: bool(done))
    assert (counts, model.rowCount()) == ([], 1)


def test_a_change_of_the_store_is_shown_without_another_place_in_the_list(
    many: Store, model: ActivitiesModel, qtbot: QtBot
) -> None:
    answer(qtbot, model, Wanted())
    far = line(qtbot, model, 700)
    assert far.customer == ""
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    CorrectingService(many, lambda: 0).link_customer([far.id], "c1")
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    # What was known is shown until the new line is there.
    assert model.line(700) is not None
    qtbot.waitUntil(lambda: getattr(model.line(700), "customer", "") == "Bakery")
    assert resets == []


def test_rows_are_found_by_what_stands_in_them(many: Store, model: ActivitiesModel, qtbot: QtBot) -> None:
    for order in (Order(), Order(descending=False), Order(SortColumn.SUBJECT)):
        answer(qtbot, model, Wanted(), order)
        ids = [model.sort_id(row) for row in (3, 700, 42)]
        assert model.rows_of(ids) == [3, 42, 700]
        assert [model.row_of(one) for one in ids] == [3, 700, 42]
        assert model.rows_of([1, ids[0], 2**60]) == [3]
        assert model.rows_of([]) == []


def test_what_a_cell_says(company: Store, model: ActivitiesModel, qtbot: QtBot) -> None:
    keep(company, 1, subject="<b>Offer</b>", customer="c1", project=1001, file_name="a.pdf", warned=True)
    keep(company, 2, subject="plain", started_at=0)
    answer(qtbot, model, Wanted())
    texts = {
        column: model.index(0, place).data() for place, column in enumerate(COLUMNS) if column is not SortColumn.DATE
    }
    assert texts == {
        SortColumn.SUBJECT: "<b>Offer</b>",
        SortColumn.CUSTOMER: "Bakery",
        SortColumn.PROJECT: "1001 Web shop",
        SortColumn.OWNER: "Anna de Vries",
        SortColumn.ATTACHMENTS: "1",
        SortColumn.WARNINGS: "Project closed",
    }
    subject = model.index(0, COLUMNS.index(SortColumn.SUBJECT))
    # Shown as it is: a tooltip with tags would be taken for rich text.
    assert subject.data(Qt.ItemDataRole.ToolTipRole) == "<qt>&lt;b&gt;Offer&lt;/b&gt;<br>⚠ Project closed</qt>"
    assert subject.data(Qt.ItemDataRole.AccessibleTextRole) == "<b>Offer</b>\n⚠ Project closed"
    none = model.index(1, COLUMNS.index(SortColumn.CUSTOMER))
    assert none.data() == "–"
    assert none.data(Qt.ItemDataRole.AccessibleTextRole) == "Linked to no customer"
    assert isinstance(subject.data(LINE), ActivityLine)
    assert subject.data(Qt.ItemDataRole.DecorationRole) is None


def test_a_header_without_words_has_a_name(model: ActivitiesModel) -> None:
    place = COLUMNS.index(SortColumn.ATTACHMENTS)
    across = Qt.Orientation.Horizontal
    assert model.headerData(place, across) == ""
    assert model.headerData(place, across, Qt.ItemDataRole.ToolTipRole) == "Attachments"
    assert model.headerData(place, across, Qt.ItemDataRole.AccessibleTextRole) == "Attachments"
    assert model.headerData(0, across) == "Date"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_a_list_that_is_given_up_is_not_shown(
    many: Store, model: ActivitiesModel, settle: Callable[[Context], None], context: Context
) -> None:
    model.ask(Wanted(), Order(SortColumn.SUBJECT))
    model.stop()
    settle(context)
    assert model.rowCount() == 0
