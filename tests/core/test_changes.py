"""What a later copy changes on an activity, and what it leaves alone (matching rules, "Duplicates")."""

from dataclasses import replace

from severa_desktop.core.directory import Directory
from severa_desktop.core.model import Activity, Change, ChangeCode, Mail, Owner, Participant, ParticipantKind
from severa_desktop.core.reasons import Code, Named, Reason
from severa_desktop.core.rules.changes import changes_between, merge, merge_reasons
from tests.core.made import ANNAS, DIRECTORY, PIETS, SOFIES, decided, mail

NUMBERED = "1001.acme@severamail.com"


def activity(*copies: Mail, directory: Directory = DIRECTORY) -> Activity:
    made = decided(*copies, directory=directory).activity
    assert made
    return made


def merged(first: Mail, later: Mail, *, stored: Activity | None = None, edited: tuple[str, ...] = ()) -> Activity:
    before = activity(first)
    return merge(stored or before, before, activity(first, later), edited)


def test_nothing_new_changes_nothing() -> None:
    one = mail(ANNAS, PIETS)
    assert merged(one, one) == activity(one)
    assert changes_between(activity(one), merged(one, one)) == ()


def test_a_project_a_person_and_a_customer_are_added_and_listed() -> None:
    first = mail(ANNAS)
    result = merged(first, mail(ANNAS, Bcc=[PIETS, NUMBERED]))
    assert result == activity(first, mail(ANNAS, Bcc=[PIETS, NUMBERED]))
    assert changes_between(activity(first), result) == (
        Change(ChangeCode.PROJECT_ADDED, number=1001),
        Change(ChangeCode.PARTICIPANT_ADDED, address=PIETS, kind=ParticipantKind.CONTACT),
        Change(ChangeCode.CUSTOMER_CHANGED),
    )


def test_a_contact_of_another_customer_makes_both_external() -> None:
    first = mail(ANNAS, PIETS)
    changes = changes_between(activity(first), merged(first, mail(ANNAS, PIETS, Bcc=SOFIES)))
    assert changes == (
        Change(ChangeCode.PARTICIPANT_CHANGED, address=PIETS, kind=ParticipantKind.EXTERNAL),
        Change(ChangeCode.PARTICIPANT_ADDED, address=SOFIES, kind=ParticipantKind.EXTERNAL),
        Change(ChangeCode.CUSTOMER_CHANGED),
    )


def test_a_user_who_stands_earlier_on_a_later_copy_becomes_the_owner() -> None:
    first = mail("x@else.example", Delivered_To=ANNAS)
    later = mail("x@else.example", Bcc="bram@acme.example")
    result = merged(first, later)
    assert result.owner.key == "u2"
    assert [one.email for one in result.participants] == ["x@else.example", ANNAS]


def test_names_stay_as_they_were_decided() -> None:
    first = mail(ANNAS, PIETS)
    stored = replace(activity(first), participants=(Participant("Old name", PIETS, ParticipantKind.CONTACT, "p1"),))
    result = merged(first, mail(ANNAS, PIETS, Bcc=[SOFIES, "x@else.example"]), stored=stored)
    assert [one.name for one in result.participants] == ["Old name", "Sofie Maes", "x@else.example"]


def test_what_the_directory_has_become_since_changes_nothing() -> None:
    first = mail(ANNAS, "new@else.example")
    stored = replace(
        activity(first),
        participants=(Participant("Was somebody", "new@else.example", ParticipantKind.CONTACT, "gone"),),
        customer=Named("c9", "Former"),
    )
    result = merged(first, mail(ANNAS, "new@else.example", Bcc="bram@acme.example"), stored=stored)
    assert result.customer == Named("c9", "Former")
    assert {one.email: one.kind for one in result.participants} == {
        "new@else.example": ParticipantKind.CONTACT,
        "bram@acme.example": ParticipantKind.USER,
    }


def test_what_a_person_edited_stays() -> None:
    first, later = mail(ANNAS), mail(ANNAS, Bcc=[PIETS, NUMBERED])
    stored = replace(activity(first), owner=Owner("u2", "Bram", "bram@acme.example"))
    edited = ("owner", "customer", "project", "participants")
    assert merged(first, later, stored=stored, edited=edited) == stored


def test_a_participant_a_person_removed_does_not_come_back() -> None:
    first = mail(ANNAS, PIETS)
    stored = replace(activity(first), participants=())
    result = merged(first, mail(ANNAS, PIETS, Bcc="x@else.example"), stored=stored)
    assert [one.email for one in result.participants] == ["x@else.example"]


def test_a_person_who_became_the_owner_is_no_participant() -> None:
    first = mail(ANNAS, "bram@acme.example")
    stored = replace(activity(first), owner=Owner("u2", "Bram", "b.bakker@acme.example"))
    result = merged(first, mail(ANNAS, "bram@acme.example", Bcc="x@else.example"), stored=stored, edited=("owner",))
    assert [one.email for one in result.participants] == ["x@else.example"]


def test_a_link_once_made_stays() -> None:
    first = mail(ANNAS, NUMBERED)
    result = merged(first, mail(ANNAS, "1002.acme@severamail.com"))
    assert result.project
    assert result.project.number == 1001


def test_reasons_lose_what_ended_and_gain_what_came() -> None:
    kept, ended, came = (Reason(code) for code in (Code.OWNER_IS_SENDER, Code.PROJECT_CLOSED, Code.COPY_DIFFERS))
    of_then = Reason(Code.MESSAGE_ID_REUSED)
    assert merge_reasons((of_then, kept, ended), (kept, ended), (kept, came)) == (of_then, kept, came)
