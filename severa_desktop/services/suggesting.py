"""What a person may want to do about one mail, with the reason. Carries nothing out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from severa_desktop.core.directory import Directory
from severa_desktop.core.model import Outcome, ParticipantKind
from severa_desktop.core.reasons import Code
from severa_desktop.core.rules.copies import counting_copies
from severa_desktop.core.rules.forwarded import OriginalSender, original_senders
from severa_desktop.core.rules.recipients import gather
from severa_desktop.core.rules.suggestions import Surroundings, suggestions_for_activity, suggestions_for_refusal
from severa_desktop.core.suggestions import Evidence, NewPerson, Suggestion, SuggestionKind, SuggestionReason
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.services.current_rules import CurrentRules
from severa_desktop.services.errors import UserError
from severa_desktop.services.kept_mails import read_copies
from severa_desktop.store.records import State
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

__all__ = ["Advice", "Evidence", "NewPerson", "SuggestingService", "Suggestion", "SuggestionKind", "SuggestionReason"]

_MOST_OF_THREAD = 20


@dataclass(frozen=True, slots=True)
class Advice:
    """What may be done about a mail."""

    suggestions: tuple[Suggestion, ...] = ()
    """The best first."""
    strangers: tuple[NewPerson, ...] = ()
    """Everybody on it whom the directory does not have, those who left neither."""


class SuggestingService:
    """Makes suggestions for the mails of one store, with today's directory."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._rules = CurrentRules()

    def for_activity(self, activity_id: int) -> tuple[Suggestion, ...]:
        """Return what may be done about an activity, best first; raises UserError where there is none."""
        return self.advice_for_activity(activity_id).suggestions

    def advice_for_activity(self, activity_id: int) -> Advice:
        """Return that, and who on it could be added to the directory."""
        with self._store.reading() as reader:
            stored = reader.activity(activity_id)
            if stored is None or stored.state is not State.LIVE:
                raise UserError(_("There is no activity {id}.").format(id=activity_id))
            current = self._rules.of(reader)
            thread = reader.linked_projects(activity_id, _MOST_OF_THREAD)
        numbered = [reason for reason in stored.reasons if reason.code is Code.SEVERAL_PROJECT_NUMBERS]
        around = Surroundings(thread, tuple(_forwarded(stored.activity.body)), numbered)
        people = ((one.email, one.name) for one in stored.activity.participants if one.kind is ParticipantKind.EXTERNAL)
        return Advice(
            suggestions_for_activity(stored.activity, around, current.directory, current.domains),
            _strangers(people, current.directory),
        )

    def for_refusal(self, refusal_id: int) -> tuple[Suggestion, ...]:
        """Return what may be done about an entry of "Not imported", best first; raises UserError as above."""
        return self.advice_for_refusal(refusal_id).suggestions

    def advice_for_refusal(self, refusal_id: int) -> Advice:
        """Return that, and who on it could be added to the directory."""
        with self._store.reading() as reader:
            refusal = reader.refusal(refusal_id)
            if refusal is None:
                raise UserError(_("There is no entry {id} in “Not imported”.").format(id=refusal_id))
            current = self._rules.of(reader)
            address = current.settings.address
            if refusal.reason is not Code.NO_SEVERA_USER or address is None:
                return Advice()
            copies = read_copies(reader, reader.copies_of_refusal(refusal_id))
        if not copies:
            return Advice()
        people = gather(counting_copies(copies)[0], address, current.directory).people
        return Advice(
            suggestions_for_refusal(people, current.directory, current.domains),
            _strangers(((one.address, one.name) for one in people), current.directory),
        )

    def worth_asking(self, most: int) -> list[int]:
        """Return the ids of the newest activities that lack a link or have unchecked warnings, newest first."""
        with self._store.reading() as reader:
            return reader.without_link(most)

    def rejected(self, most: int) -> list[int]:
        """Return the ids of the newest rejected mails in "Not imported", newest first."""
        with self._store.reading() as reader:
            return [number for _moment, number in reader.waiting_ids([Outcome.REJECTED])[:most]]


def _strangers(people: Iterable[tuple[str, str]], directory: Directory) -> tuple[NewPerson, ...]:
    found: dict[str, NewPerson] = {}
    for address, name in people:
        if not directory.knows(address) and not directory.left(address):
            found.setdefault(address, NewPerson(address, name or address))
    return tuple(found.values())


def _forwarded(body: str) -> Iterator[OriginalSender]:
    for sender in original_senders(body):
        address = normalise_address(sender.address)
        if address:
            yield OriginalSender(address, sender.name)
