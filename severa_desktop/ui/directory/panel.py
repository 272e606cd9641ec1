"""What is shown of one record: its fields, what belongs to it, what can be done with it. Made when one is shown."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from severa_desktop.services.directory_listing import Line
from severa_desktop.services.directory_merge import field_value
from severa_desktop.services.directory_schema import FIELDS, Section
from severa_desktop.texts import ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import push_button
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.acts import Acts
from severa_desktop.ui.directory.fields import Fields
from severa_desktop.ui.directory.files import FileBox, ProjectFiles
from severa_desktop.ui.directory.words import (
    NOTHING,
    field_title,
    section_picture,
    severas_words,
    state_words,
    value_words,
)
from severa_desktop.ui.eliding import ElidingButton
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.page import toned
from severa_desktop.ui.settings.section import Remark

_LEFT_OUT = frozenset({"name", "active", "closed"})
"""Fields that are shown in another way."""
_ICON = QSize(20, 16)
"""With some room before the words."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What belongs to a customer or project."""

    contacts: int = 0
    projects: int = 0
    files: ProjectFiles = ProjectFiles()  # noqa: RUF009 - it is frozen


class RecordPanel(QScrollArea):
    """Shows one record."""

    look_up = Signal(object)
    """A person wants to see what a `Section` has of this record."""

    def __init__(self, context: Context, acts: Acts, parent: QWidget) -> None:
        super().__init__(parent)
        self._acts = acts
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setWordWrap(True)
        self._name.setFont(theme.title_font(self._name.font()))
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._state = toned("", "warning")
        self._severas = Remark("link", "secondary")
        self._fields = Fields()
        self._contacts = self._link(Section.CONTACTS)
        self._projects = self._link(Section.PROJECTS)
        self.files = FileBox(context)
        self._lay_out()

    def show_line(self, section: Section, line: Line) -> None:
        """Show a record."""
        self._name.setText(line.record.name)
        state = state_words(line.record, section)
        self._state.setText(state)
        self._state.setVisible(bool(state))
        self._severas.say(severas_words(section) if line.is_severas else "")
        self._change.setVisible(self._acts.change.isEnabled())
        names = [name for name in FIELDS[section] if name not in _LEFT_OUT]
        self._fields.show_all([(field_title(name), _words(line, name)) for name in names])

    def show_belongings(self, found: Belongings) -> None:
        """Show what belongs to it."""
        contacts = ngettext("{count} contact person", "{count} contact persons", found.contacts)
        projects = ngettext("{count} project or sales case", "{count} projects and sales cases", found.projects)
        for button, text, count in (
            (self._contacts, contacts, found.contacts),
            (self._projects, projects, found.projects),
        ):
            words = text.format(count=times.number(count))
            button.set_words(words)
            button.setToolTip(words)
            button.setVisible(bool(count))
        self.files.show_files(found.files)

    def _lay_out(self) -> None:
        content = QFrame(self)
        content.setProperty("surface", "base")
        column = QVBoxLayout(content)
        column.setContentsMargins(2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT)
        column.setSpacing(theme.UNIT)
        for widget in (self._name, self._state, self._severas, self._fields):
            column.addWidget(widget)
        links = FlowLayout(spacing=theme.UNIT)
        # Their text begins where other text does.
        links.setContentsMargins(-theme.UNIT, 0, 0, 0)
        for link in (self._contacts, self._projects):
            links.addWidget(link)
        column.addLayout(links)
        buttons = FlowLayout(spacing=theme.UNIT)
        column.addLayout(buttons)
        self._add_buttons(buttons)
        column.addWidget(self.files)
        column.addStretch()
        self.setWidget(content)

    def _add_buttons(self, row: FlowLayout) -> None:
        for made in self._acts.all():
            button = push_button(made)
            button.setIcon(made.icon())
            button.setIconSize(_ICON)
            row.addWidget(button)
            if made is self._acts.change:
                self._change = button
            # Of those that share their keys, the one that fits is shown.
            if made not in {self._acts.change, self._acts.show_activities}:
                made.enabledChanged.connect(button.setVisible)
                button.setVisible(made.isEnabled())

    def _link(self, section: Section) -> ElidingButton:
        button = ElidingButton(section_picture(section), "accent")
        button.setProperty("kind", "quiet")
        button.clicked.connect(lambda _checked=False: self.look_up.emit(section))
        button.hide()
        return button


def _words(line: Line, name: str) -> str:
    value = field_value(line.record, name)
    shown = "\n".join(value) if isinstance(value, tuple) else value_words(name, value, line.customer)
    return shown or NOTHING
