"""The sample company: a directory that the rules accept, and mails that any reader can open."""

import email
import email.utils
import json
import mailbox
import re
import subprocess
import sys
from collections import Counter
from email.message import Message
from pathlib import Path
from typing import TypedDict

import pytest

SAMPLE = Path(__file__).parents[1] / "resources" / "sample"
MAILS = SAMPLE / "mails"
INTEGRATION_DOMAIN = "severamail.com"
RESERVED = re.compile(r"[^@\s]+@(?:[^@\s.]+\.)+example")
ADDRESS = re.compile(r"[a-z0-9.+_-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}")
LARGEST_SAMPLE = 3 * 1024 * 1024

FIELDS = {
    "activity_types": {"name", "category", "calendar_synced"},
    "users": {"key", "name", "emails", "active"},
    "customers": {"key", "name", "active"},
    "contacts": {"key", "name", "emails", "customer", "active"},
    "projects": {"key", "number", "name", "kind", "customer", "closed"},
}
CATEGORIES = {"calendar_entry", "to_do", "project_task", "personal", "absence"}


class Record(TypedDict, total=False):
    """One row of any section; which fields it has is what the first test checks."""

    key: str
    name: str
    emails: list[str]
    active: bool
    customer: str
    number: int
    kind: str
    closed: bool
    category: str
    calendar_synced: bool


Sections = dict[str, list[Record]]


@pytest.fixture(scope="module")
def sections() -> Sections:
    loaded: Sections = json.loads((SAMPLE / "directory.json").read_text(encoding="utf-8"))
    return loaded


def read_mails() -> list[tuple[str, Message]]:
    """Return every mail with its path, those inside a mailbox file too."""
    found: list[tuple[str, Message]] = []
    for path in sorted(MAILS.rglob("*")):
        name = path.relative_to(MAILS).as_posix()
        if path.suffix == ".eml":
            found.append((name, email.message_from_bytes(path.read_bytes())))
        elif path.suffix == ".mbox":
            box = mailbox.mbox(path, create=False)
            found.extend((f"{name}#{place}", one) for place, one in enumerate(box, start=1))
            box.close()
    return found


@pytest.fixture(scope="module")
def mails() -> list[tuple[str, Message]]:
    return read_mails()


def test_sections_and_fields_are_the_known_ones(sections: Sections) -> None:
    assert set(sections) == set(FIELDS)
    for section, records in sections.items():
        for record in records:
            assert set(record) <= FIELDS[section], (section, record)


@pytest.mark.parametrize("section", FIELDS)
def test_keys_are_unique_and_names_there(sections: Sections, section: str) -> None:
    identity = [one["name"] if section == "activity_types" else one["key"] for one in sections[section]]
    assert all(identity)
    assert [key for key, count in Counter(identity).items() if count > 1] == []
    assert all(one["name"].strip() for one in sections[section])


def test_addresses_are_valid_and_no_active_users_share_one(sections: Sections) -> None:
    people = sections["users"] + sections["contacts"]
    assert [one for person in people for one in person["emails"] if not ADDRESS.fullmatch(one)] == []
    assert all(person["emails"] for person in people)
    active = Counter(one for user in sections["users"] if user["active"] for one in user["emails"])
    assert [one for one, count in active.items() if count > 1] == []


def test_references_exist(sections: Sections) -> None:
    customers = {one["key"] for one in sections["customers"]}
    named = [one["customer"] for one in sections["contacts"]]
    named += [one["customer"] for one in sections["projects"] if "customer" in one]
    assert set(named) <= customers


def test_project_numbers_kinds_and_categories(sections: Sections) -> None:
    numbers = [one["number"] for one in sections["projects"]]
    assert len(numbers) == len(set(numbers))
    assert min(numbers) == 1001
    assert {one["kind"] for one in sections["projects"]} == {"project", "sales_case"}
    assert {one["category"] for one in sections["activity_types"]} <= CATEGORIES


def test_the_company_shows_what_the_rules_distinguish(sections: Sections) -> None:
    assert "E-mail" in {one["name"] for one in sections["activity_types"]}
    assert any(one["calendar_synced"] for one in sections["activity_types"])
    for section in ("users", "customers", "contacts"):
        assert [one["active"] for one in sections[section]].count(False) == 1, section
    assert any("customer" not in one for one in sections["projects"])
    assert any(one["closed"] for one in sections["projects"])
    assert any(len(one["emails"]) > 1 for one in sections["users"])
    employers: dict[str, set[str]] = {}
    for one in sections["contacts"]:
        for address in one["emails"]:
            employers.setdefault(address, set()).add(one["customer"])
    assert any(len(customers) > 1 for customers in employers.values())


def test_every_mail_has_a_sender_and_a_message_id(mails: list[tuple[str, Message]]) -> None:
    for name, mail in mails:
        assert email.utils.parseaddr(str(mail["From"]))[1].endswith(".example"), name
        assert re.fullmatch(r"<[^<>\s]+@[^<>\s]+>", str(mail["Message-ID"]).strip()), name
        assert not mail.defects, name


def test_addresses_in_the_mails_are_nobodys(mails: list[tuple[str, Message]]) -> None:
    for name, mail in mails:
        for header in ("From", "Sender", "To", "Cc", "Bcc", "Delivered-To", "X-Original-To", "Return-Path"):
            for _, address in email.utils.getaddresses([str(one) for one in mail.get_all(header, [])]):
                at_integration = address.rpartition("@")[2] == INTEGRATION_DOMAIN
                assert "@" not in address or at_integration or RESERVED.fullmatch(address), (name, address)


def test_attachments_can_be_decoded(mails: list[tuple[str, Message]]) -> None:
    for name, mail in mails:
        for part in mail.walk():
            if not part.is_multipart():
                assert not part.defects, (name, part.get_content_type())
                assert isinstance(part.get_payload(decode=True), bytes), name


def test_the_mails_are_as_many_as_they_should_be(mails: list[tuple[str, Message]]) -> None:
    assert len(mails) == 212
    again = Counter(str(mail["Message-ID"]).strip() for _, mail in mails)
    assert sorted(again.values(), reverse=True)[:4] == [2, 2, 2, 1]
    assert sum(path.stat().st_size for path in MAILS.rglob("*") if path.is_file()) < LARGEST_SAMPLE


def test_what_the_mails_become(tmp_path: Path) -> None:
    """Most are plain activities; each kind of refusal, warning and later copy is there to be looked at."""
    program = [sys.executable, "-m", "severa_desktop", "--data-dir", str(tmp_path)]
    subprocess.run([*program, "directory", "import", SAMPLE / "directory.json"], check=True, capture_output=True)
    settings = ("--address", "lindenhof@severamail.com", "--activity-type", "E-mail")
    subprocess.run([*program, "setup", *settings], check=True, capture_output=True)
    done = subprocess.run([*program, "import", MAILS, "--json"], capture_output=True, check=False)
    assert done.returncode == 1, "some mails are refused on purpose"
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert Counter(result["outcome"] for result in results) == {"activity": 203, "rejected": 6, "duplicate": 3}
    assert Counter(result["reason"] for result in results) == {None: 206, "no_severa_user": 4, "subject_missing": 2}
    made = [result for result in results if result["outcome"] == "activity"]
    assert Counter(warning for result in made for warning in result["warnings"]) == {
        "project_closed": 5,
        "project_number_unknown": 2,
        "customer_differs_from_project": 2,
        "several_project_numbers": 1,
        "integration_address_unclear": 1,
        "address_unreadable": 1,
        "date_missing": 1,
        "date_implausible": 1,
        "content_encrypted": 1,
    }
    changes = [change for result in results for change in result["changes"]]
    assert [(change["code"], change["number"]) for change in changes] == [
        ("project_added", 1036),
        ("project_added", 1024),
    ]
