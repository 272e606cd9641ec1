"""Stores that are filled by copying: each copy is an activity like any other."""

from pathlib import Path

import pytest

from benchmarks.many_activities import count, multiply
from severa_desktop.core.query import ActivityQuery
from severa_desktop.services.doctor import examine
from severa_desktop.services.handover import Handover
from severa_desktop.services.importing import ImportService
from severa_desktop.store.store import Store
from tests.services.company import company, message, with_attachment

NOW = 1_790_000_000
MAILS = 7


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of a few activities, one of them in another's thread."""
    path = tmp_path / "store.sqlite"
    store = company(path)
    mails = [with_attachment(number) for number in range(MAILS - 1)]
    mails.append(message("answer", In_Reply_To="<1@acme.example>"))
    contents = tuple((f"{number}.eml", mail) for number, mail in enumerate(mails))
    list(ImportService(store, lambda: NOW).run(Handover((), contents=contents)))
    store.close()
    assert count(path) == MAILS
    return path


@pytest.mark.parametrize("wanted", [MAILS, MAILS + 1, 2 * MAILS, 5 * MAILS - 1])
def test_there_are_exactly_as_many_as_are_wanted_and_all_is_well(path: Path, wanted: int) -> None:
    multiply(path, wanted)
    assert count(path) == wanted
    assert list(examine(path)) == []


def test_copies_are_found_shown_and_told_apart(path: Path) -> None:
    multiply(path, 4 * MAILS)
    store = Store.open(path)
    with store.reading() as reader:
        found = list(reader.activities(ActivityQuery(search="offer.pdf")))
        original = reader.original(found[-1].activity.id or 0)
        copies = [copy for stored in found for copy in reader.copies_of(stored.activity.id or 0)]
    store.close()
    assert len(found) == 4 * (MAILS - 1)
    assert len({stored.activity.message_id for stored in found}) == len(found)
    assert len({stored.activity.started_at for stored in found}) > 1
    assert all(len(stored.activity.attachments) == 1 for stored in found)
    assert original is not None
    assert len({copy.id for copy in copies}) == len(found)
    assert len({copy.original_id for copy in copies}) == MAILS - 1


def test_the_same_mails_again_are_copies_of_the_first_ones_only(path: Path) -> None:
    multiply(path, 3 * MAILS)
    store = Store.open(path)
    handover = Handover((), contents=(("again.eml", with_attachment(2)),))
    results = list(ImportService(store, lambda: NOW).run(handover))
    store.close()
    assert [result.outcome.value for result in results] == ["duplicate"]
    assert count(path) == 3 * MAILS
