"""What the list is narrowed to: words, customer, project, owner, period, warnings. One row over the list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from severa_desktop.services.activities import Wanted
from severa_desktop.services.directory_search import Found, Kind
from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action
from severa_desktop.ui.context import Context
from severa_desktop.ui.icons import icon
from severa_desktop.ui.picker import pick

_TYPING_MS = 15
"""A pause this short is still typing: fast fingers cause one search, not three."""


class FilterBar(QWidget):
    """The search field and the filters; tells what is wanted whenever that changes."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._wanted = Wanted()
        self._owner_name = ""
        self._project_name = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search activities"))
        self.search.setAccessibleName(_("Search activities"))
        self.search.setToolTip(_("Subject, text, names, addresses, file names (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(24 * theme.UNIT)
        self.search.addAction(icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._typed)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self._customer = self._button(lambda: self._pick(self._customer, Kind.CUSTOMER, _("Which customer?")))
        self._project = self._button(lambda: self._pick(self._project, Kind.PROJECT, _("Which project?")))
        self._owner = self._button(lambda: self._pick(self._owner, Kind.USER, _("Which owner?")))
        self._period = self._button(None)
        self._period.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._period.setMenu(self._period_menu())
        self._warnings = self._button(None)
        self._warnings.setText(_("With warnings"))
        self._warnings.setIcon(icon("triangle-alert", "secondary"))
        self._warnings.setCheckable(True)
        self._warnings.toggled.connect(lambda on: self.set_wanted(replace(self._wanted, with_warnings=on)))
        self._clear = self._button(self.clear)
        self._clear.setText(_("Clear filters"))
        self._clear.setProperty("kind", "quiet")
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.UNIT, 2 * theme.UNIT, theme.UNIT, theme.UNIT)
        row.setSpacing(theme.UNIT)
        row.addWidget(self.search, 1)
        for button in (self._customer, self._project, self._owner, self._period, self._warnings, self._clear):
            row.addWidget(button)
        action(self, _("Search"), self._search_now, keys="Ctrl+F")
        self._show()

    @property
    def wanted(self) -> Wanted:
        """What the list should hold now."""
        return self._wanted

    def set_wanted(self, wanted: Wanted, *, owner_name: str = "", project_name: str = "") -> None:
        """Narrow the list to this, and show that in the row."""
        if wanted == self._wanted:
            return
        self._owner_name = owner_name or (self._owner_name if wanted.owner == self._wanted.owner else "")
        self._project_name = project_name or (self._project_name if wanted.project == self._wanted.project else "")
        self._wanted = wanted
        self._show()
        self.changed.emit()

    def add_button(self, button: QToolButton) -> None:
        """Put one more button at the end of the row."""
        self._row.addWidget(button)

    def clear(self) -> None:
        """Ask for all activities."""
        self.search.clear()
        self.set_wanted(Wanted())

    def _search_now(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _typed(self) -> None:
        self.set_wanted(replace(self._wanted, search=self.search.text()))

    def _button(self, done: Callable[[], object] | None) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "button")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if done is not None:
            button.clicked.connect(lambda _checked=False: done())
        return button

    def _pick(self, button: QToolButton, kind: Kind, hint: str) -> None:
        pick(self._context, [kind], hint, button, self._picked)

    def _picked(self, found: Found) -> None:
        match found.kind:
            case Kind.CUSTOMER:
                self.set_wanted(replace(self._wanted, customer=found.name))
            case Kind.PROJECT:
                self.set_wanted(replace(self._wanted, project=found.number), project_name=found.name)
            case Kind.USER:
                self.set_wanted(replace(self._wanted, owner=found.email), owner_name=found.name)
            case Kind.CONTACT:
                self.set_wanted(replace(self._wanted, search=found.email))

    def _period_menu(self) -> QMenu:
        menu = QMenu(self)
        for title, since, until in _periods(date.today()):  # noqa: DTZ011 - days are local to the person
            one = QAction(title, menu)
            one.triggered.connect(
                lambda _checked=False, since=since, until=until: self.set_wanted(
                    replace(self._wanted, since=since, until=until)
                )
            )
            menu.addAction(one)
        menu.addSeparator()
        own = QWidgetAction(menu)
        own.setDefaultWidget(_OwnPeriod(self._own_period))
        menu.addAction(own)
        return menu

    def _own_period(self, since: date, until: date) -> None:
        self.set_wanted(replace(self._wanted, since=min(since, until), until=max(since, until)))

    def _show(self) -> None:
        wanted = self._wanted
        if self.search.text() != wanted.search:
            self.search.setText(wanted.search)
            self._typing.stop()
        _label(self._customer, _("Customer"), wanted.customer or "")
        project = "" if wanted.project is None else f"{wanted.project} {self._project_name}".strip()
        _label(self._project, _("Project"), project)
        _label(self._owner, _("Owner"), self._owner_name or wanted.owner or "")
        _label(self._period, _("Period"), _period_words(wanted))
        self._warnings.blockSignals(True)  # noqa: FBT003 - Qt's own
        self._warnings.setChecked(wanted.with_warnings)
        self._warnings.blockSignals(False)  # noqa: FBT003
        self._clear.setVisible(replace(wanted, search="") != Wanted())


class _OwnPeriod(QWidget):
    """Two dates of one's own choice."""

    def __init__(self, chosen: Callable[[date, date], None]) -> None:
        super().__init__()
        self._since, self._until = QDateEdit(QDate.currentDate().addMonths(-1)), QDateEdit(QDate.currentDate())
        for field in (self._since, self._until):
            field.setCalendarPopup(True)
            field.setLocale(times.locale())
        use = QToolButton()
        use.setText(_("Show"))
        use.setProperty("kind", "button")
        use.clicked.connect(lambda: chosen(_day(self._since), _day(self._until)))
        form = QFormLayout(self)
        form.addRow(_("From"), self._since)
        form.addRow(_("Until"), self._until)
        form.addRow("", use)


def _day(field: QDateEdit) -> date:
    day = field.date()
    return date(day.year(), day.month(), day.day())


def _periods(today: date) -> list[tuple[str, date | None, date | None]]:
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    former = (first - timedelta(days=1)).replace(day=1)
    return [
        (_("Any time"), None, None),
        (_("Today"), today, today),
        (_("This week"), monday, None),
        (_("Last week"), monday - timedelta(days=7), monday - timedelta(days=1)),
        (_("This month"), first, None),
        (_("Last month"), former, first - timedelta(days=1)),
        (_("This year"), today.replace(month=1, day=1), None),
    ]


def _period_words(wanted: Wanted) -> str:
    if wanted.since is None and wanted.until is None:
        return ""
    since = "" if wanted.since is None else times.locale().toString(QDate(*_parts(wanted.since)), "d MMM yyyy")
    until = "" if wanted.until is None else times.locale().toString(QDate(*_parts(wanted.until)), "d MMM yyyy")
    return since if since == until else f"{since} – {until}"


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _label(button: QToolButton, title: str, value: str) -> None:
    text = f"{title}: {value}" if value else title
    shown = button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, 26 * theme.UNIT)
    button.setText(f"{shown}  ▾")
    button.setAccessibleName(text)
    button.setToolTip(text)
    button.setProperty("kind", "button")
    button.setCheckable(False)
