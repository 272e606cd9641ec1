"""Says over the page that data of an older version is brought up to date, and how far that is."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar

from severa_desktop.services.upgrading import Upgrade, done_words, working_words
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.banner import Banner

_SOON_MS = 500
"""What takes no longer is said when it is done."""


class UpgradeBanner(Banner):
    """Nothing can be shown of the data meanwhile, so what goes on stands there from the first second on."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """Take what says something for a while."""
        super().__init__()
        self._say_shortly = say
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setFixedWidth(16 * theme.UNIT)
        self._row.addWidget(self.bar)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(lambda: self.say(working_words()))

    def show_upgrade(self, upgrade: Upgrade) -> None:
        """Show how far it is."""
        if upgrade.is_over:
            self._end(upgrade)
            return
        if self.isHidden() and not self._soon.isActive():
            self._soon.start()
        # Before the copy is begun, and once it is made, nobody knows how long it takes.
        self.bar.setMaximum(100 if 0 < upgrade.copied < 100 else 0)
        self.bar.setValue(upgrade.copied)

    def _end(self, upgrade: Upgrade) -> None:
        was_said = not self.isHidden()
        self._soon.stop()
        self.bar.hide()
        self.hide()
        if upgrade.kept is None:
            # Why not is said by whoever asked for the data.
            return
        words = done_words(upgrade.kept)
        if was_said:
            # Whoever waited for it may be elsewhere by now.
            self.say(words, (_("Close"), self.hide))
        else:
            self._say_shortly(words)
