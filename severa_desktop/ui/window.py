"""The main window: pages on the right, the list of them on the left, and the state of things at the bottom.

It comes about in three steps, so that people see it soon:

1. Made and painted first: the list of pages, with empty places for the page and for the state of things.
2. In the next turn of the event loop: the page, which asks for what it shows.
3. Once that is painted: the furniture (`furniture.py`), and in the background what the other pages need.

Whoever needs something of a later step before its turn gets it made then.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from severa_desktop.ui import theme
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.navigation import Navigation
from severa_desktop.ui.places import ACTIVITIES, load_pages, places
from severa_desktop.ui.turns import in_a_turn, once_painted, work_first

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QPaintEvent,
        QResizeEvent,
        QShowEvent,
    )

    from severa_desktop.bootstrap import Application
    from severa_desktop.services.status import Status
    from severa_desktop.services.upgrading import Upgrade
    from severa_desktop.ui.furniture import Furniture
    from severa_desktop.ui.page import Page
    from severa_desktop.ui.wizard.host import WizardHost

SET_UP_OFFERED = "setup/offered"
"""Whether somebody was asked to set the program up, and finished or left that."""
_SIZE = (160 * theme.UNIT, 96 * theme.UNIT)
_LEAST = (98 * theme.UNIT, 56 * theme.UNIT)


class MainWindow(QMainWindow):
    """One window over one store."""

    painted = Signal()
    """The window was drawn for the first time."""
    settled = Signal()
    """Everything that a person waits for is there: what may come later can begin."""
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._places = {place.name: place for place in places()}
        self._pages: dict[str, Page] = {}
        self._furniture: Furniture | None = None
        self._wizards: WizardHost | None = None
        self._painted = self._is_coming = False
        self._closes_anyway = self._quits = False
        self.setWindowTitle("Severa Desktop")
        self.setMinimumSize(*_LEAST)
        self.setAcceptDrops(True)
        theme.dress(self)
        self.navigation = Navigation(tuple(self._places.values()))
        self.navigation.chosen.connect(self.show_page)
        self._stack = QStackedWidget()
        self._count_label = QLabel()
        self._right = QVBoxLayout()
        self._lay_out()
        context.setting_up.connect(self._set_up)
        context.going.connect(self.go)
        context.said.connect(self._say)
        context.upgrading.connect(self._show_upgrade, Qt.ConnectionType.QueuedConnection)
        self._restore()

    @property
    def page(self) -> "Page":
        """The page that is shown."""
        if self._name not in self._pages:
            self.show_page(self._name)
        if self._is_coming:
            self._bring()
        return self._pages[self._name]

    @property
    def furniture(self) -> "Furniture":
        """What the window has beside its pages."""
        return self._furniture or self._make_furniture()

    def show_page(self, name: str) -> None:
        """Bring a page to the front; the first time it is made now, and seen from the next turn on."""
        work_first()
        if name not in self._places:
            name = ACTIVITIES
        self._name, self._is_coming = name, True
        self.navigation.show_page(name)
        self.context.state.set_text("page", name)
        if name not in self._pages:
            page = self._pages[name] = self._places[name].make(self.context)
            for field in page.findChildren(QLineEdit):
                # Else what is dropped on a field would be typed into it, and not be imported.
                field.setAcceptDrops(False)
            self._stack.addWidget(page)
            if self._stack.currentWidget() is not page:
                # Making and drawing it would be too much for one turn.
                in_a_turn(self, self._bring)
                return
        self._bring()

    @property
    def wizards(self) -> "WizardHost":
        """Setting up step by step; loaded when it is first asked for."""
        if self._wizards is None:
            from severa_desktop.ui.wizard.host import WizardHost  # noqa: PLC0415

            if self._furniture is None:
                # Its keys are to rest meanwhile.
                self._make_furniture()
            self._wizards = WizardHost(self.context, self)
        return self._wizards

    def show_alone(self, widget: QWidget) -> None:
        """Show something in the place of the pages and their list, until `show_pages`."""
        self._is_coming = False
        self.navigation.hide()
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def show_pages(self, alone: QWidget) -> None:
        """Show the page that was shown before, in the place of what was shown alone."""
        self._stack.removeWidget(alone)
        self.navigation.show()
        self.show_page(self._name)

    @property
    def in_front(self) -> QWidget:
        """What is shown now: a page, or something alone; before there is any, the window itself."""
        return self._stack.currentWidget() or self

    @property
    def is_setting_up(self) -> bool:
        """Whether the program is being set up step by step."""
        return self._wizards is not None and self._wizards.is_open

    def go(self, destination: Destination) -> None:
        """Show a page and hand it what it is to show."""
        if self._wizards is not None:
            self._wizards.leave()
        self.show_page(destination.page)
        self.page.visit(destination)

    def show_count(self, words: str) -> None:
        """Say at the bottom how much there is."""
        self._count_label.setText(words)

    def say_trouble(self, sentence: str) -> None:
        """Say what keeps the whole window from working, until it was tried again."""
        self.furniture.say_trouble(sentence)

    def offer_setting_up(self, status: "Status") -> None:
        """Set the program up step by step where it is started for the first time."""
        if self._is_first_start(status):
            self._set_up()

    def quit(self) -> None:
        """Close the window and end the program, also where mails would come in meanwhile."""
        self._quits = True
        self.close()

    def look(self) -> None:
        """Look at the store from now on, also where the window is not seen."""
        self._furnish_soon()

    def close_anyway(self) -> None:
        """Close without asking, whatever is under way."""
        self._closes_anyway = True
        self.close()

    def remember(self) -> None:
        """Keep size, place and what the pages want kept."""
        self.context.state.set_data("geometry", self.saveGeometry())
        for page in self._pages.values():
            page.remember()

    def event(self, event: "QEvent") -> bool:
        """Go first in what comes: something is to be laid out or drawn."""
        work_first()
        return super().event(event)

    def paintEvent(self, event: "QPaintEvent") -> None:
        """Tell when the window was drawn for the first time, and make the page then."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()
            QTimer.singleShot(0, self, self._begin)

    def showEvent(self, event: "QShowEvent") -> None:
        """Take up what changed while the window was closed and mails came in all the same."""
        super().showEvent(event)
        if not event.spontaneous() and self._pages:
            self.page.opened()

    def resizeEvent(self, event: "QResizeEvent") -> None:
        """Keep what lies over the window in its place."""
        super().resizeEvent(event)
        if self._furniture is not None:
            self._furniture.place()

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        """Show what would be accepted."""
        self.furniture.drops.enter(event)

    def dragMoveEvent(self, event: "QDragMoveEvent") -> None:
        """Accept mails wherever the pointer is."""
        self.furniture.drops.move(event)

    def dragLeaveEvent(self, event: "QDragLeaveEvent") -> None:
        """Show the window again."""
        self.furniture.drops.leave(event)

    def dropEvent(self, event: "QDropEvent") -> None:
        """Import what was dropped."""
        self.furniture.drops.drop(event)

    def closeEvent(self, event: "QCloseEvent") -> None:
        """Close, after a question in place if an import is under way; remember size and place.

        Where mails come in meanwhile, the window is only hidden.
        """
        if not (self._quits or self._closes_anyway) and self.context.goes_on_when_closed():
            event.ignore()
            self.remember()
            self.hide()
            return
        self._quits = False
        if self.context.is_importing and not self._closes_anyway:
            event.ignore()
            self.show()
            self.furniture.ask_before_closing()
            return
        self.remember()
        self.closed.emit()

    def _bring(self) -> None:
        """Bring the page that was asked for last to the front."""
        if self._is_coming:
            self._is_coming = False
            page = self._pages[self._name]
            self._stack.setCurrentWidget(page)
            page.opened()

    def _lay_out(self) -> None:
        self._right.setSpacing(0)
        self._right.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(self._right, 1)
        middle = QWidget()
        middle.setLayout(row)
        self.setCentralWidget(middle)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addPermanentWidget(self._count_label)

    def _make_furniture(self) -> "Furniture":
        from severa_desktop.ui.furniture import Furniture  # noqa: PLC0415

        self._furniture = Furniture(self, self._right)
        return self._furniture

    def _set_up(self) -> None:
        # Loading it takes longer than this thread may be held.
        self.context.background.run(self, _load_wizard, lambda _none: self.wizards.open(), lane=Lane.SLOW)

    def _is_first_start(self, status: "Status") -> bool:
        """Tell whether nothing was set up yet, and nobody left or finished doing so."""
        asked = self.context.state.flag(SET_UP_OFFERED)
        return not (status.is_set_up or status.activities or self.context.is_sample or asked or self.is_setting_up)

    def _restore(self) -> None:
        geometry = self.context.state.data("geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(_SIZE[0], screen.width()), min(_SIZE[1], screen.height()))
        name = self.context.state.text("page")
        self._name = name if name in self._places else ACTIVITIES
        self.navigation.show_page(self._name)

    def _begin(self) -> None:
        """Show the page, unless somebody was faster, and go on once it has the answer to what it asked first."""
        if self.context.is_sample and self._furniture is None:
            # What it says of the sample stands above the page, and would move it later.
            self._make_furniture()
        if not self._pages and not self.is_setting_up:
            self.show_page(self._name)
        self.context.background.run(self, _nothing, self._furnish_soon, failed=self._furnish_soon)

    def _furnish_soon(self, _answer: object = None) -> None:
        once_painted(self, self._furnish)

    def _furnish(self) -> None:
        self.furniture.watch()
        self.settled.emit()
        self.context.background.run(self, lambda _services: load_pages(), lane=Lane.SLOW)

    def _show_upgrade(self, upgrade: "Upgrade") -> None:
        self.furniture.show_upgrade(upgrade)

    def _say(self, text: str, undo: "Callable[[], None] | None") -> None:
        self.furniture.notice.say(text, undo)


def _nothing(_services: "Application") -> None:
    """Wait for one's turn."""


def _load_wizard(_services: "Application") -> None:
    import_module("severa_desktop.ui.wizard.host")
