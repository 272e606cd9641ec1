"""Charts of what the list holds: numbers as text, pressed by pointer and keys, counted anew and given up in time."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.services.activities import Wanted
from severa_desktop.services.overview import Week
from severa_desktop.store.store import Store
from severa_desktop.ui import theme
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.overview.bar import Bar, Narrowing, Value
from severa_desktop.ui.overview.charts import Chart, LyingChart, StandingChart
from severa_desktop.ui.overview.panel import OverviewPanel, _last_weeks
from tests.e2e.waiting import DEADLINE
from tests.store.made import keep

MONDAY = date(2026, 3, 2)


def at(day: int) -> int:
    return int(datetime(2026, 3, day, 12, tzinfo=UTC).timestamp())


@pytest.fixture
def filled(company: Store) -> Store:
    """Weeks of 2 and 16 March; two of the bakery, one of the project, one linked to nothing."""
    keep(company, 1, subject="offer one", started_at=at(2), customer="c1", project=1001)
    keep(company, 2, subject="offer two", started_at=at(3), customer="c1")
    keep(company, 3, subject="alone", started_at=at(17))
    return company


@pytest.fixture
def page(filled: Store, context: Context, qtbot: QtBot, settle: Callable[[Context], None]) -> ActivitiesPage:
    made = ActivitiesPage(context)
    qtbot.addWidget(made)
    made.resize(1_200, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.opened()
    settle(context)
    return made


@pytest.fixture
def overview(page: ActivitiesPage, qtbot: QtBot) -> OverviewPanel:
    QTest.keyClick(page.table, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: told(page.overview.links) != [])
    return page.overview


def told(chart: Chart) -> list[str]:
    return [bar.accessibleName() for bar in chart.bars if bar.isVisible()]


def press(chart: Chart, name: str) -> None:
    (bar,) = (one for one in chart.bars if one.accessibleName().startswith(name))
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton)


def row_chart(qtbot: QtBot, *values: Value) -> LyingChart:
    chart = LyingChart("By customer")
    qtbot.addWidget(chart)
    chart.show_values(values)
    chart.resize(400, chart.sizeHint().height())
    chart.show()
    qtbot.waitExposed(chart)
    chart.activateWindow()
    return chart


def narrowing(customer: str) -> Narrowing:
    return Narrowing(Wanted(customer=customer))


def test_the_charts_say_what_the_list_holds(overview: OverviewPanel) -> None:
    assert told(overview.weeks) == ["Week of 2 March 2026: 2", "Week of 9 March 2026: 0", "Week of 16 March 2026: 1"]
    assert told(overview.customers) == ["Bakery: 2", "No customer: 1"]
    assert told(overview.projects) == ["1001 Web shop: 1", "No project: 2"]
    assert told(overview.owners) == ["Anna de Vries: 3"]
    assert told(overview.links) == ["Linked · 67 %: 2", "Not linked · 33 %: 1"]
    assert overview.earlier.isHidden()


@pytest.mark.parametrize(
    ("chart", "name", "wanted", "filter_name"),
    [
        ("weeks", "Week of 2", Wanted(since=MONDAY, until=date(2026, 3, 8)), "Period: 2 Mar 2026 – 8 Mar 2026"),
        ("customers", "Bakery", Wanted(customer="Bakery"), "Customer: Bakery"),
        ("projects", "1001", Wanted(project=1001), "Project: 1001 Web shop"),
        ("owners", "Anna", Wanted(owner="anna@acme.example"), "Owner: Anna de Vries"),
        ("links", "Not linked", Wanted(unlinked=True), "Not linked"),
    ],
)
def test_pressing_a_bar_filters_the_list_and_pressing_it_again_does_not(
    page: ActivitiesPage,
    overview: OverviewPanel,
    qtbot: QtBot,
    chart: str,
    name: str,
    wanted: Wanted,
    filter_name: str,
) -> None:
    shown: Chart = getattr(overview, chart)
    press(shown, name)
    assert page.filters.wanted == wanted
    assert filter_name in [one.accessibleName() for one in page.filters.findChildren(QWidget)]
    (count,) = (bar.value.count for bar in shown.bars if bar.accessibleName().startswith(name))
    qtbot.waitUntil(lambda: page.model.rowCount() == count)
    qtbot.waitUntil(lambda: any(bar.value.is_on for bar in shown.bars))
    assert page._sides.currentWidget() is overview
    press(shown, name)
    assert page.filters.wanted == Wanted()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)


def test_what_cannot_be_filtered_by_is_not_pressed(page: ActivitiesPage, overview: OverviewPanel) -> None:
    press(overview.customers, "No customer")
    press(overview.links, "Linked")
    assert page.filters.wanted == Wanted()


def test_the_charts_follow_the_search_and_the_store(
    page: ActivitiesPage, overview: OverviewPanel, filled: Store, qtbot: QtBot
) -> None:
    page.filters.set_wanted(Wanted(search="offer"))
    qtbot.waitUntil(lambda: told(overview.owners) == ["Anna de Vries: 2"])
    page.filters.clear()
    keep(filled, 4, subject="new", started_at=at(18))
    page.context.changed.emit()
    qtbot.waitUntil(lambda: told(overview.owners) == ["Anna de Vries: 4"])


def test_choosing_an_activity_shows_it_and_the_key_brings_the_charts_back(
    page: ActivitiesPage, overview: OverviewPanel, qtbot: QtBot
) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.detail.isVisible() and page.detail.shown is not None)
    assert not page._overview_button.isChecked()
    press_key = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(page.table, Qt.Key.Key_O, press_key)
    assert overview.isVisible()
    QTest.keyClick(page.table, Qt.Key.Key_O, press_key)
    assert page.detail.isVisible()


def test_that_the_charts_are_shown_is_remembered(
    page: ActivitiesPage, overview: OverviewPanel, context: Context, qtbot: QtBot
) -> None:
    page.remember()
    again = ActivitiesPage(context)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: told(again.overview.links) != [])


def test_counting_is_given_up_when_other_figures_are_wanted(
    page: ActivitiesPage, overview: OverviewPanel, qtbot: QtBot
) -> None:
    held = threading.Event()
    page.context.background.run(page, lambda _services: held.wait(DEADLINE), lane=Lane.SLOW)
    overview.show_figures(Wanted(search="offer"))
    first = overview._stop
    overview.show_figures(Wanted(search="alone"))
    assert first.is_set()
    assert not overview._stop.is_set()
    held.set()
    qtbot.waitUntil(lambda: told(overview.owners) == ["Anna de Vries: 1"])
    page._overview_button.click()
    assert overview._stop.is_set()


def test_arrow_keys_lead_from_bar_to_bar_and_enter_presses(qtbot: QtBot) -> None:
    chart = row_chart(qtbot, Value("a", 3, narrowing("a")), Value("b", 2, narrowing("b")), Value("c", 1))
    pressed: list[Narrowing] = []
    chart.pressed.connect(pressed.append)
    first, second, third = chart.bars
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(second, key)
    assert [one.wanted.customer for one in pressed] == ["b", "b"]
    QTest.keyClick(second, Qt.Key.Key_End)
    assert third.hasFocus()
    QTest.keyClick(third, Qt.Key.Key_Right)
    assert third.hasFocus()
    QTest.keyClick(third, Qt.Key.Key_Home)
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Up)
    assert first.hasFocus()


def test_tab_reaches_one_bar_of_a_chart(qtbot: QtBot) -> None:
    chart = row_chart(qtbot, Value("a", 3), Value("b", 2), Value("c", 1))
    chart.bars[0].setFocus()
    qtbot.waitUntil(chart.bars[0].hasFocus)
    QTest.keyClick(chart.bars[0], Qt.Key.Key_Down)
    reached = [bar.value.name for bar in chart.bars if bar.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert reached == ["b"]


def test_the_keyboard_stays_when_there_are_fewer_bars(qtbot: QtBot) -> None:
    chart = row_chart(qtbot, Value("a", 3), Value("b", 2), Value("c", 1))
    chart.bars[2].setFocus()
    qtbot.waitUntil(chart.bars[2].hasFocus)
    chart.show_values([Value("a", 3)])
    qtbot.waitUntil(chart.bars[0].hasFocus)
    chart.show_values([])
    assert chart.bars == []


def test_bars_are_as_long_as_their_numbers_and_say_them(qtbot: QtBot) -> None:
    chart = row_chart(
        qtbot, Value("a", 1_200, narrowing("a")), Value("b", 600), Value("all others", 9_000, has_bar=False)
    )
    assert [bar.share for bar in chart.bars] == [1.0, 0.5, 0.0]
    assert [bar.text() for bar in chart.bars] == ["1,200", "600", "9,000"]
    assert "press to show only these" in chart.bars[0].toolTip()
    assert chart.bars[1].toolTip() == "b: 600"
    images = [bar.grab().toImage() for bar in chart.bars]
    assert images[0] != images[1]


def test_a_filter_that_is_on_is_shown_by_more_than_colour(qtbot: QtBot) -> None:
    chart = row_chart(qtbot, Value("a", 1, narrowing("a"), is_on=True))
    assert "press to take this filter off" in chart.bars[0].toolTip()
    on = chart.bars[0].grab().toImage()
    chart.show_values([Value("a", 1, narrowing("a"))])
    assert chart.bars[0].grab().toImage() != on


def test_a_name_with_tags_is_shown_as_it_is(qtbot: QtBot) -> None:
    chart = row_chart(qtbot, Value("<b>a</b>", 1))
    assert "<b>" not in chart.bars[0].toolTip()
    assert chart.bars[0].accessibleName() == "<b>a</b>: 1"


@pytest.mark.parametrize("width", [200, 500, 1_500])
def test_as_many_weeks_are_shown_as_there_is_room_for(qtbot: QtBot, width: int) -> None:
    chart = StandingChart("Mails a week")
    qtbot.addWidget(chart)
    left_out: list[int] = []
    chart.left_out.connect(left_out.append)
    chart.show_series([Value(f"week {number}", 1_000 + number, label=f"{number} Mar") for number in range(60)])
    chart.resize(width, 150)
    chart.show()
    qtbot.waitExposed(chart)
    shown = [bar for bar in chart.bars if bar.isVisible()]
    assert left_out[-1] == 60 - len(shown)
    assert shown[-1].value.name == "week 59"
    assert all(bar.width() >= chart.fontMetrics().horizontalAdvance(bar.text()) for bar in shown)
    assert all(bar.x() >= 0 and bar.geometry().right() <= width for bar in shown)
    assert len(shown) >= width // 60


@pytest.mark.parametrize("width", [200, 412, 500])
def test_weeks_are_named_at_equal_distances_and_no_name_touches_the_next(qtbot: QtBot, width: int) -> None:
    chart = StandingChart("Mails a week")
    qtbot.addWidget(chart)
    chart.show_series([Value(f"week {number}", number, label="23 Mar") for number in range(1, 10)])
    chart.resize(width, 150)
    chart.show()
    qtbot.waitExposed(chart)
    text = chart.fontMetrics().height()
    image = chart.grab().copy(0, chart.height() - text, chart.width(), text).toImage()
    ground = image.pixelColor(image.width() - 1, text - 1)
    drawn = [x for x in range(image.width()) if any(image.pixelColor(x, y) != ground for y in range(2, text))]
    begins = [right for left, right in pairwise([-theme.UNIT, *drawn]) if right - left >= theme.UNIT - 1]
    shown = [bar for bar in chart.bars if bar.isVisible()]
    assert len(begins) == len(shown[:: chart.labelled])
    distances = [right - left for left, right in pairwise(begins)]
    # All but those at the edges, whose names are kept within the chart.
    assert max(distances[1:-1], default=0) - min(distances[1:-1], default=0) <= 1


def test_weeks_before_the_first_that_is_shown_can_be_asked_for(
    page: ActivitiesPage, overview: OverviewPanel, filled: Store, qtbot: QtBot
) -> None:
    with filled.writing() as writer:
        for number in range(10, 60):
            keep(writer, number, subject="x", started_at=at(17) - number * 7 * 86_400)
    page.context.changed.emit()
    qtbot.waitUntil(overview.earlier.isVisible)
    counted = sum(bar.value.count for bar in overview.weeks.bars)
    assert overview.earlier.text() == f"Earlier: {53 - counted}"
    overview.earlier.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 53 - counted)


def test_weeks_without_mails_are_weeks_too() -> None:
    assert _last_weeks([]) == []
    weeks = _last_weeks([Week(MONDAY, 2), Week(date(2026, 3, 23), 1)])
    assert [week.count for week in weeks] == [2, 0, 0, 1]
    # A mail of 1970 does not make thousands.
    assert len(_last_weeks([Week(date(1970, 1, 5), 1), Week(MONDAY, 1)])) == 104


@pytest.mark.parametrize("is_dark", [False, True])
def test_the_charts_are_drawn_in_the_colours_of_the_mode(
    page: ActivitiesPage, overview: OverviewPanel, is_dark: bool, request: pytest.FixtureRequest
) -> None:
    if is_dark:
        request.getfixturevalue("dark")
        QApplication.processEvents()
    colours = theme.DARK if is_dark else theme.LIGHT
    bar: Bar = overview.customers.bars[0]
    image = bar.grab().toImage()
    found = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
    assert colours.accent_fill in found
