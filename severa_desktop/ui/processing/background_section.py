"""The section of what goes on while the window is closed: in the tray, and from the session's start. Made at once."""

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import secondary
from severa_desktop.ui.processing.staying import go_on_when_closed, goes_on_when_closed
from severa_desktop.ui.settings.section import Remark, Section


class BackgroundSection(Section):
    """Two switches."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("While the window is closed"))
        self._context = context
        self.stays = QCheckBox(_("Go on taking mails in"))
        self.stays.setChecked(goes_on_when_closed(context))
        self.starts = QCheckBox(_("Start with the session, without the window"))
        self.starts.setEnabled(False)
        self.problem = Remark("circle-alert", "error")
        hint = secondary(
            _(
                "As long as there are sources, an icon in the tray opens the window again and has Quit in its menu. "
                "Where the system has no tray, closing the window ends the program."
            )
        )
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.UNIT // 2)
        column.addWidget(self.stays)
        column.addWidget(hint)
        self.add(both)
        self.add(self.starts)
        self.add(self.problem)
        self.stays.toggled.connect(lambda wanted: go_on_when_closed(context, wanted=wanted))
        self.starts.clicked.connect(self._switch)
        # The sample company is for looking around: nobody wants it back at each start.
        self.starts.setVisible(not context.is_sample)

    def refresh(self) -> None:
        """Ask whether the program starts with the session."""
        self._context.background.run(self, lambda services: services.session_start.is_on(), self._show, subject="start")

    def _show(self, is_on: bool) -> None:  # noqa: FBT001 - an answer
        self.starts.setChecked(is_on)
        self.starts.setEnabled(True)

    def _switch(self, wanted: bool) -> None:  # noqa: FBT001 - a signal's
        def switch(services: Application) -> bool:
            services.session_start.switch(on=wanted)
            return services.session_start.is_on()

        self.problem.say("")
        self.starts.setEnabled(False)
        self._context.background.run(self, switch, self._show, failed=self._fail)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            self._context.went_wrong.emit(error)
        else:
            self.problem.say(str(error))
        self.refresh()
