"""The page of settings: what is entered is saved together by one button, or not at all."""

from collections.abc import Callable, Mapping
from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from severa_desktop.core.settings import Setting, Settings, missing_settings
from severa_desktop.services.setting_words import SettingError
from severa_desktop.services.setup import Setup
from severa_desktop.texts import _
from severa_desktop.ui.actions import action, main_button, push_button
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import Page, PageHeader
from severa_desktop.ui.processing.background_section import BackgroundSection
from severa_desktop.ui.processing.source_list import SourceList
from severa_desktop.ui.settings.about import AboutSection, LicencesView, SampleSection
from severa_desktop.ui.settings.activities import ActivitiesSection
from severa_desktop.ui.settings.address import AddressSection
from severa_desktop.ui.settings.backup import BackupSection
from severa_desktop.ui.settings.bcc import BccSection
from severa_desktop.ui.settings.colleague import ColleagueSection
from severa_desktop.ui.settings.fields import Field
from severa_desktop.ui.settings.intake import IntakeSection, LanguageSection
from severa_desktop.ui.settings.saving import LANGUAGE, Entered, save
from severa_desktop.ui.settings.section import Column, Remark
from severa_desktop.ui.settings.setting_fields import entered_text
from severa_desktop.ui.settings.sources import SourcesSection
from severa_desktop.ui.severa.section import SeveraSection
from severa_desktop.ui.turns import in_a_turn

_BETWEEN = 0.008
"""Seconds between two steps of filling the page: by then the one before is laid out and drawn, in turns of its own."""


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
        self.guide = action(self._settings, _("Step by step …"), context.setting_up.emit, keys="Ctrl+G")
        self.address = AddressSection(context, self._settings)
        self._setup: Setup | None = None
        """What was stored when that was asked for last."""
        self._shown: list[Callable[[Setup], None]] = []
        """Show what is stored, each in a section that is made."""
        self._refreshed: list[Callable[[], None]] = []
        """Of sections that ask for themselves, as far as they are made."""
        self._is_at_severa = True
        self.missing = Remark("info", "secondary")
        self._fields: dict[Setting, Field] = {}
        """Of the sections that are made."""
        self._language: Field | None = None
        self._licences: LicencesView | None = None
        self._later: list[Callable[[], QWidget]] = []
        """What stands further down, made and put there in turns of their own: all at once would hold the window."""
        self._is_resting = False
        """Whether nobody looks, and what stands further down waits for that."""
        self._made: QWidget | None = None
        """What is put there next."""
        self._column = Column()
        self._lay_out()
        self._take_fields({Setting.ADDRESS: self.address.field}, self._show_address)
        self._compare()

    @property
    def is_whole(self) -> bool:
        """Whether all sections are there: the lower ones follow the first."""
        return not self._later and self._made is None

    def refresh(self) -> None:
        """Ask for what is stored; what a person entered and did not save stays."""
        self.context.background.run(self, lambda services: services.setup.setup(), self._show, subject="setup")
        for refresh in self._refreshed:
            refresh()

    @cached_property
    def activities(self) -> ActivitiesSection:
        """What new activities are like."""
        made = ActivitiesSection(self.context, self._settings)
        self._take_fields({Setting.ACTIVITY_TYPE: made.type, Setting.ACTIVITY_STATUS: made.status}, made.show_setup)
        return made

    @cached_property
    def intake(self) -> IntakeSection:
        """How mails are taken in."""
        made = IntakeSection()
        self._take_fields({Setting.STATUS: made.status, Setting.MAX_SIZE: made.max_size}, made.show_setup)
        return made

    @cached_property
    def window_section(self) -> LanguageSection:
        """How the window speaks."""
        made = LanguageSection()
        self._language = made.language
        self._language.edited.connect(self._compare)
        self._show_language()
        return made

    @cached_property
    def sources(self) -> SourcesSection:
        """Where mails come from."""
        made = SourcesSection(self.context, self._settings, SourceList(self.context))
        made.address_wanted.connect(self._begin_at_address)
        made.show_way(is_at_severa=self._is_at_severa)
        self._begin_asking(made.refresh)
        return made

    @cached_property
    def severa(self) -> SeveraSection:
        """The connection with Severa."""
        return SeveraSection(self.context, self._settings)

    @cached_property
    def closed(self) -> BackgroundSection:
        """What goes on while the window is closed."""
        made = BackgroundSection(self.context)
        self._begin_asking(made.refresh)
        return made

    @cached_property
    def colleague(self) -> ColleagueSection:
        """What is handed to a colleague, or taken over from one."""
        return ColleagueSection(self.context, self._settings, self._taken_over)

    @cached_property
    def backup(self) -> BackupSection:
        """Backing up, and taking a backup back."""
        return BackupSection(self.context, self._settings)

    @cached_property
    def about(self) -> AboutSection:
        """The program's version, licences and folders."""
        return AboutSection(self.context, self._settings, self._show_licences)

    def take_focus(self) -> None:
        """Begin where a person was, else at the first field."""
        former: QWidget | None = self.focusWidget()
        # A button at the top is only where Qt lets the keyboard go when a page comes to the front.
        was_there = former is not None and self._column.isAncestorOf(former)
        target = former if former is not None and was_there else self.address.field.prefix
        target.setFocus(Qt.FocusReason.OtherFocusReason)

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
        buttons = (push_button(self.guide), push_button(self.discard), main_button(self.save))
        inner.addWidget(PageHeader(_("Settings"), buttons))
        self._area = QScrollArea()
        inner.addWidget(self._area, 1)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._column)
        for section in (self.missing, self.address):
            self._column.add(section)
        self._later = [
            BccSection,
            lambda: self.activities,
            lambda: self.intake,
            lambda: self.sources,
            lambda: self.closed,
            lambda: self.severa,
            lambda: self.window_section,
            lambda: self.colleague,
            lambda: self.backup,
            lambda: SampleSection(self.context, self._settings),
            lambda: self.about,
        ]
        self._go_on()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with what is not made yet."""
        super().showEvent(event)
        if self._is_resting:
            self._is_resting = False
            self._go_on()

    def _go_on(self) -> None:
        # With a pause, else what the step before changed would be laid out and drawn in the turn of this one.
        in_a_turn(self, self._make_or_add, _BETWEEN)

    def _make_or_add(self) -> None:
        if not self.isVisible():
            # It goes on once somebody looks.
            self._is_resting = True
            return
        if self._made is None:
            self._made = self._later.pop(0)()
        else:
            self._column.add(self._made)
            self._made = None
        if not self.is_whole:
            self._go_on()

    def _begin_asking(self, refresh: Callable[[], None]) -> None:
        refresh()
        self._refreshed.append(refresh)

    def _take_fields(self, fields: Mapping[Setting, Field], show: Callable[[Setup], None]) -> None:
        self._fields |= fields
        for field in fields.values():
            field.edited.connect(self._compare)
        self._shown.append(show)
        if self._setup is not None:
            show(self._setup)

    def _all_fields(self) -> list[Field]:
        return [*self._fields.values(), *([] if self._language is None else [self._language])]

    def _show(self, setup: Setup) -> None:
        if self._take_all:
            self._take_all = False
            for field in self._fields.values():
                field.keep()
        self._setup = setup
        for show in self._shown:
            show(setup)
        self._show_language()
        self._is_at_severa = setup.address is None or setup.address.is_at_severa
        if "sources" in vars(self):
            self.sources.show_way(is_at_severa=self._is_at_severa)
        self.missing.say(missing_words(setup.settings))

    def _show_address(self, setup: Setup) -> None:
        self.address.field.show_stored("" if setup.address is None else str(setup.address))

    def _show_language(self) -> None:
        if self._language is not None:
            self._language.show_stored(self.context.state.text(LANGUAGE))

    def _compare(self) -> None:
        differing = [field for field in self._all_fields() if field.differs]
        self.discard.setEnabled(bool(differing) and not self._saving)
        self.save.setEnabled(bool(differing) and not self._saving and not any(field.refusal for field in differing))

    def _entered(self) -> Entered:
        language = self._language
        return Entered(
            entered_text(self._fields), language.value() if language is not None and language.differs else None
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

    def _begin_at_address(self) -> None:
        self._area.ensureWidgetVisible(self.address.field)
        self.address.field.domain.setFocus(Qt.FocusReason.OtherFocusReason)
        self.address.field.domain.selectAll()

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


def missing_words(settings: Settings) -> str:
    """Return what is to be set before mails can be imported, empty for nothing."""
    missing = missing_settings(settings)
    if len(missing) > 1:
        return _("Set the e-mail address and the default activity type, and mails can be imported.")
    if Setting.ADDRESS in missing:
        return _("Set the e-mail address, and mails can be imported.")
    if Setting.ACTIVITY_TYPE in missing:
        return _("Choose the default activity type, and mails can be imported.")
    return ""
