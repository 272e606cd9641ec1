"""Records of Severa that clash with records made by hand: a list to join them, or to keep them apart."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.core.severa import RecordKind
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.joining import Settled, Waiting
from severa_desktop.services.severa.words import why_words
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, main_button, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.clash_model import ClashModel
from severa_desktop.ui.directory.clash_table import ClashTable
from severa_desktop.ui.page import EmptyState, PageHeader, secondary
from severa_desktop.ui.settings.section import Remark

_Answer = TypeVar("_Answer")
Names = Sequence[tuple[RecordKind, str]]


class ClashPanel(QWidget):
    """Lists what waits, and does with it what a person decides."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.join = action(
            self,
            _("Join"),
            self._join_chosen,
            keys="Ctrl+J",
            picture="link",
            tip=_("Join: the record made by hand becomes Severa’s and keeps its activities"),
        )
        self.apart = action(
            self,
            _("Keep apart"),
            self._keep_apart,
            keys="Ctrl+Shift+J",
            picture="unlink",
            tip=_("Keep apart: both stand in the directory from now on"),
        )
        self.join_all = action(self, _("Join all"), self._join_all, keys="Ctrl+Return", picture="check")
        self.close_list = action(self, _("Back to the directory"), self.closed.emit, keys="Esc", picture="x")
        self.problem = Remark("circle-alert", "error")
        self.why = Remark("triangle-alert", "warning")
        self.model = ClashModel(self)
        self.table = self._make_table()
        self._blank, self._empty = QWidget(), EmptyState("circle-check")
        self._lists = QStackedWidget()
        self._lay_out()
        self._enable()

    def refresh(self) -> None:
        """Look at what waits now."""
        self._context.background.run(self, _waiting, self._take, subject="clashes", lane=Lane.SLOW)

    def take_focus(self) -> None:
        """Begin in the list, or at the way back."""
        if self._lists.currentWidget() is self._empty:
            self._empty.take_focus()
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_table(self) -> ClashTable:
        table = ClashTable(self.model)
        table.selectionModel().selectionChanged.connect(lambda _new, _old: self._enable())
        return table

    def _lay_out(self) -> None:
        buttons = (push_button(self.close_list), main_button(self.join_all))
        about = secondary(
            _(
                "These records of Severa have the same address, number or name as records made by hand, which stand in "
                "the directory in their place. Joined, the one made by hand becomes Severa’s and keeps its activities. "
                "Customers and contact persons can be kept apart instead: then both stand there."
            )
        )
        acts = QHBoxLayout()
        acts.setSpacing(theme.UNIT)
        for made in (self.join, self.apart):
            acts.addWidget(push_button(made))
        acts.addStretch()
        above = QVBoxLayout()
        above.setContentsMargins(3 * theme.UNIT, 0, 3 * theme.UNIT, theme.UNIT)
        above.setSpacing(2 * theme.UNIT)
        for widget in (about, self.problem):
            above.addWidget(widget)
        above.addLayout(acts)
        for shown in (self._blank, self.table, self._empty):
            self._lists.addWidget(shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PageHeader(_("Records that clash"), buttons))
        column.addLayout(above)
        column.addWidget(self._lists, 1)
        below = QFrame()
        inner = QVBoxLayout(below)
        inner.setContentsMargins(3 * theme.UNIT, theme.UNIT, 3 * theme.UNIT, 2 * theme.UNIT)
        inner.addWidget(self.why)
        column.addWidget(below)

    def _take(self, lines: tuple[Waiting, ...]) -> None:
        first = self._lists.currentWidget() is self._blank
        row = max(self.table.currentIndex().row(), 0)
        self.model.show_all(lines)
        if lines:
            self._lists.setCurrentWidget(self.table)
            self.table.choose(min(row, len(lines) - 1))
        else:
            self._empty.say(_("Nothing clashes any more."), (_("Back to the directory"), self.closed.emit))
            self._lists.setCurrentWidget(self._empty)
        self._enable()
        if self.isVisible() and (first or not lines):
            self.take_focus()

    def _chosen(self) -> list[Waiting]:
        return [self.model.line(index.row()) for index in self.table.selectionModel().selectedRows()]

    def _all(self) -> list[Waiting]:
        lines = map(self.model.line, range(self.model.rowCount()))
        return [one for one in lines if one.record is not None]

    def _enable(self) -> None:
        chosen = self._chosen()
        self.join.setEnabled(bool(chosen) and all(one.record is not None for one in chosen))
        self.apart.setEnabled(bool(chosen) and all(one.can_be_kept_apart for one in chosen))
        self.join_all.setEnabled(bool(self._all()))
        self.why.say(why_words(chosen[0]) if len(chosen) == 1 else "")

    def _join_chosen(self) -> None:
        self._join(_names(self._chosen()))

    def _join_all(self) -> None:
        self._join(_names(self._all()))

    def _join(self, names: Names) -> None:
        def then(joined: Settled) -> None:
            text = ngettext(
                "{count} record joined with Severa’s.", "{count} records joined with Severa’s.", joined.count
            )
            self._tell(text, joined, _("They are records made by hand again."))

        self._run(lambda services: services.severa.joining.join(names), then)

    def _keep_apart(self) -> None:
        names = _names(self._chosen())

        def then(apart: Settled) -> None:
            text = ngettext("{count} record is kept apart.", "{count} records are kept apart.", apart.count)
            self._tell(text, apart, _("They wait to be joined or kept apart again."))

        self._run(lambda services: services.severa.joining.keep_apart(names), then)

    def _tell(self, text: str, settled: Settled, undone: str) -> None:
        """Say what was done, with the way back."""

        def take_back() -> None:
            self._run(
                lambda services: services.severa.joining.take_back(settled), lambda _none: self._context.say(undone)
            )

        self._context.say(text.format(count=times.number(settled.count)), take_back)

    def _run(self, work: Callable[[Application], _Answer], then: Callable[[_Answer], object]) -> None:
        def told(answer: _Answer) -> None:
            then(answer)
            # The page looks again, and with it this list.
            self._context.changed.emit()

        def failed(error: Exception) -> None:
            if not isinstance(error, UserError):
                self._context.went_wrong.emit(error)
                return
            if self.isVisible():
                self.problem.say(str(error))
            else:
                self._context.say(str(error))
            self.refresh()

        self.problem.say("")
        self._context.background.run(self, work, told, failed=failed, lane=Lane.SLOW)


def _waiting(services: Application) -> tuple[Waiting, ...]:
    return (*services.severa.joining.clashes(), *services.severa.joining.left_out())


def _names(lines: Sequence[Waiting]) -> Names:
    return [(one.clash.kind, one.clash.pulled.guid) for one in lines]
