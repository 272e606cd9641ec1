"""Shows what a mail that is only tried would become, and why."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from severa_desktop.core.model import Activity, Outcome, ParticipantKind
from severa_desktop.core.reasons import WARNINGS
from severa_desktop.sentences import reason_sentence, refusal_words
from severa_desktop.services.setting_words import status_words
from severa_desktop.services.trial import Tried
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.section import Remark


class OutcomeCard(QFrame):
    """One mail: what it would become, the activity, the reasons."""

    def __init__(self, tried: Tried) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        result = tried.result
        column = QVBoxLayout(self)
        edge = 2 * theme.UNIT
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.UNIT)
        self.outcome = _outcome_remark(tried)
        column.addWidget(self.outcome)
        if result.activity is not None:
            column.addLayout(_rows(result.activity))
        title = QLabel(_("Why"))
        title.setFont(theme.strong_font(title.font()))
        column.addWidget(title)
        self.sentences = tuple(_sentences(tried))
        for sentence, is_warning in self.sentences:
            if is_warning:
                warning = Remark("triangle-alert", "warning")
                warning.say(sentence)
                column.addWidget(warning)
            else:
                column.addWidget(_plain(sentence))
        if not tried.is_addressed:
            column.addWidget(
                secondary(
                    _(
                        "It names no address of the integration: a mailbox or folder would leave it alone. Handed over "
                        "by hand it is taken in all the same."
                    )
                )
            )


def _outcome_remark(tried: Tried) -> Remark:
    result = tried.result
    if result.outcome is Outcome.ACTIVITY:
        remark, words = Remark("circle-check", "success"), _("It would become an activity")
    elif result.outcome is Outcome.DUPLICATE:
        remark, words = Remark("copy", "secondary"), _("It is an activity already")
    else:
        why = "" if result.reason is None else refusal_words(result.reason)
        remark, words = Remark("circle-x", "error"), _("It would not be imported: {why}").format(why=why)
    remark.say(words)
    return remark


def _sentences(tried: Tried) -> Iterator[tuple[str, bool]]:
    """Yield each reason once, and whether it is a warning."""
    seen = set()
    for reason in tried.result.reasons:
        sentence = reason_sentence(reason)
        if sentence not in seen:
            seen.add(sentence)
            yield sentence, reason.code in WARNINGS


def _rows(activity: Activity) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * theme.UNIT)
    grid.setVerticalSpacing(theme.UNIT // 2)
    grid.setColumnStretch(1, 1)
    for row, (title, words) in enumerate(_fields(activity)):
        name = secondary(title)
        name.setWordWrap(False)
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_plain(words or "–"), row, 1)
    return grid


def _fields(activity: Activity) -> Iterator[tuple[str, str]]:
    yield _("Subject"), activity.subject
    yield _("Type"), f"{activity.type} · {status_words(activity.status)}"
    yield _("Owner"), activity.owner.name
    titles = {
        ParticipantKind.USER: _("Users"),
        ParticipantKind.CONTACT: _("Contact persons"),
        ParticipantKind.EXTERNAL: _("External participants"),
    }
    for kind, title in titles.items():
        named = [one.name or one.email for one in activity.participants if one.kind is kind]
        if named:
            yield title, ", ".join(named)
    yield _("Customer"), "" if activity.customer is None else activity.customer.name
    project = activity.project
    yield _("Project"), "" if project is None else f"{project.number} {project.name}"
    if activity.attachments:
        yield _("Attachments"), ", ".join(one.name for one in activity.attachments)


def _plain(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
