"""The form in which a source of mails is entered, checked as one types and tried before it is added."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout

from severa_desktop.bootstrap import Application
from severa_desktop.core.source_settings import Source, SourceKind, kind_of
from severa_desktop.services.errors import UserError
from severa_desktop.services.source_checks import SourceField, SourceRefusedError
from severa_desktop.services.sources import Added, NewSource
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.section import Remark, beside, bring_into_sight
from severa_desktop.ui.settings.source_entries import entries_of
from severa_desktop.ui.settings.source_trial import SourceTrial

_NOT_ADDED_YET = 0
"""The id of a source that is only tried."""


class SourceForm(QFrame):
    """Enters one source; made anew for each."""

    saved = Signal(object)
    """It is kept now: an `Added`."""
    left = Signal()

    def __init__(
        self, context: Context, kind: SourceKind, source: Source | None = None, folders: tuple[str, ...] = ("INBOX",)
    ) -> None:
        """`source` is what is changed, None for a new one; `folders` are suggested for a new mailbox."""
        super().__init__()
        self._context = context
        self._source = source
        self._touched: set[SourceField] = set()
        self.setProperty("surface", "card")
        self.entries = entries_of(kind, source, folders)
        self.save = action(
            self, _("Add") if source is None else _("Change"), self._save, keys="Ctrl+Return", picture="check"
        )
        self.test = action(self, _("Test the connection"), self._test, keys="Ctrl+T", picture="refresh-cw")
        self.cancel = action(self, _("Leave it"), self._leave, keys="Esc", picture="x")
        self.problem = Remark("circle-alert", "error")
        self.works = Remark("circle-check", "success")
        self.busy = secondary()
        self.busy.hide()
        self._trial = SourceTrial(context, self)
        self._trial.done.connect(self._show_found)
        self._trial.failed.connect(self._fail)
        self.entries.changed.connect(self._typed)
        self.entries.sent.connect(self.save.trigger)
        for line in self.entries.findChildren(QLineEdit):
            # What is dropped on one is dropped on the window.
            line.setAcceptDrops(False)
        self._lay_out(_title(kind) if source is None else _changing_title(kind))

    def begin(self) -> None:
        """Let a person type."""
        self.entries.take_focus()

    def hold(self) -> None:
        """Say that this one is to be added or left before a person goes on."""
        self._say(problem=_("Add this one or leave it first."))
        self.begin()
        bring_into_sight(self.problem)

    def _lay_out(self, title: str) -> None:
        heading = QLabel(title)
        heading.setFont(theme.strong_font(heading.font()))
        column = QVBoxLayout(self)
        edge = 2 * theme.UNIT
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(2 * theme.UNIT)
        column.addWidget(heading)
        column.addWidget(self.entries)
        for one in (self.busy, self.works, self.problem):
            column.addWidget(one)
        column.addLayout(beside(push_button(self.save), push_button(self.test), push_button(self.cancel)))

    def _typed(self, field: SourceField | None) -> None:
        self._trial.leave()
        self._say()
        if field is not None:
            self._touched.add(field)
        wanted = self._wanted(only_touched=True)
        if wanted is None:
            return
        number = None if self._source is None else self._source.id
        self._context.background.run(
            self,
            lambda services: services.sources.check(wanted, number),
            lambda _checked: self._refuse(None, only_touched=True),
            failed=lambda error: self._refuse(error, only_touched=True),
            subject="check",
            lane=Lane.SLOW,
        )

    def _wanted(self, *, only_touched: bool = False) -> NewSource | None:
        try:
            return self.entries.wanted()
        except SourceRefusedError as refused:
            self._refuse(refused, only_touched=only_touched)
            return None

    def _test(self) -> None:
        wanted = self._wanted()
        if wanted is None:
            return
        self._say(busy=_("Trying …"))
        number = None if self._source is None else self._source.id
        password = self.entries.password

        def try_it(checked: NewSource) -> None:
            self._refuse(None)
            source_id = _NOT_ADDED_YET if number is None else number
            if not password and kind_of(checked.settings) is SourceKind.IMAP and number is None:
                self._show_found(_("Give the password first."))
                return
            self._trial.begin(Source(source_id, checked.settings, checked.dedicated, checked.account), password)

        self._context.background.run(
            self,
            lambda services: services.sources.check(wanted, number),
            try_it,
            failed=self._fail,
            subject="check",
            lane=Lane.SLOW,
        )

    def _save(self) -> None:
        wanted = self._wanted()
        if wanted is None:
            return
        self._trial.leave()
        self._say()
        password, source = self.entries.password, self._source

        def work(services: Application) -> Added:
            if source is None:
                return services.sources.add(wanted, password)
            return services.sources.change(source.id, wanted, password)

        self.save.setEnabled(False)
        self._context.background.run(self, work, self.saved.emit, failed=self._fail, lane=Lane.SLOW)

    def _leave(self) -> None:
        self._trial.leave()
        self.left.emit()

    def _show_found(self, found: str) -> None:
        self._say(problem=found, works="" if found else _("It works: mails can be taken in from there."))

    def _fail(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self._say()
        if isinstance(error, UserError):
            self._refuse(error)
        else:
            self._context.went_wrong.emit(error)

    def _refuse(self, error: Exception | None, *, only_touched: bool = False) -> None:
        """Say what is wrong at its field, nowhere else; None for nothing."""
        if error is not None and not isinstance(error, UserError):
            self._context.went_wrong.emit(error)
            return
        wrong = error.field if isinstance(error, SourceRefusedError) else None
        if only_touched and wrong not in self._touched:
            wrong, error = None, None
        for field, entry in self.entries.fields.items():
            entry.refuse(str(error) if field is wrong else "")
        at_field = wrong in self.entries.fields
        if error is not None and not at_field:
            self._say(problem=str(error))
        if wrong is not None and at_field and not only_touched:
            self._touched.add(wrong)
            self.entries.show_field(wrong)
            self.entries.fields[wrong].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, *, problem: str = "", works: str = "", busy: str = "") -> None:
        self.problem.say(problem)
        self.works.say(works)
        self.busy.setText(busy)
        self.busy.setVisible(bool(busy))


def _title(kind: SourceKind) -> str:
    return {
        SourceKind.FOLDER: _("Add a watched folder"),
        SourceKind.IMAP: _("Add a mailbox"),
        SourceKind.LMTP: _("Let a mail server deliver here (LMTP)"),
    }[kind]


def _changing_title(kind: SourceKind) -> str:
    return {
        SourceKind.FOLDER: _("Change the watched folder"),
        SourceKind.IMAP: _("Change the mailbox"),
        SourceKind.LMTP: _("Change where a mail server delivers"),
    }[kind]
