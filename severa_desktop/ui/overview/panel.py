"""Figures of what the list holds, as charts that filter it: mails a week, by customer, project and owner, by link."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout

from severa_desktop.services.activities import Wanted
from severa_desktop.services.overview import Overview, Share, Shares, Week
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.overview.bar import Narrowing, Value
from severa_desktop.ui.overview.charts import Chart, LyingChart, StandingChart
from severa_desktop.ui.page import secondary
from severa_desktop.ui.turns import in_a_turn

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MOST_WEEKS = 104
"""More bars than any window has room for; one mail of 1970 shall not make thousands."""


class OverviewPanel(QScrollArea):
    """Counts in the background; what was counted before stays until the new figures are there."""

    narrowed = Signal(object)
    """The list is to hold something else: a `Narrowing`."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._wanted = Wanted()
        self._stop = threading.Event()
        self._weeks: list[Week] = []
        self._total_count = 0
        self._first_day: date | None = None
        """Of the first week that has a bar."""
        self.setAccessibleName(_("Overview"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._total = QLabel()
        self._total.setFont(theme.title_font(self._total.font()))
        self._hint = secondary(_("Press a bar to show only these in the list."))
        self.weeks = StandingChart(_("Mails a week"))
        self.weeks.left_out.connect(self._tell_earlier)
        self.earlier = QPushButton()
        self.earlier.setProperty("kind", "quiet")
        self.earlier.setAutoDefault(True)  # Enter presses it too
        self.earlier.clicked.connect(self._show_earlier)
        self.customers = LyingChart(_("By customer"))
        self.projects = LyingChart(_("By project"))
        self.owners = LyingChart(_("By owner"))
        self.links = LyingChart(_("With and without a link"))
        self._lay_out()

    def show_figures(self, wanted: Wanted) -> None:
        """Count what is asked for; what was being counted before is given up."""
        self.stop()
        stop = self._stop = threading.Event()
        self._context.background.run(
            self,
            lambda services: (wanted, services.overview.overview(wanted, stop)),
            self._show,
            subject="overview",
            lane=Lane.SLOW,
        )

    def stop(self) -> None:
        """Give up counting."""
        self._stop.set()

    def _lay_out(self) -> None:
        body = QFrame()
        body.setProperty("surface", "base")
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT)
        column.setSpacing(theme.UNIT // 2)
        column.addWidget(self._total)
        column.addWidget(self._hint)
        self._charts: tuple[Chart, ...] = (self.weeks, self.customers, self.projects, self.owners, self.links)
        for chart in self._charts:
            title = QLabel(chart.accessibleName())
            title.setFont(theme.strong_font(title.font()))
            title.setBuddy(chart)
            column.addSpacing(theme.UNIT)
            column.addWidget(title)
            column.addWidget(chart)
            if chart is self.weeks:
                column.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft)
            chart.pressed.connect(self.narrowed)
        column.addStretch()
        self.setWidget(body)

    def _show(self, found: tuple[Wanted, Overview | None]) -> None:
        wanted, overview = found
        if overview is None:
            return
        self._wanted = wanted
        count = overview.total
        self._total.setText(ngettext("{count} activity", "{count} activities", count).format(count=times.number(count)))
        self._weeks, self._total_count = _last_weeks(overview.weeks), count
        self._fill(
            (
                lambda: self.weeks.show_series([self._week(week) for week in self._weeks]),
                lambda: self.customers.show_values(self._shares(overview.customers, count, _("No customer"))),
                lambda: self.projects.show_values(self._shares(overview.projects, count, _("No project"))),
                lambda: self.owners.show_values(self._shares(overview.owners, count, _("No owner"))),
                lambda: self.links.show_values(self._links(overview)),
            )
        )

    def _fill(self, steps: Sequence[Callable[[], None]]) -> None:
        """Do one chart after the other, letting the window do other things in between; newer figures come instead."""
        stop = self._stop

        def do(position: int) -> None:
            if stop is self._stop and position < len(steps):
                steps[position]()
                in_a_turn(self, lambda: do(position + 1))

        do(0)

    def _week(self, week: Week) -> Value:
        last = week.start + 6 * _DAY
        is_on = (self._wanted.since, self._wanted.until) == (week.start, last)
        since, until = (None, None) if is_on else (week.start, last)
        return Value(
            _("Week of {day}").format(day=_words(week.start, "d MMMM yyyy")),
            week.count,
            Narrowing(replace(self._wanted, since=since, until=until)),
            is_on,
            label=_words(week.start, "d MMM"),
        )

    def _shares(self, shares: Shares, total: int, none: str) -> list[Value]:
        values = [self._share(share) for share in shares.top]
        left = total - shares.others - sum(share.count for share in shares.top)
        if shares.others:
            values.append(Value(_("All others"), shares.others, has_bar=False))
        if left:
            values.append(Value(none, left, has_bar=False))
        return values

    def _share(self, share: Share) -> Value:
        wanted = self._wanted
        if share.number is not None:
            name = f"{share.number} {share.name}"
            is_on = wanted.project == share.number
            asked = Narrowing(replace(wanted, project=None if is_on else share.number), project_name=name)
        elif share.email:
            name = share.name
            is_on = wanted.owner is not None and wanted.owner.casefold() == share.email.casefold()
            asked = Narrowing(replace(wanted, owner=None if is_on else share.email), owner_name=name)
        else:
            name = share.name
            is_on = wanted.customer is not None and wanted.customer.casefold() == share.name.casefold()
            asked = Narrowing(replace(wanted, customer=None if is_on else share.name))
        return Value(name, share.count, asked, is_on)

    def _links(self, overview: Overview) -> list[Value]:
        if not overview.total:
            return []
        is_on = self._wanted.unlinked
        unlinked = Narrowing(replace(self._wanted, unlinked=not is_on))
        return [
            Value(_with_share(_("Linked"), overview.linked, overview.total), overview.linked),
            Value(_with_share(_("Not linked"), overview.unlinked, overview.total), overview.unlinked, unlinked, is_on),
        ]

    def _tell_earlier(self, left_out: int) -> None:
        """Say how many there were before the first week that has a bar."""
        shown = self._weeks[left_out:]
        number = self._total_count - sum(week.count for week in shown)
        self.earlier.setText(_("Earlier: {count}").format(count=times.number(number)))
        self.earlier.setVisible(bool(number))
        self._first_day = shown[0].start if shown else None

    def _show_earlier(self) -> None:
        if self._first_day is not None:
            self.narrowed.emit(Narrowing(replace(self._wanted, until=self._first_day - _DAY)))


def _last_weeks(weeks: Sequence[Week]) -> list[Week]:
    """Return the weeks up to the last one that has mails, at most some, those without mails too."""
    if not weeks:
        return []
    counts = {week.start: week.count for week in weeks[-_MOST_WEEKS:]}
    count = min((weeks[-1].start - weeks[0].start) // _WEEK + 1, _MOST_WEEKS)
    days = [weeks[-1].start - place * _WEEK for place in reversed(range(count))]
    return [Week(day, counts.get(day, 0)) for day in days]


def _with_share(name: str, count: int, total: int) -> str:
    return f"{name} · {times.locale().toString(100 * count / total, 'f', 0)} %"


def _words(day: date, form: str) -> str:
    return times.locale().toString(QDate(day.year, day.month, day.day), form)
