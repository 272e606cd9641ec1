"""The doctor: nothing where all is well, and each fault found with what to do."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.settings import IntegrationStatus, Settings
from severa_desktop.services.doctor import examine
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.store import Store
from tests.services.company import SETTINGS, company, message, with_attachment


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    """A store with an activity, a duplicate, a rejected and a failed mail."""
    path = tmp_path / "store.sqlite"
    mails = (with_attachment(1), with_attachment(1), message(2, Subject=""), b"no mail")
    names = []
    for number, mail in enumerate(mails):
        names.append(str(tmp_path / f"{number}.eml"))
        Path(names[-1]).write_bytes(mail)
    with closing(company(path)) as store, Path(names[0]).open("rb") as stdin:
        list(ImportService(store, lambda: 1_800_000_000).run(Handover(names, stdin)))
    return path


def codes(path: Path) -> list[str]:
    findings = list(examine(path))
    assert all(finding.text and finding.advice for finding in findings)
    return [finding.code for finding in findings]


def set_up(path: Path, settings: Settings) -> None:
    with closing(Store.open(path)) as store, store.writing() as writer:
        writer.save_settings(settings)


def change(path: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement, values)
    connection.close()


def test_nothing_is_found_where_all_is_well(store_file: Path) -> None:
    assert codes(store_file) == []
    set_up(store_file, replace(SETTINGS, status=IntegrationStatus.INACTIVE))
    assert codes(store_file) == [], "inactive is a choice"


def test_a_new_store_is_not_set_up(tmp_path: Path) -> None:
    assert codes(tmp_path / "new.sqlite") == ["not_set_up", "no_active_user"]


def test_each_missing_setting_is_named(tmp_path: Path) -> None:
    company(tmp_path / "s.sqlite", Settings(address=SETTINGS.address)).close()
    (finding,) = examine(tmp_path / "s.sqlite")
    assert "activity type" in finding.text
    assert "--activity-type" in finding.advice
    assert "--address" not in finding.advice


def wrong_type(path: Path) -> None:
    set_up(path, replace(SETTINGS, activity_type="Fax"))


def shared_address(path: Path) -> None:
    change(path, "UPDATE users SET emails = (SELECT emails FROM users WHERE key = 'u1')")


def no_users(path: Path) -> None:
    change(path, "UPDATE users SET active = 0")


def no_address(path: Path) -> None:
    change(path, "UPDATE contacts SET emails = ?", '["nobody"]')


def integration_address_taken(path: Path) -> None:
    change(path, "UPDATE users SET emails = ? WHERE key = 'u2'", '["acme@severamail.com"]')


def original_changed(path: Path) -> None:
    change(path, "UPDATE originals SET content = x'00' WHERE id = (SELECT min(id) FROM originals)")


def other_file(path: Path) -> None:
    path.write_bytes(b"something else entirely " * 200)


def index_emptied(path: Path) -> None:
    change(path, "DELETE FROM search")


def newer_schema(path: Path) -> None:
    change(path, "UPDATE alembic_version SET version_num = 'from-the-future'")


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (wrong_type, "activity_type_unknown"),
        (shared_address, "directory_contradiction"),
        (no_users, "no_active_user"),
        (no_address, "directory_contradiction"),
        (integration_address_taken, "integration_address_of_person"),
        (original_changed, "originals_unreadable"),
        (index_emptied, "search_out_of_step"),
        (other_file, "store_unusable"),
        (newer_schema, "store_unusable"),
    ],
)
def test_each_fault_is_found(store_file: Path, damage: Callable[[Path], None], expected: str) -> None:
    damage(store_file)
    assert codes(store_file) == [expected]


def test_a_damaged_page_is_found_and_never_a_traceback(store_file: Path) -> None:
    for name in ("-wal", "-shm"):
        Path(f"{store_file}{name}").unlink(missing_ok=True)
    content = bytearray(store_file.read_bytes())
    for start in range(3 * 4096, len(content), 4096):
        content[start : start + 200] = b"\xff" * 200
    store_file.write_bytes(content)
    assert set(codes(store_file)) & {"store_damaged", "store_unusable"}
