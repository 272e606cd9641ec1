"""What a person sees of what needs a look, and does to it; and mails that need one."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from severa_desktop.services.activities import ActivitiesService, StoredActivity
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.store import Store
from severa_desktop.ui.to_check.page import ToCheckPage
from tests.services.company import message

UNKNOWN = "4711.acme@severamail.com"
SEVERAL = "1001.acme@severamail.com, 1002.acme@severamail.com"
SMALLEST = (576, 424)
"""The page's size in the smallest window."""
LONG = 60_000
"""So long does a test wait for a process on a machine that may be busy."""
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier

Open = Callable[[], ToCheckPage]


def now() -> int:
    return 1_800_000_000


def take_in(store: Store, *mails: bytes) -> None:
    contents = [(f"{number}.eml", content) for number, content in enumerate(mails, 1)]
    list(ImportService(store, now).run(Handover([], contents=contents)))


def refused(number: int | str = 1, sender: str = "X <x@else.example>", **headers: str) -> bytes:
    """Return a mail without a user."""
    return message(number, From=sender, **{"To": "y@else.example"} | headers)


def day(number: int) -> str:
    return f"{number:02} Mar 2026 09:15:00 +0100"


def activity(store: Store, activity_id: int = 1) -> StoredActivity:
    return ActivitiesService(store).activity(activity_id)


def subjects(page: ToCheckPage) -> list[str]:
    return [str(page.model.index(row, 1).data()) for row in range(page.model.rowCount())]


def texts(page: ToCheckPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def body(page: ToCheckPage) -> str:
    return page.detail.findChildren(QTextBrowser)[0].toPlainText()


def buttons(page: ToCheckPage) -> list[str]:
    found = page.findChildren(QPushButton)
    return [one.accessibleName() or one.text() for one in found if one.isVisible() and one.isEnabled()]


def press(page: ToCheckPage, text: str) -> None:
    found = page.findChildren(QPushButton)
    (button,) = [one for one in found if text in (one.text(), one.accessibleName()) and one.isVisible()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def keys(page: ToCheckPage, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    page.window().activateWindow()
    page.take_focus()
    QTest.keyClick(page.table, key, held)


def shows(qtbot: QtBot, page: ToCheckPage, *wanted: str) -> None:
    qtbot.waitUntil(lambda: all(one in texts(page) for one in wanted))
