"""The window as a whole: pages, drops, keys, status, questions in place, another store, another language."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from severa_desktop.paths import Folders, sample_folders
from severa_desktop.services.activities import ActivitiesService, Order, Wanted
from severa_desktop.services.handover import Handover
from severa_desktop.services.importing import ImportService
from severa_desktop.store.store import Store
from severa_desktop.ui.app import Shell
from severa_desktop.ui.context import Context, Reopening
from severa_desktop.ui.directory.page import DirectoryPage
from severa_desktop.ui.importing.page import ImportPage
from severa_desktop.ui.places import ACTIVITIES, DIRECTORY, IMPORT, SETTINGS, TO_CHECK
from severa_desktop.ui.settings.page import SettingsPage
from severa_desktop.ui.shortcuts import ShortcutPanel
from severa_desktop.ui.turns import in_a_turn
from severa_desktop.ui.window import MainWindow
from tests.services.company import message

LONG = 60_000


@pytest.fixture
def window(qtbot: QtBot, context: Context) -> MainWindow:
    shown = MainWindow(context)
    qtbot.addWidget(shown, before_close_func=lambda _window: context.imports.close())
    with qtbot.waitSignal(shown.settled):
        shown.show()
    return shown


@pytest.fixture
def shell(qapp: QApplication, qtbot: QtBot, company: Store, folders: Folders) -> Iterator[Shell]:
    hook = sys.excepthook
    opened = Shell(qapp, folders)
    opened.open()
    yield opened
    opened.close()
    qapp.processEvents()
    sys.excepthook = hook


def files(folder: Path, count: int) -> QMimeData:
    folder.mkdir(exist_ok=True)
    urls = []
    for number in range(count):
        path = folder / f"{number:05}.eml"
        path.write_bytes(message(number))
        urls.append(QUrl.fromLocalFile(str(path)))
    mime = QMimeData()
    mime.setUrls(urls)
    return mime


def drag_over(window: MainWindow, mime: QMimeData) -> bool:
    event = QDragEnterEvent(
        QPoint(300, 300),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def drop(window: MainWindow, mime: QMimeData) -> QDropEvent:
    assert drag_over(window, mime)
    event = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)
    return event


def live(company: Store) -> int:
    return len(ActivitiesService(company).sort_ids(Wanted(), Order()))


def shown_texts(window: MainWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def button_texts(window: MainWindow) -> list[str]:
    return [one.text() for one in window.findChildren(QPushButton) if one.isVisible()]


def press(window: MainWindow, text: str) -> None:
    found = next(one for one in window.findChildren(QPushButton) if one.text() == text and one.isVisible())
    found.click()


@pytest.mark.parametrize(("position", "name"), list(enumerate([ACTIVITIES, IMPORT, TO_CHECK, DIRECTORY, SETTINGS], 1)))
def test_each_page_opens_by_its_key(
    qtbot: QtBot, window: MainWindow, settle: Callable[[Context], None], position: int, name: str
) -> None:
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + position), Qt.KeyboardModifier.ControlModifier)
    assert window.context.state.text("page") == name
    settle(window.context)
    assert window.page.isVisible()


def test_every_field_and_button_has_a_name(qtbot: QtBot, window: MainWindow, settle: Callable[[Context], None]) -> None:
    for name in (ACTIVITIES, IMPORT, TO_CHECK, DIRECTORY, SETTINGS):
        window.show_page(name)
        settle(window.context)
        # Those in a field, or with which a row of tabs scrolls, are Qt's own.
        own = [
            one
            for one in window.page.findChildren(QAbstractButton)
            if not isinstance(one.parent(), QTabBar | QLineEdit)
        ]
        buttons = [(one, one.text()) for one in own]
        fields = [(one, one.placeholderText()) for one in window.page.findChildren(QLineEdit)]
        nameless = [one for one, text in buttons + fields if one.isVisible() and not (one.accessibleName() or text)]
        assert nameless == [], name


def test_the_window_remembers_its_page_and_size(
    qtbot: QtBot, window: MainWindow, make_context: Callable[[Folders], Context], folders: Folders
) -> None:
    window.resize(790, 600)
    window.show_page(DIRECTORY)
    window.close()
    again = MainWindow(make_context(folders))
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (790, 600)
    assert again.context.state.text("page") == DIRECTORY


def test_a_page_is_made_at_once_and_seen_in_the_next_turn(qtbot: QtBot, window: MainWindow) -> None:
    before = window.in_front
    window.show_page(DIRECTORY)
    window.show_page(SETTINGS)
    assert window.in_front is before
    qtbot.waitUntil(lambda: isinstance(window.in_front, SettingsPage))
    window.show_page(DIRECTORY)
    assert isinstance(window.in_front, DirectoryPage), "it was made before"


def test_a_page_does_not_come_before_what_is_shown_alone(qtbot: QtBot, window: MainWindow) -> None:
    alone, other = QLabel("alone"), QLabel()
    window.show_page(DIRECTORY)
    window.show_alone(alone)
    with qtbot.waitSignal(other.windowTitleChanged):
        in_a_turn(other, lambda: other.setWindowTitle("done"))
    assert window.in_front is alone
    window.show_pages(alone)
    assert isinstance(window.in_front, DirectoryPage)


def test_whoever_needs_a_page_at_once_gets_it(window: MainWindow) -> None:
    window.show_page(DIRECTORY)
    assert isinstance(window.page, DirectoryPage)
    assert window.in_front is window.page


def test_dropped_files_are_copied_in_and_shown(
    qtbot: QtBot, window: MainWindow, company: Store, tmp_path: Path
) -> None:
    mime = files(tmp_path / "mails", 3)
    assert drag_over(window, mime)
    assert "Drop to import 3 items" in shown_texts(window)
    with qtbot.waitSignal(window.context.imports.ended, timeout=LONG):
        event = drop(window, mime)
    assert event.dropAction() == Qt.DropAction.CopyAction
    assert isinstance(window.page, ImportPage)
    assert "Drop to import" not in shown_texts(window)
    assert live(company) == 3
    assert len(list((tmp_path / "mails").iterdir())) == 3


def test_what_is_no_mail_is_not_accepted(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setImageData(QGuiApplication.primaryScreen().grabWindow(0).toImage())
    assert not drag_over(window, mime)


def test_a_drop_that_delivers_nothing_says_what_works(qtbot: QtBot, window: MainWindow) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("imap-message://user@imap.example/INBOX#1")])
    drop(window, mime)
    qtbot.waitUntil(lambda: "Drag the mail to a folder or the desktop first" in shown_texts(window))


def test_a_mail_is_pasted(qtbot: QtBot, window: MainWindow, company: Store) -> None:
    QGuiApplication.clipboard().setText(message(7).decode())
    with qtbot.waitSignal(window.context.imports.ended, timeout=LONG):
        QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert live(company) == 1


def test_the_status_bar_follows_the_store_whoever_writes_to_it(
    qtbot: QtBot, window: MainWindow, company: Store
) -> None:
    qtbot.waitUntil(lambda: "0 activities" in shown_texts(window) and "Integration active" in shown_texts(window))
    mail = Handover((), contents=(("a", message(1)), ("b", message(2, Subject=""))))
    list(ImportService(company, lambda: 1_772_000_000).run(mail))
    qtbot.waitUntil(lambda: "1 activity" in shown_texts(window) and "Last mail" in shown_texts(window))
    qtbot.waitUntil(lambda: "To check  1" in [one.text() for one in window.navigation.findChildren(QToolButton)])


def test_closing_while_mails_are_imported_asks_in_place(
    qtbot: QtBot, window: MainWindow, company: Store, tmp_path: Path
) -> None:
    with qtbot.waitSignal(window.context.imports.progressed, timeout=LONG):
        drop(window, files(tmp_path / "mails", 3_000))
    assert not window.close()
    assert "Mails are being imported. What is done stays" in shown_texts(window)
    press(window, "Go on importing")
    assert "Mails are being imported." not in shown_texts(window)
    assert not window.close()
    with qtbot.waitSignal(window.closed, timeout=LONG):
        press(window, "Stop and close")
    assert not window.isVisible()


def test_f1_lists_the_keys_of_window_and_page(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    panel = window.findChild(ShortcutPanel)
    assert panel is not None
    assert panel.isVisible()
    assert {"Ctrl+Z", "Ctrl+1", "Ctrl+V", "Ctrl+F"} <= {one.text() for one in panel.findChildren(QLabel)}
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_no_key_has_two_meanings_on_a_page(qtbot: QtBot, window: MainWindow, settle: Callable[[Context], None]) -> None:
    of_window = {one.shortcut().toString(): one.text() for one in window.actions() if not one.shortcut().isEmpty()}
    for name in (ACTIVITIES, IMPORT, TO_CHECK, DIRECTORY, SETTINGS):
        window.show_page(name)
        settle(window.context)
        for one in window.page.findChildren(QAction):
            assert one.shortcut().toString() not in of_window or one.shortcut().isEmpty(), (name, one.text())


def test_the_sample_is_imported_while_one_watches_and_removed_in_one_click(
    qtbot: QtBot, shell: Shell, folders: Folders, company: Store
) -> None:
    shell.window.context.reopening.emit(Reopening.SAMPLE)
    qtbot.waitUntil(lambda: shell.window.context.is_sample, timeout=LONG)
    window = shell.window
    qtbot.waitUntil(lambda: isinstance(window.page, ImportPage) and window.page.model.rowCount() == 212, timeout=LONG)
    assert "This is the sample company" in shown_texts(window)
    assert sample_folders(folders).store.exists()
    press(window, "Remove the sample")
    qtbot.waitUntil(lambda: not shell.window.context.is_sample, timeout=LONG)
    qtbot.waitUntil(lambda: shell.window.actions() != [], timeout=LONG)
    assert not sample_folders(folders).data.exists()
    assert live(company) == 0


def test_the_language_changes_without_a_restart(qtbot: QtBot, shell: Shell) -> None:
    context = shell.window.context
    context.state.set_text("language", "nl")
    context.reopening.emit(Reopening.LANGUAGE)
    qtbot.waitUntil(lambda: "Activiteiten" in [one.text() for one in shell.window.navigation.findChildren(QToolButton)])
    assert shell.window.context is context
    context.state.set_text("language", "en")
    context.reopening.emit(Reopening.LANGUAGE)
    qtbot.waitUntil(lambda: "Activities" in [one.text() for one in shell.window.navigation.findChildren(QToolButton)])


def test_a_defect_says_where_the_details_are(qtbot: QtBot, shell: Shell, folders: Folders) -> None:
    window = shell.window
    window.context.went_wrong.emit(ZeroDivisionError("made for the test"))
    assert "Nothing of your mails was lost." in shown_texts(window)
    assert "made for the test" in folders.log.read_text(encoding="utf-8")


def test_a_store_that_cannot_be_opened_says_so(qapp: QApplication, qtbot: QtBot, folders: Folders) -> None:
    folders.data.mkdir()
    folders.store.write_bytes(b"this is no database, and far from it" * 100)
    shell = Shell(qapp, folders)
    shell.open()
    qtbot.waitUntil(lambda: "is not a file of this program, so it was left alone" in shown_texts(shell.window))
    assert folders.store.read_bytes().startswith(b"this is no database")
    folders.store.unlink()
    qtbot.waitUntil(lambda: "Try again" in button_texts(shell.window))
    press(shell.window, "Try again")
    qtbot.waitUntil(lambda: "Integration not set up yet" in shown_texts(shell.window))
    shell.close()
