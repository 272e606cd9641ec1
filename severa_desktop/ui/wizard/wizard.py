"""Setting up step by step, in the whole window: nothing of it is kept before it is finished."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from severa_desktop.bootstrap import Application, DraftApplication
from severa_desktop.core.directory import Directory
from severa_desktop.core.settings import Setting
from severa_desktop.core.source_settings import ListedSource
from severa_desktop.services.errors import UserError
from severa_desktop.services.setting_words import SettingError
from severa_desktop.services.setup import Setup
from severa_desktop.services.setup_draft import Finished
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, main_button, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.importing.dropping import may_be_mail
from severa_desktop.ui.settings.section import Remark
from severa_desktop.ui.wizard.activity import ActivityStep
from severa_desktop.ui.wizard.address import AddressStep
from severa_desktop.ui.wizard.calendar import CalendarStep
from severa_desktop.ui.wizard.directory import DirectoryStep
from severa_desktop.ui.wizard.draft import draft_context
from severa_desktop.ui.wizard.rail import StepRail
from severa_desktop.ui.wizard.ready import ReadyStep
from severa_desktop.ui.wizard.sources import SourcesStep
from severa_desktop.ui.wizard.step import Step
from severa_desktop.ui.wizard.welcome import WelcomeStep

_Seen = tuple[Setup, Directory, Sequence[ListedSource]]


class Wizard(QWidget):
    """The steps, the way between them, and the end."""

    finished = Signal(object)
    """All of it is kept now: a `Finished`."""
    cancelled = Signal()

    def __init__(self, real: Context, draft: DraftApplication) -> None:
        super().__init__()
        self._real = real
        self._draft = draft
        self._moving = False
        self._done: Finished | None = None
        self.context = draft_context(real, draft)
        self._make_actions()
        self._make_steps()
        self.rail = StepRail([step.name for step in self.steps])
        self.rail.chosen.connect(self.go_to)
        self.title = QLabel()
        self.title.setFont(theme.title_font(self.title.font()))
        self.problem = Remark("circle-alert", "error")
        self.trouble = Remark("triangle-alert", "warning")
        self._views = QStackedWidget()
        self._lay_out()
        self.setAcceptDrops(True)
        self.context.changed.connect(self.refresh)
        self.context.going.connect(lambda _destination: self._say_later())
        self._show(0)
        self.refresh()

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.steps[self._views.currentIndex()]

    def refresh(self) -> None:
        """Show in all steps what is entered so far."""
        self.context.background.run(self, _look, self._take, subject="setup")

    def take_focus(self) -> None:
        """Put the keyboard's focus where people begin."""
        if not self.step.take_focus():
            self._next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_draft(self) -> None:
        """Do nothing more over the draft."""
        self.context.close()

    def go_to(self, position: int, then: Callable[[], object] | None = None) -> None:
        """Show a step, once what was entered in this one is kept; `then` is called when it is shown."""
        now = self._views.currentIndex()
        if self._moving or self._done is not None:
            self.rail.show_step(now)
            return
        if position == now:
            (then or self.take_focus)()
            return
        # Marked again as it is, until it is known that a person may leave it.
        self.rail.show_step(now)
        self.problem.say("")

        def show() -> None:
            self._show(position)
            if then is not None:
                then()

        self.step.leave(show, forward=position > now)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel on Escape, where nothing that is open takes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancel.trigger()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take the drag, so that the window does not import what is dropped."""
        event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept mails where they can be tried."""
        if self.step is self.ready and may_be_mail(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Try what was dropped."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.ready.test.take_drop(event.mimeData())

    def _make_actions(self) -> None:
        self.cancel = action(self, _("Cancel"), self.cancelled.emit, tip=_("Cancel: nothing is changed (Esc)"))
        self.back = action(self, _("Back"), self._go_back, keys="Alt+Left")
        self.next = action(self, _("Next"), self._go_on, keys="Alt+Right")

    def _make_steps(self) -> None:
        context = self.context
        self.welcome, self.address, self.activity = (
            WelcomeStep(context, self._real),
            AddressStep(context),
            ActivityStep(context),
        )
        self.directory, self.sources = DirectoryStep(context), SourcesStep(context)
        self.calendar, self.ready = CalendarStep(context), ReadyStep(context)
        self.steps: tuple[Step, ...] = (
            self.welcome,
            self.address,
            self.activity,
            self.directory,
            self.sources,
            self.calendar,
            self.ready,
        )
        self.sources.section.address_wanted.connect(self._begin_at_domain)
        self.calendar.type_wanted.connect(lambda: self._go_to_setting(Setting.ACTIVITY_TYPE))
        self.ready.setting_wanted.connect(self._go_to_setting)
        for field in self.address.section.field.lines:
            field.returnPressed.connect(self.next.trigger)
        self.activity.new_type.name.sent.connect(self.next.trigger)

    def _lay_out(self) -> None:
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(3 * theme.UNIT, 2 * theme.UNIT, 3 * theme.UNIT, theme.UNIT)
        head.setSpacing(theme.UNIT)
        head.addWidget(self.title)
        head.addStretch()
        self._next_button = main_button(self.next)
        for button in (push_button(self.cancel), push_button(self.back), self._next_button):
            head.addWidget(button)
        told = QVBoxLayout()
        told.setContentsMargins(3 * theme.UNIT, 0, 3 * theme.UNIT, 0)
        told.addWidget(self.problem)
        told.addWidget(self.trouble)
        for step in self.steps:
            self._views.addWidget(step)
            step.covers.connect(self._cover)
            for line in step.findChildren(QLineEdit):
                # Else what is dropped on a field would be typed into it, and not be tried.
                line.setAcceptDrops(False)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._head)
        right.addLayout(told)
        right.addWidget(self._views, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)

    def _show(self, position: int) -> None:
        self._views.setCurrentIndex(position)
        self.rail.show_step(position)
        self.title.setText(self.step.title)
        self.back.setEnabled(position > 0)
        self.next.setText(_("Finish") if self.step is self.ready else _("Next"))
        self.take_focus()

    def _cover(self, covers: bool) -> None:  # noqa: FBT001 - a signal's
        """Leave the way on to what is shown, which has a head of its own, until that is ended."""
        self._head.setVisible(not covers)
        self.rail.setEnabled(not covers)
        for made in (self.cancel, self.back, self.next):
            made.setEnabled(not covers)

    def _take(self, seen: _Seen) -> None:
        setup, directory, sources = seen
        for step in self.steps:
            step.show_setup(setup)
        self.directory.show_directory(directory)
        self.ready.show_directory(directory, sources)

    def _go_back(self) -> None:
        if not self.step.go_back():
            self.go_to(self._views.currentIndex() - 1)

    def _go_on(self) -> None:
        if self._done is not None:
            self.finished.emit(self._done)
        elif self.step is not self.ready:
            self.go_to(self._views.currentIndex() + 1)
        else:
            self._finish()

    def _finish(self) -> None:
        """Carry everything over, unless a step holds something that cannot be kept."""
        for position, step in enumerate(self.steps):
            wrong = next((field for field in step.fields.values() if field.differs and field.refusal), None)
            if wrong is not None:
                self._show(position)
                step.refuse(wrong, wrong.refusal)
                return
        if self.sources.section.form is not None:
            self._show(self.steps.index(self.sources))
            self.sources.section.hold()
            return
        self._set_moving(moving=True)
        self._real.background.run(
            self, lambda _services: self._draft.finish(), self._kept, failed=self._not_kept, lane=Lane.SLOW
        )

    def _kept(self, finished: Finished) -> None:
        self._set_moving(moving=False)
        self._real.changed.emit()
        if not finished.troubles:
            self.finished.emit(finished)
            return
        # It is kept: what is left to do about passwords is to be read first.
        self._done = finished
        self.trouble.say("\n".join(finished.troubles))
        self.back.setEnabled(False)
        self.cancel.setEnabled(False)
        self.next.setText(_("Close"))
        self._next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_kept(self, error: Exception) -> None:
        self._set_moving(moving=False)
        if isinstance(error, SettingError):
            self._go_to_setting(error.setting)
        if isinstance(error, UserError):
            self.problem.say(_("Nothing was changed: {why}").format(why=str(error)))
        else:
            self._real.went_wrong.emit(error)

    def _set_moving(self, *, moving: bool) -> None:
        self._moving = moving
        for made in (self.cancel, self.back, self.next):
            made.setEnabled(not moving)

    def _go_to_setting(self, setting: Setting) -> None:
        for position, step in enumerate(self.steps):
            if setting in step.fields:
                self.go_to(position)

    def _begin_at_domain(self) -> None:
        self.go_to(self.steps.index(self.address), self.address.take_focus_at_domain)

    def _say_later(self) -> None:
        self._real.say(_("That is there once you have finished setting up."))


def _look(services: Application) -> _Seen:
    return services.setup.setup(), services.directory.directory(), services.sources.sources()
