"""Trying what a mail would become: as it would be decided, and nothing of it kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.bootstrap import Application
from severa_desktop.core.model import Outcome
from severa_desktop.core.reasons import Code
from severa_desktop.services.handover import Handover, Missing, NotReadyError
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.services.trial import MOST, TypedMail
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, company, message


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    made = Application(tmp_path / "store.sqlite", lambda: company(tmp_path / "store.sqlite"))
    yield made
    made.close()


def test_who_was_typed_decides(application: Application) -> None:
    mail = TypedMail("anna@acme.example", "piet@bakery.example, x@y.example", "1001.acme@severamail.com", "Offer")
    tried = application.trial.typed(mail)
    activity = tried.result.activity
    assert tried.result.outcome is Outcome.ACTIVITY
    assert tried.is_addressed
    assert activity is not None
    assert (activity.subject, activity.owner.name) == ("Offer", "Anna de Vries")
    assert activity.customer is not None
    assert activity.project is not None
    assert (activity.customer.name, activity.project.number) == ("Bakery", 1001)
    assert [one.kind.value for one in activity.participants] == ["contact", "external"]
    assert tried.result.warnings == ()


def test_nothing_is_kept_of_what_was_tried(application: Application) -> None:
    mail = TypedMail("anna@acme.example", "piet@bakery.example", "", "Offer")
    for _time in range(2):
        tried = application.trial.typed(mail)
        assert tried.result.outcome is Outcome.ACTIVITY
        assert (tried.result.activity_id, tried.is_addressed) == (None, False)
    assert application.trial.typed(TypedMail("x@y.example", "", "", "Offer")).result.outcome is Outcome.REJECTED
    status = application.status.status()
    assert (status.activities, status.to_check, status.last_mail) == (0, 0, None)


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (TypedMail("x@y.example", "piet@bakery.example", "", "Offer"), Code.NO_SEVERA_USER),
        (TypedMail("anna@acme.example", "piet@bakery.example", "", "  "), Code.SUBJECT_MISSING),
        (TypedMail("", "piet@bakery.example", "", "Offer"), Code.NO_SEVERA_USER),
        (TypedMail("x@y.example\r\nBcc: anna@acme.example", "", "", "Offer"), Code.NO_SEVERA_USER),
    ],
)
def test_why_it_would_not_be_imported_is_told(application: Application, mail: TypedMail, why: Code) -> None:
    assert application.trial.typed(mail).result.reason is why


def test_files_are_tried_as_they_would_be_imported(application: Application, tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(message(1))
    (tmp_path / "none.eml").write_bytes(b"no mail\n")
    tried = application.trial.handed_over(Handover((str(tmp_path / "mail.eml"), str(tmp_path / "none.eml"))))
    assert [one.result.outcome for one in tried] == [Outcome.ACTIVITY, Outcome.FAILED]


def test_no_more_are_tried_than_anybody_looks_at(application: Application) -> None:
    contents = tuple((f"{number}.eml", message(number)) for number in range(MOST + 5))
    assert len(application.trial.handed_over(Handover((), contents=contents))) == MOST


def test_an_inactive_integration_is_tried_as_if_it_were_active(application: Application) -> None:
    application.setup.change(SettingsText(status="inactive"))
    tried = application.trial.typed(TypedMail("anna@acme.example", "", "", "Offer"))
    assert tried.result.outcome is Outcome.ACTIVITY


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    application = Application(tmp_path / "store.sqlite", lambda: Store.open(tmp_path / "store.sqlite"))
    typed = TypedMail("anna@acme.example", "", "", "Offer")
    with pytest.raises(NotReadyError) as caught:
        application.trial.typed(typed)
    assert caught.value.missing is Missing.SETUP
    application.setup.change(SettingsText("acme@severamail.com", "E-mail"))
    with pytest.raises(NotReadyError) as caught:
        application.trial.typed(typed)
    assert caught.value.missing is Missing.TYPE
    application.close()


def test_the_directory_is_the_stores(application: Application) -> None:
    application.trial.typed(TypedMail("anna@acme.example", "", "", "Offer"))
    assert application.directory.directory() == DIRECTORY
