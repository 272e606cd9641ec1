"""What a person sees of the directory’s page, and does to it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from severa_desktop.services.directory_search import Found, Kind
from severa_desktop.ui.directory.entries import CustomerEntry
from severa_desktop.ui.directory.page import DirectoryPage


def texts(page: DirectoryPage) -> list[str]:
    """Return what labels and buttons say now."""
    shown: list[QLabel | QPushButton] = [*page.findChildren(QLabel), *page.findChildren(QPushButton)]
    return [each.text().strip() for each in shown if each.isVisible() and each.text()]


def enter(page: DirectoryPage, name: str, text: str) -> None:
    editor = page.form.entries[name].editor
    if isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
    else:
        assert isinstance(editor, QLineEdit)
        editor.setText(text)


def choose_customer(page: DirectoryPage, key: str, name: str) -> None:
    entry = page.form.entries["customer"]
    assert isinstance(entry, CustomerEntry)
    entry.take(Found(Kind.CUSTOMER, key, name, ""))


def press(page: DirectoryPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)
