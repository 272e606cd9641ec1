"""The third step: what new activities are like, and whether the integration takes mails in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.core.settings import Setting
from severa_desktop.services.directory_editing import RecordRefusedError, Typed
from severa_desktop.services.directory_schema import Section as DirectorySection
from severa_desktop.services.setup import Setup
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.entries import TextEntry
from severa_desktop.ui.settings.activities import type_words
from severa_desktop.ui.settings.section import Remark, Section, beside
from severa_desktop.ui.settings.setting_fields import activity_status_field, show_types, status_field, type_field
from severa_desktop.ui.wizard.step import ScrolledStep, Then


class NewType(QWidget):
    """An activity type that the directory does not have yet."""

    def __init__(self) -> None:
        super().__init__()
        self.name = TextEntry(
            _("Default activity type"),
            "",
            _("Its name in Severa, for example E-mail. It is added to the activity types and becomes the default."),
        )
        self.synced = QCheckBox(_("Severa synchronises it with Google or Exchange calendars"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.UNIT)
        column.addWidget(self.name)
        column.addWidget(self.synced)

    @property
    def typed(self) -> Typed:
        """What was entered."""
        return Typed(name=self.name.value(), calendar_synced=self.synced.isChecked())

    def clear(self) -> None:
        """Be empty again."""
        self.name.enter("")
        self.synced.setChecked(False)


class ActivityStep(ScrolledStep):
    """Enters the settings of activities; a type can be one that is not in the directory yet."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("New activities"), _("Activities"))
        self.type = type_field()
        self.status, self.activity_status = status_field(), activity_status_field()
        self.new_type = NewType()
        self.problem = Remark("triangle-alert", "warning")
        self.another = action(self, _("Another type …"), lambda: self._enter_type(wanted=True), keys="Alt+N")
        self.choose = action(self, _("Choose one of the directory"), lambda: self._enter_type(wanted=False))
        self._buttons = (push_button(self.another), push_button(self.choose))
        self._wants_new = False
        self._has_types = False
        self._setup: Setup | None = None
        kind = Section(self.title)
        kind.add(self.type)
        kind.add(self.new_type)
        kind.add(self.problem)
        kind.add_layout(beside(*self._buttons))
        kind.add(self.activity_status)
        intake = Section(_("Taking mails in"))
        intake.add(self.status)
        self.add(kind, intake)
        self.fields = {
            Setting.ACTIVITY_TYPE: self.type,
            Setting.ACTIVITY_STATUS: self.activity_status,
            Setting.STATUS: self.status,
        }
        self.type.edited.connect(self._show)
        self._show()

    @property
    def is_new(self) -> bool:
        """Whether the type is entered, not chosen."""
        return self._wants_new or not self._has_types

    def show_setup(self, setup: Setup) -> None:
        """Show what is entered so far, and the types to choose from."""
        self._setup = setup
        self._has_types = bool(setup.activity_types)
        show_types(self.type, setup)
        super().show_setup(setup)
        self._show()

    def take_focus(self) -> bool:
        """Begin at the type."""
        editor = self.new_type.name.editor if self.is_new else self.type.editor
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def leave(self, then: Then, *, forward: bool) -> None:
        """Add the type that was entered, then keep the rest."""
        typed = self.new_type.typed
        if not self.is_new or not typed.name.strip():
            super().leave(then, forward=forward)
            return

        def added(name: str) -> None:
            self._wants_new = False
            self.new_type.clear()
            self.type.show_stored(name)
            self.type.enter(name)
            self.context.changed.emit()
            super(ActivityStep, self).leave(then, forward=forward)

        def refused(error: Exception) -> None:
            if not isinstance(error, RecordRefusedError):
                self.context.went_wrong.emit(error)
            elif forward:
                self.new_type.name.refuse(str(error))
                self.take_focus()
            else:
                super(ActivityStep, self).leave(then, forward=forward)

        self.context.background.run(
            self, lambda services: _add_type(services, typed), added, failed=refused, lane=Lane.SLOW
        )

    def _enter_type(self, *, wanted: bool) -> None:
        self._wants_new = wanted
        self._show()
        self.take_focus()

    def _show(self) -> None:
        is_new = self.is_new
        self.type.setVisible(not is_new)
        self.new_type.setVisible(is_new)
        for made, button, usable in zip(
            (self.another, self.choose), self._buttons, (not is_new, is_new and self._has_types), strict=True
        ):
            made.setEnabled(usable)
            button.setVisible(usable)
        self.problem.say("" if self._setup is None or is_new else type_words(self._setup, self.type.value()))


def _add_type(services: Application, typed: Typed) -> str:
    """Add a type and make it the default one, unless there is one of this name; return its name."""
    name = " ".join(typed.name.split())
    if all(kind.name != name for kind in services.setup.setup().activity_types):
        services.directory_editing.add(DirectorySection.ACTIVITY_TYPES, typed)
    services.setup.change(SettingsText(activity_type=name))
    return name
