"""One entry beside the list: its mail to read, why it stands there, and what can be done about it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from severa_desktop.services.errors import UserError
from severa_desktop.services.suggesting import Advice
from severa_desktop.texts import _
from severa_desktop.ui import times
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import EmptyState
from severa_desktop.ui.to_check.acting import Acts
from severa_desktop.ui.to_check.entry import Shown, advice, read
from severa_desktop.ui.to_check.panel import CheckPanel
from severa_desktop.ui.turns import in_a_turn


class CheckDetail(QStackedWidget):
    """Shows the chosen entry, or says what choosing one would show."""

    def __init__(self, context: Context, acts: Acts, page: QWidget) -> None:
        super().__init__()
        self._context = context
        self._acts = acts
        self._page = page
        self._key: int | None = None
        self._panel: CheckPanel | None = None
        acts.problem.connect(self._say_problem)
        acts.handing_in.began.connect(self._say_under_way)
        acts.handing_in.changed.connect(self._show_under_way)
        self._empty = EmptyState("circle-check")
        # The first is seen until it is known what there is to show.
        for shown in (QWidget(), self._empty):
            self.addWidget(shown)

    @property
    def panel(self) -> CheckPanel:
        """What shows an entry; made when the first one is read."""
        if self._panel is None:
            self._panel = CheckPanel(self._context, self._acts, self._page, self)
            self.addWidget(self._panel)
        return self._panel

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
        else:
            # The list was read anew: what is held is known from it.
            self._acts.update()
        if self._panel is None:
            # In a turn of its own, while the entry is read.
            in_a_turn(self, lambda: self.panel)
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
        self.panel.body.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _forget(self) -> None:
        self._key = None
        self._acts.forget()
        if self._panel is not None:
            self._panel.say_problem("")
            self._panel.suggestions.show_all(())

    def _show(self, shown: Shown) -> None:
        if shown.key == self._key:
            self._acts.opened(shown.refusal, has_warnings=shown.refusal is None and bool(shown.reasons))
            self.panel.show_entry(shown)
            self.setCurrentWidget(self.panel)

    def _advise(self, found: tuple[int, Advice]) -> None:
        key, what = found
        if key == self._key:
            self._acts.advise(what)
            self.panel.suggestions.show_all(what.suggestions)
            self.panel.fit()

    def _say_problem(self, sentence: str) -> None:
        self.panel.say_problem(sentence)

    def _say_under_way(self) -> None:
        self.panel.say_problem("")
        self.panel.say_under_way(on=True)

    def _show_under_way(self) -> None:
        if self._acts.handing_in.is_usable and self._panel is not None:
            self._panel.say_under_way(on=False)

    def _fail(self, key: int, error: Exception) -> None:
        if not isinstance(error, UserError):
            self._context.went_wrong.emit(error)
        elif key == self._key:
            # It is gone: somebody else dealt with it.
            self.show_none()
