"""What there is to know of the program: the sample company, where data lies, what leaves this computer, licences."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from severa_desktop import VERSION
from severa_desktop.bootstrap import Application
from severa_desktop.services.licences import licence_texts
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.context import Context, Reopening
from severa_desktop.ui.page import PageHeader, secondary
from severa_desktop.ui.settings.fields import Labelled
from severa_desktop.ui.settings.section import Section


class SampleSection(Section):
    """Opens the sample company; in it, the way back."""

    def __init__(self, context: Context, page: QWidget) -> None:
        if context.is_sample:
            super().__init__(
                _("Sample company"),
                _("You are looking at the sample company. Your own company’s settings and mails are kept apart."),
            )
            leave = action(page, _("Go to my own company"), lambda: context.reopening.emit(Reopening.OWN))
            remove = action(page, _("Remove the sample"), lambda: context.reopening.emit(Reopening.OWN_WITHOUT_SAMPLE))
            self.add_row(push_button(leave), push_button(remove))
            return
        super().__init__(
            _("Sample company"),
            _("An invented company with two months of mails, to look around in. It is kept apart from your own data."),
        )
        opening = action(page, _("Open the sample company"), lambda: context.reopening.emit(Reopening.SAMPLE))
        self.add_row(push_button(opening))


class AboutSection(Section):
    """Version, privacy, place of the data, licences."""

    def __init__(self, context: Context, page: QWidget, show_licences: Callable[[], object]) -> None:
        super().__init__(_("About Severa Desktop"), _("Version {version} · MIT licence").format(version=VERSION))
        folder = context.folders.data
        self.add(
            secondary(
                _(
                    "Nothing leaves this computer but what your mail server has to be told and, once you connect "
                    "Severa, what you let be sent there: no other mails or names, no figures about how you use the "
                    "program. Pictures that a mail would load from elsewhere are never loaded."
                )
            )
        )
        self.path = QLineEdit(str(folder))
        self.path.setReadOnly(True)
        self.path.setCursorPosition(0)
        self.add(_Place(self.path))
        opening = action(
            page,
            _("Open the folder"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
            keys="Ctrl+Shift+O",
            picture="folder-open",
        )
        self.licences = action(page, _("Licences"), show_licences, keys="Ctrl+L", picture="file-text")
        self.add_row(push_button(opening), push_button(self.licences))


class _Place(Labelled):
    """The folder of the data, to read and copy."""

    def __init__(self, path: QLineEdit) -> None:
        super().__init__(_("Folder of your data"), path, _("It holds all mails, readable by you alone."))
        self._entry.addWidget(path)


class LicencesView(QWidget):
    """The texts of all licences, in place of the settings until one goes back."""

    def __init__(self, context: Context, back: Callable[[], object]) -> None:
        super().__init__()
        self._context = context
        self.back = action(self, _("Back to the settings"), back, keys="Esc", picture="chevron-left")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAcceptDrops(False)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Licences"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PageHeader(_("Licences"), (push_button(self.back),)))
        inner = QVBoxLayout()
        inner.setContentsMargins(3 * theme.UNIT, theme.UNIT, 3 * theme.UNIT, 3 * theme.UNIT)
        inner.addWidget(self.text)
        column.addLayout(inner, 1)

    def read(self) -> None:
        """Get the texts, the first time."""
        self.text.setFocus()
        if not self.text.toPlainText():
            self._context.background.run(
                self, _read, self.text.setPlainText, failed=lambda error: self.text.setPlainText(str(error))
            )


def _read(_services: Application) -> str:
    return licence_texts()
