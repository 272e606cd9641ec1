"""What tests of what needs a look start from: its page, opened once mails are in the store."""

import pytest
from PySide6.QtWidgets import QStackedWidget
from pytestqt.qtbot import QtBot

from severa_desktop.ui.context import Context
from severa_desktop.ui.to_check.page import ToCheckPage
from tests.ui.to_check.acting import Open


@pytest.fixture
def open_page(qtbot: QtBot, context: Context) -> Open:
    """Open the page within a window, once mails are in the store."""
    windows: list[QStackedWidget] = []

    def opened() -> ToCheckPage:
        window = QStackedWidget()
        qtbot.addWidget(window)
        windows.append(window)
        page = ToCheckPage(context)
        window.addWidget(page)
        window.resize(1100, 700)
        window.show()
        with qtbot.waitSignal(page.model.loaded):
            page.opened()
        return page

    return opened
