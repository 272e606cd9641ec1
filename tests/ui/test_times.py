"""Times, numbers and sizes as people write them, in English and in Dutch."""

from datetime import datetime, timedelta

import pytest

from severa_desktop.ui import times

NOW = datetime(2026, 3, 15, 12, 0)  # noqa: DTZ001 - the person's own time of day


def seconds(when: datetime) -> int:
    """Return a local time as seconds since 1970."""
    return int(when.timestamp())


EARLIER = [
    (timedelta(), "Today 12:00"),
    (timedelta(hours=1, minutes=58), "Today 10:02"),
    (timedelta(hours=12), "Today 00:00"),
    (timedelta(hours=12, seconds=1), "Yesterday 23:59"),
    (timedelta(hours=36), "Yesterday 00:00"),
    (timedelta(hours=36, seconds=1), "13 March"),
    (timedelta(days=73), "1 January"),
    (timedelta(days=74), "31 Dec 2025"),
    (-timedelta(days=1), "16 March"),
]


@pytest.mark.parametrize(("ago", "text"), EARLIER)
def test_times_are_said_by_their_distance(ago: timedelta, text: str) -> None:
    assert times.short(seconds(NOW - ago), NOW) == text


def test_without_a_now_it_is_the_clock_s() -> None:
    while True:
        now = datetime.now()  # noqa: DTZ005
        said = times.short(seconds(now))
        if datetime.now().date() == now.date():  # noqa: DTZ005 - it was not midnight meanwhile
            break
    assert said.startswith("Today ")


def test_yesterday_is_found_across_the_turn_of_the_year() -> None:
    new_year = datetime(2026, 1, 1, 0, 30)  # noqa: DTZ001
    assert times.short(seconds(new_year - timedelta(hours=1)), new_year) == "Yesterday 23:30"


def test_english_writes_dates_numbers_and_sizes_its_way() -> None:
    when = seconds(datetime(2026, 3, 3, 9, 5))  # noqa: DTZ001
    assert times.full(when) == "Tuesday 3 March 2026 09:05"
    assert times.day(when) == "3 March 2026 09:05"
    assert times.short(when, NOW) == "3 March"
    assert times.number(1_234_567) == "1,234,567"
    assert times.size(2_500_000) == "2.5 MB"


def test_dutch_writes_them_its_way(dutch: None) -> None:
    when = seconds(datetime(2026, 3, 3, 9, 5))  # noqa: DTZ001
    assert times.full(when) == "dinsdag 3 maart 2026 09:05"
    assert times.day(when) == "3 maart 2026 09:05"
    assert times.short(when, NOW) == "3 maart"
    assert times.short(seconds(datetime(2024, 3, 3, 9, 5)), NOW) == "3 mrt 2024"  # noqa: DTZ001
    assert times.number(1_234_567) == "1.234.567"
    assert times.size(2_500_000) == "2,5 MB"


def test_dutch_says_today_and_yesterday(dutch: None) -> None:
    assert times.short(seconds(NOW), NOW) == "Vandaag 12:00"
    assert times.short(seconds(NOW - timedelta(days=1)), NOW) == "Gisteren 12:00"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1 kB"),
        (18_432, "18 kB"),
        (999_499, "999 kB"),
        (999_999, "1.0 MB"),
        (1_000_000, "1.0 MB"),
        (1_260_000_000, "1.3 GB"),
    ],
)
def test_sizes_have_as_many_digits_as_say_something(count: int, text: str) -> None:
    assert times.size(count) == text
