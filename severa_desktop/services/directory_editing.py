"""What a person changes in the directory by hand: one record or some, each change in one transaction, with a way back.

A record by hand is held to the same checks as a file's record; what is refused names the field.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from severa_desktop.core.directory import ActivityCategory, ActivityType, Directory, Project, ProjectKind
from severa_desktop.services.directory_cells import addresses_in, typed_cell
from severa_desktop.services.directory_checks import find_contradictions
from severa_desktop.services.directory_form import record_object
from severa_desktop.services.directory_keys import new_key
from severa_desktop.services.directory_merge import Record, record_key, records_of, with_records
from severa_desktop.services.directory_records import right_records
from severa_desktop.services.directory_schema import (
    FIELDS,
    FieldKind,
    Place,
    RawDirectory,
    RawRecord,
    Refusals,
    Section,
    key_field,
    quoted,
)
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.ownership import refuse_changes, severas_of
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store
    from severa_desktop.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed for a record. What its section has no field for is not looked at."""

    name: str = ""
    emails: str = ""
    """Addresses, parted by `;`, spaces or lines."""
    number: str = ""
    customer: str | None = None
    """The customer's key."""
    kind: ProjectKind = ProjectKind.PROJECT
    category: ActivityCategory = ActivityCategory.TO_DO
    calendar_synced: bool = False


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of what was typed."""

    field: str
    sentence: str


class RecordRefusedError(UserError):
    """A record that cannot be kept so; nothing was changed."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems[0].sentence)


@dataclass(frozen=True, slots=True)
class Edited:
    """One change of a section's records; `DirectoryEditing.take_back` undoes it."""

    section: Section
    before: tuple[Record, ...]
    """As they were; empty for a new record."""
    after: tuple[Record, ...]
    """As they are; empty for activity types that were removed."""


class DirectoryEditing:
    """Changes the directory of one store by hand."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def add(self, section: Section, typed: Typed) -> Edited:
        """Add a record under a new key; raises RecordRefusedError."""
        with self._store.writing() as writer:
            stored = writer.directory()
            present = {record_key(one) for one in records_of(stored, section)}
            values = _values(section, typed)
            if section is Section.ACTIVITY_TYPES:
                _check_new_name(values, present)
            else:
                values["key"] = new_key(present)
            return _save(writer, stored, section, (), [values])

    def change(self, section: Section, before: Record, typed: Typed) -> Edited | None:
        """Change a record, given as it was when the person began; None where nothing changes.

        Raises RecordRefusedError, and UserError where somebody else changed the record meanwhile, or it is Severa's.
        """
        with self._store.writing() as writer:
            stored = writer.directory()
            _check_unchanged(stored, section, (before,))
            values = {**record_object(before), **_values(section, typed)}
            if isinstance(before, ActivityType):
                _check_new_name(values, {one.name for one in stored.activity_types if one != before})
                _check_types_unused(writer, {before.name} - {_name(values)})
            edited = _save(writer, stored, section, (before,), [values])
            return None if edited.after == edited.before else edited

    def set_active(self, section: Section, keys: Collection[str], *, active: bool) -> Edited | None:
        """Deactivate records or activate them again, close projects or open them again; None where all are so.

        Raises RecordRefusedError where that would make two active users share an address.
        """
        with self._store.writing() as writer:
            stored = writer.directory()
            wanted = frozenset(keys)
            before = tuple(
                one
                for one in records_of(stored, section)
                if record_key(one) in wanted and with_activity(one, active=active) != one
            )
            if not before:
                return None
            values = [record_object(with_activity(one, active=active)) for one in before]
            return _save(writer, stored, section, before, values)

    def remove_types(self, names: Collection[str]) -> Edited | None:
        """Remove activity types; None where there are none, UserError where one is in use."""
        with self._store.writing() as writer:
            stored = writer.directory()
            before = tuple(one for one in stored.activity_types if one.name in frozenset(names))
            if not before:
                return None
            _check_types_unused(writer, {one.name for one in before})
            return _save(writer, stored, Section.ACTIVITY_TYPES, before, [])

    def take_back(self, edited: Edited) -> Edited:
        """Undo a change; the same call with what it returns does it again.

        A new record is deactivated, as mails may name it already; a new activity type is removed. Raises UserError
        where the records were changed meanwhile, or cannot be as they were any more.
        """
        with self._store.writing() as writer:
            stored = writer.directory()
            section = edited.section
            _check_unchanged(stored, section, edited.after)
            former = edited.before
            if section is Section.ACTIVITY_TYPES:
                gone = {record_key(one) for one in edited.after} - {record_key(one) for one in former}
                _check_types_unused(writer, gone)
            elif not former:
                former = tuple(with_activity(one, active=False) for one in edited.after)
            return _save(writer, stored, section, edited.after, map(record_object, former))


def with_activity(record: Record, *, active: bool) -> Record:
    """Return a record active or inactive, a project open or closed, an activity type as it is."""
    match record:
        case Project():
            return replace(record, closed=not active)
        case ActivityType():
            return record
        case _:
            return replace(record, active=active)


def _save(
    writer: "Writer",
    stored: Directory,
    section: Section,
    before: tuple[Record, ...],
    values: Iterable[dict[str, object]],
) -> Edited:
    """Put records with these values in the place of those before; raises RecordRefusedError."""
    raw = tuple(RawRecord(Place("", position=number), each) for number, each in enumerate(values))
    refusals = Refusals()
    file = right_records(RawDirectory({section: raw}), refusals)
    _raise_any(refusals)
    after = records_of(file.directory, section)
    directory = with_records(stored, section, gone=before, new=after)
    refuse_changes(severas_of(writer), stored, directory)
    find_contradictions(directory, file, refusals)
    _raise_any(refusals)
    if set(after) != set(before):
        writer.save_directory(directory)
    return Edited(section, before, after)


def _values(section: Section, typed: Typed) -> dict[str, object]:
    """Return what was typed in the form that a file's record has; a field without a value is left out."""
    values: dict[str, object] = {
        "name": typed.name,
        "emails": addresses_in(typed.emails),
        "number": typed_cell(FieldKind.NUMBER, typed.number) if typed.number.strip() else None,
        "customer": typed.customer,
        "kind": typed.kind.value,
        "category": typed.category.value,
        "calendar_synced": typed.calendar_synced,
    }
    return {name: value for name, value in values.items() if name in FIELDS[section]}


def _raise_any(refusals: Refusals) -> None:
    problems = [FieldProblem(each.field, each.sentence) for each in refusals]
    if problems:
        raise RecordRefusedError(problems)


def _name(values: dict[str, object]) -> str:
    return " ".join(str(values["name"]).split())


def _check_new_name(values: dict[str, object], taken: Collection[str]) -> None:
    if _name(values) in taken:
        sentence = _("there is an activity type {name} already. Give it another name.")
        name = key_field(Section.ACTIVITY_TYPES)
        raise RecordRefusedError([FieldProblem(name, sentence.format(name=quoted(_name(values))))])


def _check_unchanged(stored: Directory, section: Section, expected: Iterable[Record]) -> None:
    present = frozenset(records_of(stored, section))
    for one in expected:
        if one not in present:
            sentence = _("{name} was changed by somebody else meanwhile. Look at it again.")
            raise UserError(sentence.format(name=quoted(one.name)))


def _check_types_unused(writer: "Writer", names: Collection[str]) -> None:
    """Refuse to let activity types go that activities or the settings name."""
    used = writer.activity_types_in_use() if names else frozenset()
    for name in sorted(names):
        if name == writer.settings().activity_type:
            sentence = _("{name} is the default activity type, so it stays. Choose another default first.")
        elif name in used:
            sentence = _("activities have the type {name}, so it stays as it is. Add another type beside it.")
        else:
            continue
        problem = FieldProblem(key_field(Section.ACTIVITY_TYPES), sentence.format(name=quoted(name)))
        raise RecordRefusedError([problem])
