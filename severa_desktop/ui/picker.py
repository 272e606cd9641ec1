"""A search field over the directory that opens in place: type, choose with the arrow keys, Enter."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QEvent, QMetaMethod, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from severa_desktop.services.directory_search import Found, Kind
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.clearable import ClearableField
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import secondary
from severa_desktop.ui.tips import plain_tip

_WIDTH = 44 * theme.UNIT
_ROW = 28
_MOST = 50


class DirectoryPicker(QFrame):
    """Finds records of some kinds and hands over the one that is chosen; closes by itself."""

    chosen = Signal(object)
    """The record that was chosen, a `Found`."""
    typed = Signal(str)
    """An e-mail address that nobody in the directory has, on Enter; offered where somebody listens."""

    def __init__(self, context: Context, kinds: Collection[Kind], hint: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._kinds = frozenset(kinds)
        self._is_looking = False
        self._enter_waits = False
        self._field = ClearableField()
        self._field.setPlaceholderText(hint)
        self._field.setAccessibleName(hint)
        self._field.textChanged.connect(self._search)
        self._field.installEventFilter(self)
        self._list = QListWidget()
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(hint)
        self._list.itemClicked.connect(self._take)
        self._nothing = secondary()
        self._nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.UNIT, theme.UNIT, theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        for widget in (self._field, self._list, self._nothing):
            column.addWidget(widget)
        self.setFixedSize(_WIDTH, 40 * theme.UNIT)

    def open_below(self, widget: QWidget) -> None:
        """Open under a widget, of a list under the row that the keyboard is on, within the screen."""
        corner = _corner_under(widget)
        self.move(place_within(widget.screen().availableGeometry(), corner, self.size()))
        self.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._search("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys and Enter work on the list while the field has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
                Qt.Key(event.key())
            )
            if step is not None:
                row = min(max(self._list.currentRow() + step, 0), self._list.count() - 1)
                self._list.setCurrentRow(row)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._enter()
                return True
        return super().eventFilter(watched, event)

    def _enter(self) -> None:
        """Take the chosen row; while the answer to what was typed is not there yet, wait for it."""
        if self._is_looking:
            self._enter_waits = True
        elif self._list.count():
            self._take(self._list.currentItem())
        elif self._takes_address():
            text = self._field.text().strip()
            self.close()
            self.typed.emit(text)

    def _takes_address(self) -> bool:
        return "@" in self._field.text() and self.isSignalConnected(QMetaMethod.fromSignal(self.typed))

    def _search(self, text: str) -> None:
        kinds = self._kinds
        self._is_looking, self._enter_waits = True, False
        self._context.background.run(
            self,
            lambda services: services.directory_search.find(text, kinds, _MOST),
            self._fill,
            subject="find",
        )

    def _fill(self, found: tuple[Found, ...]) -> None:
        self._list.clear()
        row = QSize(0, max(_ROW, self.fontMetrics().height() + theme.UNIT))
        for one in found:
            item = QListWidgetItem(_words(one))
            item.setToolTip(plain_tip(item.text()))
            item.setData(Qt.ItemDataRole.UserRole, one)
            item.setSizeHint(row)
            self._list.addItem(item)
        if found:
            self._list.setCurrentRow(0)
        else:
            self._nothing.setText(
                _("Nobody in the directory has this address. Enter takes it as it is.")
                if self._takes_address()
                else _("Nobody and nothing in the directory is called so.")
            )
        self._list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._is_looking = False
        if self._enter_waits:
            self._enter_waits = False
            self._enter()

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        found = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        self.chosen.emit(found)


def _corner_under(widget: QWidget) -> QPoint:
    """Return the place on the screen under a widget, or under a list's current row as far as that can be seen."""
    if isinstance(widget, QAbstractItemView):
        place, view = widget.visualRect(widget.currentIndex()), widget.viewport()
        bottom = min(max(place.bottom(), 0), view.height())
        return view.mapToGlobal(QPoint(theme.UNIT, bottom + 1))
    return widget.mapToGlobal(QPoint(0, widget.height() + 4))


def place_within(screen: QRect, corner: QPoint, size: QSize) -> QPoint:
    """Return the place nearest to a corner at which something of this size is wholly on the screen."""
    left = max(screen.left(), min(corner.x(), screen.left() + screen.width() - size.width()))
    top = max(screen.top(), min(corner.y(), screen.top() + screen.height() - size.height()))
    return QPoint(left, top)


def _words(found: Found) -> str:
    details = [found.detail] if found.detail else []
    if not found.active:
        details.append(_("closed") if found.kind is Kind.PROJECT else _("not active"))
    return f"{found.name}    {' · '.join(details)}" if details else found.name


def pick(
    context: Context, kinds: Collection[Kind], hint: str, below: QWidget, then: Callable[[Found], object]
) -> DirectoryPicker:
    """Let a person choose a record of the directory under a widget."""
    picker = DirectoryPicker(context, kinds, hint, below.window())
    picker.chosen.connect(then)
    picker.open_below(below)
    return picker
