"""One record beside the table: what is known of it, what can be done with it, and its files."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from severa_desktop.bootstrap import Application
from severa_desktop.core.directory import Customer, Project
from severa_desktop.services.directory_listing import Line
from severa_desktop.services.directory_merge import field_value, record_key
from severa_desktop.services.directory_schema import FIELDS, Section
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import push_button
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.acts import Acts
from severa_desktop.ui.directory.files import FileBox, ProjectFiles, files_of
from severa_desktop.ui.directory.words import NOTHING, field_title, section_picture, state_words, value_words
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.icons import icon
from severa_desktop.ui.page import EmptyState, secondary, toned

_LEFT_OUT = frozenset({"name", "active", "closed"})
"""Fields that are shown in another way."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What belongs to a customer or project."""

    contacts: int = 0
    projects: int = 0
    files: ProjectFiles = ProjectFiles()  # noqa: RUF009 - it is frozen


class RecordDetail(QStackedWidget):
    """Shows the selected record, or says what selecting one would show."""

    look_up = Signal(object, str)
    """A person wants to see what a section has of this name: a `Section` and the name."""

    def __init__(self, context: Context, acts: Acts) -> None:
        super().__init__()
        self._context = context
        self._acts = acts
        self._section = Section.USERS
        self._line: Line | None = None
        self._empty = EmptyState("users")
        self.files = FileBox(context)
        self.addWidget(self._empty)
        self._panel = self._make_panel()
        self.addWidget(self._panel)

    def show_none(self) -> None:
        """Show that nothing is selected."""
        self._line = None
        self._empty.say(_("Choose a record to see what is known of it."))
        self.setCurrentWidget(self._empty)

    def show_many(self, count: int) -> None:
        """Show that several are selected, and what can be done with all of them."""
        self._line = None
        usable = [one for one in self._acts.usable() if one is not self._acts.change]
        self._empty.say(
            _("{count} records chosen").format(count=times.number(count)),
            *((one.text(), one.trigger) for one in usable),
        )
        self.setCurrentWidget(self._empty)

    def show_line(self, section: Section, line: Line) -> None:
        """Show a record, and what belongs to it as soon as that is read."""
        same = self._line is not None and record_key(self._line.record) == record_key(line.record)
        self._section, self._line = section, line
        self._name.setText(line.record.name)
        state = state_words(line.record, section)
        self._state.setText(state)
        self._state.setVisible(bool(state))
        self._show_fields(section, line)
        if not same:
            self._show_belongings(Belongings())
        self.setCurrentWidget(self._panel)
        if isinstance(line.record, Customer | Project):
            self._context.background.run(
                self,
                lambda services: _belongings(services, line),
                lambda found: self._show_belongings(found) if self._line is line else None,
                subject="belongings",
            )

    def _make_panel(self) -> QWidget:
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setWordWrap(True)
        self._name.setFont(theme.title_font(self._name.font()))
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._state = toned("", "warning")
        self._fields = QGridLayout()
        self._fields.setHorizontalSpacing(2 * theme.UNIT)
        self._fields.setVerticalSpacing(theme.UNIT)
        self._fields.setColumnStretch(1, 1)
        self._contacts = self._link(Section.CONTACTS)
        self._projects = self._link(Section.PROJECTS)
        content = QFrame()
        content.setProperty("surface", "base")
        column = QVBoxLayout(content)
        column.setContentsMargins(2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addWidget(self._name)
        column.addWidget(self._state)
        column.addLayout(self._fields)
        links = FlowLayout(spacing=theme.UNIT)
        # Their text begins where other text does.
        links.setContentsMargins(-theme.UNIT, 0, 0, 0)
        for link in (self._contacts, self._projects):
            links.addWidget(link)
        column.addLayout(links)
        column.addLayout(self._buttons())
        column.addWidget(self.files)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        return area

    def _buttons(self) -> FlowLayout:
        row = FlowLayout(spacing=theme.UNIT)
        for made in self._acts.all():
            button = push_button(made)
            button.setIcon(made.icon())
            button.setIconSize(QSize(16, 16))
            # Of those that share their keys, the one that fits is shown.
            if made not in {self._acts.change, self._acts.show_activities}:
                made.enabledChanged.connect(button.setVisible)
                button.setVisible(made.isEnabled())
            row.addWidget(button)
        return row

    def _link(self, section: Section) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "quiet")
        button.setAutoDefault(True)  # Enter presses it too
        button.setIcon(icon(section_picture(section), "accent"))
        button.clicked.connect(lambda _checked=False: self._look_up(section))
        button.hide()
        return button

    def _look_up(self, section: Section) -> None:
        if self._line is not None:
            self.look_up.emit(section, self._line.record.name)

    def _show_fields(self, section: Section, line: Line) -> None:
        while (item := self._fields.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, name in enumerate(one for one in FIELDS[section] if one not in _LEFT_OUT):
            value = field_value(line.record, name)
            shown = "\n".join(value) if isinstance(value, tuple) else value_words(name, value, line.customer)
            label = secondary(field_title(name))
            label.setWordWrap(False)
            words = QLabel(shown or NOTHING)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._fields.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._fields.addWidget(words, row, 1)

    def _show_belongings(self, found: Belongings) -> None:
        contacts = ngettext("{count} contact person", "{count} contact persons", found.contacts)
        projects = ngettext("{count} project or sales case", "{count} projects and sales cases", found.projects)
        for button, text, count in (
            (self._contacts, contacts, found.contacts),
            (self._projects, projects, found.projects),
        ):
            button.setText(text.format(count=times.number(count)))
            button.setVisible(bool(count))
        self.files.show_files(found.files)


def _belongings(services: Application, line: Line) -> Belongings:
    match line.record:
        case Project():
            return Belongings(files=files_of(services, [line.record.number]))
        case Customer():
            contacts = services.directory_listing.contacts_of(line.record.key)
            projects = services.directory_listing.projects_of(line.record.key)
            return Belongings(len(contacts), len(projects), files_of(services, [one.number for one in projects]))
        case _:
            return Belongings()
