"""The text of a mail, or its HTML made harmless; nothing is ever loaded from elsewhere."""

from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QImage, QImageReader, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QTextEdit, QToolButton, QVBoxLayout, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.core.marks import marks
from severa_desktop.services.errors import UserError
from severa_desktop.services.viewing import LayoutRefusedError, ViewedHtml
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme
from severa_desktop.ui.activities.layout import quick_layout, quick_text
from severa_desktop.ui.activities.marking import in_utf16
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import secondary

_LARGEST_PICTURE = 4_000
_MOST_MARKS = 200
_HINT = 12 * theme.UNIT
_MOST_SHOWN = 200_000
"""Letters of a text that are laid out; a person who reads on opens the original."""


class ShownMail(Protocol):
    """A mail whose body is shown: where its HTML and the pictures in that come from. Equal for the same mail."""

    def html(self, services: Application) -> ViewedHtml | None:
        """Return its HTML made harmless, None where it has none."""

    def part(self, services: Application, number: int) -> bytes:
        """Return the bytes of a picture."""


@dataclass(frozen=True, slots=True)
class ActivityMail:
    """The mail of an activity."""

    activity_id: int

    def html(self, services: Application) -> ViewedHtml | None:
        """Return its HTML made harmless, None where it has none."""
        return services.viewing.html(self.activity_id)

    def part(self, services: Application, number: int) -> bytes:
        """Return the bytes of a picture."""
        return services.viewing.part(self.activity_id, number)


class MailBody(QWidget):
    """Shows the text at once; the HTML when it is asked for."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._mail: ShownMail | None = None
        self._text = ""
        self._search = ""
        self._browser = _Browser()
        self._browser.setAccessibleName(_("Message"))
        self._note = secondary()
        self.as_sent = QToolButton()
        self.as_sent.setText(_("As sent"))
        self.as_sent.setToolTip(_("Show the mail's own layout. Pictures from the internet are never loaded."))
        self.as_sent.setCheckable(True)
        self.as_sent.setProperty("kind", "quiet")
        self.as_sent.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.as_sent.toggled.connect(self._choose)
        row = QHBoxLayout()
        row.setContentsMargins(2 * theme.UNIT, 0, theme.UNIT, 0)
        row.addWidget(self._note, 1)
        row.addWidget(self.as_sent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._browser, 1)
        self.setFocusProxy(self._browser)

    def show_body(self, activity_id: int, text: str) -> None:
        """Show the text of an activity's mail."""
        self.show_mail(ActivityMail(activity_id), text)

    def show_mail(self, mail: ShownMail, text: str) -> None:
        """Show the text of a mail."""
        self._mail = mail
        self._text = text
        self._untick()
        self._show_text()

    def mark(self, search: str) -> None:
        """Mark the words searched for, in what is shown and in what will be."""
        if search != self._search:
            self._search = search
            self._browser.mark(search)

    def changeEvent(self, event: QEvent) -> None:
        """Mark in the colours of the other mode."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._browser.mark(self._search)

    def _show_text(self) -> None:
        shown = self._text[:_MOST_SHOWN]
        self._browser.setPlainText(quick_text(shown))
        self._browser.mark(self._search)
        if not self._text.strip():
            self._note.setText(_("The mail has no text."))
        elif len(shown) < len(self._text):
            self._note.setText(_("Only the beginning is shown. Save the original to read all of it."))
        else:
            self._note.setText("")

    def _choose(self, as_sent: bool) -> None:  # noqa: FBT001 - a signal's
        if not as_sent:
            self._show_text()
            return
        mail = self._mail
        if mail is not None:
            self._context.background.run(
                self,
                lambda services: (mail, _quick(mail.html(services))),
                self._show_html,
                failed=self._refuse,
                subject="html",
                lane=Lane.SLOW,
            )

    def _show_html(self, found: tuple[ShownMail, ViewedHtml | None]) -> None:
        mail, viewed = found
        if mail != self._mail or not self.as_sent.isChecked():
            return
        if viewed is None:
            self._note.setText(_("This mail has no layout of its own."))
            return
        count = viewed.clean.remote_pictures
        self._note.setText(
            ngettext(
                "{count} picture from the internet was not loaded.",
                "{count} pictures from the internet were not loaded.",
                count,
            ).format(count=count)
            if count
            else ""
        )
        self._browser.setHtml(viewed.clean.html)
        self._browser.mark(self._search)
        for content_id, part in viewed.pictures.items():
            if f"cid:{content_id}" in viewed.clean.html.lower():
                self._load(mail, content_id, part)

    def _refuse(self, error: Exception) -> None:
        """Say beside the button why the layout is not shown; the text stays."""
        if not isinstance(error, UserError):
            self._context.went_wrong.emit(error)
            return
        self._untick()
        self._note.setText(str(error))

    def _untick(self) -> None:
        self.as_sent.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.as_sent.setChecked(False)
        self.as_sent.blockSignals(False)  # noqa: FBT003

    def _load(self, mail: ShownMail, content_id: str, part: int) -> None:
        def show(image: QImage) -> None:
            if mail == self._mail and self.as_sent.isChecked():
                self._browser.add_picture(content_id, image)

        def decode(services: Application) -> QImage:
            return _image(mail.part(services, part))

        self._context.background.run(self, decode, show, lane=Lane.SLOW)


class _Browser(QTextBrowser):
    """Loads nothing but the pictures it was handed; opens links in the person's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.anchorClicked.connect(_open)
        self.document().setDocumentMargin(2 * theme.UNIT)

    def sizeHint(self) -> QSize:
        """Ask for little: what stands above has its room first, and this takes what is left."""
        return QSize(super().sizeHint().width(), _HINT)

    def mark(self, search: str) -> None:
        """Mark the words searched for."""
        text = self.document().toPlainText() if search else ""
        self.setExtraSelections([self._marked(*place) for place in in_utf16(text, marks(text, search)[:_MOST_MARKS])])

    def _marked(self, start: int, length: int) -> QTextEdit.ExtraSelection:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        marked = QTextEdit.ExtraSelection()
        marked.cursor = cursor
        marked.format.setBackground(QColor(theme.colours().mark))
        return marked

    def add_picture(self, content_id: str, image: QImage) -> None:
        """Show a picture wherever the document names it."""
        if image.isNull():
            return
        document = self.document()
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"cid:{content_id}"), image)
        document.markContentsDirty(0, document.characterCount())
        self.viewport().update()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load nothing: what may be shown is in the document."""
        del kind, name
        return None


def _quick(viewed: ViewedHtml | None) -> ViewedHtml | None:
    """Return HTML that is laid out quickly; runs in a worker's thread."""
    if viewed is None:
        return None
    html = quick_layout(viewed.clean.html)
    if html is None:
        raise LayoutRefusedError(_("The layout of this mail is too large to be shown. Its text is."))
    return replace(viewed, clean=replace(viewed.clean, html=html))


def _image(content: bytes) -> QImage:
    """Return a picture, made smaller where it is huge; runs in a worker's thread."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    reader = QImageReader(buffer)
    size = reader.size()
    if max(size.width(), size.height()) > _LARGEST_PICTURE:
        most = QSize(_LARGEST_PICTURE, _LARGEST_PICTURE)
        reader.setScaledSize(size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _open(link: QUrl) -> None:
    if link.scheme().lower() in {"http", "https", "mailto", "tel"}:
        QDesktopServices.openUrl(link)
