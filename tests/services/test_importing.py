"""Importing: one outcome a mail, copies, dry runs, and rules that change meanwhile."""

import io
import multiprocessing
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.model import ChangeCode, ImportResult, Outcome
from severa_desktop.core.query import ActivityQuery
from severa_desktop.core.reasons import Code
from severa_desktop.core.settings import IntegrationStatus, Settings
from severa_desktop.services.importing import Handover, ImportService, Missing, NotReadyError, Progress
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, SETTINGS, company, message, with_attachment

NOW = 1_800_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def take(store: Store, *mails: bytes, dry_run: bool = False) -> list[ImportResult]:
    """Import mails, each a file of its own, in this order."""
    folder = store.path.parent / "in"
    folder.mkdir(exist_ok=True)
    paths = []
    for number, mail in enumerate(mails):
        path = folder / f"{number}.eml"
        path.write_bytes(mail)
        paths.append(str(path))
    return list(ImportService(store, lambda: NOW).run(Handover(paths, io.BytesIO(), dry_run)))


def subjects(store: Store) -> list[str]:
    with store.reading() as reader:
        return [each.activity.subject for each in reader.activities(ActivityQuery())]


def test_each_mail_has_one_outcome_and_what_is_kept_fits_it(store: Store) -> None:
    refused = message(2, From="x@else.example")
    results = take(store, message(1), message(1), refused, b"no mail at all")
    assert [result.outcome for result in results] == list(Outcome)
    with store.reading() as reader:
        assert reader.original(1) == message(1)
        kept = list(reader.refusals(failed=True))
        assert {entry.reason for entry in kept} == {Code.NO_SEVERA_USER, Code.NOT_AN_EMAIL}
        assert {reader.refusal_original(entry.id) for entry in kept} == {refused, b"no mail at all"}


def test_importing_twice_changes_nothing(store: Store) -> None:
    mails = (with_attachment(1), message(2, From="x@else.example"), b"no mail at all")
    take(store, *mails)
    with store.reading() as reader:
        before = (reader.activity(1), list(reader.refusals(failed=True)), reader.copies_of(1))
    again = take(store, *mails)
    assert [result.outcome for result in again] == [Outcome.DUPLICATE, Outcome.REJECTED, Outcome.FAILED]
    with store.reading() as reader:
        kept, refusals, copies = before
        assert (reader.activity(1), reader.copies_of(1)) == (kept, copies)
        assert [entry.id for entry in reader.refusals(failed=True)] == [entry.id for entry in refusals]


def test_a_later_copy_adds_a_project_a_person_and_its_original(store: Store) -> None:
    take(store, with_attachment(1))
    (result,) = take(store, with_attachment(1, Bcc="1001.acme@severamail.com, bram@acme.example"))
    assert (result.outcome, result.activity_id) == (Outcome.DUPLICATE, 1)
    assert [change.code for change in result.changes] == [
        ChangeCode.PROJECT_ADDED,
        ChangeCode.PARTICIPANT_ADDED,
    ]
    assert result.activity
    assert result.activity.files == ("offer.pdf",)
    assert {Code.DUPLICATE_OF, Code.PROJECT_FROM_ADDRESS} <= {reason.code for reason in result.reasons}
    with store.reading() as reader:
        assert len(reader.copies_of(1)) == 2
        assert [each.attachment.name for each in reader.files(1001)] == ["offer.pdf"]


def test_a_copy_that_brings_nothing_is_not_kept(store: Store) -> None:
    take(store, message(1), message(1, Received="from a by b; Mon, 02 Mar 2026 09:15:01 +0100"))
    with store.reading() as reader:
        assert len(reader.copies_of(1)) == 1


def test_a_second_number_leaves_the_link_with_a_warning(store: Store) -> None:
    (*_, last) = take(store, *(message(1, Bcc=f"{one}.acme@severamail.com") for one in (1001, 1002)))
    assert last.warnings == (Code.SEVERAL_PROJECT_NUMBERS,)
    assert last.activity
    assert last.activity.project
    assert last.activity.project.number == 1001
    assert last.changes == ()


def test_a_copy_with_other_content_adds_nothing_but_is_kept_once(store: Store) -> None:
    forged = message(1, "Quite another text\n", Bcc="1001.acme@severamail.com")
    _, second, third = take(store, message(1), forged, forged)
    assert second.warnings == third.warnings == (Code.COPY_DIFFERS,)
    assert second.activity
    assert second.activity.project is None
    with store.reading() as reader:
        assert [copy.differs for copy in reader.copies_of(1)] == [False, True]
    another = message(1, "Yet another text\n")
    take(store, another)
    with store.reading() as reader:
        assert [copy.differs for copy in reader.copies_of(1)] == [False, True, True]


def test_a_reused_message_id_is_an_activity_of_its_own_with_a_warning(store: Store) -> None:
    first, second, again = take(
        store, message(1), message(1, From="bram@acme.example"), message(1, From="bram@acme.example")
    )
    assert (first.activity_id, second.activity_id, again.activity_id) == (1, 2, 2)
    assert (first.warnings, second.warnings) == ((), (Code.MESSAGE_ID_REUSED,))
    (added,) = take(store, message(1, From="bram@acme.example", Bcc="1001.acme@severamail.com"))
    assert added.warnings == (Code.MESSAGE_ID_REUSED,)


def test_a_rejected_mail_is_held_once_and_leaves_when_it_is_accepted(store: Store) -> None:
    refused = {"From": "x@else.example", "To": "y@else.example"}
    take(store, message(1, **refused), message(1, **refused, Received="by b; Mon, 02 Mar 2026 09:15:01 +0100"))
    with store.reading() as reader:
        assert len(list(reader.refusals(failed=False))) == 1
    (accepted,) = take(store, message(1, **refused, Delivered_To="anna@acme.example"))
    assert accepted.outcome is Outcome.ACTIVITY
    with store.reading() as reader:
        assert list(reader.refusals(failed=False)) == []


def test_a_file_that_could_not_be_read_leaves_the_list_once_it_can(store: Store) -> None:
    large = message(1, "x" * 2**21)
    with store.writing() as writer:
        writer.save_settings(Settings(SETTINGS.address, "E-mail", max_size=1))
    (failed,) = take(store, large)
    assert failed.reason is Code.TOO_LARGE
    with store.writing() as writer:
        writer.save_settings(SETTINGS)
    (accepted,) = take(store, large)
    assert accepted.outcome is Outcome.ACTIVITY
    with store.reading() as reader:
        assert list(reader.refusals(failed=True)) == []


def test_a_dry_run_gives_the_same_results_and_writes_nothing(store: Store) -> None:
    take(store, message(1))
    mails = (
        message(1, Bcc="1001.acme@severamail.com"),
        message(2),
        message(2),
        message(3, From="x@else.example"),
    )
    before = store.path.read_bytes()
    planned = take(store, *mails, dry_run=True)
    assert [result.activity_id for result in planned] == [None] * 4
    assert planned[0].activity
    assert planned[0].activity.id is None
    assert store.path.read_bytes() == before
    assert subjects(store) == ["Mail 1"]
    done = take(store, *mails)
    for plan, result in zip(planned, done, strict=True):
        assert (plan.outcome, plan.reason, plan.warnings, plan.changes) == (
            result.outcome,
            result.reason,
            result.warnings,
            result.changes,
        )


def test_mails_may_come_as_bytes_with_a_name(store: Store) -> None:
    box = b"".join(b"From a Mon Mar  2 10:00:00 2026\n" + message(n) + b"\n" for n in (2, 3))
    handover = Handover((), contents=(("Offer.eml", message(1)), ("dropped", box), ("empty.eml", b"")))
    results = list(ImportService(store, lambda: NOW).run(handover))
    assert [(each.source, each.outcome) for each in results] == [
        ("Offer.eml", Outcome.ACTIVITY),
        ("dropped#1", Outcome.ACTIVITY),
        ("dropped#2", Outcome.ACTIVITY),
        ("empty.eml", Outcome.FAILED),
    ]


def test_only_what_was_ticked_is_taken_in(store: Store, tmp_path: Path) -> None:
    box = tmp_path / "box.mbox"
    box.write_bytes(b"".join(b"From a Mon Mar  2 10:00:00 2026\n" + message(n) + b"\n" for n in (1, 2, 3)))
    single = tmp_path / "single.eml"
    single.write_bytes(message(4))
    no_mail = tmp_path / "no.eml"
    no_mail.write_bytes(b"no mail at all")
    ticked = frozenset((f"{box}#2", str(single)))
    handover = Handover((str(box), str(single), str(no_mail)), only=ticked)
    results = list(ImportService(store, lambda: NOW).run(handover))
    assert {each.source for each in results} == ticked
    assert sorted(subjects(store)) == ["Mail 2", "Mail 4"]
    with store.reading() as reader:
        assert list(reader.refusals(failed=True)) == []


def test_a_preview_that_is_closed_leaves_no_scratch_store_and_no_process(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    folder = many_mails(tmp_path, 1_000)
    results = ImportService(store, lambda: NOW).run(Handover([folder], dry_run=True))
    next(results)
    assert list(scratch.iterdir())
    processes = mail_readers()
    assert processes
    results.close()
    assert list(scratch.iterdir()) == []
    wait_until_gone(processes)


def test_an_import_that_is_stopped_keeps_what_it_yielded(store: Store, tmp_path: Path) -> None:
    service, stop = ImportService(store, lambda: NOW), threading.Event()
    results = service.run(Handover([many_mails(tmp_path, 1_000)]), stop=stop)
    seen = [next(results)]
    stop.set()
    seen += results
    assert 0 < len(seen) < 1_000
    assert len(subjects(store)) == len(seen)
    wait_until_gone(mail_readers())


def many_mails(tmp_path: Path, count: int) -> str:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.eml").write_bytes(message(number))
    return str(folder)


def mail_readers() -> list[multiprocessing.process.BaseProcess]:
    return multiprocessing.active_children()


def wait_until_gone(processes: list[multiprocessing.process.BaseProcess]) -> None:
    """Wait in short turns: the pool waits for them too, and who comes second may at first hear nothing of an end."""
    deadline = time.monotonic() + 60
    while any(process.is_alive() for process in processes):
        assert time.monotonic() < deadline
        processes[0].join(0.02)


def test_what_is_missing_is_said_and_nothing_is_imported(store: Store) -> None:
    for settings, missing, says in (
        (Settings(), Missing.SETUP, "not set up"),
        (Settings(SETTINGS.address, "E-mail", IntegrationStatus.INACTIVE), Missing.ACTIVE, "inactive"),
        (Settings(SETTINGS.address, "Unheard-of"), Missing.TYPE, "no activity type “Unheard-of”"),
    ):
        with store.writing() as writer:
            writer.save_settings(settings)
        with pytest.raises(NotReadyError, match=says) as error:
            take(store, message(1))
        assert error.value.missing is missing
    assert subjects(store) == []


def test_a_directory_that_changes_while_an_import_runs_counts_from_then_on(store: Store) -> None:
    folder = store.path.parent / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.eml").write_bytes(message(number, From="new@acme.example"))
    results = ImportService(store, lambda: NOW).run(Handover([str(folder)], io.BytesIO()))
    seen = [next(results)]
    user = type(DIRECTORY.users[0])("u9", "New", ("new@acme.example",))
    other = Store.open(store.path)
    with other.writing() as writer:
        writer.save_directory(type(DIRECTORY)(DIRECTORY.activity_types, users=(user,)))
    other.close()
    seen += results
    assert len(seen) == 300
    assert seen[0].outcome is Outcome.REJECTED
    assert seen[-1].outcome is Outcome.ACTIVITY


def test_results_come_in_the_order_of_the_files(store: Store) -> None:
    folder = store.path.parent / "many"
    folder.mkdir()
    for number in range(500):
        (folder / f"{number}.eml").write_bytes(message(number, "x" * (number % 7) * 5000))
    results = list(ImportService(store, lambda: NOW).run(Handover([str(folder)], io.BytesIO())))
    assert [Path(result.source).name for result in results] == [f"{number}.eml" for number in range(500)]
    assert [result.activity_id for result in results] == list(range(1, 501))


def test_progress_tells_how_many_are_expected_until_a_container_holds_more(store: Store) -> None:
    folder = store.path.parent / "many"
    (folder / "below").mkdir(parents=True)
    for number in range(3):
        (folder / "below" / f"{number}.eml").write_bytes(message(number))
    told: list[Progress] = []
    list(ImportService(store, lambda: NOW).run(Handover([str(folder)], io.BytesIO()), told.append))
    assert told == [Progress(0, 3), Progress(3, 3)]
    (folder / "box.mbox").write_bytes(
        b"".join(b"From a Mon Mar  2 10:00:00 2026\n" + message(n) + b"\n" for n in range(9))
    )
    told.clear()
    list(ImportService(store, lambda: NOW).run(Handover([str(folder)], io.BytesIO()), told.append))
    assert told == [Progress(0, 4), Progress(12, None)]
