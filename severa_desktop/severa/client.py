"""Severa, as far as this program talks with it: what can be read there, and what can be done there.

Follows Severa's published API description. Every method raises the errors of `errors.py` and nothing else; each may
wait, for its turn among all requests of this user and for Severa, and ends with StoppedError soon after `stop` is set.
What makes something leaves it open then whether it did, as with UnansweredError.
"""

import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Self

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
from severa_desktop.severa import writing
from severa_desktop.severa.clock import Clock, SystemClock
from severa_desktop.severa.forms import (
    ActivityForm,
    FieldChange,
    Participant,
    ParticipantKind,
    ProjectFile,
    Reading,
    Tried,
)
from severa_desktop.severa.lists import Lists
from severa_desktop.severa.pace import Pace
from severa_desktop.severa.session import Session
from severa_desktop.severa.trying import check_answers, tried
from severa_desktop.severa.values import AddressForm
from severa_desktop.severa.whole import SoFar, Told, read_whole


class Severa:
    """A connection with Severa, for any number of threads; `close` ends it, so does the block it is used as."""

    def __init__(
        self,
        settings: SeveraSettings,
        secret: str,
        pace: Pace,
        stop: threading.Event | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._session = Session(settings, secret, pace, stop or threading.Event(), clock or SystemClock())
        self._lists = Lists(self._session)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open; the tokens are forgotten."""
        self._session.close()

    def test(self) -> Tried:
        """Log in and read a row of each list: what works then, works."""
        return tried(self._session)

    def check_answers(self) -> None:
        """Raise UnreachableError if Severa does not even answer what is asked most easily: it is down."""
        check_answers(self._session)

    def read(
        self,
        since: int | None,
        address_form: AddressForm,
        told: Told | None = None,
        so_far: SoFar | None = None,
    ) -> Reading:
        """Read the whole directory, or what changed since, the lists side by side.

        What changes while a whole directory is read is in the result as well: it is asked for once more at the end,
        and meanwhile `so_far` is told the rest.
        """
        return read_whole(self._session, since, address_form, told, so_far)

    def record(self, kind: RecordKind, guid: str, address_form: AddressForm) -> PulledRecord | None:
        """Return one record, None if there is none with this guid (any more), or none that this program can use.

        Ask for what a whole list lacks before it is taken for gone: of a list that changes while it is read page by
        page, a record may be passed over.
        """
        return self._lists.record(kind, guid, address_form)

    def activity_types(self, since: int | None = None) -> Iterator[PulledType]:
        """Read the activity types, or those changed since (seconds since 1970); each once."""
        return self._lists.activity_types(since)

    def users(self, since: int | None, address_form: AddressForm) -> Iterator[PulledUser]:
        """Read the users, or those changed since; each once."""
        return self._lists.users(since, address_form)

    def customers(self, since: int | None = None) -> Iterator[PulledCustomer]:
        """Read the customers, or those changed since; each once."""
        return self._lists.customers(since)

    def contacts(self, since: int | None, address_form: AddressForm) -> Iterator[PulledContact]:
        """Read the contact persons, or those who changed since, or whose addresses did; each once."""
        return self._lists.contacts(since, address_form)

    def projects(self, since: int | None = None) -> Iterator[PulledProject]:
        """Read the projects and sales cases, or those changed since; each once. One without a number is left out."""
        return self._lists.projects(since)

    def create_activity(self, form: ActivityForm) -> str:
        """Make an activity; returns its guid. Raises UnansweredError where it may have been made."""
        return writing.create_activity(self._session, form)

    def find_activity(
        self, form: ActivityForm, marker: str, since: int | None = None, *, of_anybody: bool = False
    ) -> str | None:
        """Return the guid of the owner's activity whose notes hold the marker, None if there is none.

        Give when it was sent first, if that is known (seconds since 1970): it is looked for by its time, and by that.
        `of_anybody`: it may have got another owner since.
        """
        return writing.find_activity(self._session, form, marker, since, of_anybody=of_anybody)

    def change_activity(self, guid: str, changes: tuple[FieldChange, ...]) -> None:
        """Change fields of an activity (`forms.changes`); doing it twice does the same."""
        writing.change_activity(self._session, guid, changes)

    def participants(self, activity: str) -> tuple[Participant, ...]:
        """Return who takes part in an activity."""
        return writing.participants(self._session, activity)

    def add_participant(self, activity: str, participant: str, kind: ParticipantKind) -> str:
        """Add a user or contact person to an activity; returns the guid of their taking part.

        Raises UnansweredError where it may have been done.
        """
        return writing.add_participant(self._session, activity, participant, kind)

    def remove_participant(self, activity: str, record: str) -> None:
        """Take somebody off an activity (`Participant.record`); one who is not there any more is no error."""
        writing.remove_participant(self._session, activity, record)

    def project_files(self, project: str) -> tuple[ProjectFile, ...]:
        """Return the files of a project."""
        return writing.project_files(self._session, project)

    def add_file(self, project: str, name: str, description: str, content: bytes) -> str:
        """File something with a project; returns the guid of the project's file.

        Raises UnansweredError where it may have been done.
        """
        return writing.add_file(self._session, project, name, description, content)
