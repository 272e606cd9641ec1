"""One step of setting up: some sections under each other, and what is to be kept of it when a person goes on."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from severa_desktop.core.settings import Setting
from severa_desktop.services.setting_words import SettingError
from severa_desktop.services.setup import Setup
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.fields import Field
from severa_desktop.ui.settings.section import Column, Section
from severa_desktop.ui.settings.setting_fields import entered_text

Then = Callable[[], object]


class Step(QWidget):
    """A page that can be left and come back to."""

    covers = Signal(bool)
    """Whether something with a head of its own is shown here, that is to be ended before a person goes on."""

    def __init__(self, context: Context, title: str, name: str = "") -> None:
        """`name` is a shorter one than the title, where that is long."""
        super().__init__()
        self.context = context
        self.title = title
        self.name = name or title
        self.fields: Mapping[Setting, Field] = {}
        """The settings that are entered here."""

    def show_setup(self, setup: Setup) -> None:
        """Show what is entered so far."""
        for setting, field in self.fields.items():
            field.show_stored(_stored(setup, setting))

    def take_focus(self) -> bool:
        """Put the keyboard's focus on the first thing to enter; returns whether there is any."""
        return False

    def go_back(self) -> bool:
        """Take a step back within this one; returns whether there was any."""
        return False

    def leave(self, then: Then, *, forward: bool) -> None:
        """Keep what was entered and call `then`; going forward not where something is wrong, which is said there."""
        wrong = [field for field in self.fields.values() if field.differs and field.refusal]
        if wrong and forward:
            self.refuse(wrong[0], wrong[0].refusal)
            return
        differing = {setting: field for setting, field in self.fields.items() if field.differs and field not in wrong}
        text = entered_text(differing)
        if text == SettingsText():
            then()
            return

        def kept(_settings: object) -> None:
            for field in differing.values():
                field.keep()
            self.context.changed.emit()
            then()

        self.context.background.run(
            self, lambda services: services.setup.change(text), kept, failed=self._refused, lane=Lane.SLOW
        )

    def refuse(self, field: Field, sentence: str) -> None:
        """Say what is wrong at its field."""
        field.refuse(sentence)
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, SettingError) and error.setting in self.fields:
            self.refuse(self.fields[error.setting], str(error))
        else:
            self.context.went_wrong.emit(error)


class ScrolledStep(Step):
    """A step whose sections stand in the middle of the page, and scroll."""

    def __init__(self, context: Context, title: str, name: str = "") -> None:
        super().__init__(context, title, name)
        self.column = Column()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)
        self.area.setWidget(self.column)

    def add(self, *sections: Section) -> None:
        """Put sections under each other; the step's title stands over the first one already."""
        for section in sections:
            if section.heading.text() == self.title:
                section.heading.hide()
            self.column.add(section)
        self.column.end()

    def refuse(self, field: Field, sentence: str) -> None:
        """Say what is wrong at its field, in sight."""
        super().refuse(field, sentence)
        self.area.ensureWidgetVisible(field)

    def show_place(self, widget: QWidget) -> None:
        """Scroll so far that a widget begins in sight."""
        self.area.verticalScrollBar().setValue(widget.mapTo(self.column, QPoint()).y())


def _stored(setup: Setup, setting: Setting) -> str:
    settings = setup.settings
    match setting:
        case Setting.ADDRESS:
            return "" if setup.address is None else str(setup.address)
        case Setting.ACTIVITY_TYPE:
            return settings.activity_type or ""
        case Setting.STATUS:
            return settings.status.value
        case Setting.ACTIVITY_STATUS:
            return settings.activity_status.value
        case Setting.MAX_SIZE:
            return str(settings.max_size)
