"""What Severa is told of an activity, and what differs from what it was told."""

from dataclasses import replace

import pytest

from severa_desktop.core.model import Activity, Attachment, Owner, Participant, ParticipantKind, ProjectLink
from severa_desktop.core.reasons import Named
from severa_desktop.core.severa import RecordKind, SeveraRecord, Step
from severa_desktop.services.severa.wishes import (
    LONGEST_LIST,
    LONGEST_NAME,
    LONGEST_TEXT,
    BlockedError,
    Guids,
    Told,
    Wish,
    corrections,
    steps,
    told,
    wish,
)
from severa_desktop.severa.forms import FieldChange
from severa_desktop.severa.forms import ParticipantKind as Kind
from tests.services.severa.pushed import RECORDS

GUIDS = Guids(list(RECORDS))
DIGEST = bytes(range(32))
MARKER = "severa-desktop 000102030405060708090a0b0c0d0e0f"
PDF = Attachment(1, "offer.pdf", "application/pdf", 9, "aa")
ANNA = Owner("u1", "Anna de Vries", "anna@acme.example")
PIET = Participant("Piet Jansen", "piet@bakery.example", ParticipantKind.CONTACT, "p1")
BRAM = Participant("Bram", "bram@acme.example", ParticipantKind.USER, "u2")
STRANGER = Participant("", "x@elsewhere.example", ParticipantKind.EXTERNAL)
SHOP = ProjectLink("j1", 1001, "Web shop", "project")
TILL = ProjectLink("j2", 1002, "New till", "sales_case")
ACTIVITY = Activity(
    id=1,
    subject="The offer",
    type="E-mail",
    status="done",
    owner=ANNA,
    participants=(PIET, BRAM, STRANGER),
    customer=Named("c1", "Bakery"),
    project=SHOP,
    started_at=1_772_439_300,
    attachments=(PDF,),
    message_id="1@acme.example",
    body="Dear Piet,\r\nhere it is.\n",
)


def wished(**changes: object) -> Wish:
    return wish(replace(ACTIVITY, **changes), DIGEST, GUIDS)  # type: ignore[arg-type]


def test_an_activity_is_told_by_guids() -> None:
    now = wished()
    form = now.form
    assert (form.name, form.start, form.closed) == ("The offer", 1_772_439_300, True)
    assert (form.type, form.owner, form.customer, form.phase) == (
        "type-guid",
        "anna-guid",
        "bakery-guid",
        "shop-phase",
    )
    assert now.participants == {"piet-guid": Kind.CONTACT, "bram-guid": Kind.USER}
    assert [one.what for one in now.files] == ["1@shop-guid"]
    assert now.description(now.files[0]) == f"The offer [{MARKER} 1]"


def test_the_notes_are_the_text_then_who_cannot_be_a_participant_then_what_tells_which_activity_it_is() -> None:
    assert wished().form.notes == (
        f"Dear Piet,\nhere it is.\n\nExternal participants:\nx@elsewhere.example\n\n[{MARKER}]"
    )
    made_by_hand = Participant("Eva", "eva@x.example", ParticipantKind.CONTACT, "by-hand")
    assert "Eva <eva@x.example>" in wished(participants=(made_by_hand,)).form.notes
    assert wished(body="", participants=()).form.notes == f"[{MARKER}]"


def test_long_texts_are_cut_and_what_tells_which_activity_it_is_stays() -> None:
    form = wished(subject="s" * 5_000, body="b" * 1_000_000).form
    assert form.name == "s" * (LONGEST_NAME - 1) + "…"
    assert len(form.notes) < LONGEST_TEXT + 200
    assert form.notes.endswith(f"[{MARKER}]")


def test_a_list_of_very_many_people_says_how_many_more_there_are() -> None:
    crowd = tuple(
        Participant("Somebody", f"{number:04}@elsewhere.example", ParticipantKind.EXTERNAL) for number in range(5_000)
    )
    notes = wished(participants=crowd, body="").form.notes
    listed = notes.splitlines()[1:-2]
    assert sum(len(line) + 1 for line in listed) < LONGEST_LIST + 20
    assert listed[-1] == f"… (+{5_000 - len(listed) + 1})"
    assert notes.endswith(f"[{MARKER}]")


def test_nothing_in_a_text_hides_or_moves_anything() -> None:
    form = wished(subject="a\x00b\u202ec\nd", body="x\x1b[2Jy\u202ez\tk").form
    assert form.name == "a�b�c d"
    assert form.notes.startswith("x�[2Jy�z\tk")


@pytest.mark.parametrize(("status", "closed"), [("done", True), ("not_started", False), ("in_review", False)])
def test_only_what_is_done_is_closed(status: str, closed: bool) -> None:
    assert wished(status=status).form.closed is closed


def test_links_to_records_made_by_hand_are_left_out() -> None:
    now = wished(customer=Named("by-hand", "Other"), project=ProjectLink("by-hand", 7, "Other", "project"))
    assert (now.form.customer, now.form.phase, now.files) == (None, None, ())


def test_without_a_project_there_are_no_files() -> None:
    assert wished(project=None).files == ()


def test_an_owner_and_a_type_that_are_not_severas_stand_in_the_way() -> None:
    with pytest.raises(BlockedError, match="Carla does not come from Severa"):
        wished(owner=Owner("by-hand", "Carla", "carla@acme.example"))
    with pytest.raises(BlockedError, match="Visit is not one of Severa’s"):
        wished(type="Visit")


def test_what_was_told_comes_back_from_its_text() -> None:
    before = replace(told(wished().form), participants=frozenset({"b", "a"}), files=frozenset({"1@p"}))
    assert Told.loaded(before.dumped()) == before
    assert "Dear Piet" not in before.dumped()


def test_a_new_activity_is_made_then_gets_people_and_files() -> None:
    now = wished()
    assert steps(None, now) == [(Step.CREATE, "")]
    assert steps(told(now.form), now) == [
        (Step.ADD_PARTICIPANT, "piet-guid"),
        (Step.ADD_PARTICIPANT, "bram-guid"),
        (Step.ADD_FILE, "1@shop-guid"),
    ]


def all_told(now: Wish) -> Told:
    return replace(
        told(now.form), participants=frozenset(now.participants), files=frozenset(one.what for one in now.files)
    )


def test_nothing_is_to_be_done_once_all_was_told() -> None:
    assert steps(all_told(wished()), wished()) == []


def test_another_project_is_a_correction_and_files_go_there_too() -> None:
    before, now = all_told(wished()), wished(project=TILL, customer=Named("c2", "Café"))
    assert corrections(before, now) == (
        FieldChange("/customer/guid", "cafe-guid"),
        FieldChange("/phase/guid", "till-phase"),
    )
    assert steps(before, now) == [(Step.CHANGE, ""), (Step.ADD_FILE, "1@till-guid")]


def test_another_owner_changes_places_with_a_participant() -> None:
    bram = Owner("u2", "Bram", "bram@acme.example")
    anna = Participant("Anna de Vries", "anna@acme.example", ParticipantKind.USER, "u1")
    before, now = all_told(wished()), wished(owner=bram, participants=(anna, PIET, STRANGER))
    assert steps(before, now) == [
        (Step.CHANGE, ""),
        (Step.ADD_PARTICIPANT, "anna-guid"),
        (Step.REMOVE_PARTICIPANT, "bram-guid"),
    ]


def test_an_external_participant_more_changes_the_notes_alone() -> None:
    other = Participant("", "y@elsewhere.example", ParticipantKind.EXTERNAL)
    before, now = all_told(wished()), wished(participants=(PIET, BRAM, STRANGER, other))
    assert corrections(before, now) == (FieldChange("/notes", now.form.notes),)


def test_the_owner_is_no_participant_too() -> None:
    anna = Participant("Anna", "anna@second.example", ParticipantKind.USER, "u1")
    assert "anna-guid" not in wished(participants=(anna,)).participants


def test_records_of_another_kind_with_the_same_key_are_not_meant() -> None:
    guids = Guids([SeveraRecord(RecordKind.CONTACTS, "g", "u1"), *RECORDS[:1]])
    with pytest.raises(BlockedError):
        wish(ACTIVITY, DIGEST, guids)
