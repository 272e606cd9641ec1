"""The sixth step: whether calendars show the chosen type, and the advice to exclude it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox

from severa_desktop.core.directory import ActivityType
from severa_desktop.services.directory_editing import Typed
from severa_desktop.services.directory_schema import Section as DirectorySection
from severa_desktop.services.setup import Setup
from severa_desktop.texts import _
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.activities import CalendarAdvice
from severa_desktop.ui.settings.section import Section
from severa_desktop.ui.wizard.step import ScrolledStep


class CalendarStep(ScrolledStep):
    """Asks whether the type is synchronised, and records that it was excluded."""

    type_wanted = Signal()
    """A person wants to choose the default activity type."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Calendar"))
        self._type: ActivityType | None = None
        section = Section(
            _("Google and Exchange calendars"),
            _("Severa can synchronise activities of some types with calendars. E-mails are better left out of that."),
        )
        self.synced = QCheckBox()
        self.synced.clicked.connect(self._note)
        self.advice = CalendarAdvice(context, self)
        self.fine = secondary(_("Then there is nothing to do here."))
        self.no_type = secondary(_("First the default activity type is to be chosen."))
        self.choose = action(self, _("Choose the type"), self.type_wanted.emit)
        self._choose_button = push_button(self.choose)
        for widget in (self.synced, self.advice, self.fine, self.no_type):
            section.add(widget)
        section.add_row(self._choose_button)
        self.add(section)

    def show_setup(self, setup: Setup) -> None:
        """Ask of the type that is chosen so far."""
        name = setup.settings.activity_type
        self._type = next((kind for kind in setup.activity_types if kind.name == name), None)
        is_synced = self._type is not None and self._type.calendar_synced
        # A name may hold an ampersand, which would underline the next letter.
        shown = (name or "").replace("&", "&&")
        self.synced.setText(_("Activities of the type “{kind}” are synchronised with calendars").format(kind=shown))
        self.synced.setChecked(is_synced)
        self.synced.setVisible(self._type is not None)
        self.fine.setVisible(self._type is not None and not is_synced)
        self.no_type.setVisible(self._type is None)
        self.choose.setEnabled(self._type is None)
        self._choose_button.setVisible(self._type is None)
        self.advice.show_for(setup, "" if self._type is None else self._type.name)

    def take_focus(self) -> bool:
        """Begin at the question."""
        first = self._choose_button if self._type is None else self.synced
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _note(self, synced: bool) -> None:  # noqa: FBT001 - a signal's
        kind = self._type
        if kind is None:
            return
        typed = Typed(name=kind.name, category=kind.category, calendar_synced=synced)
        self.context.background.run(
            self,
            lambda services: services.directory_editing.change(DirectorySection.ACTIVITY_TYPES, kind, typed),
            lambda _edited: self.context.changed.emit(),
            lane=Lane.SLOW,
        )
