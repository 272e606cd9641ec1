"""What the window has beside its pages: keys, questions and troubles in place, notices, drops, the state of things.

Made once the first page is there, or when something of it is needed before.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout

from severa_desktop.services.status import Status
from severa_desktop.texts import _
from severa_desktop.ui.actions import action
from severa_desktop.ui.banner import Banner
from severa_desktop.ui.context import Reopening
from severa_desktop.ui.importing.drops import Drops
from severa_desktop.ui.notice import Notice
from severa_desktop.ui.places import TO_CHECK, places
from severa_desktop.ui.shortcuts import ShortcutPanel
from severa_desktop.ui.status_line import StatusLine
from severa_desktop.ui.watch import StoreWatch, count_words

if TYPE_CHECKING:
    from severa_desktop.services.upgrading import Upgrade
    from severa_desktop.ui.upgrading import UpgradeBanner
    from severa_desktop.ui.window import MainWindow


class Furniture(QObject):
    """The furniture of one window."""

    def __init__(self, window: "MainWindow", column: QVBoxLayout) -> None:
        """`column` holds the page; what stands above it is put there."""
        super().__init__(window)
        self._window = window
        self._context = window.context
        self._column = column
        self._trouble, self._closing, self._sample = Banner(), Banner(), Banner()
        self._upgrade: UpgradeBanner | None = None
        for position, banner in enumerate((self._trouble, self._closing, self._sample)):
            column.insertWidget(position, banner)
        self.notice = Notice(window)
        self.drops = Drops(window)
        self._shortcuts = ShortcutPanel(window)
        self._state_line = StatusLine(self._context)
        window.statusBar().insertWidget(0, self._state_line, 1)
        self._watch = StoreWatch(self._context, self)
        self._watch.seen.connect(self._show_status)
        self._add_actions()
        if self._context.is_sample:
            self._say_sample()

    def watch(self) -> None:
        """Look from now on how things are."""
        self._watch.start()

    def place(self) -> None:
        """Stay where it belongs in the window, which changed its size."""
        self.notice.place()
        self._shortcuts.place()

    def say_trouble(self, sentence: str) -> None:
        """Say what keeps the whole window from working, until it was tried again."""
        again = Reopening.SAMPLE if self._context.is_sample else Reopening.OWN
        self._trouble.say(sentence, (_("Try again"), lambda: self._context.reopening.emit(again)))

    def show_upgrade(self, upgrade: "Upgrade") -> None:
        """Say how far bringing the store up to date is."""
        if self._upgrade is None:
            # Hardly ever needed.
            from severa_desktop.ui.upgrading import UpgradeBanner  # noqa: PLC0415

            self._upgrade = UpgradeBanner(self._context.say)
            self._column.insertWidget(0, self._upgrade)
        self._upgrade.show_upgrade(upgrade)

    def ask_before_closing(self) -> None:
        """Ask whether the import that is under way is to be stopped."""
        self._context.imports.ended.connect(self._closing.hide, Qt.ConnectionType.SingleShotConnection)
        self._closing.say(
            _("Mails are being imported. What is done stays; the rest can be imported later."),
            (_("Stop and close"), self._window.close_anyway),
            (_("Go on importing"), self._closing.hide),
        )
        self._closing.take_focus()

    def _add_actions(self) -> None:
        window = self._window
        for position, place in enumerate(places(), 1):
            action(window, place.title, partial(window.show_page, place.name), keys=f"Ctrl+{position}")
        action(window, _("Undo"), self._undo, keys="Ctrl+Z")
        action(window, _("Redo"), self._redo, keys="Ctrl+Shift+Z")
        action(window, _("Import from the clipboard"), self.drops.paste, keys="Ctrl+V")
        action(window, _("Keyboard"), lambda: self._shortcuts.show_for(window.in_front), keys="F1")
        action(window, _("Close the window"), window.close, keys="Ctrl+W")
        action(window, _("Quit"), window.quit, keys="Ctrl+Q")

    def _undo(self) -> None:
        # What was said last may be no change of activities: settings, say.
        if not self.notice.take_back() and not self._window.is_setting_up:
            self._context.changes.undo()

    def _redo(self) -> None:
        self._context.changes.redo()

    def _say_sample(self) -> None:
        reopening = self._context.reopening
        self._sample.say(
            _("This is the sample company: try everything, nothing of it is yours."),
            (_("Go to my own company"), lambda: reopening.emit(Reopening.OWN)),
            (_("Remove the sample"), lambda: reopening.emit(Reopening.OWN_WITHOUT_SAMPLE)),
        )

    def _show_status(self, status: Status) -> None:
        self._window.offer_setting_up(status)
        self._context.see(status)
        self._state_line.show_status(status)
        self._window.show_count(count_words(status))
        self._window.navigation.set_count(TO_CHECK, status.to_check)
