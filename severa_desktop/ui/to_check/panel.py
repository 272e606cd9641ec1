"""What is shown of one entry: its mail, why it stands in the list, what can be done. Made when one is shown."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from severa_desktop.core.model import Attachment
from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import push_button
from severa_desktop.ui.activities.body import MailBody
from severa_desktop.ui.breaking import BreakingLabel
from severa_desktop.ui.context import Context
from severa_desktop.ui.fitting import FittingArea
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.page import secondary, toned
from severa_desktop.ui.tips import plain_tip
from severa_desktop.ui.to_check.acting import Acts, stand_while_fitting
from severa_desktop.ui.to_check.entry import Shown
from severa_desktop.ui.to_check.suggestions import SuggestionList
from severa_desktop.ui.to_check.words import kind_words, sentences

_LEAST_BODY = 9 * theme.UNIT


class CheckPanel(QFrame):
    """Shows one entry."""

    def __init__(self, context: Context, acts: Acts, page: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "base")
        self._acts = acts
        self._shown: Shown | None = None
        self.suggestions = SuggestionList(page, acts.carry_out)
        head = QFrame(self)
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
        self._reasons = {tone: toned("", tone) for tone in ("error", "warning")}
        self._problem = toned("", "error")
        self._problem.hide()
        self._under_way = secondary(_("Being imported …"))
        self._under_way.hide()
        column.addWidget(self._subject)
        column.addWidget(self._about)
        below = (self.suggestions, self._make_acts(), acts.strangers, self._under_way, self._problem)
        for widget in (*self._reasons.values(), *below):
            column.addWidget(widget)
        column.addLayout(self._make_rows())
        self.body = MailBody(context)
        self.body.setMinimumHeight(_LEAST_BODY)
        self._head = FittingArea(head)
        acts.add_person.triggered.connect(self._head.updateGeometry)
        self._rest = QWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(self.body, 1)
        whole.addWidget(self._rest, 1)

    def show_entry(self, shown: Shown) -> None:
        """Show an entry that was read."""
        former, self._shown = self._shown, shown
        self._subject.setText(shown.title)
        self._about.setText(f"{times.day(shown.at)} · {kind_words(shown.kind)}")
        self._about.setToolTip(times.full(shown.at))
        self._say_why(shown)
        values = dict(shown.rows) | {_("Attachments"): _attachments(shown.attachments)}
        for title, labels in self._rows.items():
            labels[1].setText(values.get(title, ""))
            for label in labels:
                label.setVisible(bool(values.get(title)))
        self._rows[_("File")][1].setToolTip(plain_tip(shown.source))
        if former is None or (former.key, former.body) != (shown.key, shown.body):
            self.body.show_mail(shown.mail, shown.body or "")
        self.body.setVisible(shown.body is not None)
        self._rest.setVisible(shown.body is None)
        if former is None or former.key != shown.key:
            self._head.verticalScrollBar().setValue(0)
        self._head.updateGeometry()

    def fit(self) -> None:
        """Take as much room as what is shown needs now."""
        self._head.updateGeometry()

    def say_problem(self, sentence: str) -> None:
        """Say what went wrong; an empty sentence takes that away."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.fit()

    def say_under_way(self, *, on: bool) -> None:
        """Say that it is being imported, or not any more."""
        self._under_way.setVisible(on)
        self.fit()

    def _say_why(self, shown: Shown) -> None:
        reasons = {"error": [shown.error] if shown.error else [], "warning": []}
        reasons["error" if shown.refusal is not None else "warning"] += sentences(shown.reasons)
        for tone, label in self._reasons.items():
            sign = "⚠" if tone == "warning" else "✕"
            label.setText("\n".join(f"{sign} {one}" for one in reasons[tone]))
            label.setVisible(bool(reasons[tone]))

    def _make_acts(self) -> QWidget:
        """Make the row of buttons; those that do not fit the entry are not there."""
        acts = self._acts
        place = QWidget()
        row = FlowLayout(place, spacing=theme.UNIT)
        for one in acts.in_place():
            button = push_button(one)
            row.addWidget(button)
            stand_while_fitting(button, one)
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
            name, value = secondary(title), BreakingLabel()
            name.setWordWrap(False)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            self._rows[title] = (name, value)
        return grid


def _attachments(attachments: Iterable[Attachment]) -> str:
    return ", ".join(f"{one.name} {times.size(one.size)}" for one in attachments)
