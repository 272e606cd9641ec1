"""Suggestions for mails as they are in a store: threads, forwarded mails, a directory that changes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.directory import Contact, Directory, User
from severa_desktop.core.model import ProjectLink
from severa_desktop.core.reasons import Named
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.errors import UserError
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.services.suggesting import NewPerson, SuggestingService, SuggestionKind, SuggestionReason
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, company, message

FORWARDED = """Zie hieronder.

---------- Forwarded message ---------
From: Piet Jansen <Piet@BAKERY.example>
Date: Mon, Mar 2, 2026 at 9:15 AM
Subject: Offer
To: <anna@acme.example>
"""
STRANGER = "Karin <karin@else.example>"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def take_in(store: Store, *mails: bytes) -> None:
    contents = [(f"{number}.eml", content) for number, content in enumerate(mails, 1)]
    list(ImportService(store, lambda: 1_800_000_000).run(Handover([], contents=contents)))


def save(store: Store, directory: Directory) -> None:
    with store.writing() as writer:
        writer.save_directory(directory)


def suggested(store: Store, activity_id: int) -> list[tuple[SuggestionKind, object, SuggestionReason]]:
    return [(one.kind, one.target, one.why.reason) for one in SuggestingService(store).for_activity(activity_id)]


def test_the_project_of_the_same_thread(store: Store) -> None:
    take_in(
        store,
        message(1, Cc="1001.acme@severamail.com", To=STRANGER),
        message(2, In_Reply_To="<1@acme.example>", From=STRANGER, To="anna@acme.example"),
        message(3, In_Reply_To="<2@acme.example>", References="<1@acme.example> <2@acme.example>", To=STRANGER),
    )
    expected = (
        SuggestionKind.LINK_PROJECT,
        ProjectLink("j1", 1001, "Web shop", "project"),
        SuggestionReason.SAME_THREAD,
    )
    for answer in (2, 3):
        assert suggested(store, answer) == [expected]
    CorrectingService(store, lambda: 0).delete([1])
    assert suggested(store, 2) == []


def test_each_project_of_several_that_a_mail_went_to(store: Store) -> None:
    take_in(store, message(1, Cc="1002.acme@severamail.com, 1001.acme@severamail.com, 4711.acme@severamail.com"))
    found = SuggestingService(store).for_activity(1)
    projects = [one.target for one in found if one.why.reason is SuggestionReason.NUMBER_IN_ADDRESS]
    assert projects == [
        ProjectLink("j2", 1002, "New till", "sales_case"),
        ProjectLink("j1", 1001, "Web shop", "project"),
    ]


def test_the_customer_of_a_forwarded_mails_sender(store: Store) -> None:
    take_in(store, message(1, FORWARDED, To="acme@severamail.com"))
    expected = (SuggestionKind.LINK_CUSTOMER, Named("c1", "Bakery"), SuggestionReason.FORWARDED_FROM)
    assert suggested(store, 1) == [expected]


def test_the_directory_is_todays(store: Store) -> None:
    take_in(store, message(1, To="Karin <karin@bakery.example>"))
    service = SuggestingService(store)
    assert [one.kind for one in service.for_activity(1)] == [SuggestionKind.LINK_CUSTOMER, SuggestionKind.ADD_CONTACT]
    added = Contact("p9", "Karin", ("karin@bakery.example",), "c1")
    save(store, replace(DIRECTORY, contacts=(*DIRECTORY.contacts, added)))
    (only,) = service.for_activity(1)
    assert (only.target, only.why.reason) == (Named("c1", "Bakery"), SuggestionReason.SHARED_CUSTOMER)
    CorrectingService(store, lambda: 0).link_customer([1], "c1")
    assert [one.why.reason for one in service.for_activity(1)] == [SuggestionReason.ONLY_OPEN_PROJECT]


def test_who_may_be_added_for_a_rejected_mail(store: Store) -> None:
    mail = message(
        1,
        From="Karin <karin@bakery.example>",
        To="Carla <carla@acme.example>, other@bakery.example, acme@severamail.com, acme+1@severamail.com",
        Delivered_To="dirk@acme.example",
    )
    take_in(store, mail)
    found = SuggestingService(store).for_refusal(1)
    assert [(one.kind, one.target) for one in found] == [
        (SuggestionKind.ADD_USER, NewPerson("carla@acme.example", "Carla")),
        (SuggestionKind.ADD_USER, NewPerson("dirk@acme.example", "dirk@acme.example")),
        (SuggestionKind.ADD_CONTACT, NewPerson("karin@bakery.example", "Karin", Named("c1", "Bakery"))),
    ]


def test_who_on_a_mail_nobody_knows(store: Store) -> None:
    save(store, replace(DIRECTORY, users=(*DIRECTORY.users, User("u8", "Left", ("left@acme.example",), active=False))))
    people = f"{STRANGER}, Piet <piet@bakery.example>, left@acme.example, acme@severamail.com"
    take_in(store, message(1, To=people), message(2, From="x@else.example", To=people))
    service = SuggestingService(store)
    karin = NewPerson("karin@else.example", "Karin")
    assert service.advice_for_activity(1).strangers == (karin,)
    assert service.advice_for_refusal(1).strangers == (NewPerson("x@else.example", "x@else.example"), karin)
    assert service.advice_for_activity(1).suggestions == service.for_activity(1)
    assert service.advice_for_refusal(1).suggestions == service.for_refusal(1)


def test_nothing_for_what_has_another_reason(store: Store) -> None:
    take_in(store, message(1, Subject=""), b"no mail")
    service = SuggestingService(store)
    assert service.for_refusal(1) == ()
    assert service.for_refusal(2) == ()


def test_what_is_not_there_is_refused(store: Store) -> None:
    take_in(store, message(1))
    CorrectingService(store, lambda: 0).delete([1])
    service = SuggestingService(store)
    for number in (1, 2):
        with pytest.raises(UserError, match=str(number)):
            service.for_activity(number)
    with pytest.raises(UserError, match="Not imported"):
        service.for_refusal(7)


def test_what_is_worth_asking_for(store: Store) -> None:
    linked = "1001.acme@severamail.com"
    take_in(
        store,
        message(1, Cc=linked),
        message(2, Cc=f"{linked}, 4711.acme@severamail.com"),
        message(3),
        message(4, To=STRANGER),
        message(5, From=STRANGER, To="x@else.example"),
        message(6, From=STRANGER, To="x@else.example"),
    )
    service = SuggestingService(store)
    assert service.worth_asking(100) == [4, 3, 2]
    assert service.worth_asking(1) == [4]
    assert service.rejected(100) == [2, 1]
    correcting = CorrectingService(store, lambda: 0)
    correcting.mark_checked([2])
    correcting.dismiss([2])
    assert service.worth_asking(100) == [4, 3]
    assert service.rejected(100) == [1]
