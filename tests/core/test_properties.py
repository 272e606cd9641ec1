"""What must hold for every mail, whatever stands on it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.core.directory import Directory
from severa_desktop.core.model import RECIPIENT_ORDER, Copy, Mail, Mailbox, ParticipantKind
from severa_desktop.core.reasons import WARNINGS, Code
from severa_desktop.core.rules.changes import changes_between, merge
from severa_desktop.core.rules.copies import counting_copies
from severa_desktop.core.rules.guard import is_user_among
from severa_desktop.core.rules.identity import identity_of, is_same_mail
from severa_desktop.core.rules.recipients import recipients_of
from severa_desktop.core.settings import Settings
from tests.core.made import DIRECTORY, OWN_DOMAIN, PDF, SETTINGS, copy, decided, mail

ADDRESSES = st.sampled_from(
    [
        *(address for user in DIRECTORY.users for address in user.emails),
        *(address for contact in DIRECTORY.contacts for address in contact.emails),
        "acme@severamail.com",
        *(f"{number}.acme@severamail.com" for number in (1001, 1002, 1003, 1004, 4711)),
        "acme+1@severamail.com",
        "x@else.example",
        "y@else.example",
    ]
)
NAMES = st.sampled_from(["", "Piet", "Somebody"])
SENDERS = st.lists(st.builds(Mailbox, ADDRESSES, NAMES, st.sampled_from(["From", "Sender"])), max_size=3)
RECIPIENTS = st.lists(
    st.builds(Mailbox, ADDRESSES, NAMES, st.sampled_from([one for one in RECIPIENT_ORDER if one != "Envelope"]))
)


@st.composite
def mails(draw: st.DrawFn) -> Mail:
    return replace(
        mail(),
        subject=draw(st.sampled_from(["", "Offer"])),
        senders=tuple(sorted(draw(SENDERS), key=lambda one: one.header)),
        recipients=tuple(sorted(draw(RECIPIENTS), key=lambda one: RECIPIENT_ORDER.index(one.header))),
        attachments=draw(st.sampled_from([(), (PDF,)])),
        body=draw(st.sampled_from(["Hello", "Hello and more", "Good bye"])),
    )


COPIES = st.lists(
    st.builds(
        copy,
        mails(),
        envelope=st.lists(ADDRESSES, max_size=2),
        account=st.lists(ADDRESSES, max_size=1),
    ),
    min_size=1,
    max_size=4,
)


@given(COPIES)
def test_every_mail_has_one_outcome_with_its_reason(copies: list[Copy]) -> None:
    decision = decided(*copies)
    assert (decision.activity is None) != (decision.refusal is None)
    codes = {reason.code for reason in decision.reasons}
    assert set(decision.warnings) == codes & set(WARNINGS)
    if decision.refusal:
        assert decision.refusal in codes


@given(COPIES)
def test_no_address_and_no_person_stands_twice_and_the_owner_is_no_participant(copies: list[Copy]) -> None:
    activity = decided(*copies).activity
    if activity is None:
        return
    people = activity.participants
    addresses = [activity.owner.email, *(one.email for one in people)]
    assert len(addresses) == len(set(addresses))
    keys = [(one.kind is ParticipantKind.USER, one.key) for one in people if one.key]
    assert len(keys) == len(set(keys))
    assert (True, activity.owner.key) not in keys


@given(COPIES)
def test_no_user_means_no_activity(copies: list[Copy]) -> None:
    alone = replace(DIRECTORY, users=tuple(replace(user, active=False) for user in DIRECTORY.users))
    assert decided(*copies, directory=alone).activity is None


DIRECTORIES = st.builds(
    Directory,
    st.just(DIRECTORY.activity_types),
    st.permutations(DIRECTORY.users).map(tuple),
    st.permutations(DIRECTORY.customers).map(tuple),
    st.permutations(DIRECTORY.contacts).map(tuple),
    st.permutations(DIRECTORY.projects).map(tuple),
)


@given(COPIES, DIRECTORIES)
def test_the_order_of_rows_never_changes_a_decision(copies: list[Copy], shuffled: Directory) -> None:
    assert decided(*copies, directory=shuffled) == decided(*copies)


@given(COPIES)
def test_the_same_copy_again_changes_nothing(copies: list[Copy]) -> None:
    before = decided(*copies).activity
    after = decided(*copies, copies[-1]).activity
    if before and after:
        merged = merge(before, before, after, ())
        assert changes_between(before, merged) == ()
        assert merged == before


@given(mails())
def test_a_mail_is_the_same_as_itself(one: Mail) -> None:
    assert is_same_mail(identity_of(one), identity_of(one))


@given(COPIES)
def test_a_project_link_is_named_by_a_number_on_the_mail(copies: list[Copy]) -> None:
    decision = decided(*copies)
    if decision.activity and decision.activity.project:
        numbers = {one.number for one in decision.reasons if one.code is Code.PROJECT_FROM_ADDRESS}
        assert numbers == {decision.activity.project.number}


@given(COPIES, st.sampled_from([SETTINGS, OWN_DOMAIN]))
def test_addresses_alone_tell_whether_the_guard_lets_a_mail_pass(copies: list[Copy], settings: Settings) -> None:
    counting, _ = counting_copies(copies)
    people = [*counting[0].mail.senders, *(one for each in counting for one in recipients_of(each))]
    assert settings.address
    passes = is_user_among({one.address for one in people}, settings.address, DIRECTORY)
    decision = decided(*copies, settings=settings)
    if decision.refusal is not Code.SUBJECT_MISSING:
        assert passes == (decision.activity is not None)
