"""What is said of exchanging that nobody watches: each result in a line, and nothing again that is no news."""

import pytest

from severa_desktop.core.severa import OutboxCounts
from severa_desktop.services.severa.events import Event, Failed, Fetch, Fetched, Send, Sent
from severa_desktop.services.severa.news import News

NOTHING = OutboxCounts(0, 0, 0, 0)
SEE_WHY = "See why with: severa-desktop severa held"


def fetched(added: int = 0, clashes: int = 0) -> Fetched:
    return Fetched(full=False, added=added, changed=0, deactivated=0, clashes=clashes)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (fetched(), ["Fetched from Severa: nothing has changed."]),
        (Fetched(True, 10_000, 1, 2, 0), ["Fetched from Severa: 10,000 new, 1 changed, 2 no longer active."]),
        (Failed("Severa is not reached."), ["Severa: Severa is not reached."]),
        (Failed("Another one is at it.", is_busy=True), []),
        (Failed("Cancelled.", is_stopped=True), []),
    ],
)
def test_how_fetching_ended(event: Event, said: list[str]) -> None:
    assert News().of(Fetch(), event) == said


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Sent(0, 0, NOTHING), []),
        (Sent(2, 0, NOTHING), ["2 activities sent to Severa."]),
        (
            Sent(1, 1, NOTHING, "Severa is not reached."),
            [
                "1 activity sent to Severa.",
                f"1 activity cannot be sent as it is. {SEE_WHY}",
                "Severa: Severa is not reached.",
            ],
        ),
    ],
)
def test_how_sending_ended(event: Event, said: list[str]) -> None:
    assert News().of(Send(), event) == said


def test_trouble_is_said_once_until_it_is_over_or_another_one() -> None:
    news = News()
    away, busy = Failed("Severa is not reached."), Failed("Another one is at it.", is_busy=True)
    said = [
        len(news.of(Fetch(), event)) for event in (away, away, busy, away, Failed("The secret is wrong."), away, away)
    ]
    assert said == [1, 0, 0, 0, 1, 1, 0]
    assert len(news.of(Send(), away)) == 1
    news.of(Fetch(), fetched())
    assert len(news.of(Fetch(), away)) == 1


def test_records_that_clash_are_said_once_there_are_more() -> None:
    news = News()
    said = [len(news.of(Fetch(), fetched(clashes=count))) for count in (0, 2, 2, 1, 2)]
    assert said == [1, 2, 1, 1, 2]
    assert "clash with ones made by hand" in news.of(Fetch(), fetched(clashes=3))[1]


def test_what_does_not_get_to_severa_is_said_once_there_is_more_of_it() -> None:
    news = News()
    said = [news.of(Send(), Sent(0, 0, OutboxCounts(0, count, 0, 0, count))) for count in (1, 1, 2)]
    assert said == [
        [f"1 activity does not get to Severa, and is still being tried. {SEE_WHY}"],
        [],
        [f"2 activities do not get to Severa, and are still being tried. {SEE_WHY}"],
    ]
