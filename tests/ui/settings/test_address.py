"""The integration address: checked as one types, shown as people read it, copied in the forms that work."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from severa_desktop.core.settings import Settings
from severa_desktop.services.setup import SetupService
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.places import IMPORT
from severa_desktop.ui.settings.page import SettingsPage
from tests.ui.settings.conftest import Said, ShowPage

Settle = Callable[[Context], None]


def is_marked(page: SettingsPage) -> tuple[bool, bool]:
    field = page.address.field
    return field.prefix.property("wrong") == "true", field.domain.property("wrong") == "true"


@pytest.mark.parametrize(
    ("prefix", "domain", "words", "marked"),
    [
        ("1001.acme", "severamail.com", "digits and a dot", (True, False)),
        ("acme-", "severamail.com", "1 to 64 ASCII letters", (True, False)),
        ("ac me", "severamail.com", "1 to 64 ASCII letters", (True, False)),
        ("acmé", "severamail.com", "1 to 64 ASCII letters", (True, False)),
        ("x" * 65, "severamail.com", "1 to 64 ASCII letters", (True, False)),
        ("", "severamail.com", "no e-mail address", (True, False)),
        ("acme", "severamail", "no domain", (False, True)),
        ("acme", "", "no domain", (False, True)),
        ("acme", "severa mail.com", "no domain", (False, True)),
    ],
)
def test_what_cannot_be_used_is_said_under_the_field(
    page: SettingsPage, settle: Settle, prefix: str, domain: str, words: str, marked: tuple[bool, bool]
) -> None:
    field = page.address.field
    field.prefix.setText(prefix)
    field.domain.setText(domain)
    settle(page.context)
    assert words in field.refusal
    assert is_marked(page) == marked
    assert not page.save.isEnabled()
    assert not page.address.copy.isEnabled()
    assert not page.address.plain.isVisible()
    field.prefix.setText("acme")
    field.domain.setText("severamail.com")
    settle(page.context)
    assert field.refusal == ""
    assert is_marked(page) == (False, False)
    assert page.address.copy.isEnabled()


def test_only_the_last_of_many_keys_decides(page: SettingsPage, settle: Settle) -> None:
    field = page.address.field
    field.prefix.clear()
    QTest.keyClicks(field.prefix, "1001.acme")
    for _key in range(5):
        QTest.keyClick(field.prefix, Qt.Key.Key_Backspace)
    settle(page.context)
    assert field.prefix.text() == "1001"
    assert field.refusal == ""
    assert page.address.plain.text() == "1001@severamail.com"


def test_a_whole_address_that_is_pasted_goes_to_both_fields(page: SettingsPage, settle: Settle) -> None:
    field = page.address.field
    field.prefix.setText(" severa@acme.example ")
    settle(page.context)
    assert (field.prefix.text(), field.domain.text()) == ("severa", "acme.example")
    assert page.save.isEnabled()


def test_typing_the_at_goes_on_in_the_domain(page: SettingsPage) -> None:
    field = page.address.field
    field.prefix.clear()
    QTest.keyClicks(field.prefix, "severa@")
    assert page.focusWidget() is field.domain
    QTest.keyClicks(field.domain, "b.nl")
    assert field.value() == "severa@b.nl"


def test_a_domain_in_another_alphabet_is_shown_decoded(
    qtbot: QtBot,
    page: SettingsPage,
    company: Store,
    said: Said,
    stored: Callable[[], Settings],
    settle: Settle,
) -> None:
    page.address.field.prefix.setText("severa@BÜCHER.example")
    settle(page.context)
    assert page.address.numbered.text() == "1001.severa@bücher.example"
    page.save.trigger()
    qtbot.waitUntil(lambda: bool(said))
    settle(page.context)
    assert str(stored().address) == "severa@xn--bcher-kva.example"
    assert page.address.field.domain.text() == "bücher.example"
    assert not page.save.isEnabled()


def test_both_forms_are_copied(page: SettingsPage, said: Said) -> None:
    page.address.copy.trigger()
    assert QGuiApplication.clipboard().text() == "acme@severamail.com"
    assert said == [("Copied: acme@severamail.com", None)]
    page.address.copy_numbered.trigger()
    assert QGuiApplication.clipboard().text() == "1001.acme@severamail.com"


def test_it_says_where_such_mail_goes_and_which_way_there_is(
    page: SettingsPage, company: Store, settle: Settle
) -> None:
    assert "goes to Severa’s servers, never to this computer" in page.address.way.sentence
    page.address.field.domain.setText("acme.example")
    settle(page.context)
    assert "your company’s own mail server" in page.address.way.sentence
    assert "drag mails into the window" in page.address.way.sentence
    gone: list[Destination] = []
    page.context.going.connect(gone.append)
    next(one for one in page.findChildren(QAction) if one.text() == "Import e-mails").trigger()
    assert gone == [Destination(IMPORT)]


def test_an_own_domain_that_is_stored_is_shown(context: Context, company: Store, show_page: ShowPage) -> None:
    SetupService(company).change(SettingsText(address="severa@acme.example"))
    page = show_page(context)
    assert page.address.field.domain.text() == "acme.example"
    assert page.address.plain.text() == "severa@acme.example"
    assert "your company’s own mail server" in page.address.way.sentence
