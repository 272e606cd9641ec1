"""Chooses a period in place: a named one, or from one day to another."""

from datetime import date, timedelta

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDateEdit,
    QFrame,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.activities import periods
from severa_desktop.ui.activities.periods import Days, Period, days_of, period_title, qdate
from severa_desktop.ui.page import rule

_WIDTH = 32 * theme.UNIT
_ROW = 28


class PeriodPicker(QFrame):
    """Opens in place: named periods to choose by arrow keys and Enter, and two days of one's own."""

    chosen = Signal(object, object)
    """A `Period` and its `Days`."""

    def __init__(self, now: Period, days: Days, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "card")
        self.setAccessibleName(_("Period"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._list = QListWidget()
        self._list.setAccessibleName(_("Period"))
        for period in Period:
            if period is not Period.OWN:
                item = QListWidgetItem(period_title(period))
                item.setData(Qt.ItemDataRole.UserRole, period)
                item.setSizeHint(QSize(0, max(_ROW, self.fontMetrics().height() + theme.UNIT)))
                self._list.addItem(item)
                if period is now:
                    self._list.setCurrentItem(item)
        self._list.setFixedHeight(self._list.count() * self._list.sizeHintForRow(0) + theme.UNIT)
        self._list.itemClicked.connect(lambda _item: self._take_named())
        self._since = _date_field(_("From"), days.since or periods.today() - timedelta(days=30))
        self._until = _date_field(_("Until"), days.until or periods.today())
        show = QPushButton(_("Show this period"))
        show.setAutoDefault(True)  # Enter presses it too
        show.clicked.connect(self._take_own)
        form = QGridLayout()
        form.setSpacing(theme.UNIT)
        form.setColumnStretch(1, 1)
        for row, field in enumerate((self._since, self._until)):
            form.addWidget(QLabel(field.accessibleName()), row, 0)
            form.addWidget(field, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.UNIT, theme.UNIT, theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addWidget(self._list)
        column.addWidget(rule())
        column.addLayout(form)
        column.addWidget(show)
        self.setFixedWidth(_WIDTH)

    def open_below(self, widget: QWidget) -> None:
        """Open under a widget, within the screen."""
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(0, widget.height() + 4))
        screen = widget.screen().availableGeometry()
        left = max(screen.left(), min(corner.x(), screen.right() - self.width()))
        self.move(left, min(corner.y(), screen.bottom() - self.height()))
        self.show()
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what has the focus on Enter; Escape closes, as with every popup."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._list.hasFocus():
                self._take_named()
            else:
                self._take_own()
            return
        super().keyPressEvent(event)

    def _take_named(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            period = Period(item.data(Qt.ItemDataRole.UserRole))
            self.close()
            self.chosen.emit(period, days_of(period, periods.today()))

    def _take_own(self) -> None:
        first, last = sorted((_day(self._since), _day(self._until)))
        self.close()
        self.chosen.emit(Period.OWN, Days(first, last))


def _date_field(name: str, day: date) -> QDateEdit:
    field = QDateEdit(qdate(day))
    field.setAccessibleName(name)
    field.setCalendarPopup(True)
    field.setLocale(times.locale())
    field.setDisplayFormat("d MMM yyyy")
    return field


def _day(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())
