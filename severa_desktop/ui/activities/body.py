"""The text of a mail, or its HTML made harmless; nothing is ever loaded from elsewhere."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QImageReader, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.services.viewing import ViewedHtml
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import secondary

_LARGEST_PICTURE = 4_000
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

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._mail: ShownMail | None = None
        self._text = ""
        self._browser = _Browser()
        self._browser.setAccessibleName(_("Message"))
        self._note = secondary()
        self._as_sent = QToolButton()
        self._as_sent.setText(_("As sent"))
        self._as_sent.setToolTip(_("Show the mail's own layout. Pictures from the internet are never loaded."))
        self._as_sent.setCheckable(True)
        self._as_sent.setProperty("kind", "quiet")
        self._as_sent.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._as_sent.toggled.connect(self._choose)
        row = QHBoxLayout()
        row.setContentsMargins(2 * theme.UNIT, 0, theme.UNIT, 0)
        row.addWidget(self._note, 1)
        row.addWidget(self._as_sent)
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
        self._as_sent.blockSignals(True)  # noqa: FBT003 - Qt's own
        self._as_sent.setChecked(False)
        self._as_sent.blockSignals(False)  # noqa: FBT003
        self._show_text()

    def _show_text(self) -> None:
        shown = self._text[:_MOST_SHOWN]
        self._browser.setPlainText(shown)
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
                lambda services: (mail, mail.html(services)),
                self._show_html,
                subject="html",
                lane=Lane.SLOW,
            )

    def _show_html(self, found: tuple[ShownMail, ViewedHtml | None]) -> None:
        mail, viewed = found
        if mail != self._mail or not self._as_sent.isChecked():
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
        self._browser.pictures.clear()
        self._browser.setHtml(viewed.clean.html)
        for content_id, part in viewed.pictures.items():
            if f"cid:{content_id}" in viewed.clean.html.lower():
                self._load(mail, content_id, part)

    def _load(self, mail: ShownMail, content_id: str, part: int) -> None:
        def show(image: QImage) -> None:
            if mail == self._mail and self._as_sent.isChecked():
                self._browser.add_picture(content_id, image)

        def decode(services: Application) -> QImage:
            return _image(mail.part(services, part))

        self._context.background.run(self, decode, show, lane=Lane.SLOW)


class _Browser(QTextBrowser):
    """Loads nothing but the pictures it was handed; opens links in the person's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: dict[str, QImage] = {}
        self.setOpenLinks(False)
        self.anchorClicked.connect(_open)
        self.document().setDocumentMargin(2 * theme.UNIT)

    def add_picture(self, content_id: str, image: QImage) -> None:
        """Show a picture wherever the document names it."""
        if image.isNull():
            return
        self.pictures[content_id] = image
        self.document().markContentsDirty(0, self.document().characterCount())
        self.viewport().update()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a picture of the mail itself; everything else is not there."""
        address = QUrl(name).toString()
        if kind == QTextDocument.ResourceType.ImageResource.value and address.lower().startswith("cid:"):
            return self.pictures.get(address[4:].lower(), QImage())
        return None


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
