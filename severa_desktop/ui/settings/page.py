"""The page of settings: what is entered is saved together by one button, or not at all."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from severa_desktop.core.settings import Setting, Settings, missing_settings
from severa_desktop.services.setting_words import SettingError
from severa_desktop.services.setup import Setup
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.texts import _
from severa_desktop.ui.actions import action, main_button, push_button
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import Page, PageHeader
from severa_desktop.ui.settings.about import AboutSection, LicencesView, SampleSection
from severa_desktop.ui.settings.activities import ActivitiesSection
from severa_desktop.ui.settings.address import AddressSection
from severa_desktop.ui.settings.colleague import ColleagueSection
from severa_desktop.ui.settings.fields import Field
from severa_desktop.ui.settings.intake import IntakeSection, LanguageSection
from severa_desktop.ui.settings.saving import LANGUAGE, Entered, save
from severa_desktop.ui.settings.section import Column, Remark


class SettingsPage(Page):
    """Shows the settings, lets a person enter others, and saves them."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._settings = QWidget()
        """All but the licences: its keys do nothing while those are read."""
        self._saving = False
        self._take_all = False
        """Whether what is stored next takes the place of what was entered: a file was taken over."""
        self.save = action(self._settings, _("Save"), self._save, keys="Ctrl+S", picture="save")
        self.discard = action(self._settings, _("Discard changes"), self._discard, keys="Ctrl+D", picture="undo-2")
        self.address = AddressSection(context, self._settings)
        self.activities = ActivitiesSection(context, self._settings)
        self.intake = IntakeSection()
        self.window_section = LanguageSection()
        self.colleague = ColleagueSection(context, self._settings, self._taken_over)
        self.about = AboutSection(context, self._settings, self._show_licences)
        self.missing = Remark("info", "secondary")
        self._fields: Mapping[Setting, Field] = {
            Setting.ADDRESS: self.address.field,
            Setting.ACTIVITY_TYPE: self.activities.type,
            Setting.STATUS: self.intake.status,
            Setting.ACTIVITY_STATUS: self.activities.status,
            Setting.MAX_SIZE: self.intake.max_size,
        }
        self._language = self.window_section.language
        self._licences: LicencesView | None = None
        self._lay_out()
        for field in self._all_fields():
            field.edited.connect(self._compare)
        self._compare()

    def refresh(self) -> None:
        """Ask for what is stored; what a person entered and did not save stays."""
        self.context.background.run(self, lambda services: services.setup.setup(), self._show, subject="setup")

    def take_focus(self) -> None:
        """Begin where a person was, else at the first field."""
        former: QWidget | None = self.focusWidget()
        (former or self.address.field.prefix).setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        # From the outside in: Qt works out the looks of all that is in a widget each time this gets another parent.
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._views = QStackedWidget()
        outer.addWidget(self._views)
        self._views.addWidget(self._settings)
        inner = QVBoxLayout(self._settings)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(PageHeader(_("Settings"), (push_button(self.discard), main_button(self.save))))
        self._area = QScrollArea()
        inner.addWidget(self._area, 1)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = Column()
        self._area.setWidget(column)
        column.add(self.missing)
        for section in (self.address, self.activities, self.intake, self.window_section, self.colleague):
            column.add(section)
        column.add(SampleSection(self.context, self._settings))
        column.add(self.about)

    def _all_fields(self) -> tuple[Field, ...]:
        return (*self._fields.values(), self._language)

    def _show(self, setup: Setup) -> None:
        if self._take_all:
            self._take_all = False
            for field in self._fields.values():
                field.keep()
        self.address.field.show_stored("" if setup.address is None else str(setup.address))
        self.activities.show_setup(setup)
        self.intake.show_setup(setup)
        self._language.show_stored(self.context.state.text(LANGUAGE))
        self.missing.say(_missing_words(setup.settings))

    def _compare(self) -> None:
        differing = [field for field in self._all_fields() if field.differs]
        self.discard.setEnabled(bool(differing) and not self._saving)
        self.save.setEnabled(bool(differing) and not self._saving and not any(field.refusal for field in differing))

    def _entered(self) -> Entered:
        values = {setting: field.value() for setting, field in self._fields.items() if field.differs}
        size = values.get(Setting.MAX_SIZE)
        return Entered(
            SettingsText(
                values.get(Setting.ADDRESS),
                values.get(Setting.ACTIVITY_TYPE),
                values.get(Setting.STATUS),
                values.get(Setting.ACTIVITY_STATUS),
                None if size is None else int(size),
            ),
            self._language.value() if self._language.differs else None,
        )

    def _save(self) -> None:
        sent = {field: field.value() for field in self._all_fields() if field.differs}

        def saved() -> None:
            self._saving = False
            for field, value in sent.items():
                if field.value() == value:
                    field.keep()
            self._compare()

        self._saving = True
        self._compare()
        save(self.context, self, self._entered(), saved, self._failed)

    def _failed(self, error: Exception) -> None:
        self._saving = False
        self._compare()
        if not isinstance(error, SettingError):
            self.context.went_wrong.emit(error)
            return
        field = self._fields[error.setting]
        field.refuse(str(error))
        self._area.ensureWidgetVisible(field)
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _discard(self) -> None:
        for field in self._all_fields():
            field.discard()

    def _taken_over(self) -> None:
        self._take_all = True

    def _show_licences(self) -> None:
        if self._licences is None:
            self._licences = LicencesView(self.context, self._show_settings)
            self._views.addWidget(self._licences)
        self._views.setCurrentWidget(self._licences)
        self._licences.read()

    def _show_settings(self) -> None:
        self._views.setCurrentWidget(self._settings)
        self._area.ensureWidgetVisible(self.about)


def _missing_words(settings: Settings) -> str:
    missing = missing_settings(settings)
    if len(missing) > 1:
        return _("Set the e-mail address and the default activity type, and mails can be imported.")
    if Setting.ADDRESS in missing:
        return _("Set the e-mail address, and mails can be imported.")
    if Setting.ACTIVITY_TYPE in missing:
        return _("Choose the default activity type, and mails can be imported.")
    return ""
