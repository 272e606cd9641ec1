"""The main window: pages on the right, the list of them on the left, and the state of things at the bottom.

Mails are dropped anywhere on it.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QStatusBar,
    QVBoxLayout,
    QWidget,
)

from severa_desktop.services.status import Status
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action
from severa_desktop.ui.background import Lane
from severa_desktop.ui.banner import Banner
from severa_desktop.ui.context import Context, Destination, Reopening
from severa_desktop.ui.importing.dropping import may_be_mail, read_drop
from severa_desktop.ui.importing.veil import DropVeil
from severa_desktop.ui.navigation import Navigation
from severa_desktop.ui.notice import Notice
from severa_desktop.ui.page import Page
from severa_desktop.ui.places import ACTIVITIES, IMPORT, TO_CHECK, load_pages, places
from severa_desktop.ui.shortcuts import ShortcutPanel
from severa_desktop.ui.status_line import StatusLine
from severa_desktop.ui.watch import StoreWatch, count_words

if TYPE_CHECKING:
    from severa_desktop.ui.wizard.host import WizardHost

SET_UP_OFFERED = "setup/offered"
"""Whether somebody was asked to set the program up."""
_SIZE = (160 * theme.UNIT, 96 * theme.UNIT)
_LEAST = (96 * theme.UNIT, 56 * theme.UNIT)


class MainWindow(QMainWindow):
    """One window over one store."""

    painted = Signal()
    """The window was drawn for the first time."""
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._places = {place.name: place for place in places()}
        self._pages: dict[str, Page] = {}
        self._painted = self._pages_loaded = False
        self._closes_anyway = self._quits = False
        self.setWindowTitle("Severa Desktop")
        self.setMinimumSize(*_LEAST)
        self.setAcceptDrops(True)
        self.navigation = Navigation(tuple(self._places.values()))
        self.navigation.chosen.connect(self.show_page)
        self._stack = QStackedWidget()
        self._trouble_banner, self._closing_banner, self._sample_banner = Banner(), Banner(), Banner()
        self._lay_out()
        self._notice = Notice(self)
        self._veil = DropVeil(self)
        self._shortcuts = ShortcutPanel(self)
        self._state_label = StatusLine(context)
        self._count_label = QLabel()
        bar = QStatusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self._state_label, 1)
        bar.addPermanentWidget(self._count_label)
        self.setStatusBar(bar)
        self._add_actions()
        if context.is_sample:
            self._say_sample()
        self._wizards: WizardHost | None = None
        context.setting_up.connect(self._set_up)
        context.going.connect(self.go)
        context.said.connect(self._notice.say)
        context.imports.ended.connect(self._closing_banner.hide)
        self._watch = StoreWatch(context, self)
        self._watch.seen.connect(self._show_status)
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
            page = self._pages[name] = self._places[name].make(self.context)
            for field in page.findChildren(QLineEdit):
                # Else what is dropped on a field would be typed into it, and not be imported.
                field.setAcceptDrops(False)
            self._stack.addWidget(page)
        self._name = name
        self._stack.setCurrentWidget(self._pages[name])
        self.navigation.show_page(name)
        self.context.state.set_text("page", name)
        self._pages[name].opened()

    @property
    def wizards(self) -> "WizardHost":
        """Setting up step by step; loaded when it is first asked for."""
        if self._wizards is None:
            from severa_desktop.ui.wizard.host import WizardHost  # noqa: PLC0415

            self._wizards = WizardHost(self.context, self)
        return self._wizards

    def _set_up(self) -> None:
        self.wizards.open()

    def show_alone(self, widget: QWidget) -> None:
        """Show something in the place of the pages and their list, until `show_pages`."""
        self.navigation.hide()
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def show_pages(self) -> None:
        """Show the page that was shown before, in the place of what was shown alone."""
        self._stack.removeWidget(self._stack.currentWidget())
        self.navigation.show()
        self.show_page(self._name)

    def go(self, destination: Destination) -> None:
        """Show a page and hand it what it is to show."""
        if self._wizards is not None:
            self._wizards.leave()
        self.show_page(destination.page)
        self.page.visit(destination)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the window was drawn for the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()
            self._watch.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what lies over the window in its place."""
        super().resizeEvent(event)
        self._notice.place()
        self._shortcuts.place()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show what would be accepted; what is dragged out of this window is not dropped back into it."""
        if event.source() is None and may_be_mail(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._veil.show_for(event.mimeData(), self)
            self.context.imports.warm_up()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept mails wherever the pointer is; always as copies: a file manager must not take them away."""
        if self._veil.isVisible():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show the window again."""
        self._veil.hide()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        self._veil.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.show_page(IMPORT)
        self.context.imports.take(read_drop(event.mimeData()), preview=self.context.previews)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, after a question in place if an import is under way; remember size and place.

        Where mails come in meanwhile, the window is only hidden.
        """
        if not (self._quits or self._closes_anyway) and self.context.goes_on_when_closed():
            event.ignore()
            self.remember()
            self.hide()
            return
        self._quits = False
        if self.context.imports.is_running and not self._closes_anyway:
            event.ignore()
            self.show()
            self._ask_before_closing()
            return
        self.remember()
        self.closed.emit()

    def quit(self) -> None:
        """Close the window and end the program, also where mails would come in meanwhile."""
        self._quits = True
        self.close()

    def look(self) -> None:
        """Look at the store from now on, also where the window is not seen."""
        self._watch.start()

    def remember(self) -> None:
        """Keep size, place and what the pages want kept."""
        self.context.state.set_data("geometry", self.saveGeometry())
        for page in self._pages.values():
            page.remember()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        for banner in (self._trouble_banner, self._closing_banner, self._sample_banner):
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
        action(self, _("Undo"), self._undo, keys="Ctrl+Z")
        action(self, _("Redo"), self.context.changes.redo, keys="Ctrl+Shift+Z")
        action(self, _("Import from the clipboard"), self._paste, keys="Ctrl+V")
        action(self, _("Keyboard"), lambda: self._shortcuts.show_for(self._stack.currentWidget()), keys="F1")
        action(self, _("Close the window"), self.close, keys="Ctrl+W")
        action(self, _("Quit"), self.quit, keys="Ctrl+Q")

    def _undo(self) -> None:
        # What was said last may be no change of activities: settings, say.
        is_setting_up = self._wizards is not None and self._wizards.is_open
        if not self._notice.take_back() and not is_setting_up:
            self.context.changes.undo()

    def say_trouble(self, sentence: str) -> None:
        """Say what keeps the whole window from working, until it was tried again."""
        again = Reopening.SAMPLE if self.context.is_sample else Reopening.OWN
        self._trouble_banner.say(sentence, (_("Try again"), lambda: self.context.reopening.emit(again)))

    def _paste(self) -> None:
        self.show_page(IMPORT)
        self.context.imports.take(read_drop(QGuiApplication.clipboard().mimeData()), preview=self.context.previews)

    def _say_sample(self) -> None:
        reopening = self.context.reopening
        self._sample_banner.say(
            _("This is the sample company: try everything, nothing of it is yours."),
            (_("Go to my own company"), lambda: reopening.emit(Reopening.OWN)),
            (_("Remove the sample"), lambda: reopening.emit(Reopening.OWN_WITHOUT_SAMPLE)),
        )

    def _ask_before_closing(self) -> None:
        self._closing_banner.say(
            _("Mails are being imported. What is done stays; the rest can be imported later."),
            (_("Stop and close"), self._stop_and_close),
            (_("Go on importing"), self._closing_banner.hide),
        )
        self._closing_banner.take_focus()

    def _stop_and_close(self) -> None:
        self._closes_anyway = True
        self.close()

    def _load_pages(self) -> None:
        """Load what the other pages need once the first one is filled, so that each opens at once."""
        if not self._pages_loaded:
            self._pages_loaded = True
            self.context.background.run(self, lambda _services: load_pages(), lane=Lane.SLOW)

    def _show_status(self, status: Status) -> None:
        if self._is_first_start(status):
            self.wizards.open()
        self._load_pages()
        self.context.see(status)
        self._state_label.show_status(status)
        self._count_label.setText(count_words(status))
        self.navigation.set_count(TO_CHECK, status.to_check)

    def _is_first_start(self, status: Status) -> bool:
        """Tell, once, whether nothing was set up yet, and nobody was asked to."""
        if status.is_set_up or self.context.is_sample or self.context.state.flag(SET_UP_OFFERED):
            return False
        self.context.state.set_flag(SET_UP_OFFERED, value=True)
        return not status.activities

    def _restore(self) -> None:
        geometry = self.context.state.data("geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(_SIZE[0], screen.width()), min(_SIZE[1], screen.height()))
        self.show_page(self.context.state.text("page", ACTIVITIES))
