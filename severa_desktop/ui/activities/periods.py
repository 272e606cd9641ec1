"""Periods that a list is narrowed to: named ones that move with the calendar, or two days of one's own."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QDate, QPoint, QSize, Qt, Signal
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
from severa_desktop.ui.page import rule

_WIDTH = 32 * theme.UNIT
_ROW = 28


class Period(StrEnum):
    """How a period was chosen."""

    ANY = "any"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_YEAR = "this_year"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of a period, both inclusive; None is open."""

    since: date | None = None
    until: date | None = None


def today() -> date:
    """Return the present day where the person is."""
    return date.today()  # noqa: DTZ011 - days are local to the person


def days_of(period: Period, now: date) -> Days:
    """Return the days of a named period; of one's own there are none to name."""
    monday = now - timedelta(days=now.weekday())
    first = now.replace(day=1)
    match period:
        case Period.TODAY:
            return Days(now, now)
        case Period.THIS_WEEK:
            return Days(monday, monday + timedelta(days=6))
        case Period.LAST_WEEK:
            return Days(monday - timedelta(days=7), monday - timedelta(days=1))
        case Period.THIS_MONTH:
            return Days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        case Period.LAST_MONTH:
            return Days((first - timedelta(days=1)).replace(day=1), first - timedelta(days=1))
        case Period.THIS_YEAR:
            return Days(now.replace(month=1, day=1), now.replace(month=12, day=31))
        case Period.ANY | Period.OWN:
            return Days()


def period_title(period: Period) -> str:
    """Return what a period is called."""
    return {
        Period.ANY: _("Any time"),
        Period.TODAY: _("Today"),
        Period.THIS_WEEK: _("This week"),
        Period.LAST_WEEK: _("Last week"),
        Period.THIS_MONTH: _("This month"),
        Period.LAST_MONTH: _("Last month"),
        Period.THIS_YEAR: _("This year"),
        Period.OWN: _("Own period"),
    }[period]


def days_words(days: Days) -> str:
    """Return the days of a period in words; empty if both are open."""
    since, until = _words(days.since), _words(days.until)
    if since == until:
        return since
    if not until:
        return _("from {day}").format(day=since)
    if not since:
        return _("until {day}").format(day=until)
    return f"{since} – {until}"


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
        self._since = _date_field(_("From"), days.since or today() - timedelta(days=30))
        self._until = _date_field(_("Until"), days.until or today())
        show = QPushButton(_("Show this period"))
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
            self.chosen.emit(period, days_of(period, today()))

    def _take_own(self) -> None:
        first, last = sorted((_day(self._since), _day(self._until)))
        self.close()
        self.chosen.emit(Period.OWN, Days(first, last))


def _date_field(name: str, day: date) -> QDateEdit:
    field = QDateEdit(_qdate(day))
    field.setAccessibleName(name)
    field.setCalendarPopup(True)
    field.setLocale(times.locale())
    field.setDisplayFormat("d MMM yyyy")
    return field


def _words(day: date | None) -> str:
    return "" if day is None else times.locale().toString(_qdate(day), "d MMM yyyy")


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _day(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())
