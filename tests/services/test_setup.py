"""The settings as a service: all or nothing, and the directory has a say."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.settings import ActivityStatus, IntegrationStatus
from severa_desktop.services.errors import UserError
from severa_desktop.services.setup import SetupService
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.store.store import Store
from tests.services.company import SETTINGS, company


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
