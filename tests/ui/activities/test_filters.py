"""What the list is narrowed to: said in the row, taken off again, remembered, reached by keys."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.services.activities import Wanted
from severa_desktop.texts import _
from severa_desktop.ui.activities import periods
from severa_desktop.ui.activities.filter_button import FilterButton
from severa_desktop.ui.activities.filters import FilterBar
from severa_desktop.ui.activities.period_picker import PeriodPicker
from severa_desktop.ui.activities.periods import Days, Period, days_of, days_words
from severa_desktop.ui.context import Context
from severa_desktop.ui.picker import DirectoryPicker

WEDNESDAY = date(2026, 4, 1)
SMALLEST = 576
"""The width of the page in the smallest window."""


@pytest.fixture
def bar(context: Context, qtbot: QtBot) -> Iterator[FilterBar]:
    host = QWidget()
    qtbot.addWidget(host)
    made = FilterBar(context, host)
    host.resize(1_400, 300)
    made.resize(1_200, 60)
    host.show()
    qtbot.waitExposed(host)
    host.activateWindow()
    yield made
    del host


def button(bar: FilterBar, title: str) -> FilterButton:
    (found,) = (one for one in bar.findChildren(FilterButton) if one.accessibleName().startswith(title))
    return found


def press(button: FilterButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def open_picker(qtbot: QtBot) -> DirectoryPicker:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), DirectoryPicker))
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, DirectoryPicker)
    return picker


@pytest.mark.parametrize("language", ["english", "dutch"])
def test_in_the_smallest_window_all_filters_stand_in_one_line_below_the_search(
    request: pytest.FixtureRequest, qtbot: QtBot, language: str
) -> None:
    request.getfixturevalue(language)
    bar: FilterBar = request.getfixturevalue("bar")
    search = bar.search.geometry()
    words = [
        one for one in bar.findChildren(FilterButton) if one.accessibleName() in {_("With warnings"), _("Not linked")}
    ]
    wide = [one.sizeHint().width() for one in words]
    bar.resize(SMALLEST, 120)
    shown = [one for one in bar.findChildren(FilterButton) if one.isVisible()]
    row = shown[0].parentWidget()
    assert row is not None
    qtbot.waitUntil(lambda: len({one.y() for one in shown}) == 1 and row.y() > search.bottom())
    # Two of them in pictures, which say in words what they are.
    assert [one.toolButtonStyle() for one in words] == 2 * [Qt.ToolButtonStyle.ToolButtonIconOnly]
    assert all(one.accessibleName() in one.toolTip() for one in words)
    bar.resize(800, 120)
    qtbot.waitUntil(lambda: [one.width() for one in words] == wide)
    assert row.y() > search.bottom()
    bar.resize(1_200, 60)
    qtbot.waitUntil(lambda: row.y() < search.bottom())
    qtbot.waitUntil(lambda: [one.width() for one in words] == wide)


@pytest.mark.parametrize("language", ["english", "dutch"])
def test_nothing_jumps_when_somebody_begins_to_search(request: pytest.FixtureRequest, language: str) -> None:
    request.getfixturevalue(language)
    bar: FilterBar = request.getfixturevalue("bar")
    row = bar.findChildren(FilterButton)[0].parentWidget()
    assert row is not None
    for width in range(700, 1_200, 20):
        bar.clear()
        bar.show_count(203)
        bar.resize(width, 120)
        QApplication.processEvents()
        before = row.y()
        bar.search.setText("house")
        bar.set_wanted(Wanted(search="house"))
        bar.show_count(1_000)
        QApplication.processEvents()
        assert row.y() == before, width


def test_what_stands_in_one_line_is_equally_high(bar: FilterBar) -> None:
    assert {one.height() for one in bar.findChildren(FilterButton) if one.isVisible()} == {bar.search.height()}


@pytest.mark.parametrize(
    ("title", "typed", "wanted", "shown"),
    [
        ("Customer", "bak", Wanted(customer="Bakery"), "Customer: Bakery"),
        ("Project", "1002", Wanted(project=1002), "Project: 1002 New till"),
        ("Owner", "anna", Wanted(owner="anna@acme.example"), "Owner: Anna de Vries"),
    ],
)
def test_a_filter_is_chosen_from_the_directory_and_taken_off_by_a_second_press(
    bar: FilterBar, qtbot: QtBot, title: str, typed: str, wanted: Wanted, shown: str
) -> None:
    press(button(bar, title))
    picker = open_picker(qtbot)
    QTest.keyClicks(picker.focusWidget(), typed)
    with qtbot.waitSignal(bar.changed):
        QTest.keyClick(picker.focusWidget(), Qt.Key.Key_Return)
    assert bar.wanted == wanted
    assert button(bar, title).accessibleName() == shown
    assert button(bar, title).text().endswith("✕")
    with qtbot.waitSignal(bar.changed):
        press(button(bar, title))
    assert bar.wanted == Wanted()
    assert button(bar, title).accessibleName() == title


@pytest.mark.parametrize(
    ("title", "wanted"),
    [("With warnings", Wanted(with_warnings=True)), ("Not linked", Wanted(unlinked=True))],
)
def test_a_filter_is_turned_on_and_off(bar: FilterBar, qtbot: QtBot, title: str, wanted: Wanted) -> None:
    press(button(bar, title))
    assert bar.wanted == wanted
    # Not by colour alone.
    assert button(bar, title).text() == f"{title}  ✕"
    press(button(bar, title))
    assert bar.wanted == Wanted()
    assert button(bar, title).text() == title


def test_typing_asks_once_for_all_letters_of_a_word(bar: FilterBar, qtbot: QtBot) -> None:
    asked: list[str] = []
    bar.changed.connect(lambda: asked.append(bar.wanted.search))
    bar.search.setFocus()
    QTest.keyClicks(bar.search, "off")
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["off"]


def test_escape_clears_the_search_and_then_leaves_it(bar: FilterBar, qtbot: QtBot) -> None:
    left: list[bool] = []
    bar.search.left.connect(lambda: left.append(True))
    bar.search.setText("off")
    QTest.keyClick(bar.search, Qt.Key.Key_Escape)
    assert bar.search.text() == ""
    assert left == []
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(bar.search, key)
    assert left == [True, True, True]


def test_filters_are_cleared_and_the_search_stays(bar: FilterBar) -> None:
    bar.set_wanted(Wanted(search="off", customer="Bakery", with_warnings=True))
    assert bar.search.text() == "off"
    bar.clear_filters()
    assert bar.wanted == Wanted(search="off")
    bar.set_wanted(Wanted(search="off", customer="Bakery"))
    bar.clear_search()
    assert bar.wanted == Wanted(customer="Bakery")
    bar.clear()
    assert bar.wanted == Wanted()


def test_how_many_were_found_is_said_where_the_list_is_narrowed(bar: FilterBar) -> None:
    bar.show_count(5)
    assert bar.found.isHidden()
    bar.set_wanted(Wanted(with_warnings=True))
    bar.show_count(None)
    assert bar.found.text() == "…"
    bar.show_count(1_234)
    assert bar.found.text() == "1,234 found"
    assert bar.found.isVisible()
    assert bar.search.accessibleDescription() == "1,234 found"


def test_filters_and_period_are_remembered_but_not_the_search(
    bar: FilterBar, context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "today", lambda: WEDNESDAY)
    this_week = days_of(Period.THIS_WEEK, WEDNESDAY)
    wanted = Wanted("off", "Bakery", 1002, "anna@acme.example", this_week.since, this_week.until, True, True)
    bar.set_wanted(wanted, owner_name="Anna de Vries", project_name="1002 New till", period=Period.THIS_WEEK)
    bar.remember(context.state)
    again = FilterBar(context, bar._page)
    qtbot.addWidget(again)
    monkeypatch.setattr("severa_desktop.ui.activities.filters.today", lambda: date(2026, 4, 8))
    again.restore(context.state)
    next_week = (date(2026, 4, 6), date(2026, 4, 12))
    assert (again.wanted.since, again.wanted.until) == next_week
    assert again.wanted == Wanted("", "Bakery", 1002, "anna@acme.example", *next_week, True, True)
    names = [one.accessibleName() for one in again.findChildren(FilterButton)]
    assert names == [
        "Customer: Bakery",
        "Project: 1002 New till",
        "Owner: Anna de Vries",
        "Period: This week",
        "With warnings",
        "Not linked",
    ]


def test_what_was_remembered_by_something_else_narrows_nothing(bar: FilterBar, context: Context) -> None:
    for name, value in (("project", "x"), ("since", "yesterday"), ("period", "own"), ("until", ""), ("warnings", "?")):
        context.state.set_text(f"activities/{name}", value)
    bar.restore(context.state)
    assert bar.wanted == Wanted()


@pytest.mark.parametrize("width", [520, 800, 1_400])
def test_nothing_lies_over_anything_else_however_narrow(bar: FilterBar, qtbot: QtBot, width: int) -> None:
    bar.set_wanted(Wanted(customer="Bakery", project=1001, with_warnings=True), project_name="1001 Web shop")
    bar.show_count(12)
    bar.resize(width, bar.heightForWidth(width))
    qtbot.waitUntil(lambda: bar.width() == width)
    QApplication.processEvents()
    bar.resize(width, bar.heightForWidth(width))
    QApplication.processEvents()
    shown = [one for one in (bar.search, bar.found, *bar.findChildren(FilterButton), bar._clear) if one.isVisible()]
    places = [one.rect().translated(one.mapTo(bar, QPoint(0, 0))) for one in shown]
    assert all(bar.rect().contains(place) for place in places)
    for at, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[at + 1 :])


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        (Period.ANY, None, None),
        (Period.TODAY, WEDNESDAY, WEDNESDAY),
        (Period.THIS_WEEK, date(2026, 3, 30), date(2026, 4, 5)),
        (Period.LAST_WEEK, date(2026, 3, 23), date(2026, 3, 29)),
        (Period.THIS_MONTH, date(2026, 4, 1), date(2026, 4, 30)),
        (Period.LAST_MONTH, date(2026, 3, 1), date(2026, 3, 31)),
        (Period.THIS_YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_named_periods(period: Period, since: date | None, until: date | None) -> None:
    assert days_of(period, WEDNESDAY) == Days(since, until)


def test_a_year_ends_in_december() -> None:
    assert days_of(Period.THIS_MONTH, date(2026, 12, 31)) == Days(date(2026, 12, 1), date(2026, 12, 31))
    assert days_of(Period.LAST_MONTH, date(2026, 1, 31)) == Days(date(2025, 12, 1), date(2025, 12, 31))


def test_days_in_words() -> None:
    assert days_words(Days()) == ""
    assert days_words(Days(WEDNESDAY, WEDNESDAY)) == "1 Apr 2026"
    assert days_words(Days(WEDNESDAY)) == "from 1 Apr 2026"
    assert days_words(Days(None, WEDNESDAY)) == "until 1 Apr 2026"
    assert days_words(Days(date(2026, 3, 1), WEDNESDAY)) == "1 Mar 2026 – 1 Apr 2026"


def test_a_period_is_chosen_by_keys(bar: FilterBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "today", lambda: WEDNESDAY)
    press(button(bar, "Period"))
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, PeriodPicker)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(picker.focusWidget(), key)
    assert bar.wanted == Wanted(since=date(2026, 3, 30), until=date(2026, 4, 5))
    assert button(bar, "Period").accessibleName() == "Period: This week"


def test_an_own_period_goes_from_the_earlier_to_the_later_day(
    bar: FilterBar, settle: Callable[[Context], None]
) -> None:
    bar.set_wanted(Wanted(since=date(2026, 3, 9), until=date(2026, 3, 1)))
    picker = PeriodPicker(Period.OWN, Days(date(2026, 3, 9), date(2026, 3, 1)), bar)
    chosen: list[tuple[Period, Days]] = []
    picker.chosen.connect(lambda period, days: chosen.append((period, days)))
    picker.open_below(bar)
    picker._since.setFocus()
    QTest.keyClick(picker._since, Qt.Key.Key_Return)
    assert chosen == [(Period.OWN, Days(date(2026, 3, 1), date(2026, 3, 9)))]
