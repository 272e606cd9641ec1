"""What is written and read again: copies, later decisions, refusals, failures, ids, directory and settings."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.directory import ActivityType, Customer, Directory, Project, ProjectKind, User
from severa_desktop.core.model import Origin, Outcome, Participant, ParticipantKind, ProjectLink
from severa_desktop.core.query import ActivityQuery
from severa_desktop.core.reasons import Code, Named, Reason
from severa_desktop.core.rules.identity import Identity
from severa_desktop.core.settings import ActivityStatus, IntegrationAddress, IntegrationStatus, Settings
from severa_desktop.store.changes import Decided
from severa_desktop.store.compression import compress
from severa_desktop.store.records import NewCopy, NewFailure, NewRefusal, State
from severa_desktop.store.store import Store
from severa_desktop.store.writer import Writer
from tests.services.company import DIRECTORY, SETTINGS, company
from tests.store.made import keep

KEY = "id:1@acme.example"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    with opened.writing() as writer:
        writer.begin_import(0)
    yield opened
    with opened.reading() as reader:
        assert reader.integrity() == []
        faults = reader.search_out_of_step()
        assert (faults.missing, faults.extra, faults.damaged) == (0, 0, False)
    opened.close()


def refusal(content: bytes = b"refused", key: str = "id:r@x", code: Code = Code.NO_SEVERA_USER) -> NewRefusal:
    return NewRefusal(
        identity=Identity(key, "q@x.example", 5, "Subject", is_list=False),
        reason=code,
        reasons=(Reason(code, header="To", address="a@b.example"),),
        subject="Subject",
        sender="q@x.example",
        received_at=7,
        origin=Origin("mails/r.eml", 5),
        original=compress(content),
        import_id=1,
        taken_at=9,
    )


def failure(content: bytes | None, source: str = "f.eml", code: Code = Code.NOT_AN_EMAIL) -> NewFailure:
    original = None if content is None else compress(content)
    return NewFailure(code, "no mail", (Reason(code, text="no mail"),), Origin(source, 5), 1, 9, original)


def search(store: Store, words: str) -> list[int]:
    with store.reading() as reader:
        return list(reader.activity_ids(ActivityQuery(search=words)))


def test_an_activity_comes_back_as_it_was_given(store: Store) -> None:
    keep(store, 1, subject="Ünï “quoted” \N{GRINNING FACE}", body="line\nline", file_name="a.pdf", customer="c1")
    with store.reading() as reader:
        stored = reader.activity(1)
        assert stored
        assert stored.activity.body == "line\nline"
        assert stored.activity.subject == "Ünï “quoted” \N{GRINNING FACE}"
        assert stored.activity.customer == Named("c1", "Bakery")
        assert [each.name for each in stored.activity.attachments] == ["a.pdf"]
        assert stored.state is State.LIVE
        assert reader.original(1) == b"mail 1"
        assert reader.activity(2) is None
        assert reader.original(2) is None
        listed = next(reader.activities(ActivityQuery()))
        assert listed == replace(stored, activity=replace(stored.activity, body=""))


def test_texts_that_utf_8_cannot_express_do_not_stop_a_mail(store: Store) -> None:
    keep(store, 1, subject="lone \udc80 surrogate", body="b\ud800ody", file_name="\udcff.pdf")
    with store.reading() as reader:
        stored = reader.activity(1)
        assert stored
        assert stored.activity.subject == "lone ? surrogate"
        assert stored.activity.body == "b\ud800ody"
        list(reader.activity_ids(ActivityQuery(search="\udc80 lone", customer="\udc80")))


def test_what_waits_to_be_written_is_known_at_once(store: Store) -> None:
    with store.writing() as writer:
        keep(writer, 1, subject="one")
        (known,) = writer.known_by([KEY, "id:none"])[KEY]
        assert known.activity_id == 1
        assert [copy.sha256 for copy in known.copies] == [compress(b"mail 1").sha256]
        assert writer.original_by_id(known.copies[0].original_id) == b"mail 1"
        writer.add_refusal(refusal())
        (known,) = writer.known_by(["id:r@x"])["id:r@x"]
        assert known.refusal_id == 1
        assert known.identity == refusal().identity


def test_a_later_copy_is_kept_once_for_the_same_delivery(store: Store) -> None:
    keep(store, 1, subject="one")
    first = NewCopy(Origin("1.eml", 0), compress(b"mail 1"), 1, 9)
    with store.writing() as writer:
        assert not writer.add_copy(1, first)
        assert not writer.add_copy(1, replace(first, origin=Origin("elsewhere.eml", 77)))
        assert writer.add_copy(1, replace(first, origin=Origin("1.eml", 0, envelope=("a@b.example",))))
        assert writer.add_copy(1, replace(first, original=compress(b"other")), differs=True)
        assert not writer.add_copy(1, replace(first, original=compress(b"other")))
    with store.reading() as reader:
        copies = reader.copies_of(1)
        assert [copy.differs for copy in copies] == [False, False, True]
        assert [copy.origin.envelope for copy in copies] == [(), ("a@b.example",), ()]
        assert copies[0].original_id == copies[1].original_id != copies[2].original_id
        assert reader.original(1) == b"mail 1"


def change(writer: Writer, **changes: object) -> None:
    stored = writer.activity(1)
    assert stored
    activity = replace(stored.activity, **changes)  # type: ignore[arg-type]  # each test gives fields of the right type
    decided = Decided(activity, (Reason(Code.PROJECT_CLOSED, number=1001),), (Code.PROJECT_CLOSED,))
    writer.change_activity(1, decided, writer.begin_import(9), 9)


def test_a_later_decision_changes_the_activity_and_its_words(store: Store) -> None:
    keep(store, 1, subject="one about Piet", file_name="a.pdf")
    klaas = Participant("Klaas Vaak", "klaas@vaak.example", ParticipantKind.EXTERNAL)
    link = ProjectLink("j1", 1001, "Web shop", "project")
    with store.writing() as writer:
        change(writer, participants=(klaas,), project=link, customer=Named("c1", ""))
    assert search(store, "klaas@vaak") == [1]
    assert search(store, "jansen") == []
    assert search(store, "piet about") == [1]
    with store.reading() as reader:
        stored = reader.activity(1)
        assert stored
        assert stored.activity.participants == (klaas,)
        assert stored.activity.project == link
        assert stored.warnings == (Code.PROJECT_CLOSED,)
        assert stored.reasons == (Reason(Code.PROJECT_CLOSED, number=1001),)
        assert [file.attachment.name for file in reader.files(1001)] == ["a.pdf"]
        assert list(reader.files(1002)) == []
        assert list(reader.activity_ids(ActivityQuery(with_warnings=True))) == [1]


def test_what_a_person_edited_stays(store: Store) -> None:
    keep(store, 1, subject="one", customer="c1")
    with store.writing() as writer:
        writer.connection.exec_driver_sql("UPDATE activities SET edited = 'customer participants'")
        link = ProjectLink("j2", 1002, "New till", "sales_case")
        change(writer, participants=(), customer=Named("c2", ""), project=link)
        stored = writer.activity(1)
        assert stored
        assert stored.edited == {"customer", "participants"}
        assert stored.activity.customer == Named("c1", "Bakery")
        assert [each.name for each in stored.activity.participants] == ["Piet Jansen"]
        assert stored.activity.project == link
    assert search(store, "jansen") == [1]


def test_a_rejected_mail_is_listed_once_however_often_it_comes(store: Store) -> None:
    with store.writing() as writer:
        assert writer.add_refusal(refusal()) == 1
        writer.update_refusal(1, refusal(code=Code.SUBJECT_MISSING))
        writer.update_refusal(1, refusal(content=b"another copy"))
    with store.reading() as reader:
        (entry,) = reader.refusals(failed=False)
        assert (entry.id, entry.outcome, entry.reason) == (1, Outcome.REJECTED, Code.NO_SEVERA_USER)
        assert (entry.source, entry.sender, entry.received_at) == ("mails/r.eml", "q@x.example", 7)
        assert entry.has_original
        assert len(reader.copies_of_refusal(1)) == 2
        assert reader.refusal_original(1) == b"refused"
        assert reader.refusal(2) is None


def test_an_accepted_mail_leaves_the_list_with_its_copies_and_its_id_is_not_given_again(store: Store) -> None:
    with store.writing() as writer:
        writer.add_refusal(refusal(content=b"mail 1", key=KEY))
        writer.update_refusal(1, refusal(content=b"a later copy", key=KEY))
        keep(writer, 1, subject="one")
        writer.refusal_accepted(1, 1)
        (known,) = writer.known_by([KEY])[KEY]
        assert known.activity_id == 1
    with store.reading() as reader:
        assert list(reader.refusals(failed=True)) == []
        contents = [reader.original_by_id(copy.original_id) for copy in reader.copies_of(1)]
        assert contents == [b"mail 1", b"a later copy"]
    with store.writing() as writer:
        assert writer.add_refusal(refusal()) == 2


def test_what_could_not_be_read_is_kept_once_for_the_same_bytes(store: Store) -> None:
    with store.writing() as writer:
        assert writer.add_failure(failure(b"picture")) == 1
        assert writer.add_failure(failure(b"picture", "other.eml")) == 1
        assert writer.add_failure(failure(b"another")) == 2
        assert writer.add_failure(failure(None, "large.eml", Code.TOO_LARGE)) == 3
        assert writer.add_failure(failure(None, "large.eml", Code.TOO_LARGE)) == 3
        assert writer.add_failure(failure(None, "large.eml", Code.UNREADABLE)) == 4
    with store.writing() as writer:
        assert writer.add_failure(failure(b"another", "third.eml")) == 2
        assert writer.add_failure(failure(None, "large.eml", Code.TOO_LARGE)) == 3
    with store.reading() as reader:
        assert [entry.id for entry in reader.refusals(failed=True)] == [1, 2, 3, 4]
        assert list(reader.refusals(failed=False)) == []
        assert reader.refusal_original(1) == b"picture"
        assert reader.refusal_original(3) is None
        assert reader.refusal_origin(3).source == "large.eml"
        with pytest.raises(LookupError):
            reader.refusal_origin(9)


def test_settings_come_back_and_change_the_version(store: Store) -> None:
    wanted = Settings(
        IntegrationAddress("a.b-c", "own.example"), "Meeting", IntegrationStatus.INACTIVE, ActivityStatus.IN_REVIEW, 7
    )
    with store.writing() as writer:
        before = writer.directory_version()
        writer.save_settings(wanted)
        assert writer.settings() == wanted
        assert writer.directory_version() != before
        writer.save_settings(Settings())
        assert writer.settings() == Settings()
        writer.save_settings(SETTINGS)
    with store.reading() as reader:
        assert reader.settings() == SETTINGS


def test_the_directory_keeps_records_and_lets_types_go(store: Store) -> None:
    changed = Directory(
        activity_types=(ActivityType("Meeting"),),
        users=(User("u1", "Anna Smit", ("anna@acme.example", "a.smit@acme.example"), active=False),),
        customers=(Customer("c0", "New"),),
        projects=(
            Project("j1", 1002, "Web shop", ProjectKind.PROJECT, "c0", closed=True),
            Project("j2", 1001, "New till", ProjectKind.SALES_CASE),
        ),
    )
    with store.writing() as writer:
        writer.save_directory(changed)
    with store.reading() as reader:
        directory = reader.directory()
    assert directory.activity_types == changed.activity_types
    assert directory.users == (changed.users[0], DIRECTORY.users[1])
    assert [each.key for each in directory.customers] == ["c0", "c1", "c2"]
    assert directory.contacts == DIRECTORY.contacts
    # The two projects have exchanged their numbers.
    assert directory.projects == changed.projects


def test_activities_name_the_types_in_use(store: Store) -> None:
    with store.reading() as reader:
        assert reader.activity_types_in_use() == frozenset()
    keep(store, 1, subject="one")
    with store.reading() as reader:
        assert reader.activity_types_in_use() == {"E-mail"}


def test_large_batches_are_written_in_parts(store: Store) -> None:
    with store.writing() as writer:
        for number in range(1, 1201):
            keep(writer, number, subject=str(number))
    with store.reading() as reader:
        assert len(reader.activity_ids(ActivityQuery(search="mail"))) == 0
        assert len(reader.activity_ids(ActivityQuery(search="anna"))) == 1200
        assert reader.original(1200) == b"mail 1200"
