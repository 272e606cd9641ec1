"""One entry beside the list: its mail to read, why it stands there, and what can be done about it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from severa_desktop.core.model import Attachment
from severa_desktop.services.errors import UserError
from severa_desktop.services.suggesting import Advice
from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import push_button
from severa_desktop.ui.activities.body import MailBody
from severa_desktop.ui.context import Context
from severa_desktop.ui.fitting import FittingArea
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.page import EmptyState, secondary, toned
from severa_desktop.ui.tips import plain_tip
from severa_desktop.ui.to_check.acting import Acts, stand_while_fitting
from severa_desktop.ui.to_check.entry import Shown, advice, read
from severa_desktop.ui.to_check.suggestions import SuggestionList
from severa_desktop.ui.to_check.words import TONES, kind_words, sentences


class CheckDetail(QStackedWidget):
    """Shows the chosen entry, or says what choosing one would show."""

    def __init__(self, context: Context, acts: Acts, page: QWidget) -> None:
        super().__init__()
        self._context = context
        self._acts = acts
        self._shown: Shown | None = None
        self._key: int | None = None
        acts.problem.connect(self._say_problem)
        acts.handing_in.began.connect(self._say_under_way)
        acts.handing_in.changed.connect(self._show_under_way)
        self.suggestions = SuggestionList(page, acts.carry_out)
        self._empty = EmptyState("circle-check")
        self._panel = self._make_panel()
        self.addWidget(self._empty)
        self.addWidget(self._panel)
        self.show_none()

    def show_none(self) -> None:
        """Show that nothing is chosen."""
        self._forget()
        self._empty.say(_("Choose a line to read the mail and to see what can be done about it."))
        self.setCurrentWidget(self._empty)

    def show_many(self, count: int) -> None:
        """Show that several are chosen, and what can be done with all of them."""
        self._forget()
        self._empty.say(
            _("{count} chosen").format(count=times.number(count)),
            *((one.text(), one.trigger) for one in self._acts.usable()),
        )
        self.setCurrentWidget(self._empty)

    def show_key(self, key: int) -> None:
        """Show an entry as soon as it is read, and what may be done about it as soon as that is known."""
        if key != self._key:
            # At once: what may be done about the entry before must not be done to this one.
            self._forget()
            self._key = key
        run = self._context.background.run
        run(
            self,
            lambda services: read(services, key),
            self._show,
            failed=lambda error: self._fail(key, error),
            subject="opened",
        )
        run(
            self,
            lambda services: (key, advice(services, key)),
            self._advise,
            failed=lambda error: self._fail(key, error),
            subject="advice",
        )

    def focus_body(self) -> None:
        """Let the arrow keys scroll the mail."""
        self._body.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _forget(self) -> None:
        self._key = None
        self._problem.hide()
        self._acts.forget()
        self.suggestions.show_all(())

    def _make_panel(self) -> QWidget:
        head = QFrame()
        head.setProperty("surface", "base")
        column = QVBoxLayout(head)
        column.setContentsMargins(2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        self._subject = QLabel()
        self._subject.setFont(theme.title_font(self._subject.font()))
        self._subject.setTextFormat(Qt.TextFormat.PlainText)
        self._subject.setWordWrap(True)
        self._subject.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._about = secondary()
        self._reasons = {tone: toned("", tone) for tone in ("warning", "error")}
        self._problem = toned("", "error")
        self._problem.hide()
        self._under_way = secondary(_("Being imported …"))
        self._under_way.hide()
        column.addWidget(self._subject)
        column.addWidget(self._about)
        below = (self.suggestions, self._make_acts(), self._acts.strangers, self._under_way, self._problem)
        for widget in (*self._reasons.values(), *below):
            column.addWidget(widget)
        column.addLayout(self._make_rows())
        self._body = MailBody(self._context)
        self._body.setMinimumHeight(16 * theme.UNIT)
        self._head = FittingArea(head)
        self._acts.add_person.triggered.connect(self._head.updateGeometry)
        self._rest = QWidget()
        panel = QFrame()
        panel.setProperty("surface", "base")
        whole = QVBoxLayout(panel)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(self._body, 1)
        whole.addWidget(self._rest, 1)
        return panel

    def _make_acts(self) -> QWidget:
        """Make the row of buttons; those that do not fit the entry are not there."""
        acts = self._acts
        place = QWidget()
        row = FlowLayout(place, spacing=theme.UNIT)
        for one in acts.in_place():
            button = push_button(one)
            stand_while_fitting(button, one)
            row.addWidget(button)
        acts.beneath = place
        return place

    def _make_rows(self) -> QGridLayout:
        """Make the rows of people, links and files, each as high as it needs."""
        titles = (
            _("From"),
            _("To"),
            _("Owner"),
            _("Participants"),
            _("Customer"),
            _("Project"),
            _("Attachments"),
            _("File"),
        )
        self._rows: dict[str, tuple[QLabel, ...]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.UNIT)
        grid.setVerticalSpacing(theme.UNIT // 2)
        grid.setColumnStretch(1, 1)
        for row, title in enumerate(titles):
            name, value = secondary(title), QLabel()
            name.setWordWrap(False)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            self._rows[title] = (name, value)
        return grid

    def _show(self, shown: Shown) -> None:
        if shown.key != self._key:
            return
        former, self._shown = self._shown, shown
        self._acts.opened(shown.refusal)
        self._subject.setText(shown.title)
        self._about.setText(f"{times.day(shown.at)} · {kind_words(shown.kind)}")
        self._about.setToolTip(times.full(shown.at))
        tone = TONES[shown.kind][1]
        for name, label in self._reasons.items():
            sign = "⚠" if name == "warning" else "✕"
            label.setText("\n".join(f"{sign} {one}" for one in sentences(shown.reasons)) if name == tone else "")
            label.setVisible(name == tone)
        values = dict(shown.rows) | {_("Attachments"): _attachments(shown.attachments)}
        for title, labels in self._rows.items():
            labels[1].setText(values.get(title, ""))
            for label in labels:
                label.setVisible(bool(values.get(title)))
        self._rows[_("File")][1].setToolTip(plain_tip(shown.source))
        if former is None or (former.key, former.body) != (shown.key, shown.body):
            self._body.show_mail(shown.mail, shown.body or "")
        self._body.setVisible(shown.body is not None)
        self._rest.setVisible(shown.body is None)
        if former is None or former.key != shown.key:
            self._head.verticalScrollBar().setValue(0)
        self._head.updateGeometry()
        self.setCurrentWidget(self._panel)

    def _advise(self, found: tuple[int, Advice]) -> None:
        key, what = found
        if key == self._key:
            self._acts.advise(what)
            self.suggestions.show_all(what.suggestions)
            self._head.updateGeometry()

    def _say_problem(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.show()
        self._head.updateGeometry()

    def _say_under_way(self) -> None:
        self._problem.hide()
        self._under_way.show()
        self._head.updateGeometry()

    def _show_under_way(self) -> None:
        if self._acts.handing_in.is_usable:
            self._under_way.hide()
            self._head.updateGeometry()

    def _fail(self, key: int, error: Exception) -> None:
        if not isinstance(error, UserError):
            self._context.went_wrong.emit(error)
        elif key == self._key:
            # It is gone: somebody else dealt with it.
            self.show_none()


def _attachments(attachments: Iterable[Attachment]) -> str:
    return ", ".join(f"{one.name} {times.size(one.size)}" for one in attachments)
