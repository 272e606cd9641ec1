"""A text to read and to copy whose words go on in the next line where they are wider than their place: addresses."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QMenu

from severa_desktop.texts import _
from severa_desktop.ui import theme

_LEAST = 10 * theme.UNIT
_WORD = re.compile(r"\S+")
_MAY_BREAK = "\N{ZERO WIDTH SPACE}"
_PIECE = re.compile(r"[^@./_-]{1,12}[@./_-]?|[@./_-]")
"""What stays together of a word that has to break: as people would part an address."""


class BreakingLabel(QLabel):
    """Shows plain text of any width in any place; what is copied is that text, whatever it took to show it."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def setText(self, text: str) -> None:
        """Show a text."""
        self._text = text
        self._write()

    def text(self) -> str:
        """Return the text as it was given."""
        return self._text

    def selectedText(self) -> str:
        """Return what is selected of the text as it was given."""
        return super().selectedText().replace(_MAY_BREAK, "")

    def minimumSizeHint(self) -> QSize:
        """Return a width at which something can be read: words may break."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LEAST), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break words that have become too wide, and join those that have not."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy what is selected."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Hand what was just selected over as it is, where selecting is copying."""
        super().mouseReleaseEvent(event)
        clipboard = QGuiApplication.clipboard()
        if self.hasSelectedText() and clipboard.supportsSelection():
            clipboard.setText(self.selectedText(), QClipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy"), self._copy)
        menu.popup(event.globalPos())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.selectedText() or self._text)

    def _write(self) -> None:
        room, width = self.contentsRect().width(), self.fontMetrics().horizontalAdvance
        shown = _WORD.sub(
            lambda word: _breaking(word.group()) if width(word.group()) > room else word.group(), self._text
        )
        if shown != super().text():
            super().setText(shown)


def _breaking(word: str) -> str:
    """Return a word with places at which it may break."""
    return _MAY_BREAK.join(_PIECE.findall(word))
