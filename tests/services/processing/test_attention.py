"""What is said of the sources to somebody who does not look: little, gathered, once."""

from severa_desktop.core.source_settings import Condition, FolderSettings, ListedSource, Source, SourceState
from severa_desktop.services.processing.attention import About, Attention, Notice


def listed(
    source_id: int = 1, condition: Condition = Condition.WAITING, error: str = "", not_imported: int = 0
) -> ListedSource:
    return ListedSource(
        Source(source_id, FolderSettings(f"/inbox/{source_id}")),
        SourceState(condition, error, not_imported=not_imported),
    )


def stopped(source_id: int = 1) -> ListedSource:
    return listed(source_id, Condition.STOPPED, "The password was refused.")


def titles(notices: list[Notice]) -> list[str]:
    return [notice.title for notice in notices]


def gathers(attention: Attention) -> bool:
    return attention.is_gathering


def test_nothing_is_said_while_all_is_well_or_tried_again() -> None:
    attention = Attention()
    for second in range(100):
        retrying = listed(2, Condition.RETRYING, "No network.")
        assert attention.look([listed(), retrying], float(second)) == []
    assert not gathers(attention)


def test_a_source_that_stopped_is_said_once_until_it_stops_again() -> None:
    attention = Attention()
    assert attention.look([stopped()], 0) == []
    assert gathers(attention)
    assert attention.look([stopped()], 10) == [
        Notice(About.SOURCES, "Watched folder stopped", "The password was refused.")
    ]
    assert attention.look([stopped()], 1_000) == []
    assert not gathers(attention)
    attention.look([listed()], 1_001)
    attention.look([stopped()], 1_002)
    assert titles(attention.look([stopped()], 1_012)) == ["Watched folder stopped"]


def test_one_that_goes_on_at_once_is_not_said() -> None:
    attention = Attention()
    attention.look([stopped()], 0)
    attention.look([listed()], 5)
    assert attention.look([listed()], 20) == []


def test_sources_that_stop_together_are_said_together() -> None:
    attention = Attention()
    attention.look([stopped(1)], 0)
    attention.look([stopped(1), stopped(2)], 5)
    (notice,) = attention.look([stopped(1), stopped(2)], 10)
    assert (notice.title, notice.sentence) == ("2 sources stopped", "/inbox/1, /inbox/2")
    assert attention.look([stopped(1), stopped(2)], 30) == []


def test_mails_that_were_not_imported_are_gathered_and_counted() -> None:
    attention = Attention()
    # What was there before somebody looked is no news.
    assert attention.look([listed(not_imported=7)], 0) == []
    assert attention.look([listed(not_imported=8)], 1) == []
    assert attention.look([listed(not_imported=9), listed(2, not_imported=50)], 8) == []
    (notice,) = attention.look([listed(not_imported=10), listed(2, not_imported=50)], 11)
    assert (notice.about, notice.title) == (About.TO_CHECK, "3 mails were not imported")


def test_the_next_ones_wait_a_quarter_of_an_hour() -> None:
    attention = Attention()
    attention.look([listed()], 0)
    attention.look([listed(not_imported=1)], 1)
    assert titles(attention.look([listed(not_imported=1)], 12)) == ["1 mail was not imported"]
    for second in range(13, 900, 10):
        assert attention.look([listed(not_imported=second)], float(second)) == []
    assert gathers(attention)
    assert titles(attention.look([listed(not_imported=900)], 12 + 900)) == ["899 mails were not imported"]
    assert attention.look([], 2_000) == []
