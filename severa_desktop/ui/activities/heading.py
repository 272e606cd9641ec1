"""The head of an activity: subject, time, type, status, warnings, and a row each for people, customer and project."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QByteArray, QEvent, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from severa_desktop.core.model import Participant, ParticipantKind
from severa_desktop.sentences import warning_words
from severa_desktop.services.activities import StoredActivity
from severa_desktop.services.setting_words import status_words
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.activities.correcting import Corrections
from severa_desktop.ui.activities.marking import marked_html
from severa_desktop.ui.activities.model import NONE
from severa_desktop.ui.icons import icon
from severa_desktop.ui.page import secondary, toned

_PERSON = "person:"
_CUSTOMER = "customer:"
_PROJECT = "project:"
_MORE = "more:"
_LEAST_VALUE = 18 * theme.UNIT
"""A value's width at which the buttons beside it still say what they do in words."""
_MOST_PEOPLE = 8
"""Of one kind that are named at once."""


class Heading(QFrame):
    """Says what an activity is; its links filter the list, its buttons change it."""

    filter_customer = Signal(str)
    filter_project = Signal(int, str)
    """A project's number, and its number and name."""
    chose_person = Signal(str, QPoint)
    """An address, and the place on the screen where it stands."""

    def __init__(self, corrections: Corrections, more: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "base")
        self._stored: StoredActivity | None = None
        self._search = ""
        self._is_checked = False
        self._unfolded: set[ParticipantKind] = set()
        self._subject = _value(_("Subject"))
        self._subject.setFont(theme.title_font(self._subject.font()))
        self._subject.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._about = secondary()
        self._warning = toned("", "warning")
        self._checked = _button(corrections.mark_checked, _("Mark as checked"), "check")
        # At once: labels stand beside the middle of buttons, whose height is known only within the window.
        self._checked.setParent(self)
        self._unlink_customer = _button(corrections.unlink_customer, _("Unlink"), "unlink")
        self._unlink_project = _button(corrections.unlink_project, _("Unlink"), "unlink")
        self._owner = self._value(_("Owner"))
        self._people = {kind: self._value(title) for kind, title in _titles().items()}
        self._nobody = self._value(_("Participants"))
        self._customer, self._project = self._value(_("Customer")), self._value(_("Project"))
        self.more = _more_button(corrections, more)
        self._lay_out(corrections)

    def show_activity(self, stored: StoredActivity, search: str, *, is_checked: bool) -> None:
        """Show an activity, the words searched for marked in its subject."""
        if (stored, search, is_checked) == (self._stored, self._search, self._is_checked):
            # The keyboard may be on one of the links.
            return
        if self._stored is None or self._stored.activity.id != stored.activity.id:
            self._unfolded.clear()
        self._stored, self._search, self._is_checked = stored, search, is_checked
        self._write(stored)

    def _write(self, stored: StoredActivity) -> None:
        activity, search = stored.activity, self._search
        self._subject.setText(marked_html(activity.subject, search))
        self._about.setText(f"{times.day(activity.started_at)} · {activity.type} · {status_words(activity.status)}")
        self._about.setToolTip(times.full(activity.started_at))
        self._warning.setText("⚠ " + " · ".join(map(warning_words, stored.warnings)))
        self._warning.setVisible(bool(stored.warnings))
        self._checked.setVisible(bool(stored.warnings) and not self._is_checked)
        self._owner.setText(_link(_PERSON, activity.owner.email, activity.owner.name, search))
        self._owner.setToolTip(activity.owner.email)
        self._show_people(activity.participants)
        self._show_links(stored)

    def mark(self, search: str) -> None:
        """Mark other words."""
        if self._stored is not None and search != self._search:
            self._search = search
            self._write(self._stored)

    def changeEvent(self, event: QEvent) -> None:
        """Write the links anew in the colours of the other mode."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._stored is not None:
            self._write(self._stored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the names their room: buttons say in pictures what they do where there is too little of it."""
        super().resizeEvent(event)
        titles = max(title.sizeHint().width() for title, _place in self._titles.values())
        words = max(
            sum(button.fontMetrics().horizontalAdvance(button.text()) + 2 * theme.UNIT for button in pair)
            for pair in zip(self._buttons[::2], self._buttons[1::2], strict=True)
        )
        fits = titles + _LEAST_VALUE + words + 7 * theme.UNIT <= self.width()
        style = Qt.ToolButtonStyle.ToolButtonTextOnly if fits else Qt.ToolButtonStyle.ToolButtonIconOnly
        if style is not self._buttons[0].toolButtonStyle():
            for button in self._buttons:
                button.setToolButtonStyle(style)

    def _show_people(self, people: Sequence[Participant]) -> None:
        for kind, label in self._people.items():
            of_kind = [one for one in people if one.kind is kind]
            most = len(of_kind) if kind in self._unfolded else _MOST_PEOPLE
            links = [_link(_PERSON, one.email, one.name, self._search) for one in of_kind[:most]]
            left = len(of_kind) - len(links)
            if left:
                text = ngettext("{count} more", "{count} more", left).format(count=times.number(left))
                links.append(_link(_MORE, kind, text))
            label.setText(", ".join(links))
            label.setToolTip("\n".join(one.email for one in of_kind[:most]))
            self._show_row(label, shown=bool(of_kind))
        self._nobody.setText(NONE)
        self._show_row(self._nobody, shown=not people)

    def _show_links(self, stored: StoredActivity) -> None:
        customer, project = stored.activity.customer, stored.activity.project
        self._customer.setText(
            NONE if customer is None else _link(_CUSTOMER, customer.name, customer.name, self._search)
        )
        self._project.setText(
            NONE
            if project is None
            else _link(_PROJECT, str(project.number), f"{project.number} {project.name}", self._search)
            + _kind_words(project.kind)
        )
        self._unlink_customer.setVisible(customer is not None)
        self._unlink_project.setVisible(project is not None)

    def _lay_out(self, can: Corrections) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.UNIT, 2 * theme.UNIT, theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT // 2)
        top = QHBoxLayout()
        top.addWidget(self._subject, 1)
        top.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(self._about)
        warned = QHBoxLayout()
        warned.addWidget(self._warning, 1)
        warned.addWidget(self._checked, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(warned)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * theme.UNIT)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self._titles: dict[QLabel, tuple[QLabel, QWidget]] = {}
        self._buttons: list[QToolButton] = []
        change_owner = _button(can.change_owner, _("Change"), "pencil")
        self._add_row(self._owner, change_owner, _button(can.add_participant, _("Add"), "user-plus"))
        for label in (*self._people.values(), self._nobody):
            self._add_row(label)
        self._add_row(self._customer, _button(can.link_customer, _("Change"), "pencil"), self._unlink_customer)
        self._add_row(self._project, _button(can.link_project, _("Change"), "pencil"), self._unlink_project)
        # Where there is more room than needed, it stays below.
        column.addStretch(1)

    def _add_row(self, value: QLabel, *buttons: QToolButton) -> None:
        title = secondary(value.accessibleName())
        title.setWordWrap(False)
        _stand_beside(self._checked, title)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in buttons:
            row.addWidget(button)
            self._buttons.append(button)
        at = self._grid.rowCount()
        self._grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(place, at, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._titles[value] = (title, place)

    def _show_row(self, value: QLabel, *, shown: bool) -> None:
        for widget in (value, *self._titles[value]):
            widget.setVisible(shown)

    def _value(self, name: str) -> QLabel:
        label = _value(name)
        _stand_beside(self._checked, label)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        label.linkActivated.connect(lambda link: self._follow(label, link))
        return label

    def _follow(self, label: QLabel, link: str) -> None:
        if self._stored is None:
            return
        text = QUrl.fromPercentEncoding(QByteArray(link.encode()))
        activity = self._stored.activity
        if text.startswith(_PERSON):
            place = label.mapToGlobal(QPoint(0, label.height()))
            self.chose_person.emit(text.removeprefix(_PERSON), place)
        elif text.startswith(_CUSTOMER):
            self.filter_customer.emit(text.removeprefix(_CUSTOMER))
        elif text.startswith(_PROJECT) and activity.project is not None:
            project = activity.project
            self.filter_project.emit(project.number, f"{project.number} {project.name}")
        elif text.startswith(_MORE):
            self._unfolded.add(ParticipantKind(text.removeprefix(_MORE)))
            self._show_people(activity.participants)


def _titles() -> dict[ParticipantKind, str]:
    return {
        ParticipantKind.USER: _("Users"),
        ParticipantKind.CONTACT: _("Contacts"),
        ParticipantKind.EXTERNAL: _("External"),
    }


def _value(name: str) -> QLabel:
    label = QLabel()
    label.setAccessibleName(name)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label


def _stand_beside(button: QToolButton, label: QLabel) -> None:
    """Let the first line of a label stand beside the middle of a button."""
    button.ensurePolished()
    height = button.sizeHint().height()
    above = (height - label.fontMetrics().height() + 1) // 2
    label.setContentsMargins(0, above, 0, height - label.fontMetrics().height() - above)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def _button(made: QAction, text: str, picture: str) -> QToolButton:
    """Return a button that says in a word, or a picture, beside what it is about, what its action says in full."""
    button = QToolButton()
    button.setText(text)
    button.setIcon(icon(picture))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setAccessibleName(made.text())
    button.setToolTip(made.toolTip())
    button.setProperty("kind", "quiet")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(made.trigger)
    return button


def _more_button(corrections: Corrections, more: QAction) -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", "quiet")
    button.setText(_("More ▾"))
    button.setAccessibleName(more.text())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(button)
    menu.addActions(corrections.of_one())
    button.setMenu(menu)
    button.setToolTip(more.toolTip())
    return button


def _link(scheme: str, target: str, text: str, search: str = "") -> str:
    encoded = QUrl.toPercentEncoding(target).toStdString()
    colour = theme.colours().accent
    shown = marked_html(text, search)
    return f'<a href="{scheme}{encoded}" style="color:{colour}; text-decoration:none">{shown}</a>'


def _kind_words(kind: str) -> str:
    return " · " + escape(_("sales case")) if kind == "sales_case" else ""
