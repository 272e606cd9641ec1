"""The forms in which a person enters how Severa is reached: all of it, or another secret."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from severa_desktop.core.severa import PUBLISHED_URL, SeveraSettings
from severa_desktop.services.severa.connecting import SCOPES
from severa_desktop.services.severa.events import Connect, Connected, Event, Failed
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.entries import Entry, TextEntry
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.section import Remark, beside
from severa_desktop.ui.settings.source_entries import PasswordEntry
from severa_desktop.ui.severa.controller import SeveraController

_EDGE = 2 * theme.UNIT


class _Form(QFrame):
    """Entries, what became of them, and two buttons."""

    done = Signal(object)
    """The credentials are right: a `Connected`."""
    left = Signal()

    def __init__(self, context: Context, title: str, act: str) -> None:
        super().__init__()
        self._context = context
        self._severa: SeveraController = context.severa
        self.setProperty("surface", "card")
        self.send = action(self, act, self._send, keys="Ctrl+Return", picture="check")
        self.leave = action(self, _("Leave it"), self._leave, keys="Esc", picture="x")
        self.problem = Remark("circle-alert", "error")
        self.busy = secondary(_("Severa is being asked …"))
        self.busy.hide()
        heading = QLabel(title)
        heading.setFont(theme.strong_font(heading.font()))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        self._column.setSpacing(2 * theme.UNIT)
        self._column.addWidget(heading)
        self._is_asking = False

    def _add_foot(self) -> None:
        for line in self.findChildren(QLineEdit):
            # What is dropped on one is dropped on the window.
            line.setAcceptDrops(False)
        for widget in (self.busy, self.problem):
            self._column.addWidget(widget)
        self._column.addLayout(beside(push_button(self.send), push_button(self.leave)))

    def _send(self) -> None:
        raise NotImplementedError

    def _leave(self) -> None:
        if self._is_asking:
            self._severa.cancel()
        else:
            self.left.emit()

    def _show_asking(self, *, asking: bool) -> None:
        self._is_asking = asking
        self.busy.setVisible(asking)
        self.send.setEnabled(not asking)
        if asking:
            self.problem.say("")

    def _answered(self, event: Event) -> None:
        self._show_asking(asking=False)
        if isinstance(event, Connected):
            self.done.emit(event)
        elif isinstance(event, Failed):
            self.problem.say(event.sentence)

    def _is_free(self) -> bool:
        """Tell whether Severa can be asked now, and say so if it cannot."""
        if self._severa.is_busy:
            self.problem.say(_("Something is being exchanged with Severa just now. Try again when it is done."))
        return not self._severa.is_busy


class ConnectForm(_Form):
    """Enters client id, secret and, if a person wants to, another address; tried before it is kept."""

    def __init__(self, context: Context, before: SeveraSettings | None = None) -> None:
        """`before` is the connection there is: its way of sending stays."""
        super().__init__(context, _("Connect with Severa"), _("Connect"))
        self._before = before
        self.client_id = TextEntry(_("Client id"), before.client_id if before else "")
        self.secret = PasswordEntry(
            _("Client secret"), _("It is kept in this system’s keyring only. Severa shows it once, when it is made.")
        )
        self.url = TextEntry(
            _("Address of the API"),
            before.url if before else PUBLISHED_URL,
            _("Only whoever uses another environment of Severa’s changes this."),
        )
        self.more = action(self, _("More …"), self._show_more, keys="Ctrl+Alt+U")
        self.copy_scopes = action(self, _("Copy the scopes"), self._copy_scopes, keys="Ctrl+Alt+K", picture="copy")
        self._lay_out()
        self._show_url(shown=before is not None and before.url != PUBLISHED_URL)

    def begin(self) -> None:
        """Let a person type."""
        self.client_id.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self._column.addWidget(
            secondary(
                _(
                    "An administrator makes credentials in Severa, under Settings › Integrations › REST API: one set "
                    "for this program, with these scopes:"
                )
            )
        )
        self._column.addWidget(_scopes())
        self._more_button = push_button(self.more)
        self._column.addLayout(beside(push_button(self.copy_scopes)))
        for entry in (self.client_id, self.secret, self.url):
            entry.sent.connect(self.send.trigger)
            entry.changed.connect(lambda: self.problem.say(""))
            self._column.addWidget(entry)
        self._column.addLayout(beside(self._more_button))
        self._add_foot()

    def _show_more(self) -> None:
        self._show_url(shown=True)
        self.url.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_url(self, *, shown: bool) -> None:
        self.url.setVisible(shown)
        self._more_button.setVisible(not shown)
        self.more.setEnabled(not shown)

    def _copy_scopes(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(scope.name for scope in SCOPES))
        self._context.say(_("The names of the scopes are copied."))

    def _send(self) -> None:
        wrong = _first_empty(self.client_id, self.secret)
        if wrong or not self._is_free():
            return
        settings = SeveraSettings(self.client_id.value(), self.url.value().strip() or PUBLISHED_URL)
        if self._before is not None:
            settings = SeveraSettings(settings.client_id, settings.url, self._before.push, self._before.pulls_by_itself)
        self._show_asking(asking=True)
        self._severa.connect_with(Connect(settings, self.secret.value()), self._answered)


class SecretForm(_Form):
    """Enters another secret, or the one that no keyring keeps."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Give the client secret"), _("Use it"))
        self.secret = PasswordEntry(_("Client secret"), _("It is kept in this system’s keyring only."))
        self.secret.sent.connect(self.send.trigger)
        self._column.addWidget(self.secret)
        self._add_foot()

    def begin(self) -> None:
        """Let a person type."""
        self.secret.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _send(self) -> None:
        if not _first_empty(self.secret) and self._is_free():
            self._show_asking(asking=True)
            self._severa.give_secret(self.secret.value(), self._answered)


def _first_empty(*entries: Entry) -> bool:
    """Say at each empty entry that it is needed; tell whether there is one."""
    empty = [entry for entry in entries if not entry.value().strip()]
    for entry in empty:
        entry.refuse(_("This is needed."))
    if empty:
        empty[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
    return bool(empty)


def _scopes() -> QWidget:
    """Return what the credentials must allow, each with why."""
    place = QWidget()
    grid = QGridLayout(place)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(2 * theme.UNIT)
    grid.setVerticalSpacing(theme.UNIT // 2)
    grid.setColumnStretch(1, 1)
    for row, scope in enumerate(SCOPES):
        name = QLabel(scope.name)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(secondary(_(scope.why)), row, 1)
    return place
