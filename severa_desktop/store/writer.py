"""What can be written to the store, all of it or nothing.

New mails wait in memory and are written many at a time; whatever is read in between sees them all the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, insert

from severa_desktop.core.directory import Directory
from severa_desktop.core.settings import Settings
from severa_desktop.core.severa import Clash, RecordKind, SeveraRecord
from severa_desktop.core.severa import Connection as SeveraConnection
from severa_desktop.core.source_settings import Condition, SourceSettings
from severa_desktop.store import (
    changes,
    copy_rows,
    directory_rows,
    edits,
    erasing,
    refusal_changes,
    removing,
    rows,
    severa_rows,
    source_rows,
    tables,
)
from severa_desktop.store.compression import Compressed
from severa_desktop.store.copy_rows import key_hash
from severa_desktop.store.directory_cache import DirectoryCache
from severa_desktop.store.ids import Ids
from severa_desktop.store.outbox import OutboxWriter
from severa_desktop.store.pending import Pending
from severa_desktop.store.reader import Reader
from severa_desktop.store.records import (
    Action,
    ActionKind,
    Edit,
    Known,
    NewActivity,
    NewCopy,
    NewFailure,
    NewRefusal,
)

__all__ = ["Reader", "Writer"]


class Writer(Reader):
    """Reads and writes within the one transaction that may write; made by `Store.writing`."""

    def __init__(
        self,
        connection: Connection,
        directories: DirectoryCache,
        *,
        searchable: bool = True,
        first_ids: Mapping[str, int] | None = None,
        link_cache: rows.LinkCache | None = None,
    ) -> None:
        super().__init__(connection, directories)
        self._ids = Ids(connection, first_ids or {})
        self._pending = Pending(searchable=searchable)
        self._link_cache = link_cache or rows.LinkCache()
        self._links: rows.Links | None = None
        self._directory: Directory | None = None
        self._directory_version: int | None = None
        self._any_failure: bool | None = None

    def directory(self) -> Directory:
        """Return all records; read once, as nobody else can change them meanwhile."""
        if self._directory is None:
            self._directory = self._directories.look(self._rows())
        return self._directory

    def directory_version(self) -> int:
        """Return a number that changes with every change of directory or settings; asked for once, as `directory`."""
        if self._directory_version is None:
            self._directory_version = super().directory_version()
        return self._directory_version

    def save_settings(self, settings: Settings) -> None:
        """Store all settings."""
        self._directory_version = None
        directory_rows.write_settings(self._rows(), settings)

    def set_preference(self, name: str, value: str) -> None:
        """Remember a small thing that is no setting."""
        directory_rows.write_preference(self._rows(), name, value)

    def save_directory(self, directory: Directory, stored: Directory | None = None) -> None:
        """Make this the stored directory; `stored`: which is it now, if known.

        Records are never removed by leaving them out, activity types are.
        """
        directory_rows.write_directory(self._rows(), directory, self.directory() if stored is None else stored)
        self._forget_directory()

    def remove_unnamed(self, kind: RecordKind, key: str) -> bool:
        """Remove a customer or contact person; returns False, and it stays, where anything names it."""
        is_gone = removing.remove_unnamed(self._rows(), kind, key)
        self._forget_directory()
        return is_gone

    def _forget_directory(self) -> None:
        self._directory = self._directory_version = None
        # The cache is other transactions' too, and this one may yet be undone.
        self._link_cache, self._links = rows.LinkCache(), None

    def save_severa_connection(self, new: SeveraConnection | None) -> None:
        """Keep how Severa is reached and how far fetching came; None: it is not connected."""
        severa_rows.save_connection(self._rows(), new)

    def save_severa_records(self, new: Iterable[SeveraRecord], stored: Iterable[SeveraRecord] | None = None) -> None:
        """Let these records of the directory be Severa's, and no others; `stored`: which are it now, if known."""
        self._directory_version = None
        before = self.severa_records() if stored is None else stored
        self.outbox.note_linked(severa_rows.save_records(self._rows(), new, before))

    @property
    def outbox(self) -> OutboxWriter:
        """What is to be done in Severa."""
        return OutboxWriter(self._rows())

    def save_severa_clashes(self, new: Iterable[Clash]) -> None:
        """Let these records of Severa wait, and no others."""
        severa_rows.save_clashes(self._rows(), new, self.severa_clashes())

    def add_source(self, settings: SourceSettings, account: Sequence[str] = (), *, dedicated: bool = False) -> int:
        """Keep a new source; return its id, which no other one has or had."""
        source_id = self._ids.next(tables.sources)
        source_rows.add(self._rows(), source_id, settings, account, dedicated=dedicated)
        return source_id

    def change_source(
        self, source_id: int, settings: SourceSettings, account: Sequence[str], *, dedicated: bool, forgets: bool
    ) -> None:
        """Let a source be another one of the same kind; `forgets`: what it remembers is of another place."""
        source_rows.change(self._rows(), source_id, settings, account, dedicated=dedicated)
        if forgets:
            source_rows.forget(self._rows(), source_id)

    def remove_source(self, source_id: int) -> bool:
        """Remove a source with its memory; returns whether it was there. Its mails stay."""
        return source_rows.remove(self._rows(), source_id)

    def note_condition(self, source_id: int, condition: Condition, error: str, last_success: int | None) -> None:
        """Note how a source is doing; a last success of None leaves the former one. Nothing if it was removed."""
        source_rows.note_condition(self._rows(), source_id, condition, error, last_success)

    def count_mails(self, source_id: int, *, taken: int = 0, not_imported: int = 0, left_alone: int = 0) -> None:
        """Add to a source's counts of mails. Nothing if it was removed."""
        source_rows.count(self._rows(), source_id, taken, not_imported, left_alone)

    def remember(self, source_id: int, place: str, what: str) -> None:
        """Let a source remember this of a place, in place of what it did. Nothing if it was removed."""
        source_rows.remember(self._rows(), source_id, place, what)

    def begin_import(self, at: int) -> int:
        """Return the id of a new import, which copies then name."""
        import_id = self._ids.next(tables.imports)
        self._rows().execute(insert(tables.imports).values(id=import_id, started_at=at))
        return import_id

    def known_by(self, identity_keys: Collection[str]) -> Mapping[str, tuple[Known, ...]]:
        """As the reader's; also sees what this writer was handed a moment ago."""
        if self._pending.hashes.isdisjoint(map(key_hash, identity_keys)):
            return copy_rows.known_by(self._connection, identity_keys)
        return super().known_by(identity_keys)

    def add_activity(self, new: NewActivity) -> int:
        """Keep a new activity with its original; return its id."""
        activity_id = self._ids.next(tables.activities)
        rows.add_activity(self._pending, new, activity_id, self._link_ids())
        self._flush_if_full()
        return activity_id

    def add_copy(self, activity_id: int, copy: NewCopy, *, differs: bool = False) -> bool:
        """Keep a later copy of an activity's mail.

        Returns False, and keeps nothing, if the same original with the same envelope and account is there.
        """
        return changes.add_copy(self._rows(), self._pending, activity_id, copy, differs=differs)

    def change_activity(self, activity_id: int, decided: changes.Decided, import_id: int, at: int) -> None:
        """Let a later copy's decision hold: owner, participants, customer, project, reasons and warnings.

        What a person edited stays as it is. What changes is noted, so that undoing the import takes it back.
        """
        connection = self._rows()
        changed = changes.change_activity(connection, activity_id, decided, self._link_ids())
        if changed:
            edits.note(connection, edits.of_import(connection, import_id, at), changed)
            self.outbox.note_changed([activity_id])

    def do(self, at: int, kind: ActionKind, what: str, wanted: Sequence[Edit]) -> Action:
        """Change what a person wants changed, as one action that can be undone; at least one edit."""
        connection = self._rows()
        action_id = edits.begin(connection, at, kind, what)
        edits.note(connection, action_id, wanted)
        self._apply(wanted)
        return self._done(action_id)

    def set_undone(self, action_id: int, applied: Sequence[Edit], *, undone: bool) -> Action:
        """Make an action undone, or done again, by these edits."""
        connection = self._rows()
        edits.set_undone(connection, action_id, undone=undone)
        self._apply(applied)
        return self._done(action_id)

    def erase(self, ids: Sequence[int]) -> None:
        """Erase activities for good; to be called within `Store.erasing`."""
        self.outbox.forget(ids)
        erasing.erase(self._rows(), ids)

    def _apply(self, wanted: Sequence[Edit]) -> None:
        edits.apply(self._rows(), wanted, self._link_ids())
        self.outbox.note_changed({edit.activity_id for edit in wanted if edit.activity_id is not None})

    def _done(self, action_id: int) -> Action:
        done = edits.action(self._connection, action_id)
        if done is None:
            raise LookupError(f"no action {action_id}")
        return done

    def add_refusal(self, new: NewRefusal) -> int:
        """Keep a rejected mail; return its id in "Not imported"."""
        refusal_id = self._ids.next(tables.refusals)
        rows.add_refusal(self._pending, new, refusal_id)
        self._flush_if_full()
        return refusal_id

    def update_refusal(self, refusal_id: int, new: NewRefusal) -> None:
        """Note that a mail was rejected again: with today's reason, and its copy unless that is there."""
        refusal_changes.update_refusal(self._rows(), self._pending, refusal_id, new)

    def refusal_accepted(self, refusal_id: int, activity_id: int) -> None:
        """Take an entry out of "Not imported"; those of its copies that the activity has not move there."""
        refusal_changes.accept(self._rows(), refusal_id, activity_id)

    def add_failure(self, new: NewFailure) -> int:
        """Keep a mail that could not be read, once for the same bytes; return its id in "Not imported".

        Without bytes: once for the same source and reason.
        """
        failure = rows.failure_hash(new)
        if failure in self._pending.hashes:
            self._rows()
        known = refusal_changes.failure(self._connection, new, failure)
        if known is not None:
            return known
        refusal_id = self._ids.next(tables.refusals)
        rows.add_failure(self._pending, new, refusal_id, failure)
        self._any_failure = True
        self._flush_if_full()
        return refusal_id

    def failures_over(self, original: Compressed, source: str) -> None:
        """Take off the list that these bytes, or a mail from this source, could not be read: now it was."""
        hashes = rows.ended_failure_hashes(original, source)
        if not self._pending.hashes.isdisjoint(hashes):
            self.flush()
        if self._any_failure is None:
            self._any_failure = refusal_changes.any_failure(self._connection)
        if self._any_failure:
            refusal_changes.end_failures(self._connection, hashes)

    def flush(self) -> None:
        """Write what waits in memory; the transaction goes on."""
        self._pending.write(self._connection, self._ids)

    def _rows(self) -> Connection:
        if self._pending.copies or self._pending.refusals:
            self.flush()
        return self._connection

    def _flush_if_full(self) -> None:
        if self._pending.is_full:
            self.flush()

    def _link_ids(self) -> rows.Links:
        if self._links is None:
            self._links = self._link_cache.links(self._connection, self.directory_version())
        return self._links
