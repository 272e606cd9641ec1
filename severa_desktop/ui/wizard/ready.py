"""The last step: what was entered at a glance, and a mail to try it with."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel

from severa_desktop.core.directory import Directory
from severa_desktop.core.settings import Setting, missing_settings
from severa_desktop.core.source_settings import ListedSource
from severa_desktop.services.setting_words import setting_title, value_words
from severa_desktop.services.setup import Setup
from severa_desktop.services.source_words import source_address
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.section import Remark, Section, beside
from severa_desktop.ui.wizard.directory import directory_words
from severa_desktop.ui.wizard.step import ScrolledStep
from severa_desktop.ui.wizard.trying import TrySection

_SHOWN = (Setting.ADDRESS, Setting.ACTIVITY_TYPE, Setting.ACTIVITY_STATUS, Setting.STATUS)


class ReadyStep(ScrolledStep):
    """Says what is set up, and tries a mail with it."""

    setting_wanted = Signal(object)
    """A person wants to enter what is missing: a `Setting`."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Ready"))
        self._missing: tuple[Setting, ...] = ()
        self.missing = Remark("triangle-alert", "warning")
        self.fill = action(self, _("Enter what is missing"), self._fill, keys="Alt+M")
        self._fill_button = push_button(self.fill)
        self.summary = QGridLayout()
        self.summary.setHorizontalSpacing(2 * theme.UNIT)
        self.summary.setVerticalSpacing(theme.UNIT // 2)
        self.summary.setColumnStretch(1, 1)
        self.lines: tuple[tuple[str, str], ...] = ()
        """What the summary says."""
        self._setup: Setup | None = None
        self._directory = Directory()
        self._sources: Sequence[ListedSource] = ()
        glance = Section(_("What you set up"))
        glance.add_layout(self.summary)
        glance.add(self.missing)
        glance.add_layout(beside(self._fill_button))
        self.test = TrySection(context, self)
        self.add(glance, self.test)

    def show_setup(self, setup: Setup) -> None:
        """Show the settings as entered."""
        self._setup = setup
        self._missing = missing_settings(setup.settings)
        self.missing.say(
            _("Mails can be imported once these are entered: {settings}").format(
                settings=", ".join(map(setting_title, self._missing))
            )
            if self._missing
            else ""
        )
        self.fill.setEnabled(bool(self._missing))
        self._fill_button.setVisible(bool(self._missing))
        self.test.suggest("", "" if setup.address is None else str(setup.address))
        self._write()

    def show_directory(self, directory: Directory, sources: Sequence[ListedSource]) -> None:
        """Show how much the directory has, and where mails come from."""
        self._directory, self._sources = directory, sources
        first = next((user for user in directory.users if user.active and user.emails), None)
        self.test.suggest("" if first is None else first.emails[0], "")
        self._write()

    def take_focus(self) -> bool:
        """Begin at the mail to try."""
        self.test.take_focus()
        return True

    def _fill(self) -> None:
        if self._missing:
            self.setting_wanted.emit(self._missing[0])

    def _write(self) -> None:
        lines = tuple(self._said())
        if lines == self.lines:
            return
        self.lines = lines
        while (item := self.summary.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, (title, words) in enumerate(lines):
            name = secondary(title)
            name.setWordWrap(False)
            value = QLabel(words)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            self.summary.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self.summary.addWidget(value, row, 1)

    def _said(self) -> list[tuple[str, str]]:
        if self._setup is None:
            return []
        settings = self._setup.settings
        lines = [(setting_title(one), value_words(settings, one) or "–") for one in _SHOWN]
        lines.append((_("Directory"), directory_words(self._directory) or _("later")))
        ways = [source_address(one.source.settings) for one in self._sources]
        lines.append((_("Where mails come from"), "\n".join(ways) or _("by hand")))
        return lines
