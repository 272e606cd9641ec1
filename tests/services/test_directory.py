"""Taking a directory file over: speed that does not depend on luck, types in use, and refusals as values."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.core.directory import ActivityType, Directory, User
from severa_desktop.services.directory import DirectoryService
from severa_desktop.services.directory_form import directory_object
from severa_desktop.services.directory_json import read_json
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.directory_records import file_records
from severa_desktop.services.directory_schema import MOST_REFUSALS, DirectoryRefusedError, Section
from severa_desktop.services.errors import UserError
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, company, message


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def write(path: Path, directory: object) -> Path:
    path.write_text(json.dumps(directory), encoding="utf-8")
    return path


def test_reading_twelve_thousand_records_and_reading_them_again(store: Store, tmp_path: Path) -> None:
    contacts = [
        {"key": f"x{number}", "name": f"Person {number}", "emails": [f"x{number}@bakery.example"], "customer": "c1"}
        for number in range(12_000)
    ]
    path = write(tmp_path / "d.json", {"contacts": contacts})
    service = DirectoryService(store)
    assert service.import_path(path, replacing=False)[Section.CONTACTS] == SectionCount(added=12_000)
    assert service.import_path(path, replacing=True)[Section.CONTACTS] == SectionCount(unchanged=12_000, deactivated=2)


def test_a_type_that_an_activity_has_is_not_removed(store: Store, tmp_path: Path) -> None:
    mail = tmp_path / "1.eml"
    mail.write_bytes(message(1))
    with mail.open("rb") as stdin:
        list(ImportService(store, lambda: 1_800_000_000).run(Handover([str(mail)], stdin)))
    with store.writing() as writer:
        writer.save_directory(
            Directory(activity_types=(ActivityType("E-mail"), ActivityType("Fax"), ActivityType("Post")))
        )
    with store.reading() as reader:
        settings = reader.settings()
    with store.writing() as writer:
        writer.save_settings(type(settings)(settings.address, "Fax"))
    path = write(tmp_path / "d.json", {"activity_types": []})
    counts = DirectoryService(store).import_path(path, replacing=True)
    assert counts[Section.ACTIVITY_TYPES] == SectionCount(deactivated=1)
    kept = {kind.name for kind in DirectoryService(store).directory().activity_types}
    assert kept == {"E-mail", "Fax"}


def test_nothing_is_written_when_nothing_changes(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "d.json", directory_object(DIRECTORY))
    with store.reading() as reader:
        before = reader.directory_version()
    DirectoryService(store).import_path(path, replacing=True)
    with store.reading() as reader:
        assert reader.directory_version() == before


def test_refusals_are_values_in_the_order_of_the_file_and_bounded(store: Store, tmp_path: Path) -> None:
    users = [{"key": f"u{number}", "name": "", "emails": []} for number in range(MOST_REFUSALS)]
    with pytest.raises(DirectoryRefusedError) as refused:
        DirectoryService(store).import_path(write(tmp_path / "d.json", {"users": users}), replacing=False)
    assert refused.value.count == 2 * MOST_REFUSALS
    assert len(refused.value.refusals) == MOST_REFUSALS
    positions = [refusal.place.position for refusal in refused.value.refusals]
    assert positions == sorted(positions)


def test_a_customer_that_only_a_stored_record_names_is_known(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "d.json", {"projects": [{"key": "j9", "number": 9, "name": "X", "customer": "c2"}]})
    assert DirectoryService(store).import_path(path, replacing=False)[Section.PROJECTS] == SectionCount(added=1)


def test_addresses_are_kept_in_their_compared_form_each_once(store: Store, tmp_path: Path) -> None:
    emails = ["Zoë@Bücher.example", "zoë@xn--bcher-kva.example.", '"x"@x.example', "x@X.example"]
    path = write(tmp_path / "d.json", {"users": [{"key": "u9", "name": " Zoë \n van  Dam ", "emails": emails}]})
    DirectoryService(store).import_path(path, replacing=False)
    found = next(user for user in DirectoryService(store).directory().users if user.key == "u9")
    assert found == User("u9", "Zoë van Dam", ("zoë@xn--bcher-kva.example", "x@x.example"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ["key", "name", "emails", "active", "customer", "number", "kind", "closed", "category", "calendar_synced"]
RECORDS = st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6) | JSON, max_size=4)


def refusal(text: str) -> str:
    """Return the sentence with which a directory is refused, or just its name where it is taken."""
    try:
        file_records(read_json(text, "d.json"))
    except UserError as error:
        return str(error)
    return "d.json"


@given(st.dictionaries(st.sampled_from(list(Section)), RECORDS, max_size=5) | JSON)
def test_any_json_is_taken_or_refused_with_a_sentence(value: object) -> None:
    assert refusal(json.dumps(value)).startswith("d.json")


@given(st.text(alphabet='{}[]",: \nuserskyname012\\', max_size=60))
def test_any_text_is_taken_or_refused_with_a_sentence(text: str) -> None:
    assert refusal(text).startswith("d.json")
