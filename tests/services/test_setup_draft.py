"""Setting up in a draft: nothing of it is seen before it is finished, and then all of it at once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.bootstrap import Application, DraftApplication
from severa_desktop.core.directory import ActivityType
from severa_desktop.core.settings import ActivityStatus, Settings
from severa_desktop.core.source_settings import AfterMail, FolderSettings, ImapSettings
from severa_desktop.services.directory_editing import Typed
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.errors import UserError
from severa_desktop.services.handover import Handover
from severa_desktop.services.setting_words import SettingError
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.services.source_checks import SourceRefusedError
from severa_desktop.services.sources import NewSource
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, SETTINGS, company, message

MAILBOX = ImapSettings("imap.acme.example", "anna@acme.example", 993)


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have none, whatever this computer has."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Application]:
    application = Application(tmp_path / "store.sqlite", lambda: company(tmp_path / "store.sqlite"))
    yield application
    application.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Application]:
    application = Application(tmp_path / "store.sqlite", lambda: Store.open(tmp_path / "store.sqlite"))
    yield application
    application.close()


@pytest.fixture
def draft(real: Application) -> DraftApplication:
    return real.begin_draft()


def test_a_new_store_is_set_up_at_once(empty: Application, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    draft = empty.begin_draft()
    draft.directory_editing.add(Section.ACTIVITY_TYPES, Typed("Meeting", calendar_synced=True))
    draft.directory_editing.add(Section.USERS, Typed("Anna", "anna@acme.example"))
    draft.setup.change(SettingsText("acme@severamail.com", "Meeting", activity_status="in_review", max_size=9))
    draft.setup.record_excluded("Meeting", excluded=True)
    draft.sources.add(NewSource(FolderSettings(str(tmp_path / "mail"))))
    assert empty.setup.settings() == Settings()
    assert empty.directory.directory().users == ()
    assert empty.sources.sources() == []
    finished = draft.finish()
    assert (finished.changed_anything, finished.troubles) == (True, ())
    setup = empty.setup.setup()
    assert str(setup.address) == "acme@severamail.com"
    assert setup.settings == Settings(
        setup.settings.address, "Meeting", activity_status=ActivityStatus.IN_REVIEW, max_size=9
    )
    assert setup.activity_types == (ActivityType("Meeting", calendar_synced=True),)
    assert setup.excluded == {"Meeting"}
    assert [user.name for user in empty.directory.directory().users] == ["Anna"]
    assert [one.source.settings for one in empty.sources.sources()] == [FolderSettings(str(tmp_path / "mail"))]


def test_leaving_changes_nothing(real: Application, draft: DraftApplication) -> None:
    draft.setup.change(SettingsText("other@severamail.com"))
    draft.sources.add(NewSource(MAILBOX), "secret")
    draft.directory_editing.set_active(Section.USERS, ["u1"], active=False)
    folder = draft.setup._store.path.parent
    real.end_draft(draft)
    assert not folder.exists()
    assert real.setup.settings() == SETTINGS
    assert real.directory.directory() == DIRECTORY
    assert real.sources.sources() == []


def test_a_store_that_is_closed_forgets_its_drafts(tmp_path: Path) -> None:
    application = Application(tmp_path / "store.sqlite", lambda: company(tmp_path / "store.sqlite"))
    folder = application.begin_draft().setup._store.path.parent
    application.close()
    assert not folder.exists()


def test_finishing_without_a_change_writes_nothing(real: Application, draft: DraftApplication) -> None:
    with real.setup._store.reading() as reader:
        before = reader.directory_version()
    assert not draft.finish().changed_anything
    with real.setup._store.reading() as reader:
        assert reader.directory_version() == before


def test_what_others_changed_meanwhile_stays(real: Application, draft: DraftApplication) -> None:
    draft.setup.change(SettingsText(max_size=9))
    draft.directory_editing.add(Section.USERS, Typed("Cas", "cas@acme.example"))
    draft.directory_editing.add(Section.ACTIVITY_TYPES, Typed("Phone"))
    draft.setup.record_excluded("E-mail", excluded=True)
    real.setup.change(SettingsText(status="inactive", max_size=30))
    real.setup.record_excluded("Lunch", excluded=True)
    real.directory_editing.add(Section.CUSTOMERS, Typed("Dairy"))
    real.directory_editing.set_active(Section.USERS, ["u2"], active=False)
    draft.finish()
    setup, directory = real.setup.setup(), real.directory.directory()
    assert (setup.settings.status.value, setup.settings.max_size) == ("inactive", 9)
    assert setup.excluded == {"E-mail", "Lunch"}
    assert {(user.name, user.active) for user in directory.users} == {
        ("Anna de Vries", True),
        ("Bram", False),
        ("Cas", True),
    }
    assert "Dairy" in [customer.name for customer in directory.customers]
    assert [kind.name for kind in directory.activity_types] == ["E-mail", "Phone"]


def test_what_contradicts_what_others_changed_is_refused_and_nothing_changes(
    real: Application, draft: DraftApplication
) -> None:
    draft.setup.change(SettingsText(max_size=9))
    draft.directory_editing.add(Section.USERS, Typed("Cas", "cas@acme.example"))
    real.directory_editing.add(Section.USERS, Typed("Casper", "cas@acme.example"))
    with pytest.raises(UserError, match=r"does not fit any more: .*cas@acme\.example"):
        draft.finish()
    assert real.setup.settings() == SETTINGS
    assert "Cas" not in [user.name for user in real.directory.directory().users]


def test_a_type_that_others_removed_is_refused_at_its_setting(real: Application) -> None:
    with real.setup._store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, activity_types=(ActivityType("E-mail"), ActivityType("Phone"))))
    draft = real.begin_draft()
    draft.setup.change(SettingsText(activity_type="Phone"))
    real.directory_editing.remove_types(["Phone"])
    with pytest.raises(SettingError):
        draft.finish()
    assert real.setup.settings() == SETTINGS


def test_sources_are_added_changed_and_removed(real: Application, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
    kept = real.sources.add(NewSource(MAILBOX), "old").source
    gone = real.sources.add(NewSource(FolderSettings(str(tmp_path / "one")))).source
    draft = real.begin_draft()
    draft.sources.remove(gone.id)
    draft.sources.change(kept.id, NewSource(replace(MAILBOX, after=AfterMail.FLAG), dedicated=True))
    draft.sources.add(NewSource(FolderSettings(str(tmp_path / "two"))))
    assert draft.passwords.of(kept) == "old"
    real.sources.add(NewSource(FolderSettings(str(tmp_path / "three"))))
    draft.finish()
    found = [one.source for one in real.sources.sources()]
    assert [one.settings for one in found] == [
        replace(MAILBOX, after=AfterMail.FLAG),
        FolderSettings(str(tmp_path / "three")),
        FolderSettings(str(tmp_path / "two")),
    ]
    assert found[0].dedicated
    assert real.passwords.of(found[0]) == "old"


def test_a_place_that_another_source_takes_meanwhile_is_refused(
    real: Application, draft: DraftApplication, tmp_path: Path
) -> None:
    draft.sources.add(NewSource(FolderSettings(str(tmp_path))))
    real.sources.add(NewSource(FolderSettings(str(tmp_path))))
    with pytest.raises(SourceRefusedError):
        draft.finish()
    assert len(real.sources.sources()) == 1


def test_a_password_is_kept_with_the_source_it_was_entered_for(real: Application, draft: DraftApplication) -> None:
    trouble = draft.sources.add(NewSource(MAILBOX), "secret").trouble
    assert "There is no keyring" in trouble
    other = real.sources.add(NewSource(replace(MAILBOX, user="bram@acme.example")), "other").source
    finished = draft.finish()
    mine = next(one.source for one in real.sources.sources() if one.source.id != other.id)
    assert real.passwords.of(mine) == "secret"
    assert real.passwords.of(other) == "other"
    assert [f"SEVERA_DESKTOP_PASSWORD_{mine.id}" in one for one in finished.troubles] == [True]


def test_a_mail_is_known_in_the_draft_as_in_the_store(real: Application, draft: DraftApplication) -> None:
    mail = (("a.eml", message(1)),)
    for _result in real.importing.run(Handover((), contents=mail)):
        pass
    assert [one.result.outcome for one in draft.trial.handed_over(Handover((), contents=mail))] == ["duplicate"]
