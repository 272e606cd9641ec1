"""Severa, as far as this program talks with it: what can be read there, and what can be done there.

Follows Severa's published API description. Every method raises the errors of `errors.py` and nothing else; each may
wait, for its turn among all requests of this user and for Severa, and ends with StoppedError soon after `stop` is set.
"""

import threading
from collections.abc import Callable, Iterator

from severa_desktop.core.severa import (
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledRecord,
    PulledType,
    PulledUser,
    RecordKind,
    SeveraSettings,
)
from severa_desktop.severa.forms import (
    ActivityForm,
    FieldChange,
    Participant,
    ParticipantKind,
    ProjectFile,
    Reading,
    Tried,
)
from severa_desktop.severa.pace import Pace

AddressForm = Callable[[str], str | None]
"""Brings an address into its compared form, None if it is none: `mail.address_form.normalise_address`."""
Told = Callable[[RecordKind, int], object]
"""Is told how many records of a list were read so far, from the thread that read them."""


class Severa:
    """A connection with Severa, for any number of threads; `close` ends it, so does the block it is used as."""

    def __init__(self, settings: SeveraSettings, secret: str, pace: Pace, stop: threading.Event | None = None) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Close what is open; the tokens are forgotten."""
        raise NotImplementedError

    def test(self) -> Tried:
        """Log in and read a row of each list: what works then, works."""
        raise NotImplementedError

    def read(self, since: int | None, address_form: AddressForm, told: Told | None = None) -> Reading:
        """Read the whole directory, or what changed since, the lists side by side.

        What changes while a whole directory is read is in the result as well: it is asked for once more at the end.
        """
        raise NotImplementedError

    def record(self, kind: RecordKind, guid: str, address_form: AddressForm) -> PulledRecord | None:
        """Return one record, None if there is none with this guid (any more), or none that this program can use."""
        raise NotImplementedError

    def activity_types(self, since: int | None = None) -> Iterator[PulledType]:
        """Read the activity types, or those changed since (seconds since 1970); each once."""
        raise NotImplementedError

    def users(self, since: int | None, address_form: AddressForm) -> Iterator[PulledUser]:
        """Read the users, or those changed since; each once."""
        raise NotImplementedError

    def customers(self, since: int | None = None) -> Iterator[PulledCustomer]:
        """Read the customers, or those changed since; each once."""
        raise NotImplementedError

    def contacts(self, since: int | None, address_form: AddressForm) -> Iterator[PulledContact]:
        """Read the contact persons, or those who changed since, or whose addresses did; each once."""
        raise NotImplementedError

    def projects(self, since: int | None = None) -> Iterator[PulledProject]:
        """Read the projects and sales cases, or those changed since; each once. One without a number is left out."""
        raise NotImplementedError

    def create_activity(self, form: ActivityForm) -> str:
        """Make an activity; returns its guid. Raises UnansweredError where it may have been made."""
        raise NotImplementedError

    def find_activity(self, form: ActivityForm, marker: str) -> str | None:
        """Return the guid of the owner's activity at this time whose notes hold the marker, None if there is none."""
        raise NotImplementedError

    def change_activity(self, guid: str, changes: tuple[FieldChange, ...]) -> None:
        """Change fields of an activity (`forms.changes`); doing it twice does the same."""
        raise NotImplementedError

    def participants(self, activity: str) -> tuple[Participant, ...]:
        """Return who takes part in an activity."""
        raise NotImplementedError

    def add_participant(self, activity: str, participant: str, kind: ParticipantKind) -> str:
        """Add a user or contact person to an activity; returns the guid of their taking part.

        Raises UnansweredError where it may have been done.
        """
        raise NotImplementedError

    def remove_participant(self, activity: str, record: str) -> None:
        """Take somebody off an activity (`Participant.record`); one who is not there any more is no error."""
        raise NotImplementedError

    def project_files(self, project: str) -> tuple[ProjectFile, ...]:
        """Return the files of a project."""
        raise NotImplementedError

    def add_file(self, project: str, name: str, description: str, content: bytes) -> str:
        """File something with a project; returns the guid of the project's file.

        Raises UnansweredError where it may have been done.
        """
        raise NotImplementedError
