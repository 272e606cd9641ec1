"""What the list is narrowed to: words, customer, project, owner, period, warnings, links. One row over the list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QToolButton, QWidget

from severa_desktop.services.wanted import Wanted
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.activities.filter_button import FilterButton
from severa_desktop.ui.activities.periods import Days, Period, days_of, days_words, period_title, today
from severa_desktop.ui.clearable import ClearableField
from severa_desktop.ui.context import Context
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.icons import icon
from severa_desktop.ui.page import secondary
from severa_desktop.ui.state import WindowState

if TYPE_CHECKING:
    from severa_desktop.services.directory_search import Found

_SEARCH_WIDTH = 24 * theme.UNIT
_MANY = 9_999
"""Activities that are found, of which there is room for the number."""


class SearchField(ClearableField):
    """What is searched for; the arrow down and Enter lead into what was found, Escape clears it."""

    left = Signal()
    """The person goes on to the list."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lead on to the list, or clear."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.left.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """The search field and the filters; tells what is wanted whenever that changes."""

    changed = Signal()

    def __init__(self, context: Context, page: QWidget) -> None:
        """The keys of the filters work on the whole page."""
        super().__init__(page)
        self._context = context
        self._page = page
        self._wanted = Wanted()
        self._period = Period.ANY
        self._owner_name = ""
        self._project_name = ""
        self.search = self._make_search()
        self.found = secondary()
        self.found.setWordWrap(False)
        self.found.hide()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        # Not at the key itself: letters that come together, as when one pastes, cause one search.
        self._typing.setInterval(0)
        self._typing.timeout.connect(self._typed)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self._make_buttons()
        self._lay_out()
        self._show()

    @property
    def wanted(self) -> Wanted:
        """What the list should hold now."""
        return self._wanted

    def set_wanted(
        self, wanted: Wanted, *, owner_name: str = "", project_name: str = "", period: Period = Period.OWN
    ) -> None:
        """Narrow the list to this, and show that in the row."""
        if wanted == self._wanted:
            return
        self._owner_name = owner_name or (self._owner_name if wanted.owner == self._wanted.owner else "")
        self._project_name = project_name or (self._project_name if wanted.project == self._wanted.project else "")
        if (wanted.since, wanted.until) != (self._wanted.since, self._wanted.until):
            self._period = Period.ANY if (wanted.since, wanted.until) == (None, None) else period
        self._wanted = wanted
        self._show()
        self.changed.emit()

    def show_count(self, count: int | None) -> None:
        """Say how many activities were found, where the list is narrowed down; None while that is not known yet."""
        narrowed = self._wanted != Wanted()
        text = "…" if count is None else _found_words(count)
        self.found.setText(text)
        self.search.setAccessibleDescription(text if narrowed else "")
        if self.found.isHidden() == narrowed:
            self.found.setVisible(narrowed)
            self._arrange()

    def add_tool(self, button: QWidget) -> None:
        """Put one more button at the right end."""
        self._tools.addWidget(button)

    def clear(self) -> None:
        """Ask for all activities."""
        self.set_wanted(Wanted())

    def clear_filters(self) -> None:
        """Ask for all that have the words searched for."""
        self.set_wanted(Wanted(search=self._wanted.search))

    def clear_search(self) -> None:
        """Ask for all that fit the filters."""
        self.set_wanted(replace(self._wanted, search=""))

    def remember(self, state: WindowState) -> None:
        """Keep the filters, not the search: who comes back wants to see the list."""
        wanted = self._wanted
        values = {
            "customer": wanted.customer or "",
            "project": "" if wanted.project is None else str(wanted.project),
            "project_name": self._project_name,
            "owner": wanted.owner or "",
            "owner_name": self._owner_name,
            "period": self._period.value,
            "since": "" if wanted.since is None else wanted.since.isoformat(),
            "until": "" if wanted.until is None else wanted.until.isoformat(),
        }
        for name, value in values.items():
            state.set_text(f"activities/{name}", value)
        state.set_flag("activities/warnings", value=wanted.with_warnings)
        state.set_flag("activities/unlinked", value=wanted.unlinked)

    def restore(self, state: WindowState) -> None:
        """Narrow the list as it was when the window was closed; “this week” is the present one."""
        number = state.text("activities/project")
        own = Days(_day(state.text("activities/since")), _day(state.text("activities/until")))
        name = state.text("activities/period")
        period = Period(name) if name in set(Period) else Period.ANY
        days = own if period is Period.OWN else days_of(period, today())
        wanted = Wanted(
            customer=state.text("activities/customer") or None,
            project=int(number) if number.isascii() and number.isdecimal() else None,
            owner=state.text("activities/owner") or None,
            since=days.since,
            until=days.until,
            with_warnings=state.flag("activities/warnings"),
            unlinked=state.flag("activities/unlinked"),
        )
        self.set_wanted(
            wanted,
            owner_name=state.text("activities/owner_name"),
            project_name=state.text("activities/project_name"),
            period=period,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the filters beside the search, or below it where there is no room."""
        super().resizeEvent(event)
        self._arrange()

    def _make_search(self) -> SearchField:
        search = SearchField()
        search.setPlaceholderText(_("Search activities"))
        search.setAccessibleName(_("Search activities"))
        search.setToolTip(_("Subject, text, names, addresses, file names (Ctrl+F)"))
        search.setMinimumWidth(_SEARCH_WIDTH)
        search.addAction(icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition)
        for button in search.findChildren(QToolButton):
            button.setAccessibleName(_("Search"))
        action(self._page, _("Search"), self._search_now, keys="Ctrl+F")
        return search

    def _make_buttons(self) -> None:
        self._customer = self._button(_("Customer"), self._ask_customer, "Alt+K")
        self._project = self._button(_("Project"), self._ask_project, "Alt+P")
        self._owner = self._button(_("Owner"), self._ask_owner, "Alt+E")
        self._when = self._button(_("Period"), self._ask_period, "Alt+D")
        self._warnings = self._button(_("With warnings"), self._turn_warnings, "Alt+W", picture="triangle-alert")
        self._unlinked = self._button(_("Not linked"), self._turn_unlinked, "Alt+U", picture="unlink")
        self._clear = push_button(self._action(_("Clear filters"), self.clear_filters, "Ctrl+Shift+F"))
        self._clear.setProperty("kind", "quiet")

    def _button(self, title: str, done: Callable[[], object], keys: str, *, picture: str = "") -> FilterButton:
        """Make a button; one with a picture has nothing to choose from, and the picture says enough."""
        made = self._action(_("Filter: {title}").format(title=title), done, keys)
        return FilterButton(made, title, opens=not picture, picture=picture)

    def _action(self, text: str, done: Callable[[], object], keys: str) -> QAction:
        return action(self._page, text, done, keys=keys)

    def _lay_out(self) -> None:
        self._filters = QWidget(self)
        flow = FlowLayout(self._filters, spacing=theme.UNIT)
        for button in (self._customer, self._project, self._owner, self._when, self._warnings, self._unlinked):
            flow.addWidget(button)
        flow.addWidget(self._clear)
        tools = QWidget(self)
        self._tools = QHBoxLayout(tools)
        self._tools.setContentsMargins(0, 0, 0, 0)
        self._tools.setSpacing(theme.UNIT)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT, theme.UNIT)
        self._grid.setSpacing(theme.UNIT)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.search, 0, 0)
        self._grid.addWidget(self.found, 0, 1)
        self._grid.addWidget(self._filters, 0, 2)
        self._grid.addWidget(tools, 0, 3)
        self._is_wide = True

    def _arrange(self) -> None:
        filters = self._filters.sizeHint().width() + self._warnings.spared + self._unlinked.spared
        for button in (self._warnings, self._unlinked):
            button.be_small(small=filters + 4 * theme.UNIT > self.width())
        needed = _SEARCH_WIDTH + filters + self._tools.sizeHint().width() + 7 * theme.UNIT
        # As if it were there: nothing is to jump when somebody begins to type.
        most = self.found.fontMetrics().horizontalAdvance(_found_words(_MANY))
        needed += max(most, self.found.sizeHint().width()) + theme.UNIT
        is_wide = needed <= self.width()
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            self._grid.removeWidget(self._filters)
            if is_wide:
                self._grid.addWidget(self._filters, 0, 2)
            else:
                self._grid.addWidget(self._filters, 1, 0, 1, 4)

    def _search_now(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _typed(self) -> None:
        self.set_wanted(replace(self._wanted, search=self.search.text()))

    def _ask_customer(self) -> None:
        if self._customer.is_on:
            self.set_wanted(replace(self._wanted, customer=None))
        else:
            self._pick(self._customer, "customer", _("Which customer?"))

    def _ask_project(self) -> None:
        if self._project.is_on:
            self.set_wanted(replace(self._wanted, project=None))
        else:
            self._pick(self._project, "project", _("Which project?"))

    def _ask_owner(self) -> None:
        if self._owner.is_on:
            self.set_wanted(replace(self._wanted, owner=None))
        else:
            self._pick(self._owner, "user", _("Which owner?"))

    def _ask_period(self) -> None:
        if self._when.is_on:
            self._take_period(Period.ANY, Days())
            return
        # Loaded when it is wanted, as what the other filters choose with: the window opens sooner.
        from severa_desktop.ui.activities.period_picker import PeriodPicker  # noqa: PLC0415

        picker = PeriodPicker(self._period, Days(self._wanted.since, self._wanted.until), self.window())
        picker.chosen.connect(self._take_period)
        picker.open_below(self._when)

    def _take_period(self, period: Period, days: Days) -> None:
        self.set_wanted(replace(self._wanted, since=days.since, until=days.until), period=period)

    def _turn_warnings(self) -> None:
        self.set_wanted(replace(self._wanted, with_warnings=not self._wanted.with_warnings))

    def _turn_unlinked(self) -> None:
        self.set_wanted(replace(self._wanted, unlinked=not self._wanted.unlinked))

    def _pick(self, button: QToolButton, kind: str, hint: str) -> None:
        from severa_desktop.services.directory_search import Kind  # noqa: PLC0415
        from severa_desktop.ui.picker import pick  # noqa: PLC0415

        pick(self._context, [Kind(kind)], hint, button, self._picked)

    def _picked(self, found: "Found") -> None:
        match found.kind.value:
            case "customer":
                self.set_wanted(replace(self._wanted, customer=found.name))
            case "project":
                self.set_wanted(replace(self._wanted, project=found.number), project_name=found.name)
            case _:
                self.set_wanted(replace(self._wanted, owner=found.email or None), owner_name=found.name)

    def _show(self) -> None:
        wanted = self._wanted
        if self.search.text() != wanted.search:
            self.search.setText(wanted.search)
            self._typing.stop()
        project = "" if wanted.project is None else self._project_name or str(wanted.project)
        days = days_words(Days(wanted.since, wanted.until))
        when = days if self._period is Period.OWN or not days else period_title(self._period)
        values = (
            (self._customer, wanted.customer),
            (self._project, project),
            (self._owner, self._owner_name or wanted.owner),
            (self._when, when),
        )
        for button, value in values:
            if value:
                button.show_on(value)
            else:
                button.show_off()
        for button, is_on in ((self._warnings, wanted.with_warnings), (self._unlinked, wanted.unlinked)):
            if is_on:
                button.show_on()
            else:
                button.show_off()
        self._clear.setVisible(replace(wanted, search="") != Wanted())
        self._arrange()


def _found_words(count: int) -> str:
    return ngettext("{count} found", "{count} found", count).format(count=times.number(count))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
