"""The section of what new activities are like, with the advice for types that calendars show."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from severa_desktop.services.setting_words import calendar_advice
from severa_desktop.services.setup import Setup
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.places import DIRECTORY
from severa_desktop.ui.settings.section import Remark, Section, beside
from severa_desktop.ui.settings.setting_fields import activity_status_field, show_types, type_field


class CalendarAdvice(QFrame):
    """The recommendation to exclude a type from calendar synchronisation, and one click that it was done."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__()
        self._context = context
        self._type = ""
        self.setProperty("surface", "raised")
        self.advice = Remark("triangle-alert", "warning")
        self.recorded = Remark("circle-check", "success")
        self.record = action(
            page, _("It was done in Severa"), lambda: self._record(excluded=True), keys="Ctrl+K", picture="check"
        )
        self.forget = action(page, _("It was not done after all"), lambda: self._record(excluded=False))
        self._buttons = [push_button(self.record), push_button(self.forget)]
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addWidget(self.advice)
        column.addWidget(self.recorded)
        column.addLayout(beside(*self._buttons))
        self.hide()

    def show_for(self, setup: Setup, name: str) -> None:
        """Advise, if there is something to advise for the type of this name."""
        self._type = name
        synced = any(kind.name == name and kind.calendar_synced for kind in setup.activity_types)
        done = name in setup.excluded
        self.advice.say("" if done else calendar_advice(name))
        self.recorded.say(_recorded_words(name) if done else "")
        for made, button, usable in zip(
            (self.record, self.forget), self._buttons, (synced and not done, synced and done), strict=True
        ):
            made.setEnabled(usable)
            button.setVisible(usable)
        self.setVisible(synced)

    def _record(self, *, excluded: bool) -> None:
        _record(self._context, self._type, excluded=excluded)


class ActivitiesSection(Section):
    """The default activity type and the status of new activities."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(_("New activities"))
        self._setup: Setup | None = None
        self.type = type_field()
        self.type.edited.connect(self._show)
        self.no_types = Remark("triangle-alert", "warning")
        self.directory = action(page, _("Open the directory"), lambda: context.go(Destination(DIRECTORY)))
        self._directory_button = push_button(self.directory)
        self.calendar = CalendarAdvice(context, page)
        self.status = activity_status_field()
        self.add(self.type)
        self.add(self.no_types)
        self.add_row(self._directory_button)
        self.add(self.calendar)
        self.add(self.status)

    def show_setup(self, setup: Setup) -> None:
        """Take over what is stored, and what there is to choose from."""
        self._setup = setup
        show_types(self.type, setup)
        self.status.show_stored(setup.settings.activity_status.value)

    def _show(self) -> None:
        if self._setup is None:
            return
        name = self.type.value()
        self.no_types.say(type_words(self._setup, name))
        self._directory_button.setVisible(bool(self.no_types.sentence))
        self.calendar.show_for(self._setup, name)


def type_words(setup: Setup, name: str) -> str:
    """Return what is to be said of the types there are; empty for nothing."""
    if not setup.activity_types:
        return _("The directory has no activity types yet. Add one there, or import your directory.")
    if name and all(kind.name != name for kind in setup.activity_types):
        return _("This type is not in the directory any more. Choose another one, or add it there.")
    return ""


def _recorded_words(name: str) -> str:
    return _("It is noted here that “{kind}” was excluded from calendar synchronisation in Severa.").format(kind=name)


def _record(context: Context, name: str, *, excluded: bool) -> None:
    """Remember whether a type was excluded; not the widget's, so that it can be taken back when that is gone."""

    def tell(_nothing: None) -> None:
        words = _recorded_words(name) if excluded else _("It is noted no more that “{kind}” was excluded.")
        context.say(words.format(kind=name), lambda: _record(context, name, excluded=not excluded))
        context.changed.emit()

    context.background.run(
        context, lambda services: services.setup.record_excluded(name, excluded=excluded), tell, lane=Lane.SLOW
    )
