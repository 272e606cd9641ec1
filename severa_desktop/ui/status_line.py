"""The state of things in one line at the bottom of the window; what is said of sources and Severa leads to them."""

from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from severa_desktop.services.status import Status
from severa_desktop.ui import theme
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.places import SETTINGS
from severa_desktop.ui.tips import plain_tip
from severa_desktop.ui.watch import integration_words, last_mail_words

_BETWEEN = " · "
_MARGINS = 3 * theme.UNIT


class StatusLine(QLabel):
    """Takes the room there is: what is said of the sources is cut with … where it is long."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._status: Status | None = None
        self._follows = self._follows_severa = False
        self._sources, self._is_trouble = "", False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.linkActivated.connect(lambda _link: context.go(Destination(SETTINGS)))

    def show_status(self, status: Status) -> None:
        """Say how things are."""
        self._status = status
        if status.sources and not self._follows:
            self._follows = True
            self._context.processing.changed.connect(self._look)
        if status.severa is not None and not self._follows_severa:
            self._follows_severa = True
            self._context.severa.changed.connect(self._look)
        self._look()

    def minimumSizeHint(self) -> QSize:
        """Need no width."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of the new mode."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._sources:
            self._write()

    def _look(self) -> None:
        self._sources, self._is_trouble = "", False
        if self._follows:
            from severa_desktop.ui.processing.words import sources_words  # noqa: PLC0415 - seldom, and not at once

            processing = self._context.processing
            self._sources, trouble = sources_words(processing.sources, processing.around)
            self._is_trouble = trouble is not None
        if self._follows_severa:
            self._add_severa()
        self._write()

    def _add_severa(self) -> None:
        from severa_desktop.ui.severa.words import status_line  # noqa: PLC0415 - as above

        line = status_line(self._context.severa)
        if line is not None:
            # What is the matter is said first: the rest may be cut off.
            parts = (line.words, self._sources) if line.is_trouble else (self._sources, line.words)
            self._sources = _BETWEEN.join(filter(None, parts))
            self._is_trouble |= line.is_trouble

    def _write(self) -> None:
        status = self._status
        if status is None:
            return
        before, after = integration_words(status), last_mail_words(status)
        whole = _BETWEEN.join(filter(None, (before, self._sources, after)))
        self.setAccessibleName(whole)
        if not self._sources:
            self.setTextFormat(Qt.TextFormat.PlainText)
            self.setText(whole)
            self.setToolTip("")
            return
        others = _BETWEEN.join(filter(None, (before, "", after))) + _BETWEEN
        room = max(self.width() - _MARGINS - self.fontMetrics().horizontalAdvance(others), 10 * theme.UNIT)
        line = self.fontMetrics().elidedText(self._sources, Qt.TextElideMode.ElideRight, room)
        colour = theme.colours().error if self._is_trouble else theme.colours().secondary
        decoration = "underline" if self._is_trouble else "none"
        link = f'<a href="sources" style="color:{colour}; text-decoration:{decoration}">{escape(line)}</a>'
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(_BETWEEN.join(filter(None, (escape(before), link, escape(after)))))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setToolTip(plain_tip(self._sources))
