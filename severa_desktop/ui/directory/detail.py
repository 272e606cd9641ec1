"""One record beside the table, or what choosing one would show."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.core.directory import Customer, Project
from severa_desktop.services.directory_listing import Line
from severa_desktop.services.directory_merge import record_key
from severa_desktop.services.directory_schema import Section
from severa_desktop.texts import _
from severa_desktop.ui import times
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.acts import Acts
from severa_desktop.ui.directory.files import FileBox, files_of
from severa_desktop.ui.directory.panel import Belongings, RecordPanel
from severa_desktop.ui.page import EmptyState
from severa_desktop.ui.turns import once_painted


class RecordDetail(QStackedWidget):
    """Shows the selected record, or says what selecting one would show."""

    look_up = Signal(object, str)
    """A person wants to see what a section has of this name: a `Section` and the name."""

    def __init__(self, context: Context, acts: Acts, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._acts = acts
        self._line: Line | None = None
        self._panel: RecordPanel | None = None
        self._empty = EmptyState("users")
        # The first is seen until it is known what there is to show.
        for shown in (QWidget(), self._empty):
            self.addWidget(shown)

    @property
    def panel(self) -> RecordPanel:
        """What shows a record; made when the first one is shown."""
        if self._panel is None:
            self._panel = self._make_panel()
        return self._panel

    def prepare(self) -> None:
        """Make what shows a record, if it was not made yet."""
        if self._panel is None:
            self._panel = self._make_panel()

    @property
    def files(self) -> FileBox:
        """The files of the record that is shown."""
        return self.panel.files

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
        self._line = line
        if self._panel is None:
            # Each in a turn of its own: the table has just been filled.
            once_painted(self, self.prepare)
            once_painted(self, lambda: self._show(section, line, same=True))
        else:
            self._show(section, line, same=same)
        if isinstance(line.record, Customer | Project):
            self._context.background.run(
                self,
                lambda services: _belongings(services, line),
                lambda found: self.panel.show_belongings(found) if self._line is line else None,
                subject="belongings",
            )

    def _make_panel(self) -> RecordPanel:
        made = RecordPanel(self._context, self._acts, self)
        made.look_up.connect(self._look_up)
        self.addWidget(made)
        return made

    def _show(self, section: Section, line: Line, *, same: bool) -> None:
        if self._line is line:
            self.panel.show_line(section, line)
            if not same:
                self.panel.show_belongings(Belongings())
            self.setCurrentWidget(self.panel)

    def _look_up(self, section: Section) -> None:
        if self._line is not None:
            self.look_up.emit(section, self._line.record.name)


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
