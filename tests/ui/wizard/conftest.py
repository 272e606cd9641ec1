"""What tests of setting up step by step start from: the window over a real store, with the wizard in it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from severa_desktop.bootstrap import Application, open_application
from severa_desktop.paths import Folders
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.window import MainWindow
from severa_desktop.ui.wizard.wizard import Wizard
from tests.ui.conftest import MakeContext

Settle = Callable[[Context], None]
LONG = 120_000


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have none, whatever this computer has."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


def open_window(qtbot: QtBot, context: Context) -> MainWindow:
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.resize(1100, 800)
    window.show()
    qtbot.waitExposed(window)
    return window


def wizard_of(qtbot: QtBot, window: MainWindow) -> Wizard:
    qtbot.waitUntil(lambda: window.wizards.is_open, timeout=LONG)
    wizard = window.wizards.wizard
    assert wizard is not None
    return wizard


@pytest.fixture
def fresh(qtbot: QtBot, make_context: MakeContext, folders: Folders) -> MainWindow:
    """The window at the first start."""
    return open_window(qtbot, make_context(folders))


@pytest.fixture
def wizard(qtbot: QtBot, fresh: MainWindow, settle: Settle) -> Wizard:
    """The wizard at the first start."""
    shown = wizard_of(qtbot, fresh)
    settle(fresh.context)
    return shown


@pytest.fixture
def set_up(qtbot: QtBot, context: Context, company: Store, settle: Settle) -> Wizard:
    """The wizard over the small company, which is set up already."""
    window = open_window(qtbot, context)
    context.setting_up.emit()
    shown = wizard_of(qtbot, window)
    settle(context)
    return shown


@pytest.fixture
def stored(folders: Folders) -> Iterator[Application]:
    """The store itself, as another program sees it."""
    application = open_application(folders)
    yield application
    application.close()


@pytest.fixture
def move(settle: Settle) -> Callable[[Wizard, int], None]:
    """Go to a step and wait until it is filled."""

    def go(wizard: Wizard, position: int) -> None:
        wizard.go_to(position)
        settle(wizard.context)

    return go


def shown_texts(wizard: Wizard) -> str:
    return "\n".join(label.text() for label in wizard.findChildren(QLabel) if label.isVisible())


def delete_later(application: QApplication) -> None:
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
