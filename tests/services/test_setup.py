"""The settings as a service: all or nothing, and the directory has a say."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.directory import ActivityType
from severa_desktop.core.settings import (
    ActivityStatus,
    IntegrationStatus,
    Setting,
    SettingRefusedError,
    Settings,
    WhyRefused,
)
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.errors import UserError
from severa_desktop.services.setting_words import (
    SettingError,
    activity_status_words,
    integration_status_words,
    refusal_sentence,
)
from severa_desktop.services.setup import SetupService
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, SETTINGS, company


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def test_what_is_not_named_stays(store: Store) -> None:
    service = SetupService(store)
    service.change(SettingsText(status="inactive"))
    service.change(SettingsText(activity_status="in_review", max_size=7))
    expected = replace(
        SETTINGS, status=IntegrationStatus.INACTIVE, activity_status=ActivityStatus.IN_REVIEW, max_size=7
    )
    assert service.settings() == expected


@pytest.mark.parametrize(
    "text",
    [
        SettingsText(address="other@severamail.com", activity_type="Fax"),
        SettingsText(address="other@severamail.com", max_size=0),
        SettingsText(address="1.other@severamail.com", max_size=9),
        SettingsText(status="inactive", activity_status="open"),
    ],
)
def test_one_wrong_value_changes_nothing(store: Store, text: SettingsText) -> None:
    with pytest.raises(UserError):
        SetupService(store).change(text)
    assert SetupService(store).settings() == SETTINGS


def test_a_setup_comes_back_as_it_was(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "setup.json"
    SetupService(store).export(file)
    SetupService(store).change(SettingsText(status="inactive", max_size=3))
    with store.reading() as reader:
        before = reader.directory()
    SetupService(store).take_over(file)
    assert SetupService(store).settings() == SETTINGS
    with store.reading() as reader:
        assert reader.directory() == before


def test_a_refusal_names_its_setting_and_speaks_the_language_of_the_moment(store: Store) -> None:
    with pytest.raises(SettingError, match="digits and a dot") as raised:
        SetupService(store).change(SettingsText(address="1.other@severamail.com"))
    assert raised.value.setting is Setting.ADDRESS
    with pytest.raises(SettingError, match="Give one of these: E-mail") as raised:
        SetupService(store).change(SettingsText(activity_type="Fax"))
    assert raised.value.setting is Setting.ACTIVITY_TYPE


@pytest.mark.parametrize("why", list(WhyRefused))
def test_every_refusal_has_words_without_gaps(why: WhyRefused) -> None:
    sentence = refusal_sentence(SettingRefusedError(Setting.ADDRESS, why, "given", ("one", "two")))
    assert sentence.endswith(".")
    assert "{" not in sentence


def test_a_long_list_of_types_is_cut() -> None:
    names = tuple(f"Type {number}" for number in range(11))
    sentence = refusal_sentence(SettingRefusedError(Setting.ACTIVITY_TYPE, WhyRefused.TYPE_UNKNOWN, "Fax", names))
    assert "Type 9, …." in sentence
    assert "Type 10" not in sentence


def test_every_value_has_a_name() -> None:
    assert len({integration_status_words(status) for status in IntegrationStatus}) == len(IntegrationStatus)
    assert len({activity_status_words(status) for status in ActivityStatus}) == len(ActivityStatus)


def test_what_was_changed_can_be_put_back_even_to_not_set(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "empty.sqlite")) as store:
        service = SetupService(store)
        former = service.settings()
        service.change(SettingsText(address="acme@severamail.com", activity_type="Later"))
        service.restore(former)
        assert service.settings() == Settings()


def test_a_setup_comes_with_what_there_is_to_choose(store: Store) -> None:
    setup = SetupService(store).setup()
    assert setup.settings == SETTINGS
    assert str(setup.address) == "acme@severamail.com"
    assert [kind.name for kind in setup.activity_types] == ["E-mail"]
    assert setup.excluded == frozenset()


def test_an_address_is_checked_and_told_as_people_read_it(store: Store) -> None:
    service = SetupService(store)
    checked = service.check_address(" Severa@Bücher.Example. ")
    assert str(checked) == "severa@bücher.example"
    assert checked.numbered(1001) == "1001.severa@bücher.example"
    assert not checked.is_at_severa
    assert service.check_address("acme@severamail.com").is_at_severa
    with pytest.raises(SettingError, match="no domain"):
        service.check_address("acme@")
    service.change(SettingsText(address="severa@bücher.example"))
    assert service.setup().address == checked


def test_a_type_recorded_as_excluded_is_advised_against_no_more(store: Store) -> None:
    service = SetupService(store)
    with store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, activity_types=(ActivityType("E-mail", calendar_synced=True),)))
    assert service.is_calendar_synced(SETTINGS)
    assert not service.is_calendar_synced(replace(SETTINGS, activity_type=None))
    service.record_excluded("E-mail", excluded=True)
    service.record_excluded("E-mail", excluded=True)
    assert service.setup().excluded == {"E-mail"}
    assert not service.is_calendar_synced(SETTINGS)
    service.record_excluded("E-mail", excluded=False)
    assert service.is_calendar_synced(SETTINGS)


def test_a_look_at_a_setup_says_what_it_would_do_and_does_nothing(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "setup.json"
    SetupService(store).export(file)
    with closing(Store.open(tmp_path / "other.sqlite")) as other:
        service = SetupService(other)
        seen = service.look_at(file)
        assert (seen.former, seen.settings) == (Settings(), SETTINGS)
        assert seen.directory[Section.USERS] == SectionCount(added=2)
        assert service.settings() == Settings()
        assert service.take_over(file) == seen.directory
        assert service.look_at(file).directory[Section.USERS] == SectionCount(unchanged=2)


@pytest.mark.parametrize(
    ("settings", "words"), [({"activity_type": "Fax"}, "no activity type “Fax”"), ({"address": "1.a@b.nl"}, "digits")]
)
def test_a_look_refuses_what_taking_over_would(
    store: Store, tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    file = tmp_path / "setup.json"
    types = {"activity_types": [{"name": "E-mail"}]}
    file.write_text(json.dumps({"settings": settings, "directory": types}), encoding="utf-8")
    with pytest.raises(UserError, match=words):
        SetupService(store).look_at(file)
    with pytest.raises(UserError, match=words):
        SetupService(store).take_over(file)
