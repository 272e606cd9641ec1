"""What can be read from the store, all of it as it was at one moment."""

import threading
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from severa_desktop.core.directory import ActivityType, Directory
from severa_desktop.core.model import Origin, Outcome
from severa_desktop.core.ordering import Order
from severa_desktop.core.query import ActivityQuery
from severa_desktop.core.reasons import Reason
from severa_desktop.core.settings import Settings
from severa_desktop.core.severa import Clash, RecordKind, SeveraRecord
from severa_desktop.core.severa import Connection as SeveraConnection
from severa_desktop.core.source_settings import ListedSource
from severa_desktop.store import (
    activity_rows,
    check_rows,
    checks,
    copy_rows,
    directory_rows,
    edits,
    file_rows,
    line_rows,
    listing,
    open_rows,
    overview_rows,
    refusal_rows,
    severa_rows,
    source_rows,
    thread_rows,
)
from severa_desktop.store.compression import Compressed, decompress
from severa_desktop.store.contents import Contents, contents
from severa_desktop.store.directory_cache import DirectoryCache
from severa_desktop.store.lines import ActivityLine
from severa_desktop.store.outbox import OutboxReader
from severa_desktop.store.records import (
    Action,
    Edit,
    Facet,
    FacetRecord,
    HistoryRow,
    Known,
    Refusal,
    SearchFaults,
    StoredActivity,
    StoredCopy,
    StoredFile,
    ThreadMail,
)
from severa_desktop.store.tables import activities, preferences


class Reader:
    """Reads within one transaction; what it yields must be taken before that ends."""

    def __init__(self, connection: Connection, directories: DirectoryCache) -> None:
        self._connection = connection
        self._directories = directories

    @property
    def connection(self) -> Connection:
        """The transaction, for the store's own modules."""
        return self._connection

    def settings(self) -> Settings:
        """Return the settings; what was never set has its default."""
        return directory_rows.read_settings(self._rows())

    def preference(self, name: str) -> str | None:
        """Return a remembered small thing, None if there is none of this name."""
        return self._rows().scalar(select(preferences.c.value).where(preferences.c.name == name))

    def activity_types(self) -> tuple[ActivityType, ...]:
        """Return the directory's activity types alone: a handful, where the directory may be large."""
        return directory_rows.read_activity_types(self._rows())

    def directory(self) -> Directory:
        """Return all records, inactive ones too, each section by key."""
        return self._directories.read(self._rows())

    def directory_version(self) -> int:
        """Return a number that changes with every change of directory or settings; cheap to ask."""
        return directory_rows.version(self._rows())

    def activity_types_in_use(self) -> frozenset[str]:
        """Return the names of the types that activities have."""
        return frozenset(self._rows().scalars(select(activities.c.type).distinct()))

    def known_by(self, identity_keys: Collection[str]) -> Mapping[str, tuple[Known, ...]]:
        """Return what was taken in before with these identity keys: activities in any state, and rejected mails.

        A key that nothing is known of is not in the result. Look many up at once: it is one statement.
        """
        return copy_rows.known_by(self._rows(), identity_keys)

    def copies_of(self, activity_id: int) -> tuple[StoredCopy, ...]:
        """Return the copies of an activity's mail, in the order in which they came."""
        return copy_rows.copies_of_activities(self._rows(), [activity_id]).get(activity_id, ())

    def copies_of_all(self, activity_ids: Sequence[int]) -> Mapping[int, tuple[StoredCopy, ...]]:
        """Return the copies of many activities' mails, by the activity's id."""
        return copy_rows.copies_of_activities(self._rows(), activity_ids)

    def copies_of_refusal(self, refusal_id: int) -> tuple[StoredCopy, ...]:
        """Return the copies of a mail that was not imported, in the order in which they came."""
        return copy_rows.copies_of_refusals(self._rows(), [refusal_id]).get(refusal_id, ())

    def activity(self, activity_id: int) -> StoredActivity | None:
        """Return an activity, whatever its state, or None if there is none with this id."""
        return activity_rows.one(self._rows(), activity_id)

    def activity_ids(self, query: ActivityQuery) -> "array[int]":
        """Return the ids of the activities wanted, newest first, eight bytes each."""
        return listing.ids(self._rows(), query)

    def sort_ids(self, query: ActivityQuery, order: Order, stop: threading.Event) -> "array[int]":
        """Return the sort ids of the activities wanted in an order, eight bytes each; fewer once `stop` is set."""
        return listing.sort_ids(self._rows(), query, order, stop)

    def lines(self, sort_ids: Sequence[int]) -> dict[int, ActivityLine]:
        """Return what a list shows of these activities, by sort id; those that are gone are left out."""
        return line_rows.many(self._rows(), sort_ids)

    def listed(self, query: ActivityQuery) -> Iterator[ActivityLine]:
        """Yield what a list shows of the activities wanted, newest first; the first ones come at once."""
        return listing.lines(self._rows(), query)

    def activities(self, query: ActivityQuery) -> Iterator[StoredActivity]:
        """Yield the activities wanted, newest first, with empty bodies; the first ones come at once."""
        return listing.pages(self._rows(), query)

    def original(self, activity_id: int) -> bytes | None:
        """Return the bytes of an activity's first copy, None if it has none (no such id, or erased)."""
        return self._first(self.copies_of(activity_id))

    def refusal_original(self, refusal_id: int) -> bytes | None:
        """Return the bytes of a not imported mail's first copy, None if they were not kept."""
        return self._first(self.copies_of_refusal(refusal_id))

    def original_by_id(self, original_id: int) -> bytes:
        """Return an original's bytes; raises StoreDamagedError if they are not what was kept."""
        return decompress(self.compressed(original_id))

    def compressed(self, original_id: int) -> Compressed:
        """Return an original as it is kept; raises LookupError if there is none with this id."""
        return copy_rows.original(self._rows(), original_id)

    def activities_by_id(self, ids: Sequence[int]) -> dict[int, StoredActivity]:
        """Return activities in any state by their ids, without bodies."""
        return edits.read(self._rows(), ids)

    def checked(self, ids: Sequence[int]) -> dict[int, bool]:
        """Return for those of these activities that are live whether a person saw their warnings."""
        return edits.checked(self._rows(), ids)

    def dismissed(self, ids: Sequence[int]) -> dict[int, bool]:
        """Return for those of these entries of "Not imported" that are there whether a person dismissed them."""
        return edits.dismissed(self._rows(), ids)

    def action(self, action_id: int) -> Action | None:
        """Return what was done in one go, None if there is no such action."""
        return edits.action(self._rows(), action_id)

    def last_action(self, *, undone: bool) -> Action | None:
        """Return the action of a person that undo takes back next, or that redo does again."""
        return edits.last(self._rows(), undone=undone)

    def edits_of(self, action_id: int) -> list[Edit]:
        """Return what an action changed."""
        return edits.edits_of(self._rows(), action_id)

    def history(self, activity_id: int) -> list[HistoryRow]:
        """Return what was changed on an activity, by people and by later copies, the latest first."""
        return edits.history_of(self._rows(), activity_id)

    def made_by_import(self, import_id: int) -> tuple[list[int], list[int]]:
        """Return the live activities, and the entries still in "Not imported", that an import made."""
        return edits.made_by_import(self._rows(), import_id)

    def changes_of_import(self, import_id: int) -> list[Edit]:
        """Return what an import's mails changed on older activities."""
        return edits.changes_of_import(self._rows(), import_id)

    def thread(self, activity_id: int, most: int) -> Iterator[ThreadMail]:
        """Yield the other mails of an activity's conversation, oldest first."""
        return thread_rows.many(self._rows(), activity_id, most)

    def linked_projects(self, activity_id: int, most: int) -> list[tuple[int, str]]:
        """Return activity ids and project keys of the linked mails of an activity's conversation, newest first."""
        return thread_rows.linked_projects(self._rows(), activity_id, most)

    def facet_counts(self, facet: Facet) -> Mapping[int, int]:
        """Return the numbers of live activities by the row ids of customers, projects or owners."""
        return overview_rows.counts(self._rows(), facet)

    def unlinked(self) -> int:
        """Return how many live activities have neither customer nor project."""
        return overview_rows.unlinked(self._rows())

    def live(self) -> int:
        """Return how many live activities there are."""
        return overview_rows.live(self._rows())

    def last_taken_at(self) -> int | None:
        """Return when the last mail was taken in, in seconds since 1970; None if none ever was."""
        return overview_rows.last_taken_at(self._rows())

    def links(self, sort_ids: Sequence[int]) -> list[tuple[int | None, int | None, int]]:
        """Return the row ids of customer, project and owner of these activities (some hundreds), in any order."""
        return overview_rows.links(self._rows(), sort_ids)

    def facet_records(self, facet: Facet, ids: Collection[int]) -> dict[int, FacetRecord]:
        """Return what stands behind the row ids of customers, projects or owners."""
        return overview_rows.records(self._rows(), facet, ids)

    def unchecked(self) -> int:
        """Return how many activities have warnings that nobody has checked."""
        return check_rows.unchecked(self._rows())

    def waiting(self) -> dict[Outcome, int]:
        """Return how many entries of "Not imported" nobody dismissed, by outcome."""
        return check_rows.waiting(self._rows())

    def held_count(self) -> int:
        """Return of how many activities a step is held or stuck, so that they are not wholly in Severa."""
        return check_rows.held(self._rows())

    def held_unchecked(self) -> int:
        """Return how many of these have warnings, too, that nobody has looked at."""
        return check_rows.held_and_unchecked(self._rows())

    def to_check(
        self, outcomes: Collection[Outcome], *, warnings: bool, held: bool = False, sends: bool = False
    ) -> "array[int]":
        """Return what is to be checked, newest first: sort ids of activities, ids of "Not imported" below zero.

        While activities are sent to Severa, those that are held do not count as having warnings.
        """
        return check_rows.keys(self._rows(), outcomes, warnings=warnings, held=held, sends=sends)

    def waiting_ids(self, outcomes: Collection[Outcome]) -> list[tuple[int, int]]:
        """Return time and id of the entries of "Not imported" with these outcomes, newest first."""
        return check_rows.waiting_ids(self._rows(), outcomes)

    def waiting_without_user(self) -> list[tuple[int, int]]:
        """Return id and newest copy's id of the mails that wait because no user is on them, oldest first."""
        return check_rows.without_user(self._rows())

    def reasons(self, activity_ids: Collection[int]) -> dict[int, tuple[Reason, ...]]:
        """Return the reasons of activities, by id."""
        return check_rows.reasons(self._rows(), activity_ids)

    def without_link(self, most: int) -> list[int]:
        """Return the ids of the newest activities that lack a link or have unchecked warnings, newest first."""
        return check_rows.without_link(self._rows(), most)

    def files(self, project: int | None = None) -> Iterator[StoredFile]:
        """Yield the project files, of one project by its number or of all, oldest activity first."""
        return file_rows.many(self._rows(), project)

    def refusals(self, *, failed: bool) -> Iterator[Refusal]:
        """Yield the rejected mails, and the failed ones too if wanted, oldest first."""
        return refusal_rows.many(self._rows(), failed=failed)

    def refusals_by_id(self, ids: Sequence[int]) -> dict[int, Refusal]:
        """Return entries of "Not imported" by their ids, dismissed ones too."""
        return refusal_rows.some(self._rows(), ids)

    def refusal(self, refusal_id: int) -> Refusal | None:
        """Return one not imported mail, or None if it is not, or no longer, there."""
        return refusal_rows.one(self._rows(), refusal_id)

    def refusal_origin(self, refusal_id: int) -> Origin:
        """Return how a not imported mail came (its first copy); raises LookupError if there is no such entry."""
        copies = self.copies_of_refusal(refusal_id)
        if copies:
            return copies[0].origin
        refusal = self.refusal(refusal_id)
        if refusal is None:
            raise LookupError(f"no refusal {refusal_id}")
        return Origin(refusal.source, refusal.taken_at)

    def sources(self) -> list[ListedSource]:
        """Return where mails come from by themselves, in the order in which they were added."""
        return source_rows.many(self._rows())

    def source(self, source_id: int) -> ListedSource | None:
        """Return one of them, None if there is none with this id."""
        return source_rows.one(self._rows(), source_id)

    def recall(self, source_id: int, place: str) -> str:
        """Return what a source remembers of a place, empty if nothing."""
        return source_rows.recall(self._rows(), source_id, place)

    def severa_connection(self) -> SeveraConnection | None:
        """Return how Severa is reached and how far fetching came, None if it is not connected."""
        return severa_rows.connection(self._rows())

    def severa_records(self) -> list[SeveraRecord]:
        """Return which records of the directory are Severa's, or were while it was connected."""
        return severa_rows.records(self._rows())

    def severa_keys(self) -> dict[RecordKind, set[str]]:
        """Return the directory's keys of these records alone, by kind; kinds without any are left out."""
        return severa_rows.keys(self._rows())

    @property
    def outbox(self) -> OutboxReader:
        """What is to be done in Severa."""
        return OutboxReader(self._rows())

    def severa_clashes(self) -> list[Clash]:
        """Return the records of Severa that the directory does not have as they are there, by kind and guid."""
        return severa_rows.clashes(self._rows())

    def severa_clash_count(self) -> int:
        """Return how many records of Severa a record made by hand stands in the place of."""
        return severa_rows.clash_count(self._rows())

    def contents(self) -> Contents:
        """Return how much the store holds."""
        return contents(self._rows())

    def table_rows(self, name: str) -> Iterator[open_rows.Row]:
        """Yield the rows of one of `open_rows.TABLES` in their open form."""
        return open_rows.rows(self._rows(), name)

    def integrity(self) -> list[str]:
        """Return what is wrong with the file and between its tables, in SQLite's words; empty is well."""
        return checks.file_faults(self._rows())

    def schema_version(self) -> str:
        """Return the revision of the tables."""
        return checks.revision(self._rows())

    def originals_unreadable(self) -> Iterator[int]:
        """Yield the ids of originals that cannot be read or are not what was kept. Reads all of them."""
        return copy_rows.unreadable_originals(self._rows())

    def search_out_of_step(self) -> SearchFaults:
        """Return how far the search index differs from the activities."""
        return checks.search_faults(self._rows())

    def _rows(self) -> Connection:
        """Return the connection, with everything in its tables that was handed in so far."""
        return self._connection

    def _first(self, copies: Sequence[StoredCopy]) -> bytes | None:
        return self.original_by_id(copies[0].original_id) if copies else None
