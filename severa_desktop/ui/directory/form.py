"""The form in which a record is entered, in place beside the table."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from severa_desktop.core.directory import ActivityCategory, ActivityType, Contact, Project, ProjectKind, User
from severa_desktop.services.directory_editing import RecordRefusedError, Typed
from severa_desktop.services.directory_listing import Line
from severa_desktop.services.directory_merge import Record
from severa_desktop.services.directory_schema import FIELDS, Section
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, main_button, push_button
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.entries import (
    AddressesEntry,
    ChoiceEntry,
    CustomerEntry,
    Entry,
    FlagEntry,
    TextEntry,
)
from severa_desktop.ui.directory.words import (
    add_words,
    capitalised,
    category_words,
    field_title,
    kind_words,
    severas_words,
)
from severa_desktop.ui.settings.section import Remark


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person entered and did not save."""

    section: Section
    before: Line | None
    """What is changed; None for a new record."""
    typed: Typed
    customer: str = ""
    """The name of the customer that was chosen."""


class RecordForm(QFrame):
    """Enters one record; what becomes of it, somebody else decides."""

    sent = Signal()
    """A person wants what was entered to be kept."""
    cancelled = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "base")
        self._context = context
        self._begun = Draft(Section.USERS, None, Typed())
        self.entries: Mapping[str, Entry] = {}
        self.save = action(self, _("Save"), self._send, keys="Ctrl+S", picture="save")
        self.cancel = action(self, _("Cancel"), self.cancelled.emit, keys="Esc", picture="x")
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._title.setFont(theme.title_font(self._title.font()))
        self._problem = Remark("circle-alert", "error")
        self._severas = Remark("link", "secondary")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_out()

    @property
    def is_changed(self) -> bool:
        """Whether a person entered something."""
        return self.draft().typed != self._begun.typed

    def begin(self, section: Section, before: Line | None, draft: Draft | None = None) -> None:
        """Enter a new record of a section, or change one; with a draft, go on where a person left off."""
        stored = Typed() if before is None else typed_of(before.record)
        self._begun = Draft(section, before, stored, "" if before is None else before.customer)
        self._title.setText(
            add_words(section) if before is None else _("Change “{name}”").format(name=before.record.name)
        )
        is_severas = before is not None and before.is_severas
        self._severas.say(severas_words(section) if is_severas else "")
        self._fill(self._begun if draft is None else draft)
        for name, entry in self.entries.items():
            entry.setEnabled(not is_severas or name in _OURS)
        self._problem.say("")
        self.save.setEnabled(True)
        self._first().editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def draft(self) -> Draft:
        """Return what was entered."""
        value = {name: entry.value() for name, entry in self.entries.items()}
        customer = self.entries.get("customer")
        typed = Typed(
            name=value.get("name", ""),
            emails=value.get("emails", ""),
            number=value.get("number", ""),
            customer=value.get("customer") or None,
            kind=ProjectKind(value.get("kind", ProjectKind.PROJECT)),
            category=ActivityCategory(value.get("category", ActivityCategory.TO_DO)),
            calendar_synced=bool(value.get("calendar_synced")),
        )
        name = customer.name if isinstance(customer, CustomerEntry) else ""
        return Draft(self._begun.section, self._begun.before, typed, name)

    def refuse(self, error: UserError | None) -> None:
        """Say what is wrong, each thing at its field; None where that is said elsewhere."""
        self.save.setEnabled(True)
        if error is None:
            return
        problems = error.problems if isinstance(error, RecordRefusedError) else ()
        wrong = {problem.field: problem.sentence for problem in reversed(problems) if problem.field in self.entries}
        for name, entry in self.entries.items():
            entry.refuse(wrong.get(name, ""))
        self._problem.say("" if wrong else capitalised(str(error)))
        first = next((entry for name, entry in self.entries.items() if name in wrong), None)
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(first)

    def hold(self) -> None:
        """Say that this one is to be saved or left before another one is begun."""
        self._problem.say(_("Save or cancel this one first."))
        self._first().editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.UNIT)
        buttons.addStretch()
        buttons.addWidget(push_button(self.cancel))
        buttons.addWidget(main_button(self.save))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT)
        column.setSpacing(2 * theme.UNIT)
        column.addWidget(self._title)
        column.addWidget(self._severas)
        column.addWidget(self._area, 1)
        column.addWidget(self._problem)
        column.addLayout(buttons)

    def _fill(self, draft: Draft) -> None:
        made = {name: self._entry(name, draft) for name in _SHOWN if name in FIELDS[draft.section]}
        self.entries = made
        content = QFrame()
        content.setProperty("surface", "base")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.UNIT, 0)
        column.setSpacing(2 * theme.UNIT)
        for entry in made.values():
            entry.sent.connect(self._send)
            column.addWidget(entry)
        column.addStretch()
        self._area.setWidget(content)

    def _entry(self, name: str, draft: Draft) -> Entry:
        title, typed = field_title(name), draft.typed
        match name:
            case "number":
                return TextEntry(title, typed.number, _("Unique among projects and sales cases."))
            case "emails":
                hint = _("One on each line. The first one is the main address.")
                return AddressesEntry(title, typed.emails.split("\n"), hint)
            case "customer":
                may_be_none = draft.section is Section.PROJECTS
                return CustomerEntry(
                    self._context, title, typed.customer or "", draft.customer, may_be_none=may_be_none
                )
            case "kind":
                return ChoiceEntry(title, typed.kind, [(kind.value, kind_words(kind)) for kind in ProjectKind])
            case "category":
                choices = [(category.value, category_words(category)) for category in ActivityCategory]
                return ChoiceEntry(title, typed.category, choices)
            case "calendar_synced":
                words = _("Synchronised with Google or Exchange")
                return FlagEntry(title, words, value=typed.calendar_synced)
            case _:
                return TextEntry(title, typed.name)

    def _first(self) -> Entry:
        return next(entry for entry in self.entries.values() if entry.isEnabled())

    def _send(self) -> None:
        if self.save.isEnabled():
            self.save.setEnabled(False)
            self.sent.emit()


_OURS = frozenset({"calendar_synced"})
"""Fields of which Severa knows nothing."""
_SHOWN = ("number", "name", "emails", "kind", "customer", "category", "calendar_synced")
"""Fields in the order in which they are entered."""


def typed_of(record: Record) -> Typed:
    """Return a record as a person would have entered it."""
    match record:
        case User():
            return Typed(record.name, "\n".join(record.emails))
        case Contact():
            return Typed(record.name, "\n".join(record.emails), customer=record.customer)
        case Project():
            return Typed(record.name, number=str(record.number), customer=record.customer, kind=record.kind)
        case ActivityType():
            return Typed(record.name, category=record.category, calendar_synced=record.calendar_synced)
        case _:
            return Typed(record.name)
