"""The section of the connection with Severa: connecting, fetching, sending, disconnecting."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from severa_desktop.core.severa import PushMode
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.connecting import SCOPES
from severa_desktop.services.severa.events import Connected, Event, Failed, WouldSend
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.activities.question import Question
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.directory.entries import ChoiceEntry, FlagEntry
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.page import secondary
from severa_desktop.ui.places import DIRECTORY, TO_CHECK
from severa_desktop.ui.settings.section import Remark, Section, beside, bring_into_sight
from severa_desktop.ui.severa.forms import ConnectForm, SecretForm
from severa_desktop.ui.severa.look import SendLook
from severa_desktop.ui.severa.unconnected import Unconnected
from severa_desktop.ui.severa.words import (
    fetched_words,
    mode_meaning,
    mode_words,
    outbox_words,
    progress_words,
    result_words,
    trouble_words,
)

_BAR = 16 * theme.UNIT
_CHOICE = 40 * theme.UNIT


class SeveraSection(Section):
    """Shows how the connection is, and lets a person change it. Each change is made at once."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(
            _("Severa"),
            _(
                "Connected with Severa, the directory comes from there and activities go there. This follows Severa’s "
                "published API description."
            ),
        )
        self._context = context
        self._severa = context.severa
        self.form: ConnectForm | SecretForm | None = None
        """What is being entered."""
        self._make_actions(page)
        self._connect_button = push_button(self.connect_now)
        self.none = Unconnected(self._connect_button, is_sample=context.is_sample)
        self.state = Remark("circle-check", "success")
        self.missing = Remark("triangle-alert", "warning")
        self.trouble = Remark("triangle-alert", "warning")
        self.unkept = Remark("triangle-alert", "warning")
        self.problem = Remark("circle-alert", "error")
        self.said = Remark("info", "secondary")
        self.fetched, self.outbox = secondary(), secondary()
        self.clashes, self.held = Remark("triangle-alert", "warning"), Remark("triangle-alert", "warning")
        self.by_itself = FlagEntry(_("The directory"), _("Fetch it every hour while the program runs"), value=True)
        choices = [(mode.value, mode_words(mode)) for mode in PushMode]
        self.mode = ChoiceEntry(_("Activities"), PushMode.BY_HAND.value, choices)
        self.mode.setMaximumWidth(_CHOICE)
        self.meaning = secondary()
        self.look = SendLook(page, self._send, self._close_look)
        self.question = Question(_("Disconnect"), _("Stay connected"))
        # It stands on the page, in line with the rest, not over white paper.
        self.question.setProperty("surface", "none")
        around = self.question.layout()
        if around is not None:
            around.setContentsMargins(0, 0, 0, 0)
        self._connected = QWidget()
        self._lay_out()
        self.by_itself.changed.connect(self._set_by_itself)
        self.mode.changed.connect(self._set_mode)
        self._severa.changed.connect(self._show)
        self._shown_result: object = None
        self._show()

    def take_focus(self) -> None:
        """Begin at what is being entered, or at what can be done first."""
        if self.form is not None:
            self.form.begin()
        elif self._severa.standing is None:
            self._connect_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.mode.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_form(self) -> None:
        """Let a person enter how Severa is reached."""
        standing = self._severa.standing
        self._open(ConnectForm(self._context, None if standing is None else standing.connection.settings))

    def open_secret(self) -> None:
        """Let a person give a secret."""
        self._open(SecretForm(self._context))

    def _make_actions(self, page: QWidget) -> None:
        severa = self._severa
        self.connect_now = action(page, _("Connect …"), self.open_form, keys="Ctrl+Alt+C", picture="link")
        self.fetch = action(page, _("Fetch now"), severa.fetch, keys="Ctrl+Alt+F", picture="download")
        self.fetch_all = action(
            page,
            _("Fetch everything"),
            lambda: severa.fetch(full=True),
            keys="Ctrl+Alt+E",
            picture="refresh-cw",
            tip=_("Read all lists anew, also to find what was removed in Severa"),
        )
        self.test = action(page, _("Test"), self._test, keys="Ctrl+Alt+T", picture="circle-check")
        self.stop = action(page, _("Cancel"), severa.cancel, keys="Ctrl+Alt+X", picture="x")
        self.preview = action(page, _("Look first …"), self._look_ahead, keys="Ctrl+Alt+L", picture="eye")
        self.send = action(page, _("Send now"), self._send, keys="Ctrl+Alt+S", picture="upload")
        self.give_secret = action(page, _("Other secret …"), self.open_secret, keys="Ctrl+Alt+P", picture="pencil")
        self.change = action(page, _("Other credentials …"), self.open_form, keys="Ctrl+Alt+O", picture="link")
        self.disconnect_now = action(
            page, _("Disconnect …"), self._ask_disconnecting, keys="Ctrl+Alt+D", picture="unlink"
        )
        self.see_clashes = action(page, _("Look at them"), self._see_clashes, keys="Ctrl+Alt+J", picture="users")
        self.see_held = action(page, _("To check"), self._see_held, keys="Ctrl+Alt+H", picture="circle-alert")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._connected)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.UNIT)
        for remark in (self.state, self.unkept, self.missing, self.trouble):
            column.addWidget(remark)
        column.addWidget(self._row(self.test, self.give_secret, self.change))
        column.addWidget(self._make_progress())
        column.addWidget(self.said)
        column.addWidget(_near(self.by_itself, self.fetched))
        column.addWidget(self._row(self.fetch, self.fetch_all))
        self._clash_row = self._with(self.clashes, self.see_clashes)
        column.addWidget(self._clash_row)
        column.addWidget(_near(self.mode, self.meaning, self.outbox))
        self._send_row = self._row(self.send, self.preview)
        self._held_row = self._with(self.held, self.see_held)
        below: tuple[QWidget, ...] = (self._send_row, self.look, self._held_row, self.question)
        for widget in (*below, self._row(self.disconnect_now)):
            column.addWidget(widget)
        for widget in (self.none, self._connected, self.problem):
            self.add(widget)
        self._place = QHBoxLayout()
        self.add_layout(self._place)

    def _make_progress(self) -> QWidget:
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(_BAR)
        self._bar.setAccessibleName(_("Progress"))
        self.progress = secondary()
        self._working = QWidget()
        row = QHBoxLayout(self._working)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.UNIT)
        row.addWidget(self._bar)
        row.addWidget(self.progress, 1)
        row.addWidget(push_button(self.stop))
        return self._working

    def _row(self, *acts: QAction) -> QWidget:
        place = QWidget()
        row = FlowLayout(place, spacing=theme.UNIT)
        for one in acts:
            row.addWidget(push_button(one))
        return place

    def _with(self, remark: Remark, act: QAction) -> QWidget:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.UNIT)
        column.addWidget(remark)
        column.addLayout(beside(push_button(act)))
        return place

    def _show(self) -> None:
        """Show how things are now."""
        severa, standing = self._severa, self._severa.standing
        is_connected = standing is not None
        self.none.setVisible(not is_connected and self.form is None)
        self._connected.setVisible(is_connected)
        self._working.setVisible(severa.is_busy and self.form is None)
        self.progress.setText(progress_words(severa))
        self._enable()
        if severa.result is not self._shown_result:
            self._shown_result = severa.result
            self.said.say(result_words(severa.result))
        if severa.is_fetching or severa.is_sending:
            self.said.say("")
        if standing is None:
            return
        settings = standing.connection.settings
        self.state.say(_("Connected: {client} at {url}").format(client=settings.client_id, url=settings.url))
        self.trouble.say("" if severa.is_busy else trouble_words(severa))
        self.fetched.setText(fetched_words(standing))
        _hold(self.by_itself, settings.pulls_by_itself)
        _choose(self.mode, settings.push.value)
        self.meaning.setText(mode_meaning(settings.push))
        sends = standing.connection.sends
        self.outbox.setText(outbox_words(standing))
        self.outbox.setVisible(sends)
        self._send_row.setVisible(sends)
        self._show_counts(sends=sends)

    def _show_counts(self, *, sends: bool) -> None:
        standing = self._severa.standing
        if standing is None:
            return
        words = ngettext(
            "{count} record of Severa clashes with one made by hand.",
            "{count} records of Severa clash with ones made by hand.",
            standing.clashes,
        )
        self.clashes.say(words.format(count=times.number(standing.clashes)) if standing.clashes else "")
        self._clash_row.setVisible(bool(standing.clashes))
        held = standing.outbox.to_check if sends else 0
        words = ngettext("{count} activity could not be sent.", "{count} activities could not be sent.", held)
        self.held.say(words.format(count=times.number(held)) if held else "")
        self._held_row.setVisible(bool(held))
        waiting = standing.outbox.waiting
        self.send.setText(_("Send now ({count})").format(count=times.number(waiting)) if waiting else _("Send now"))

    def _enable(self) -> None:
        severa, standing = self._severa, self._severa.standing
        is_free = standing is not None and not severa.is_busy and self.form is None
        for made in (self.fetch, self.fetch_all, self.test, self.give_secret, self.change, self.disconnect_now):
            made.setEnabled(is_free)
        sends = is_free and standing is not None and standing.connection.sends
        for made in (self.send, self.preview):
            made.setEnabled(sends)
        self.connect_now.setEnabled(standing is None and self.form is None and not self._context.is_sample)
        self.stop.setEnabled(severa.is_busy and self.form is None)
        self.see_clashes.setEnabled(standing is not None and standing.clashes > 0)
        self.see_held.setEnabled(standing is not None and standing.outbox.to_check > 0)

    def _open(self, form: ConnectForm | SecretForm) -> None:
        self._close_form()
        self.problem.say("")
        self.form = form
        form.done.connect(self._connected_now)
        form.left.connect(self._left)
        self._place.addWidget(form)
        self._show()
        form.begin()
        bring_into_sight(form)

    def _left(self) -> None:
        self._close_form()
        self._show()
        self.take_focus()

    def _close_form(self) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _connected_now(self, answer: Connected) -> None:
        former = self.form
        self._close_form()
        self._say_tried(answer)
        self._context.say(_("Severa is connected."))
        self._show()
        self.take_focus()
        if isinstance(former, ConnectForm):
            # Nobody waits for the timer now.
            self._severa.fetch()

    def _say_tried(self, answer: Connected) -> None:
        self.problem.say("")
        self.unkept.say(answer.trouble)
        names = [f"{scope.name} ({_(scope.why)})" for scope in SCOPES if scope.name in answer.missing]
        words = _("The credentials lack scopes: {scopes}. Whoever made them in Severa can add these.")
        self.missing.say(words.format(scopes=", ".join(names)) if names else "")

    def _test(self) -> None:
        def then(event: Event) -> None:
            if isinstance(event, Connected):
                self._say_tried(event)
                if not event.missing:
                    self._context.say(_("It works: Severa answers, and allows all that is needed."))
            elif isinstance(event, Failed):
                self.problem.say(event.sentence)

        self.problem.say("")
        self._severa.test(then)

    def _look_ahead(self) -> None:
        def then(event: Event) -> None:
            if isinstance(event, WouldSend):
                self.look.show_look(event)
                bring_into_sight(self.look)
            elif isinstance(event, Failed):
                self.problem.say(event.sentence)

        self.problem.say("")
        self._severa.look_ahead(then)

    def _close_look(self) -> None:
        self.look.close_look()

    def _send(self) -> None:
        self.look.close_look()
        self._severa.send()

    def _set_by_itself(self) -> None:
        self._severa.set_pulls_by_itself(bool(self.by_itself.value()))

    def _set_mode(self) -> None:
        mode = PushMode(self.mode.value())
        self.meaning.setText(mode_meaning(mode))
        self.look.close_look()
        self._severa.set_mode(mode)

    def _ask_disconnecting(self) -> None:
        self.question.ask(
            _(
                "What was fetched stays in the directory and can be changed by hand then. What was sent stays in "
                "Severa. The secret is forgotten: to connect again it has to be given again."
            ),
            self._disconnect,
        )
        bring_into_sight(self.question)

    def _disconnect(self) -> None:
        def then(trouble: str) -> None:
            self.problem.say(trouble)
            self.missing.say("")
            self.unkept.say("")
            self._context.say(_("Severa is disconnected."))
            self._show()

        def failed(error: Exception) -> None:
            if isinstance(error, UserError):
                self.problem.say(str(error))
            else:
                self._context.went_wrong.emit(error)

        self._severa.disconnect_from(then, failed)

    def _see_clashes(self) -> None:
        self._context.go(Destination(DIRECTORY))

    def _see_held(self) -> None:
        self._context.go(Destination(TO_CHECK))


def _near(*widgets: QWidget) -> QWidget:
    """Return what belongs together, closer than the rest."""
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.UNIT // 2)
    for widget in widgets:
        column.addWidget(widget)
    return place


def _hold(entry: FlagEntry, value: bool) -> None:  # noqa: FBT001 - what it is about
    if bool(entry.value()) != value:
        entry.blockSignals(True)  # noqa: FBT003 - Qt's own
        entry.enter(value=value)
        entry.blockSignals(False)  # noqa: FBT003


def _choose(entry: ChoiceEntry, value: str) -> None:
    if entry.value() != value:
        entry.blockSignals(True)  # noqa: FBT003 - Qt's own
        entry.enter(value)
        entry.blockSignals(False)  # noqa: FBT003
