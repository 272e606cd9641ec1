"""What Severa is to be told of an activity, and how that differs from what it was told; values alone.

Severa takes users and contact persons as participants, so all others are named in the notes. The last line of the notes
tells which activity this is: by it one that was made, but whose answer was lost, is found again.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from severa_desktop.core.model import Activity, Attachment, Participant
from severa_desktop.core.model import ParticipantKind as Kind
from severa_desktop.core.settings import ActivityStatus
from severa_desktop.core.severa import RecordKind, SeveraRecord, Step
from severa_desktop.printable import lines, one_line
from severa_desktop.severa.forms import ActivityForm, FieldChange, ParticipantKind, changes
from severa_desktop.texts import N_, _

LONGEST_TEXT = 30_000
"""Letters of a mail's text that Severa is told; the whole stays here."""
LONGEST_NAME = 250
"""Letters of an activity's name; Severa's description names no limit, its own pages do not show more."""
LONGEST_LIST = 10_000
"""Letters of the list of those who cannot be participants in Severa; how many more there are is said."""
_OTHERS = N_("External participants:")
_PEOPLE = {
    Kind.USER: (RecordKind.USERS, ParticipantKind.USER),
    Kind.CONTACT: (RecordKind.CONTACTS, ParticipantKind.CONTACT),
}


class BlockedError(Exception):
    """An activity that Severa cannot be told of as the directory is now; the message is the sentence for a person."""


class Guids:
    """The guids of those records of the directory that are Severa's."""

    def __init__(self, records: list[SeveraRecord]) -> None:
        self._records = {(one.kind, one.key): one for one in records}

    def of(self, kind: RecordKind, key: str | None) -> str | None:
        """Return a record's guid, None if it is not Severa's."""
        found = None if key is None else self._records.get((kind, key))
        return None if found is None else found.guid

    def phase_of(self, project: str | None) -> str | None:
        """Return the guid of a project's root phase, None if it is not Severa's."""
        found = None if project is None else self._records.get((RecordKind.PROJECTS, project))
        return None if found is None else found.phase


@dataclass(frozen=True, slots=True)
class FileWish:
    """An attachment that is to be filed with a project in Severa."""

    project: str
    """The project's guid."""
    attachment: Attachment

    @property
    def what(self) -> str:
        """Return what names it among the steps of its activity."""
        return f"{self.attachment.part}@{self.project}"

    @staticmethod
    def read(what: str) -> tuple[str, str]:
        """Return the part and the project's guid that such a name was made of."""
        part, _at, project = what.partition("@")
        return part, project


@dataclass(frozen=True, slots=True)
class Wish:
    """What Severa is to be told of an activity."""

    form: ActivityForm
    participants: Mapping[str, ParticipantKind]
    """By guid, in the activity's order."""
    files: tuple[FileWish, ...]
    marker: str

    def mark_of(self, part: str) -> str:
        """Return what stands in the description of a file: by this one that was filed is found again."""
        return f"[{self.marker} {part}]"

    def file(self, what: str) -> FileWish | None:
        """Return one of the files by its name among the steps."""
        return next((one for one in self.files if one.what == what), None)

    def description(self, file: FileWish) -> str:
        """Return what a file is described by."""
        return f"{self.form.name} {self.mark_of(str(file.attachment.part))}"


def wish(activity: Activity, digest: bytes, guids: Guids, otherwise: str | None = None) -> Wish:
    """Return what Severa is to be told; `digest` is the SHA-256 of the mail's first original. Raises BlockedError.

    `otherwise` is the guid of the type for an activity whose own one has another name in Severa now, or is gone there.
    """
    marker = f"severa-desktop {digest.hex()[:32]}"
    owner = guids.of(RecordKind.USERS, activity.owner.key)
    if owner is None:
        sentence = _("The owner {name} does not come from Severa. Fetch the directory, or join the two records.")
        raise BlockedError(sentence.format(name=activity.owner.name))
    kind = guids.of(RecordKind.ACTIVITY_TYPES, activity.type) or otherwise
    if kind is None:
        sentence = _("The activity type {name} is not one of Severa’s. Choose one that Severa has.")
        raise BlockedError(sentence.format(name=activity.type))
    people, others = _people(activity.participants, guids)
    people.pop(owner, None)
    project = activity.project
    phase = guids.phase_of(project.key) if project else None
    project_guid = guids.of(RecordKind.PROJECTS, project.key) if project else None
    form = ActivityForm(
        name=_cut(one_line(activity.subject).strip() or "-", LONGEST_NAME),
        start=activity.started_at,
        type=kind,
        owner=owner,
        customer=guids.of(RecordKind.CUSTOMERS, activity.customer.key) if activity.customer else None,
        phase=phase,
        closed=activity.status == ActivityStatus.DONE.value,
        notes=_notes(activity.body, others, marker),
    )
    files = tuple(FileWish(project_guid, one) for one in activity.attachments) if project_guid else ()
    return Wish(form, people, files, marker)


@dataclass(frozen=True, slots=True)
class Told:
    """What Severa was told of an activity; of the notes only a fingerprint, as they hold the whole text."""

    form: ActivityForm
    participants: frozenset[str] = frozenset()
    """Guids."""
    files: frozenset[str] = frozenset()
    """As `FileWish.what`."""
    at: int | None = None
    """When it was asked for, in seconds since 1970, as long as that was not answered."""

    def dumped(self) -> str:
        """Return it as JSON."""
        form = {name: getattr(self.form, name) for name in ActivityForm.__dataclass_fields__}
        return json.dumps([form, sorted(self.participants), sorted(self.files), self.at])

    @classmethod
    def loaded(cls, text: str) -> "Told":
        """Return what `dumped` wrote."""
        form, participants, files, at = json.loads(text)
        return cls(ActivityForm(**form), frozenset(participants), frozenset(files), at)


def told(form: ActivityForm) -> Told:
    """Return what Severa was told by making an activity."""
    return Told(replace(form, notes=_fingerprint(form.notes)))


def corrections(before: Told, now: Wish) -> tuple[FieldChange, ...]:
    """Return what has to be changed so that an activity's own fields are as they are to be."""
    same = before.form.notes == _fingerprint(now.form.notes)
    return changes(replace(before.form, notes=now.form.notes if same else ""), now.form)


def steps(before: Told | None, now: Wish) -> list[tuple[Step, str]]:
    """Return what has to be done so that Severa has an activity as it is to be, in this order."""
    if before is None:
        return [(Step.CREATE, "")]
    return list(_steps(before, now))


def _steps(before: Told, now: Wish) -> Iterator[tuple[Step, str]]:
    if corrections(before, now):
        yield Step.CHANGE, ""
    for guid in now.participants:
        if guid not in before.participants:
            yield Step.ADD_PARTICIPANT, guid
    for guid in sorted(before.participants.difference(now.participants)):
        yield Step.REMOVE_PARTICIPANT, guid
    for file in now.files:
        if file.what not in before.files:
            yield Step.ADD_FILE, file.what


def _people(
    participants: tuple[Participant, ...], guids: Guids
) -> tuple[dict[str, ParticipantKind], list[Participant]]:
    """Return those who can be participants in Severa, by guid, and all others."""
    known: dict[str, ParticipantKind] = {}
    others = []
    for one in participants:
        place = _PEOPLE.get(one.kind)
        guid = guids.of(place[0], one.key) if place else None
        if place is None or guid is None:
            others.append(one)
        else:
            known[guid] = place[1]
    return known, others


def _notes(body: str, others: list[Participant], marker: str) -> str:
    parts = [_cut(lines(body.strip()), LONGEST_TEXT)]
    if others:
        parts.append(f"{_(_OTHERS)}\n{_listed(others)}")
    parts.append(f"[{marker}]")
    return "\n\n".join(part for part in parts if part)


def _listed(others: list[Participant]) -> str:
    listed: list[str] = []
    room = LONGEST_LIST
    for one in others:
        line = one_line(f"{one.name} <{one.email}>" if one.name else one.email)
        room -= len(line) + 1
        if room < 0:
            return "\n".join([*listed, f"… (+{len(others) - len(listed)})"])
        listed.append(line)
    return "\n".join(listed)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _fingerprint(notes: str) -> str:
    # Another language alone is no correction.
    notes = notes.replace(f"\n{_(_OTHERS)}\n", f"\n{_OTHERS}\n")
    return hashlib.sha256(notes.encode("utf-8", "backslashreplace")).hexdigest()
