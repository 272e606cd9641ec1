"""The attachments of a mail: open, save, save all, drag out.

Their names come from a mail: a service decides under which name a file is written, and what is not opened.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from severa_desktop.bootstrap import Application
from severa_desktop.core.model import Attachment
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.activities.saving import ask_for_file, ask_for_folder
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.icons import icon
from severa_desktop.ui.tips import plain_tip

_PICTURES = {
    "image": "file-image",
    "text": "file-text",
    "application/pdf": "file-text",
    "application/zip": "file-archive",
    "application/vnd.ms-excel": "file-spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "file-spreadsheet",
    "text/csv": "file-spreadsheet",
    "message/rfc822": "mail",
    "text/calendar": "calendar",
}
_LEAST_NAMES = 28 * theme.UNIT
"""Pixels for names and sizes beside which the buttons may stand."""
_MOST_ROWS = 3
_ROW = 28
_NAME, _SIZE = range(2)
Result = TypeVar("Result")


class AttachmentBox(QWidget):
    """The attachments of the activity that is shown, with what can be done with them; hidden where there are none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files = AttachmentList(context)
        self._buttons = [push_button(made) for made in self.files.made]
        self._place: tuple[int, int] | None = None
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.UNIT)
        for button in self._buttons:
            button.setProperty("kind", "quiet")
            row.addWidget(button)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.UNIT, 0, theme.UNIT, theme.UNIT)
        self._grid.setHorizontalSpacing(theme.UNIT)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.files, 0, 0)
        self._arrange()
        self.hide()

    def show_all(self, activity_id: int, attachments: Sequence[Attachment]) -> None:
        """Show these attachments of an activity."""
        self.files.show_all(activity_id, attachments)
        self._buttons[-1].setVisible(len(attachments) > 1)
        self._arrange()
        self.setVisible(bool(attachments))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the names their room: the buttons go below them where there is too little."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() - self._row.sizeHint().width() >= _LEAST_NAMES
        place = (0, 1) if beside else (1, 0)
        alignment = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        if place != self._place:
            self._place = place
            self._grid.removeWidget(self._row)
            self._grid.addWidget(self._row, *place, alignment)


class AttachmentList(QTreeWidget):
    """One row an attachment: picture, name, size."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._activity_id = 0
        self._shown: list[Attachment] = []
        self.setAccessibleName(_("Attachments"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setIndentation(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(16, 16))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(_SIZE, QHeaderView.ResizeMode.ResizeToContents)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.itemDoubleClicked.connect(lambda _item, _column: self._open())
        self.made = (
            action(self, _("Open"), self._open, keys="Return", picture="external-link"),
            action(self, _("Save as …"), self._save, keys="Ctrl+Shift+S", picture="save"),
            action(self, _("Save all …"), self._save_all, keys="Alt+S", picture="folder"),
        )

    def show_all(self, activity_id: int, attachments: Sequence[Attachment]) -> None:
        """Show these attachments of an activity, the first one chosen."""
        self._activity_id = activity_id
        self._shown = list(attachments)
        self.clear()
        for one in attachments:
            item = QTreeWidgetItem([one.name, times.size(one.size)])
            item.setIcon(_NAME, icon(_picture(one.media_type), "secondary"))
            item.setToolTip(_NAME, plain_tip(_("{name}: Enter opens it, dragging copies it").format(name=one.name)))
            item.setTextAlignment(_SIZE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setSizeHint(_NAME, QSize(0, _ROW))
            self.addTopLevelItem(item)
        if len(attachments) > 1:
            # Of several it must be seen which one the buttons are for.
            self.setCurrentIndex(self.model().index(0, _NAME))
        self.setFixedHeight(min(len(attachments), _MOST_ROWS) * _ROW + 2)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag copies of the chosen ones out as files, once these are written and if the button is still down."""
        del actions
        chosen, activity_id, folder = self._chosen(), self._activity_id, self._context.copies

        def copy(services: Application) -> list[Path]:
            return [services.viewing.copy_for_others(activity_id, one.part, folder) for one in chosen]

        self._context.background.run(self, copy, self._drag, subject="drag")

    def _drag(self, paths: list[Path]) -> None:
        if not paths or not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            return
        drag = QDrag(self)
        drag.setMimeData(carried(paths))
        drag.exec(Qt.DropAction.CopyAction)

    def _open(self) -> None:
        folder, chosen = self._context.copies, self._chosen()

        def copies(services: Application, activity_id: int) -> list[Path]:
            return [services.viewing.open_copy(activity_id, one.part, folder) for one in chosen]

        self._with(copies, _open_all)

    def _save(self) -> None:
        chosen = self._chosen()
        if len(chosen) == 1:
            ask_for_file(self, _("Save attachment"), chosen[0].name, lambda target: self._write(chosen[0], target))
        elif chosen:
            ask_for_folder(self, _("Save attachments in"), lambda folder: self._write_to(folder, chosen))

    def _save_all(self) -> None:
        if self._shown:
            ask_for_folder(self, _("Save all attachments in"), lambda folder: self._write_to(folder, ()))

    def _write(self, attachment: Attachment, target: Path) -> None:
        self._with(
            lambda services, activity_id: services.viewing.write_attachment(activity_id, attachment.part, target),
            lambda path: self._context.say(_("Saved: {path}").format(path=path)),
        )

    def _write_to(self, folder: Path, chosen: Sequence[Attachment]) -> None:
        """Write those chosen, or all, to a folder."""
        parts = frozenset(one.part for one in chosen)
        self._with(
            lambda services, activity_id: services.viewing.save_all(activity_id, folder, parts),
            lambda paths: self._context.say(_saved_sentence(len(paths), folder)),
        )

    def _with(self, work: Callable[[Application, int], Result], then: Callable[[Result], object]) -> None:
        activity_id = self._activity_id
        self._context.background.run(self, lambda services: work(services, activity_id), then, lane=Lane.SLOW)

    def _chosen(self) -> list[Attachment]:
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._shown[row] for row in rows] or self._shown[:1]

    def _menu(self, place: QPoint) -> None:
        if self._shown:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self.made)
            menu.popup(self.viewport().mapToGlobal(place))


def carried(paths: Sequence[Path]) -> QMimeData:
    """Return what a drag carries to another program: the copies, as files."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def _open_all(paths: list[Path]) -> None:
    for path in paths:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _saved_sentence(count: int, folder: Path) -> str:
    text = ngettext("{count} attachment saved in {folder}", "{count} attachments saved in {folder}", count)
    return text.format(count=times.number(count), folder=folder)


def _picture(media_type: str) -> str:
    return _PICTURES.get(media_type) or _PICTURES.get(media_type.split("/", maxsplit=1)[0], "file")
