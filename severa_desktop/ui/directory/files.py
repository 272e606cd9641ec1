"""The files of a project, or of all projects of a customer: open, save one, save all.

Their names come from mails: a service decides under which name a file is written, and what is not opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLabel,
    QMenu,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from severa_desktop.bootstrap import Application
from severa_desktop.services.files import StoredFile
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.activities.saving import ask_for_file, ask_for_folder
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.icons import icon
from severa_desktop.ui.page import secondary
from severa_desktop.ui.tips import plain_tip

_MOST_SHOWN = 200
_ROW = 28
_MOST_ROWS = 8
_NAME, _PROJECT, _SIZE = range(3)


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """The files of some projects, by their numbers."""

    numbers: tuple[int, ...] = ()
    files: tuple[StoredFile, ...] = ()


class FileBox(QWidget):
    """Lists files with what can be done with them; hidden where there are none."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shown = ProjectFiles()
        self._title = QLabel()
        self._title.setFont(theme.strong_font(self._title.font()))
        self._more = secondary()
        self.list = self._make_list()
        self.open = action(self.list, _("Open"), self._open, keys="Return", picture="external-link")
        self.save = action(self.list, _("Save as …"), self._save, keys="Ctrl+Shift+S", picture="save")
        self.save_all = action(self.list, _("Save all …"), self._save_all, keys="Alt+S", picture="folder")
        buttons = FlowLayout(spacing=theme.UNIT)
        for made in (self.open, self.save, self.save_all):
            buttons.addWidget(push_button(made))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.UNIT, 0, 0)
        column.setSpacing(theme.UNIT)
        for widget in (self._title, self.list, self._more):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addStretch()
        self.hide()

    def show_files(self, shown: ProjectFiles) -> None:
        """Show these, the first one chosen."""
        self._shown = shown
        self._title.setText(_("Files ({count})").format(count=times.number(len(shown.files))))
        self.list.clear()
        self.list.setColumnHidden(_PROJECT, len(shown.numbers) < 2)
        for file in shown.files[:_MOST_SHOWN]:
            self.list.addTopLevelItem(_item(file))
        if shown.files:
            self.list.setCurrentIndex(self.list.model().index(0, _NAME))
        self.list.setFixedHeight(min(len(shown.files), _MOST_ROWS) * _ROW + 2)
        left = len(shown.files) - _MOST_SHOWN
        self._more.setText(_("… and {count} more. “Save all” saves these too.").format(count=times.number(left)))
        self._more.setVisible(left > 0)
        self.setVisible(bool(shown.files))

    def write(self, file: StoredFile, target: Path) -> None:
        """Write one file where a person wants it."""
        self._context.background.run(
            self,
            lambda services: services.viewing.write_attachment(file.activity_id, file.attachment.part, target),
            lambda path: self._context.say(_("Saved: {path}").format(path=path)),
            lane=Lane.SLOW,
        )

    def write_all(self, folder: Path) -> None:
        """Write all files to a folder; what is there already is not overwritten."""
        numbers = self._shown.numbers

        def work(services: Application) -> int:
            return sum(1 for number in numbers for _file in services.files.save(number, folder))

        self._context.background.run(
            self, work, lambda count: self._context.say(_saved_sentence(count, folder)), lane=Lane.SLOW
        )

    def _make_list(self) -> QTreeWidget:
        listed = QTreeWidget()
        listed.setAccessibleName(_("Files"))
        # As high as its rows: else room that is left would part it from its title.
        listed.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        listed.setColumnCount(3)
        listed.setHeaderHidden(True)
        listed.setRootIsDecorated(False)
        listed.setUniformRowHeights(True)
        listed.setIndentation(0)
        listed.setFrameShape(QFrame.Shape.NoFrame)
        listed.setIconSize(QSize(16, 16))
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = listed.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(6 * theme.UNIT)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_PROJECT, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_SIZE, QHeaderView.ResizeMode.ResizeToContents)
        listed.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        listed.customContextMenuRequested.connect(self._menu)
        listed.itemDoubleClicked.connect(lambda _item, _column: self._open())
        return listed

    def _chosen(self) -> StoredFile | None:
        row = self.list.currentIndex().row()
        return self._shown.files[row] if 0 <= row < len(self._shown.files) else None

    def _open(self) -> None:
        file, folder = self._chosen(), self._context.copies
        if file is not None:
            self._context.background.run(
                self,
                lambda services: services.viewing.open_copy(file.activity_id, file.attachment.part, folder),
                lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
                lane=Lane.SLOW,
            )

    def _save(self) -> None:
        file = self._chosen()
        if file is not None:
            ask_for_file(self, _("Save file"), file.attachment.name, lambda target: self.write(file, target))

    def _save_all(self) -> None:
        if self._shown.files:
            ask_for_folder(self, _("Save all files in"), self.write_all)

    def _menu(self, place: QPoint) -> None:
        if self._chosen() is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions([self.open, self.save, self.save_all])
            menu.popup(self.list.viewport().mapToGlobal(place))


def files_of(services: Application, numbers: Sequence[int]) -> ProjectFiles:
    """Return the files of the projects with these numbers."""
    return ProjectFiles(tuple(numbers), tuple(file for number in numbers for file in services.files.files(number)))


def _item(file: StoredFile) -> QTreeWidgetItem:
    attachment = file.attachment
    item = QTreeWidgetItem([attachment.name, str(file.project), times.size(attachment.size)])
    item.setIcon(_NAME, icon("file", "secondary"))
    item.setToolTip(_NAME, plain_tip(_("{name}: Enter opens it").format(name=attachment.name)))
    item.setTextAlignment(_SIZE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setSizeHint(_NAME, QSize(0, _ROW))
    return item


def _saved_sentence(count: int, folder: Path) -> str:
    text = ngettext("{count} file saved in {folder}", "{count} files saved in {folder}", count)
    return text.format(count=times.number(count), folder=folder)
