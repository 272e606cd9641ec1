"""The section in which a mail is tried: dropped, chosen, or typed by its sender and recipients."""

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from severa_desktop.services.errors import UserError
from severa_desktop.services.handover import Handover, Missing, NotReadyError
from severa_desktop.services.trial import MOST, Tried, TypedMail
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.entries import TextEntry
from severa_desktop.ui.importing.dropping import read_drop
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.section import Remark, Section, beside, bring_into_sight
from severa_desktop.ui.wizard.outcome import OutcomeCard


class TrySection(Section):
    """Tries mails with what was entered so far; nothing of them is kept."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(
            _("Try it"),
            _("See what a mail would become, and why. Drop one here, choose one, or type who it is from and to."),
        )
        self._context = context
        self.from_who = TextEntry(_("From"), "")
        self.recipients = TextEntry(_("To"), "")
        self.hidden = TextEntry(_("Bcc"), "")
        self.subject = TextEntry(_("Subject"), _("A mail to try it with"))
        self.go = action(page, _("Try these"), self._try_typed, keys="Alt+T")
        self.choose = action(page, _("Choose an e-mail …"), self._ask, keys="Alt+O")
        self.problem = Remark("circle-alert", "error")
        self.cards: tuple[OutcomeCard, ...] = ()
        """What was tried last."""
        self._results = QVBoxLayout()
        self._results.setSpacing(2 * theme.UNIT)
        for first, second in ((self.from_who, self.recipients), (self.hidden, self.subject)):
            row = QHBoxLayout()
            row.setSpacing(2 * theme.UNIT)
            row.addWidget(first, 1)
            row.addWidget(second, 1)
            self.add_layout(row)
        self.add_layout(beside(push_button(self.go), push_button(self.choose)))
        self.add(self.problem)
        self.add_layout(self._results)
        for entry in (self.from_who, self.recipients, self.hidden, self.subject):
            entry.sent.connect(self._try_typed)

    def suggest(self, sender: str, hidden: str) -> None:
        """Type a sender and a hidden recipient for a person who typed none."""
        for entry, text in ((self.from_who, sender), (self.hidden, hidden)):
            if not entry.value():
                entry.enter(text)

    def take_focus(self) -> None:
        """Begin at the sender."""
        self.from_who.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_drop(self, mime: QMimeData) -> None:
        """Try what was dropped."""
        dropped = read_drop(mime)
        if dropped.paths or dropped.contents:
            self.try_mails(Handover(dropped.paths, contents=dropped.contents))
        self.problem.say("\n".join(dropped.problems))

    def try_mails(self, handover: Handover) -> None:
        """Try mails that lie in files."""
        self._begin()
        self._context.background.run(
            self,
            lambda services: services.trial.handed_over(handover),
            self._show,
            failed=self._fail,
            subject="try",
            lane=Lane.SLOW,
        )

    def _try_typed(self) -> None:
        typed = TypedMail(self.from_who.value(), self.recipients.value(), self.hidden.value(), self.subject.value())
        self._begin()
        self._context.background.run(
            self,
            lambda services: (services.trial.typed(typed),),
            self._show,
            failed=self._fail,
            subject="try",
            lane=Lane.SLOW,
        )

    def _begin(self) -> None:
        self.problem.say("")

    def _show(self, tried: tuple[Tried, ...]) -> None:
        self._clear()
        self.cards = tuple(OutcomeCard(one) for one in tried)
        for card in self.cards:
            self._results.addWidget(card)
        if self.cards:
            bring_into_sight(self.cards[0])
        if not tried:
            self.problem.say(_("There is no e-mail in this."))
        elif len(tried) == MOST:
            note = QFrame()
            QVBoxLayout(note).addWidget(secondary(_("Only the first ones are tried here.")))
            self._results.addWidget(note)

    def _clear(self) -> None:
        self.cards = ()
        while (item := self._results.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _fail(self, error: Exception) -> None:
        self._clear()
        if isinstance(error, NotReadyError):
            self.problem.say(_not_ready_words(error.missing))
        elif isinstance(error, UserError):
            self.problem.say(str(error))
        else:
            self._context.went_wrong.emit(error)

    def _ask(self) -> None:
        dialog = QFileDialog(self, _("Choose e-mails"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        kinds = _("E-mails")
        dialog.setNameFilters([f"{kinds} (*.eml *.msg *.mbox *.mbx *.zip)", _("All files") + " (*)"])
        dialog.filesSelected.connect(lambda paths: self.try_mails(Handover(tuple(paths))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _not_ready_words(missing: Missing) -> str:
    if missing is Missing.TYPE:
        return _("The default activity type is not in the directory. Choose another one first.")
    return _("First enter the e-mail address and choose the default activity type.")
