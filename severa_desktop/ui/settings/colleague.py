"""The section of the file that takes settings and directory to a colleague's computer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from severa_desktop.core.settings import Setting
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.directory_schema import Section as DirectorySection
from severa_desktop.services.errors import UserError
from severa_desktop.services.setting_words import setting_title, value_words
from severa_desktop.services.setup import TakeOver
from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.section import Remark, Section, beside

_FILE = "severa-desktop-setup.json"
_EDGE = 2 * theme.UNIT


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that taking a file over would change."""

    what: str
    how: str


class TakeOverLook(QFrame):
    """What taking a file over would do, line by line, before it is done."""

    def __init__(self, page: QWidget, take: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("surface", "raised")
        self._title = _plain()
        self._title.setFont(theme.strong_font(self._title.font()))
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(2 * theme.UNIT)
        self._rows.setVerticalSpacing(theme.UNIT // 2)
        self._rows.setColumnStretch(1, 1)
        self.changes: tuple[Change, ...] = ()
        """What is shown."""
        self.take = action(page, _("Take over"), take, keys="Ctrl+Return", picture="check")
        self.leave = action(page, _("Leave it"), self.close_look, keys="Esc", picture="x")
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        column.setSpacing(theme.UNIT)
        column.addWidget(self._title)
        column.addLayout(self._rows)
        column.addLayout(beside(push_button(self.take), push_button(self.leave)))
        self.close_look()

    def show_look(self, path: Path, found: TakeOver) -> None:
        """Show what would be done."""
        self.changes = (*_settings_changes(found), *_directory_changes(found))
        words = _("{file} would change this") if self.changes else _("{file} would change nothing: all of it is here.")
        self._title.setText(words.format(file=path.name))
        self._clear()
        for row, change in enumerate(self.changes):
            what = secondary(change.what)
            what.setWordWrap(False)
            self._rows.addWidget(what, row, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(_plain(change.how), row, 1)
        self.take.setEnabled(bool(self.changes))
        self.leave.setEnabled(True)
        self.show()

    def _clear(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def close_look(self) -> None:
        """Do nothing, and show nothing of it."""
        for made in (self.take, self.leave):
            made.setEnabled(False)
        self.hide()


class ColleagueSection(Section):
    """Writes the file, and takes one over after a look at what that would do."""

    def __init__(self, context: Context, page: QWidget, taken: Callable[[], object], *, writes: bool = True) -> None:
        """`taken` is called once a file was taken over; `writes`: whether one can be written, too."""
        if writes:
            super().__init__(
                _("A colleague’s computer"),
                _("One file takes settings and directory there. It holds no mails and no passwords."),
            )
        else:
            super().__init__(
                _("A colleague’s file"),
                _("It takes over settings and directory of a colleague who uses this program. It holds no passwords."),
            )
        self._context = context
        self._writes = writes
        self._taken = taken
        self._path: Path | None = None
        read = action(page, _("Take over a file …"), self._ask_which, keys="Ctrl+O", picture="download")
        self.problem = Remark("circle-alert", "error")
        self.look = TakeOverLook(page, self._take_over)
        if writes:
            save = action(page, _("Write the file …"), self._ask_where, keys="Ctrl+E", picture="upload")
            self.add_row(push_button(save), push_button(read))
        else:
            self.add_row(push_button(read))
        self.add(self.problem)
        self.add(self.look)

    def write(self, path: Path) -> None:
        """Write settings and directory to a file."""
        self._begin()

        def tell(_nothing: None) -> None:
            self._context.say(_("Settings and directory were written to {file}.").format(file=path))

        self._context.background.run(
            self, lambda services: services.setup.export(path), tell, failed=self._say_problem, lane=Lane.SLOW
        )

    def look_at(self, path: Path) -> None:
        """Show what taking a file over would do."""
        self._begin()
        self._path = path
        self._context.background.run(
            self,
            lambda services: services.setup.look_at(path),
            lambda found: self.look.show_look(path, found),
            failed=self._say_problem,
            subject="look",
            lane=Lane.SLOW,
        )

    def _take_over(self) -> None:
        path = self._path
        if path is None:
            return
        self._begin()

        def tell(_counts: object) -> None:
            self._taken()
            self._context.changed.emit()
            self._context.say(self._taken_words().format(file=path.name))

        self._context.background.run(
            self, lambda services: services.setup.take_over(path), tell, failed=self._say_problem, lane=Lane.SLOW
        )

    def _taken_words(self) -> str:
        if self._writes:
            return _("Settings and directory were taken over from {file}.")
        return _("Settings and directory stand in the next steps as in {file}. Nothing is kept before the last one.")

    def _begin(self) -> None:
        self.problem.say("")
        self.look.close_look()

    def _say_problem(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.problem.say(str(error))
        else:
            self._context.went_wrong.emit(error)

    def _ask_where(self) -> None:
        kinds = _("Settings and directory") + " (*.json)"
        path, _kind = QFileDialog.getSaveFileName(self, _("Write the file"), _FILE, kinds)
        if path:
            self.write(Path(path))

    def _ask_which(self) -> None:
        kinds = _("Settings and directory") + " (*.json);;" + _("All files") + " (*)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Take over a file"), "", kinds)
        if path:
            self.look_at(Path(path))


def _settings_changes(found: TakeOver) -> Iterator[Change]:
    for setting in Setting:
        before, after = value_words(found.former, setting), value_words(found.settings, setting)
        if before != after:
            yield Change(setting_title(setting), f"{before or '–'} → {after or '–'}")


def _directory_changes(found: TakeOver) -> Iterator[Change]:
    for section, count in found.directory.items():
        if words := _count_words(count):
            yield Change(_section_title(section), words)


def _count_words(count: SectionCount) -> str:
    parts = []
    if count.added:
        parts.append(_("{count} new").format(count=times.number(count.added)))
    if count.updated:
        parts.append(_("{count} changed").format(count=times.number(count.updated)))
    return ", ".join(parts)


def _section_title(section: DirectorySection) -> str:
    return {
        DirectorySection.ACTIVITY_TYPES: _("Activity types"),
        DirectorySection.USERS: _("Users"),
        DirectorySection.CUSTOMERS: _("Customers"),
        DirectorySection.CONTACTS: _("Contact persons"),
        DirectorySection.PROJECTS: _("Projects and sales cases"),
    }[section]


def _plain(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
