"""The section of where mails come from: the sources there are, and adding, changing, trying and removing them."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.core.source_settings import Condition, ListedSource, Source, SourceKind
from severa_desktop.services.errors import UserError
from severa_desktop.services.source_words import source_address, where_words
from severa_desktop.services.sources import Added, NewSource
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.background import Lane, Result, Work
from severa_desktop.ui.context import Context
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.page import secondary
from severa_desktop.ui.processing.source_list import SourceList
from severa_desktop.ui.settings.section import Remark, Section, bring_into_sight
from severa_desktop.ui.settings.source_choice import SourceChoice
from severa_desktop.ui.settings.source_form import SourceForm
from severa_desktop.ui.settings.source_trial import SourceTrial
from severa_desktop.ui.settings.ways import WayChoice, ways_of_own, ways_of_severa

_INBOX = ("INBOX",)
_INBOX_AND_SENT = ("INBOX", "Sent")
"""Where mails to an address elsewhere stand too."""


class SourcesSection(Section):
    """Where mails come from by themselves. Each change of it is made at once, with the way back."""

    address_wanted = Signal()
    """A person wants to use another integration address."""

    def __init__(self, context: Context, page: QWidget, choice: SourceChoice | SourceList | None = None) -> None:
        """`choice` is a list to choose a source from; where none is given, one of mere names is made."""
        super().__init__(_("Where mails come from"))
        self._context = context
        self._listed: dict[int, ListedSource] = {}
        self._chosen = self._wanted = 0
        """The source that is acted on, and the one that is to be."""
        self._is_at_severa = True
        self.way = Remark("info", "secondary")
        self.none = secondary(_("So far mails come in by hand only: dragged into the window, or imported from files."))
        self.choice = SourceChoice() if choice is None else choice
        self.choice.chosen.connect(self._choose)
        self.enter_mailbox = action(page, _("Add a mailbox …"), lambda: self.enter(SourceKind.IMAP), keys="Alt+M")
        self.enter_folder = action(page, _("Add a folder …"), lambda: self.enter(SourceKind.FOLDER), keys="Alt+F")
        self.enter_listener = action(page, _("Add a listener …"), lambda: self.enter(SourceKind.LMTP), keys="Alt+L")
        self.enter_address = action(page, _("Change the address …"), self.address_wanted.emit, keys="Alt+A")
        self.test = action(page, _("Test"), self._test, keys="Alt+T")
        self.change = action(page, _("Change …"), self._change, keys="Alt+C")
        self.remove = action(page, _("Remove"), self._remove, keys="Alt+R")
        self.busy = secondary()
        self.works = Remark("circle-check", "success")
        self.problem = Remark("circle-alert", "error")
        self.trouble = Remark("triangle-alert", "warning")
        self.form: SourceForm | None = None
        """What is being entered."""
        self._trial = SourceTrial(context, self)
        self._trial.done.connect(self._show_found)
        self._trial.failed.connect(self._fail)
        self._lay_out()
        self._show([])

    def show_way(self, *, is_at_severa: bool) -> None:
        """Say where mail to the integration address goes, and offer the ways by which it comes from there."""
        self._is_at_severa = is_at_severa
        self.way.say(where_words(is_at_severa=is_at_severa))
        self._show_acts()

    def refresh(self) -> None:
        """Ask for the sources anew."""
        self._context.background.run(
            self, lambda services: services.sources.sources(), self._show, subject="sources", lane=Lane.SLOW
        )

    def enter(self, kind: SourceKind) -> None:
        """Let a person enter a new source."""
        folders = _INBOX_AND_SENT if self._is_at_severa else _INBOX
        # A catch-all mailbox has nothing but mails to the address; who else is on them, their headers may not say.
        self._open(SourceForm(self._context, kind, folders=folders))

    def hold(self) -> None:
        """Say that what is being entered is to be added or left first."""
        if self.form is not None:
            self.form.hold()

    def _lay_out(self) -> None:
        acts = FlowLayout(spacing=theme.UNIT)
        self._acts = QWidget()
        self._acts.setLayout(acts)
        for made in (self.test, self.change, self.remove):
            acts.addWidget(push_button(made))
        self._ways = (
            WayChoice(ways_of_own(self.enter_mailbox, self.enter_listener, self.enter_folder)),
            WayChoice(ways_of_severa(self.enter_mailbox, self.enter_address, self.enter_folder)),
        )
        """Those of an address of one's own, and of one at Severa."""
        for widget in (self.way, self.none, self.choice, self._acts, self.busy, self.works, self.problem, self.trouble):
            self.add(widget)
        for ways in self._ways:
            self.add(ways)
        self._place = QHBoxLayout()
        self.add_layout(self._place)
        self.busy.hide()

    def _show(self, listed: Sequence[ListedSource]) -> None:
        self._listed = {one.source.id: one for one in listed}
        wanted = self._wanted
        self.choice.show_sources(listed)
        self.choice.setVisible(bool(listed))
        self.none.setVisible(not listed)
        if wanted in self._listed:
            self.choice.choose(wanted)
            self.choice.setFocus(Qt.FocusReason.OtherFocusReason)
            self._wanted = 0

    def _choose(self, source_id: int) -> None:
        if source_id != self._chosen:
            self._trial.leave()
            self._say(trouble=self.trouble.sentence)
        self._chosen = source_id
        self._show_acts()

    def _show_acts(self) -> None:
        usable = self._chosen in self._listed and self.form is None
        self._acts.setVisible(usable)
        for at_severa, ways in enumerate(self._ways):
            ways.setVisible(self.form is None and bool(at_severa) is self._is_at_severa)
        for made in (self.test, self.change, self.remove):
            made.setEnabled(usable)
        for made in (self.enter_mailbox, self.enter_folder):
            made.setEnabled(self.form is None)
        self.enter_listener.setEnabled(self.form is None and not self._is_at_severa)
        self.enter_address.setEnabled(self.form is None and self._is_at_severa)

    def _source(self) -> Source | None:
        listed = self._listed.get(self._chosen)
        return None if listed is None else listed.source

    def _change(self) -> None:
        source = self._source()
        if source is not None:
            self._open(SourceForm(self._context, source.kind, source))

    def _open(self, form: SourceForm) -> None:
        self._close_form()
        self._say()
        self.form = form
        form.saved.connect(self._saved)
        form.left.connect(self._left)
        self._place.addWidget(form)
        self._show_acts()
        form.begin()
        bring_into_sight(form)

    def _saved(self, added: Added) -> None:
        words = _("Changed: {source}.") if added.source.id in self._listed else _("Added: {source}.")
        self._close_form()
        self._show_acts()
        self._wanted = added.source.id
        self._say(trouble=added.trouble)
        self._context.say(words.format(source=source_address(added.source.settings)))
        self._look_again()
        self.take_focus()

    def _left(self) -> None:
        self._close_form()
        self._show_acts()
        self.take_focus()

    def take_focus(self) -> None:
        """Begin at what is being entered, at the sources, or at the ways to one."""
        if self.form is not None:
            self.form.begin()
            return
        (self.choice if self._listed else self._ways[self._is_at_severa].buttons[0]).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _close_form(self) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _test(self) -> None:
        source = self._source()
        if source is not None:
            self._say(busy=_("Trying …"))
            self._trial.begin(source)

    def _show_found(self, found: str) -> None:
        self._say(problem=found, works="" if found else _("It works: mails can be taken in from there."))
        listed = self._listed.get(self._chosen)
        if not found and listed is not None and listed.state.condition is Condition.STOPPED:
            # A person saw to it that it works.
            self._run(lambda services: services.sources.try_again(listed.source.id), lambda _none: self._look_again())

    def _remove(self) -> None:
        source = self._source()
        if source is None:
            return

        def tell(done: tuple[str, str]) -> None:
            trouble, password = done
            self._say(trouble=trouble)
            self._context.say(
                _("Removed: {source}. The mails that it brought stay.").format(source=source_address(source.settings)),
                lambda: self._bring_back(source, password),
            )
            self._look_again()

        self._run(lambda services: _remove(services, source), tell)

    def _bring_back(self, source: Source, password: str) -> None:
        def tell(added: Added) -> None:
            self._wanted = added.source.id
            self._say(trouble=added.trouble)
            self._context.say(_("It is there again: {source}.").format(source=source_address(source.settings)))
            self._look_again()

        again = NewSource(source.settings, source.account, source.dedicated)
        self._run(lambda services: services.sources.add(again, password), tell)

    def _run(self, work: Work[Result], then: Callable[[Result], object]) -> None:
        self._context.background.run(self, work, then, failed=self._fail, lane=Lane.SLOW)

    def _look_again(self) -> None:
        self._context.changed.emit()
        self.refresh()

    def _fail(self, error: Exception) -> None:
        self._say(problem=str(error) if isinstance(error, UserError) else "")
        if not isinstance(error, UserError):
            self._context.went_wrong.emit(error)

    def _say(self, *, problem: str = "", works: str = "", busy: str = "", trouble: str = "") -> None:
        self.problem.say(problem)
        self.works.say(works)
        self.trouble.say(trouble)
        self.busy.setText(busy)
        self.busy.setVisible(bool(busy))


def _remove(services: Application, source: Source) -> tuple[str, str]:
    """Remove a source; return what is left to do by hand, and its password, so that it can be brought back."""
    password = ""
    if source.kind is SourceKind.IMAP:
        with suppress(UserError):
            password = services.passwords.of(source)
    return services.sources.remove(source.id), password
