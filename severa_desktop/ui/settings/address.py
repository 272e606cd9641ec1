"""The section of the integration address: entered with its checks as one types, and what works once it is set."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from severa_desktop.core.settings import SEVERA_DOMAIN, Setting, WhyRefused
from severa_desktop.services.setting_words import SettingError, setting_title
from severa_desktop.services.setup import ReadableAddress
from severa_desktop.services.source_words import way_words
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, icon_button, push_button
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.page import secondary
from severa_desktop.ui.places import IMPORT
from severa_desktop.ui.settings.fields import Field, mark
from severa_desktop.ui.settings.section import Remark, Section

_EXAMPLE_NUMBER = 1001
_NARROWEST, _WIDEST = 24 * theme.UNIT, 40 * theme.UNIT
"""Of an address in one line; what it means stands beside it."""


class AddressField(Field):
    """The part before the @ and the part behind it; every change is checked by the service."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.prefix = QLineEdit()
        self.prefix.setAccessibleName(_("Prefix, before the @"))
        self.prefix.setPlaceholderText("mijnbedrijf")
        self.domain = QLineEdit(SEVERA_DOMAIN)
        self.domain.setAccessibleName(_("Domain, behind the @"))
        self.domain.setPlaceholderText(SEVERA_DOMAIN)
        super().__init__(
            _("Prefix and domain"),
            self.prefix,
            _("As it was chosen in Severa when the e-mail integration was set up there, or an address of your own."),
        )
        self.checked: ReadableAddress | None = None
        """What was entered, where it is an address that can be used."""
        self._domain_is_wrong = False
        self._entry.addWidget(self.prefix, 1)
        self._entry.addWidget(QLabel("@"))
        self._entry.addWidget(self.domain, 1)
        self.prefix.textChanged.connect(self._prefix_typed)
        self.domain.textChanged.connect(lambda _text: self._check())

    @property
    def lines(self) -> tuple[QLineEdit, QLineEdit]:
        """What is typed into."""
        return self.prefix, self.domain

    def value(self) -> str:
        """Return the address as it was entered."""
        prefix, domain = self.prefix.text().strip(), self.domain.text().strip()
        # A domain alone is what the page begins with, no address that somebody entered.
        return f"{prefix}@{domain}" if prefix or domain not in {"", SEVERA_DOMAIN} or self._stored else ""

    def enter(self, value: str) -> None:
        """Put both parts of an address where they belong."""
        prefix, _at, domain = value.rpartition("@")
        self.domain.setText(domain or SEVERA_DOMAIN)
        self.prefix.setText(prefix)

    def keep(self) -> None:
        """Take what was entered for stored."""
        super().keep()
        self._check()

    def _prefix_typed(self, text: str) -> None:
        before, at, after = text.partition("@")
        if at:
            # A whole address was pasted, or the @ typed: both go where they belong.
            if after.strip():
                self.domain.setText(after.strip())
            self.prefix.setText(before.strip())
            self.domain.setFocus(Qt.FocusReason.OtherFocusReason)
            self.domain.selectAll()
            return
        self._check()

    def _check(self) -> None:
        text = self.value()
        if not text:
            self._take(text, None)
            return
        self._context.background.run(
            self,
            lambda services: services.setup.check_address(text),
            lambda checked: self._take(text, checked),
            failed=lambda error: self._refused(text, error),
            subject="address",
        )

    def _take(self, text: str, checked: ReadableAddress | None) -> None:
        if text == self.value():
            self.checked = checked
            self.refuse("")
            self.edited.emit()

    def _refused(self, text: str, error: Exception) -> None:
        if not isinstance(error, SettingError):
            self._context.went_wrong.emit(error)
        elif text == self.value():
            self.checked = None
            self._domain_is_wrong = error.why is WhyRefused.NO_DOMAIN
            self.refuse(str(error))
            self.edited.emit()

    def _mark(self, *, wrong: bool) -> None:
        mark(self.prefix, wrong=wrong and not self._domain_is_wrong)
        mark(self.domain, wrong=wrong and self._domain_is_wrong)


class AddressLine(QLabel):
    """An address in one line, cut where there is no room for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMaximumWidth(_WIDEST)

    def show_address(self, address: str) -> None:
        """Show an address."""
        self.setText(address)
        self.setToolTip(address)

    def minimumSizeHint(self) -> QSize:
        """Return what is left of an address in a narrow window."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _NARROWEST), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.rect(),
            Qt.AlignmentFlag.AlignVCenter,
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )
        painter.end()


class AddressSection(Section):
    """The address, the forms of it that work, and where mail to it goes."""

    def __init__(self, context: Context, page: QWidget, *, leads_away: bool = True) -> None:
        """`leads_away`: whether a person may go on to another page from here."""
        super().__init__(setting_title(Setting.ADDRESS))
        self._context = context
        self.field = AddressField(context)
        self.field.edited.connect(self._show)
        self.copy = action(page, _("Copy the address"), self._copy, keys="Ctrl+Shift+C", picture="copy")
        self.copy_numbered = action(
            page, _("Copy the numbered address"), self._copy_numbered, keys="Ctrl+Shift+N", picture="copy"
        )
        self.plain, self.numbered = AddressLine(), AddressLine()
        self._forms = QWidget()
        grid = QGridLayout(self._forms)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.UNIT)
        grid.setVerticalSpacing(theme.UNIT // 2)
        grid.setColumnStretch(2, 1)
        _add_form(grid, self.plain, self.copy, _("Add it as Bcc, and the mail becomes an activity."))
        meaning = _("With a project’s number in front, it is linked to that project.")
        _add_form(grid, self.numbered, self.copy_numbered, meaning)
        self.way = Remark("info", "secondary")
        self.add(self.field)
        self.add(self._forms)
        self.add(self.way)
        if leads_away:
            importing = action(page, _("Import e-mails"), lambda: context.go(Destination(IMPORT)), picture="download")
            self.add_row(push_button(importing))
        self._show()

    def _show(self) -> None:
        address = self.field.checked
        self._forms.setVisible(address is not None)
        for one in (self.copy, self.copy_numbered):
            one.setEnabled(address is not None)
        self.plain.show_address("" if address is None else str(address))
        self.numbered.show_address("" if address is None else address.numbered(_EXAMPLE_NUMBER))
        self.way.say(way_words(is_at_severa=address is None or address.is_at_severa))

    def _copy(self) -> None:
        self._put(self.plain.text())

    def _copy_numbered(self) -> None:
        self._put(self.numbered.text())

    def _put(self, address: str) -> None:
        QGuiApplication.clipboard().setText(address)
        self._context.say(_("Copied: {address}").format(address=address))


def _add_form(grid: QGridLayout, form: AddressLine, copying: QAction, meaning: str) -> None:
    row = grid.rowCount()
    grid.addWidget(form, row, 0)
    grid.addWidget(icon_button(copying), row, 1)
    grid.addWidget(secondary(meaning), row, 2)
