"""The row above the table: the section, what is searched for, whether inactive ones are shown."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QTabBar, QVBoxLayout, QWidget

from severa_desktop.services.directory_listing import Listing
from severa_desktop.services.directory_schema import Section
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action
from severa_desktop.ui.clearable import ClearableField
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.words import section_title
from severa_desktop.ui.icons import icon

SECTIONS = (Section.USERS, Section.CUSTOMERS, Section.CONTACTS, Section.PROJECTS, Section.ACTIVITY_TYPES)
"""In the order of the tabs."""
_TYPING_MS = 20
_SECTION = "directory/section"
_INACTIVE = "directory/inactive"
_ORDER = "directory/order"


class SearchBar(QWidget):
    """Says what the table should hold."""

    changed = Signal()

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__()
        self._state = context.state
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Sections"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        for section in SECTIONS:
            self.tabs.addTab(section_title(section))
        self.search = ClearableField()
        self.search.setMinimumWidth(24 * theme.UNIT)
        self.search.addAction(icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition)
        self.inactive = QCheckBox()
        self._orders: dict[Section, tuple[str, bool]] = {}
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self._restore()
        self._lay_out()
        action(page, _("Search"), self.begin, keys="Ctrl+F")
        action(page, _("Next section"), lambda: self._step(1), keys="Ctrl+PgDown")
        action(page, _("Former section"), lambda: self._step(-1), keys="Ctrl+PgUp")
        self.tabs.currentChanged.connect(lambda _tab: self._turn())
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.inactive.toggled.connect(lambda _on: self.changed.emit())
        self._name()

    @property
    def section(self) -> Section:
        """The section that is shown."""
        return SECTIONS[max(self.tabs.currentIndex(), 0)]

    @property
    def wanted(self) -> Listing:
        """What the table should hold now."""
        order, descending = self._orders.get(self.section, _first_order(self.section))
        return Listing(
            self.section,
            self.search.text(),
            order,
            descending,
            with_inactive=self.inactive.isChecked() or self.section is Section.ACTIVITY_TYPES,
        )

    def begin(self) -> None:
        """Let a person type what to search for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_section(self, section: Section, search: str = "") -> None:
        """Show a section, narrowed to a search."""
        for blocked in (self.tabs, self.search):
            blocked.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.tabs.setCurrentIndex(SECTIONS.index(section))
        self.search.setText(search)
        for blocked in (self.tabs, self.search):
            blocked.blockSignals(False)  # noqa: FBT003
        self._name()
        self.changed.emit()

    def order(self, name: str, descending: bool) -> None:  # noqa: FBT001 - a signal's
        """Show the section's rows in this order from now on."""
        self._orders[self.section] = (name, descending)
        self.changed.emit()

    def clear(self) -> None:
        """Search for nothing, and leave nothing out."""
        self.inactive.setChecked(True)
        self.search.clear()

    def remember(self) -> None:
        """Keep section and order for the next start."""
        self._state.set_text(_SECTION, self.section)
        self._state.set_flag(_INACTIVE, value=self.inactive.isChecked())
        for section, (name, descending) in self._orders.items():
            self._state.set_text(f"{_ORDER}/{section}", f"-{name}" if descending else name)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(2 * theme.UNIT, theme.UNIT, 2 * theme.UNIT, theme.UNIT)
        row.setSpacing(2 * theme.UNIT)
        row.addWidget(self.search, 1)
        row.addWidget(self.inactive)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(2 * theme.UNIT - 4, 0, 2 * theme.UNIT, 0)
        tabs.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(tabs)
        column.addLayout(row)

    def _restore(self) -> None:
        known = self._state.text(_SECTION)
        section = Section(known) if known in set(Section) else Section.USERS
        self.tabs.setCurrentIndex(SECTIONS.index(section))
        self.inactive.setChecked(self._state.flag(_INACTIVE, default=True))
        for each in SECTIONS:
            text = self._state.text(f"{_ORDER}/{each}")
            if text:
                self._orders[each] = (text.removeprefix("-"), text.startswith("-"))

    def _turn(self) -> None:
        self.search.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.search.clear()
        self.search.blockSignals(False)  # noqa: FBT003
        self._name()
        self.changed.emit()

    def _step(self, step: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())

    def _name(self) -> None:
        hint = {
            Section.USERS: _("Search users"),
            Section.CUSTOMERS: _("Search customers"),
            Section.CONTACTS: _("Search contact persons"),
            Section.PROJECTS: _("Search projects and sales cases"),
            Section.ACTIVITY_TYPES: _("Search activity types"),
        }[self.section]
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.setToolTip(f"{hint} (Ctrl+F)")
        self.inactive.setText(_("Closed ones too") if self.section is Section.PROJECTS else _("Inactive ones too"))
        self.inactive.setVisible(self.section is not Section.ACTIVITY_TYPES)


def _first_order(section: Section) -> tuple[str, bool]:
    """Return the order of a section's rows at first: new projects have the highest numbers."""
    return ("number", True) if section is Section.PROJECTS else ("name", False)
