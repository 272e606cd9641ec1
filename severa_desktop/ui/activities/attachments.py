"""The attachments of a mail: open, save, save all, drag out.

Their names come from a mail: a service decides under which name a file is written, and what is not opened.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QListView, QListWidget, QListWidgetItem, QMenu

from severa_desktop.bootstrap import Application
from severa_desktop.core.model import Attachment
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.icons import icon

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
_MOST_ROWS = 3
Result = TypeVar("Result")


class AttachmentList(QListWidget):
    """The attachments of the activity that is shown."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._activity_id = 0
        # Copies for other programs live as long as the window: nobody knows when they are done with them.
        self._copies = TemporaryDirectory(prefix="severa-desktop-", ignore_cleanup_errors=True)
        self.setAccessibleName(_("Attachments"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setIconSize(QSize(16, 16))
        self.setSpacing(2)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.itemDoubleClicked.connect(lambda _item: self._open())
        self._actions = [
            action(self, _("Open"), self._open, keys="Return", picture="external-link"),
            action(self, _("Save as …"), self._save, keys="Ctrl+Shift+S", picture="save"),
            action(self, _("Save all …"), self._save_all, keys="Ctrl+Alt+S", picture="folder"),
        ]
        self.hide()

    def show_all(self, activity_id: int, attachments: Sequence[Attachment]) -> None:
        """Show these attachments of an activity."""
        self._activity_id = activity_id
        self.clear()
        for one in attachments:
            item = QListWidgetItem(icon(_picture(one.media_type), "secondary"), f"{one.name}  {times.size(one.size)}")
            item.setData(Qt.ItemDataRole.UserRole, one)
            item.setToolTip(
                _("{name}: Enter opens it, Ctrl+Shift+S saves it, dragging copies it").format(name=one.name)
            )
            self.addItem(item)
        rows = min((len(attachments) + 1) // 2, _MOST_ROWS)
        self.setFixedHeight(rows * (theme.ROW - 4) + theme.UNIT)
        self.setVisible(bool(attachments))

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag copies of the chosen ones out as files, once these are written and if the button is still down."""
        del actions
        chosen, activity_id, folder = self._chosen(), self._activity_id, Path(self._copies.name)

        def copy(services: Application) -> list[Path]:
            return [services.viewing.copy_for_others(activity_id, one.part, folder) for one in chosen]

        self._context.background.run(self, copy, self._drag, subject="drag")

    def _drag(self, paths: list[Path]) -> None:
        if not paths or not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            return
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        drag = QDrag(self)
        drag.setMimeData(carried)
        drag.exec(Qt.DropAction.CopyAction)

    def _open(self) -> None:
        folder, chosen = Path(self._copies.name), self._chosen()

        def copies(services: Application, activity_id: int) -> list[Path]:
            return [services.viewing.open_copy(activity_id, one.part, folder) for one in chosen]

        self._with(copies, _open_all)

    def _save(self) -> None:
        chosen = self._chosen()
        target = chosen and QFileDialog.getSaveFileName(self, _("Save attachment"), chosen[0].name)[0]
        if target:
            self._with(
                lambda services, activity_id: services.viewing.write_attachment(
                    activity_id, chosen[0].part, Path(target)
                ),
                lambda path: self._context.say(_("Saved: {path}").format(path=path)),
            )

    def _save_all(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Save all attachments in"))
        if folder:
            self._with(
                lambda services, activity_id: services.viewing.save_all(activity_id, Path(folder)),
                lambda paths: self._context.say(_saved_sentence(len(paths), folder)),
            )

    def _with(self, work: Callable[[Application, int], Result], then: Callable[[Result], object]) -> None:
        activity_id = self._activity_id
        self._context.background.run(self, lambda services: work(services, activity_id), then, lane=Lane.SLOW)

    def _chosen(self) -> list[Attachment]:
        items = self.selectedItems() or [self.item(row) for row in range(min(self.count(), 1))]
        return [item.data(Qt.ItemDataRole.UserRole) for item in items]

    def _menu(self, place: QPoint) -> None:
        if self.count():
            menu = QMenu(self)
            menu.addActions(self._actions)
            menu.exec(self.viewport().mapToGlobal(place))


def _open_all(paths: list[Path]) -> None:
    for path in paths:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _saved_sentence(count: int, folder: str) -> str:
    text = ngettext("{count} attachment saved in {folder}", "{count} attachments saved in {folder}", count)
    return text.format(count=count, folder=folder)


def _picture(media_type: str) -> str:
    return _PICTURES.get(media_type) or _PICTURES.get(media_type.split("/", maxsplit=1)[0], "file")
