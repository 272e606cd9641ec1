"""Linking from "To check": what only asked for that link is checked with it, in the same action."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.services.checking import CheckingService
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.store import Store
from tests.services.company import company, message

UNKNOWN = "4711.acme@severamail.com"
SEVERAL = "1001.acme@severamail.com, 1002.acme@severamail.com"
UNREADABLE = "acme@severamail.com, Nobody at all"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def take_in(store: Store, *mails: bytes) -> None:
    contents = [(f"{number}.eml", content) for number, content in enumerate(mails, 1)]
    list(ImportService(store, now).run(Handover([], contents=contents)))


def now() -> int:
    return 1_800_000_000


@pytest.mark.parametrize("bcc", [UNKNOWN, SEVERAL])
def test_a_chosen_project_answers_what_asked_for_one(store: Store, bcc: str) -> None:
    take_in(store, message(1, Bcc=bcc))
    checking, correcting = CheckingService(store), CorrectingService(store, now)
    assert checking.count().warnings == 1
    action = correcting.link_project([1], 1001, answering=True)
    assert action is not None
    assert action.count == 1
    assert checking.count().warnings == 0
    correcting.undo()
    assert checking.count().warnings == 1
    correcting.redo()
    assert checking.count().warnings == 0


def test_other_warnings_stay(store: Store) -> None:
    take_in(store, message(1, Bcc=UNKNOWN, Cc=UNREADABLE), message(2, Cc=UNREADABLE), message(3, Bcc=UNKNOWN))
    checking, correcting = CheckingService(store), CorrectingService(store, now)
    correcting.link_project([1, 2, 3], 1001, answering=True)
    assert checking.count().warnings == 2


def test_a_customer_answers_that_there_are_two(store: Store) -> None:
    take_in(store, message(1, Bcc="1002.acme@severamail.com"), message(2, Bcc=UNKNOWN))
    checking, correcting = CheckingService(store), CorrectingService(store, now)
    assert checking.count().warnings == 2
    correcting.link_customer([1, 2], "c2", answering=True)
    assert checking.count().warnings == 1


def test_the_link_that_it_has_is_an_answer_too(store: Store) -> None:
    take_in(store, message(1, Bcc="1002.acme@severamail.com"))
    checking, correcting = CheckingService(store), CorrectingService(store, now)
    assert correcting.link_project([1], 1002, answering=True) is not None
    assert checking.count().warnings == 0
    assert correcting.link_project([1], 1002, answering=True) is None


def test_elsewhere_linking_checks_nothing(store: Store) -> None:
    take_in(store, message(1, Bcc=UNKNOWN))
    CorrectingService(store, now).link_project([1], 1001)
    assert CheckingService(store).count().warnings == 1


def test_unlinking_is_no_answer(store: Store) -> None:
    take_in(store, message(1, Bcc="1002.acme@severamail.com"))
    CorrectingService(store, now).link_project([1], None, answering=True)
    assert CheckingService(store).count().warnings == 1
