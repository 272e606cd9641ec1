"""What there is to know of the program: version, place of the data, licences, the sample company."""

from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from severa_desktop.services.licences import licence_texts
from severa_desktop.ui.context import Context, Reopening
from severa_desktop.ui.settings.page import SettingsPage
from tests.ui.settings.conftest import ShowPage


def texts(page: SettingsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def trigger(page: SettingsPage, text: str) -> None:
    next(one for one in page.findChildren(QAction) if one.text() == text).trigger()


def test_it_says_version_privacy_and_place(page: SettingsPage) -> None:
    assert f"Version {version('severa-desktop')} · MIT licence" in texts(page)
    assert "Nothing leaves this computer" in texts(page)
    assert page.about.path.text() == str(page.context.folders.data)
    assert page.about.path.isReadOnly()


def test_the_licences_take_the_place_of_the_settings_until_one_goes_back(qtbot: QtBot, page: SettingsPage) -> None:
    page.about.licences.trigger()
    view = page._licences
    assert view is not None
    assert view.isVisible()
    qtbot.waitUntil(lambda: bool(view.text.toPlainText()))
    assert view.text.toPlainText() == licence_texts()
    assert view.text.hasFocus()
    QTest.keyClick(view.text, Qt.Key.Key_Escape)
    assert not view.isVisible()
    page.about.licences.trigger()
    assert view.text.toPlainText() == licence_texts()


def test_the_sample_company_is_opened(page: SettingsPage) -> None:
    reopened: list[Reopening] = []
    page.context.reopening.connect(reopened.append)
    trigger(page, "Open the sample company")
    assert reopened == [Reopening.SAMPLE]


def test_in_the_sample_company_there_is_the_way_back(sample_context: Context, show_page: ShowPage) -> None:
    sample_context.is_sample = True
    page = show_page(sample_context)
    reopened: list[Reopening] = []
    sample_context.reopening.connect(reopened.append)
    trigger(page, "Go to my own company")
    trigger(page, "Remove the sample")
    assert reopened == [Reopening.OWN, Reopening.OWN_WITHOUT_SAMPLE]
    assert page.address.plain.text() == "lindenhof@severamail.com"
