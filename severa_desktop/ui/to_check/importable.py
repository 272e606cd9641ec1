"""The offer to import, together, what today's directory and settings would accept.

Looked for in short pieces behind everything that somebody waits for: the first time, many mails may have to be read.
"""

import threading
from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context

_PIECE = 0.2
"""Seconds of looking, after which others have their turn."""
_PAUSE_MS = 50
"""Between two pieces, so that the window has the processor to itself for a while."""


class ImportableBar(QFrame):
    """Says how many mails can be imported now; hidden where there are none."""

    def __init__(self, context: Context, page: QWidget, hand_in: Callable[[Sequence[int]], object]) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._context = context
        self._hand_in = hand_in
        self._stop = threading.Event()
        self._ids: tuple[int, ...] = ()
        self._usable = True
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look_on)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.import_them = action(page, _("Import them"), self._import, keys="Ctrl+I", picture="download")
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.UNIT, theme.UNIT, 3 * theme.UNIT, theme.UNIT)
        row.setSpacing(theme.UNIT)
        row.addWidget(self._words, 1)
        row.addWidget(push_button(self.import_them))
        self._show()

    def look(self) -> None:
        """Look for them anew: mails, directory or settings have changed."""
        self._pause.stop()
        self._stop.set()
        self._look_on()

    def set_usable(self, usable: bool) -> None:  # noqa: FBT001 - as Qt's
        """Offer them, or not while an import is under way."""
        self._usable = usable
        self._show()

    def _look_on(self) -> None:
        stop = self._stop = threading.Event()
        self._context.background.run(
            self, lambda services: _found(services, stop), self._take, subject="importable", lane=Lane.SLOW
        )

    def _take(self, found: tuple[int, ...] | None) -> None:
        if found is None:
            self._pause.start()
            return
        self._ids = found
        self._show()

    def _show(self) -> None:
        count = len(self._ids)
        words = ngettext("{count} mail can now be imported.", "{count} mails can now be imported.", count)
        self._words.setText(words.format(count=times.number(count)))
        self.import_them.setText(ngettext("Import it", "Import them", count))
        self.setAccessibleName(self._words.text())
        self.import_them.setEnabled(bool(count) and self._usable)
        self.setVisible(bool(count) and self._usable)

    def _import(self) -> None:
        handed_in, self._ids = self._ids, ()
        self._show()
        self._hand_in(handed_in)


def _found(services: Application, stop: threading.Event) -> tuple[int, ...] | None:
    """Return the ids; None where there was not the time to look through all, which goes on from there next time."""
    until = monotonic() + _PIECE
    is_through = True

    def progress(done: int, everything: int) -> None:
        nonlocal is_through
        is_through = done == everything
        if monotonic() > until:
            stop.set()

    ids = services.checking.now_importable(progress, stop)
    return ids if is_through and not (stop.is_set() and not ids) else None
