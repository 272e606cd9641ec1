"""The main window: pages on the right, the list of them on the left, and the state of things at the bottom."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QStatusBar, QVBoxLayout, QWidget

from severa_desktop.ui import theme
from severa_desktop.ui.actions import action
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.navigation import Navigation
from severa_desktop.ui.notice import Notice
from severa_desktop.ui.page import Page
from severa_desktop.ui.places import ACTIVITIES, places

_SIZE = (160 * theme.UNIT, 96 * theme.UNIT)
_LEAST = (96 * theme.UNIT, 56 * theme.UNIT)


class MainWindow(QMainWindow):
    """One window over one store."""

    painted = Signal()
    """The window was drawn for the first time."""
    closing = Signal(QCloseEvent)
    """Somebody wants to close the window; whoever must not be interrupted ignores the event."""

    def __init__(self, context: Context, banner: QWidget | None = None) -> None:
        super().__init__()
        self.context = context
        self._places = {place.name: place for place in places()}
        self._pages: dict[str, Page] = {}
        self._painted = False
        self.setWindowTitle("Severa Desktop")
        self.setMinimumSize(*_LEAST)
        self.navigation = Navigation(tuple(self._places.values()))
        self.navigation.chosen.connect(self.show_page)
        self._stack = QStackedWidget()
        self._lay_out(banner)
        self._notice = Notice(self)
        self._state_label = QLabel()
        self._count_label = QLabel()
        bar = QStatusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self._state_label, 1)
        bar.addPermanentWidget(self._count_label)
        self.setStatusBar(bar)
        self._add_actions()
        context.going.connect(self.go)
        context.said.connect(self._notice.say)
        self._restore()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self._name]

    def show_page(self, name: str) -> None:
        """Bring a page to the front, making it the first time."""
        if name not in self._places:
            name = ACTIVITIES
        if name not in self._pages:
            self._pages[name] = self._places[name].make(self.context)
            self._stack.addWidget(self._pages[name])
        self._name = name
        self._stack.setCurrentWidget(self._pages[name])
        self.navigation.show_page(name)
        self.context.state.set_text("page", name)
        self._pages[name].opened()

    def go(self, destination: Destination) -> None:
        """Show a page and hand it what it is to show."""
        self.show_page(destination.page)
        self.page.visit(destination)

    def say_state(self, state: str, count: str) -> None:
        """Show the integration's state, and how many activities there are, in the status bar."""
        self._state_label.setText(state)
        self._count_label.setText(count)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the window was drawn for the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless something under way must not be interrupted; remember size and place."""
        self.closing.emit(event)
        if event.isAccepted():
            self.context.state.set_data("geometry", self.saveGeometry())
            for page in self._pages.values():
                page.remember()

    def _lay_out(self, banner: QWidget | None) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        if banner is not None:
            right.addWidget(banner)
        right.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(right, 1)
        middle = QWidget()
        middle.setLayout(row)
        self.setCentralWidget(middle)

    def _add_actions(self) -> None:
        for position, name in enumerate(self._places, 1):
            action(self, self._places[name].title, partial(self.show_page, name), keys=f"Ctrl+{position}")

    def _restore(self) -> None:
        geometry = self.context.state.data("geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(_SIZE[0], screen.width()), min(_SIZE[1], screen.height()))
        self.show_page(self.context.state.text("page", ACTIVITIES))
