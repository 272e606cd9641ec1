"""The page of what needs a look: mails that were not imported and activities with warnings, newest first."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout

from severa_desktop.services.checking import CheckKind
from severa_desktop.texts import _
from severa_desktop.ui.actions import action, main_button
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.page import EmptyState, Page, PageHeader
from severa_desktop.ui.places import IMPORT
from severa_desktop.ui.to_check.acting import Acts, stand_while_fitting
from severa_desktop.ui.to_check.chips import KindChips
from severa_desktop.ui.to_check.detail import CheckDetail
from severa_desktop.ui.to_check.importable import ImportableBar
from severa_desktop.ui.to_check.model import Found, ToCheckModel
from severa_desktop.ui.to_check.table import CheckTable

_KINDS = "to_check/kinds"
_COLUMNS = "to_check/columns"
_DIVIDER = "to_check/divider"


class ToCheckPage(Page):
    """Goes through what needs a look, one after the other."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model = ToCheckModel(context.background, self)
        self.table = CheckTable(self.model)
        self.acts = Acts(context, self, self.table)
        self.chips = KindChips(self, _kinds(context.state.text(_KINDS)))
        self.chips.changed.connect(self._ask)
        self.detail = CheckDetail(context, self.acts, self)
        self.importable = ImportableBar(context, self, self.acts.hand_in)
        self.acts.handing_in.changed.connect(lambda: self.importable.set_usable(self.acts.handing_in.is_usable))
        self._looks_further = False
        """Whether what can be imported now is to be looked for once the list is there."""
        self._empty = EmptyState("circle-check")
        self._lists = QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.model.loaded.connect(self._loaded)
        self.table.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_chosen())
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.doubleClicked.connect(lambda _index: self.acts.open_activity.trigger())
        # Not of the whole page: there Enter presses the button that has the focus.
        action(self.table, _("Read"), self.detail.focus_body, keys="Return")
        self._restore()

    def refresh(self) -> None:
        """Look again, keeping what is chosen."""
        self._looks_further = True
        self._ask()

    def take_focus(self) -> None:
        """Let the arrow keys move in the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def remember(self) -> None:
        """Keep columns, kinds and the place of the divider."""
        state = self.context.state
        state.set_text(_KINDS, ",".join(sorted(self.chips.kinds)))
        state.set_data(_COLUMNS, self.table.horizontalHeader().saveState())
        state.set_data(_DIVIDER, self._splitter.saveState())

    def _lay_out(self) -> None:
        buttons = {made: main_button(made) for made in (self.acts.dismiss, self.acts.mark_checked)}
        header = PageHeader(_("To check"), tuple(buttons.values()))
        # As high without a button as with one: what stands below does not jump.
        header.setMinimumHeight(header.sizeHint().height())
        for made, button in buttons.items():
            stand_while_fitting(button, made)
        self._lists.addWidget(self._splitter)
        self._lists.addWidget(self._empty)
        self._splitter.addWidget(self.table)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.importable)
        whole.addWidget(header)
        whole.addWidget(self.chips)
        whole.addWidget(self._lists, 1)

    def _restore(self) -> None:
        state = self.context.state
        columns = state.data(_COLUMNS)
        if not columns.isEmpty():
            self.table.horizontalHeader().restoreState(columns)
        divider = state.data(_DIVIDER)
        if divider.isEmpty() or not self._splitter.restoreState(divider):
            self._splitter.setSizes([3 * 100, 2 * 100])

    def _ask(self) -> None:
        self.model.ask(self.chips.kinds)

    def _loaded(self, found: Found) -> None:
        self.chips.set_counts(found.counts)
        if self._looks_further:
            # Not before the list is there: both at once would be slow.
            self._looks_further = False
            self.importable.look()
        if self.model.rowCount() == 0:
            self._say_empty(found)
            self._lists.setCurrentWidget(self._empty)
            self.detail.show_none()
            return
        self._lists.setCurrentWidget(self._splitter)
        if self.table.spans():
            self._show_chosen()
        else:
            # What was chosen is dealt with: on to the next.
            self.table.choose(max(self.model.row_of(self.model.place), 0))

    def _say_empty(self, found: Found) -> None:
        if found.counts.total:
            self._empty.say(_("Nothing of this kind is to check."), (_("Show everything"), self.chips.clear))
        else:
            words = (
                _("Nothing to check: everything was imported, and nothing needs a look.")
                if found.has_mails
                else _("Nothing to check yet. E-mails that cannot be imported, or need a look, will stand here.")
            )
            self._empty.say(
                words,
                (_("Import e-mails"), lambda: self.context.go(Destination(IMPORT))),
            )

    def _show_chosen(self) -> None:
        if self.model.is_changing:
            return
        spans = self.table.spans()
        count = sum(last - first + 1 for first, last in spans)
        if spans:
            self.model.place = self.model.key(min(spans)[0])
        if count == 1:
            self.detail.show_key(self.model.key(spans[0][0]))
        elif count:
            self.detail.show_many(count)
        else:
            self.detail.show_none()

    def _menu(self, place: QPoint) -> None:
        if self.table.spans():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self.acts.usable())
            menu.popup(self.table.viewport().mapToGlobal(place))


def _kinds(text: str) -> list[CheckKind]:
    return [kind for kind in CheckKind if kind.value in text.split(",")]
