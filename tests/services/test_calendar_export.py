"""Activities as a calendar's file, read again by a library that calendar programs use."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from severa_desktop.core.directory import ActivityType
from severa_desktop.core.model import Activity, Owner
from severa_desktop.services.activities import ActivitiesService, Wanted
from severa_desktop.services.calendar_event import event, frame
from severa_desktop.services.calendar_export import CalendarExport, CalendarService, NothingForCalendarsError
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.errors import UserError
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.services.setup import SetupService
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.store.store import Store
from tests.services import libical
from tests.services.company import DIRECTORY, company, message

NOW = 1_800_000_000
STAMP = "20270115T080000Z"
ODD = "Offerte; \\ webshop, “één”: 漢字 \N{GRINNING FACE}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a store whose mails become activities of the type E-mail, which is synchronised, or of Telefoon."""
    opened = company(tmp_path / "store.sqlite")
    types = (ActivityType("E-mail", calendar_synced=True), ActivityType("Telefoon"))
    with opened.writing() as writer:
        writer.save_directory(replace(DIRECTORY, activity_types=types))
    yield opened
    opened.close()


def take_in(store: Store, *mails: bytes) -> list[int]:
    """Import mails and return their activities' ids."""
    ids = []
    for content in mails:
        path = store.path.parent / "mail.eml"
        path.write_bytes(content)
        (result,) = ImportService(store, lambda: NOW).run(Handover([str(path)], BytesIO()))
        assert result.activity
        ids.append(result.activity.id or 0)
    return ids


def service(store: Store, now: int = NOW) -> CalendarService:
    return CalendarService(store, lambda: now)


def exported(store: Store, *ids: int, now: int = NOW) -> list[libical.Entry]:
    target = store.path.parent / "out.ics"
    service(store, now).export_ids(ids, target)
    return libical.read(target.read_bytes())


def test_an_entry_says_what_when_and_who(store: Store) -> None:
    content = message(
        1,
        "Hallo Piet,\r\n\r\nzie bijlage; groet, Anna\r\n",
        Subject="Offerte webshop",
        Cc="x@else.example, Bram <bram@acme.example>, 1001.acme@severamail.com",
    )
    (entry,) = exported(store, *take_in(store, content))
    assert (entry.summary, entry.start, entry.end) == ("Offerte webshop", "2026-03-02 08:15:00Z", entry.start)
    assert entry.description.split("\n") == [
        "Owner: Anna de Vries <anna@acme.example>",
        "Contact person: Piet Jansen <piet@bakery.example>",
        "External participant: x@else.example",
        "User: Bram <bram@acme.example>",
        "Customer: Bakery",
        "Project: 1001 Web shop",
        "Status: Done",
        "",
        "Hallo Piet,",
        "",
        "zie bijlage; groet, Anna",
    ]
    # No organiser and no attendee, so that nobody is sent an invitation; no duration, and nobody is busy.
    assert set(entry.values) == {
        "UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "CATEGORIES", "STATUS", "TRANSP",
    }  # fmt: skip
    assert entry.values | {"UID": "", "SUMMARY": "", "DESCRIPTION": ""} == {
        "UID": "", "SUMMARY": "", "DESCRIPTION": "", "DTSTAMP": STAMP, "DTSTART": "20260302T081500Z",
        "CATEGORIES": "E-mail", "STATUS": "CONFIRMED", "TRANSP": "TRANSPARENT",
    }  # fmt: skip


def test_a_sales_case_is_called_so_and_a_name_that_is_an_address_stands_once(store: Store) -> None:
    content = message(1, "", From="anna@acme.example", To="x@else.example", Cc="1002.acme@severamail.com")
    (entry,) = exported(store, *take_in(store, content))
    assert "Sales case: 1002 New till" in entry.description
    assert "External participant: x@else.example\n" in entry.description
    assert entry.description.endswith("Status: Done")


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (ODD, f"{ODD}\r\n" * 40),
        ("a" * 300, "x" * 3_900),
        ("BEGIN:VEVENT", "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VALARM\r\n"),
        ("UID:1\\nDTSTART:2", "\\n\\, \\; ^n ^' \"\r\n\tTab"),
        ("…" * 90, "\N{GRINNING FACE}" * 500),
    ],
)
def test_texts_come_back_as_they_were_whatever_is_in_them(store: Store, subject: str, body: str) -> None:
    content = message(1, body, Subject=subject, Content_Type="text/plain; charset=utf-8", MIME_Version="1.0")
    ids = take_in(store, content)
    (entry,) = exported(store, *ids)
    assert entry.summary == subject
    assert entry.description.partition("\n\n")[2] == body.replace("\r\n", "\n").strip()


def test_lines_are_at_most_75_octets_and_tear_no_letter(store: Store, tmp_path: Path) -> None:
    ids = take_in(store, message(1, f"{ODD}\r\n" * 20, Content_Type="text/plain; charset=utf-8"))
    service(store).export_ids(ids, tmp_path / "out.ics")
    content = (tmp_path / "out.ics").read_bytes()
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert [line.decode() for line in lines if b"\n" in line or b"\r" in line or not line] == []
    assert not any(line.startswith((b"METHOD", b"ATTENDEE", b"ORGANIZER")) for line in lines)


def test_a_long_text_is_cut(store: Store) -> None:
    (entry,) = exported(store, *take_in(store, message(1, "woord " * 2_000)))
    shown = entry.description.partition("\n\n")[2]
    assert (len(shown), shown[-6:]) == (4_001, " woor…")


def test_an_activity_that_is_exported_again_is_the_same_entry(store: Store) -> None:
    first, second = take_in(store, message(1), message(2))
    before = exported(store, first, second)
    CorrectingService(store, lambda: NOW).link_project([first], 1001)
    after = exported(store, first, second, now=NOW + 60)
    assert [entry.uid for entry in after] == [entry.uid for entry in before]
    assert len({entry.uid for entry in before}) == 2
    assert after[0].values["DTSTAMP"] == "20270115T080100Z"
    assert "Project: 1001 Web shop" in after[0].description


def test_a_later_copy_leaves_the_entry_the_same(store: Store) -> None:
    (first,) = take_in(store, message(1))
    before = exported(store, first)
    assert take_in(store, message(1, Cc="1001.acme@severamail.com")) == [first]
    assert exported(store, first)[0].uid == before[0].uid


def test_two_activities_of_one_message_id_are_two_entries(store: Store) -> None:
    ids = take_in(store, message(1), message(1, Date="Tue, 03 Mar 2026 09:15:00 +0100"))
    assert len({entry.uid for entry in exported(store, *ids)}) == 2


def test_only_activities_of_synchronised_types_are_exported(store: Store, tmp_path: Path) -> None:
    (mail,) = take_in(store, message(1))
    SetupService(store).change(SettingsText(activity_type="Telefoon"))
    (call,) = take_in(store, message(2))
    target = tmp_path / "out.ics"
    assert service(store).export_ids([call, mail, call], target) == CalendarExport(target, 1, 1)
    assert [entry.summary for entry in libical.read(target.read_bytes())] == ["Mail 1"]
    assert service(store).export_wanted(Wanted(), target) == CalendarExport(target, 1, 1)


def test_activities_of_an_excluded_type_never_are(store: Store, tmp_path: Path) -> None:
    ids = take_in(store, message(1), message(2))
    target = tmp_path / "out.ics"
    target.write_bytes(b"what was there")
    SetupService(store).record_excluded("E-mail", excluded=True)
    with pytest.raises(NothingForCalendarsError, match="synchronised with calendars"):
        service(store).export_ids(ids, target)
    with pytest.raises(NothingForCalendarsError, match="excluded never are"):
        service(store).export_wanted(Wanted(), target)
    assert target.read_bytes() == b"what was there"
    SetupService(store).record_excluded("E-mail", excluded=False)
    assert service(store).export_wanted(Wanted(), target).exported == 2


def test_a_type_that_the_directory_has_no_more_is_not_exported(store: Store, tmp_path: Path) -> None:
    ids = take_in(store, message(1))
    with store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, activity_types=(ActivityType("Telefoon"),)))
    with pytest.raises(NothingForCalendarsError):
        service(store).export_ids(ids, tmp_path / "out.ics")


def test_deleted_and_erased_activities_never_are(store: Store, tmp_path: Path) -> None:
    kept, deleted, erased = take_in(store, message(1), message(2), message(3))
    correcting = CorrectingService(store, lambda: NOW)
    correcting.delete([deleted])
    correcting.erase([erased])
    target = tmp_path / "out.ics"
    assert service(store).export_wanted(Wanted(), target) == CalendarExport(target, 1, 0)
    for gone in (deleted, erased, 99, 0, 2**70):
        with pytest.raises(UserError, match=f"There is no activity {gone}"):
            service(store).export_ids([kept, gone], tmp_path / "other.ics")
    assert not (tmp_path / "other.ics").exists()


def test_all_of_a_period_are_exported_the_oldest_first(store: Store, tmp_path: Path) -> None:
    days = (4, 2, 3, 9)
    take_in(store, *(message(day, Date=f"{day} Mar 2026 12:00:00 +0000") for day in days))
    target = tmp_path / "out.ics"
    wanted = Wanted(since=date(2026, 3, 2), until=date(2026, 3, 4))
    assert service(store).export_wanted(wanted, target).exported == 3
    assert [entry.summary for entry in libical.read(target.read_bytes())] == ["Mail 2", "Mail 3", "Mail 4"]
    assert len(list(ActivitiesService(store).find(Wanted()))) == 4


@pytest.mark.parametrize("wanted", [Wanted(search="nergens"), Wanted(project=0)])
def test_where_nothing_is_found_nothing_is_written(store: Store, tmp_path: Path, wanted: Wanted) -> None:
    take_in(store, message(1))
    with pytest.raises(NothingForCalendarsError, match="No activity was found"):
        service(store).export_wanted(wanted, tmp_path / "out.ics")
    assert not (tmp_path / "out.ics").exists()


def test_a_file_that_cannot_be_written_is_said_and_the_old_one_stays(store: Store, tmp_path: Path) -> None:
    ids = take_in(store, message(1))
    with pytest.raises(UserError, match="cannot be written"):
        service(store).export_ids(ids, tmp_path / "nowhere" / "out.ics")
    (tmp_path / "folder.ics").mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        service(store).export_ids(ids, tmp_path / "folder.ics")
    assert list(tmp_path.glob(".severa-desktop-*")) == []


@example(subject="\t", body="a \x01", kind="")
@given(subject=st.text(max_size=120), body=st.text(max_size=400), kind=st.text(max_size=20))
def test_whatever_a_mail_says_its_entry_is_one_and_says_the_same(subject: str, body: str, kind: str) -> None:
    anna = Owner("u1", "Anna", "anna@acme.example")
    activity = Activity(1, f"-{subject}", f"-{kind}", "in_review", anna, (), None, None, NOW, (), "", body)
    around = frame()
    (entry,) = libical.read(around.head + event(activity, b"\x01" * 32, NOW) + around.foot)
    head, _empty, text = entry.description.partition("\n\n")
    assert entry.summary == shown(f"-{subject}")
    assert (head, text) == ("Owner: Anna <anna@acme.example>\nStatus: In review", shown(body.strip()))


def shown(text: str) -> str:
    """Return a text as an entry has it: without ASCII's control characters and halves of characters.

    Blanks at the end libical leaves out.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (one for one in lines if one in "\t\n" or not re.match(r"[\x00-\x1f\x7f\ud800-\udfff]", one))
    return "".join(kept).rstrip(" \t")
