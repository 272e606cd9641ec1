"""Taking in what is new in one folder: headers first, whole mails only of those that are wanted, in bounded batches.

While some are taken in, the next ones are fetched. What is remembered of the folder never runs ahead of what is on the
disk: after any fault the same mails come again, and the store knows them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import quote

from severa_desktop.core.model import Outcome
from severa_desktop.core.source_settings import AfterMail, Condition, ImapSettings, SourceState, usual_port
from severa_desktop.sources.imap.afterwards import put_away
from severa_desktop.sources.imap.connection import Connection, Head, Opened
from severa_desktop.sources.imap.errors import LostError, RefusedError
from severa_desktop.sources.imap.progress import Progress
from severa_desktop.sources.imap.under_way import Batch, UnderWay
from severa_desktop.sources.intake import Taken, Work
from severa_desktop.sources.items import Handover, MailBytes, NotRead, Place
from severa_desktop.texts import N_, _

_TRIES = 3
_WINDOW = 256
"""Mails of which the headers are fetched together."""
_BATCH_MAILS = 64
_BATCH_BYTES = 4 * 1024 * 1024
_REMEMBER_MAILS = 256
_REMEMBER_BYTES = 16 * 1024 * 1024
"""Of mails that were taken in, after which that is remembered: what a sudden end can cost is to fetch them again."""
_IMPORTED = frozenset({Outcome.ACTIVITY, Outcome.DUPLICATE})
_SET_ASIDE = N_(
    "The mail server could not hand over this e-mail in three tries. It is still in its folder: open it there, "
    "save it as a file and import that."
)

_Found = TypeVar("_Found")


@dataclass(slots=True)
class FolderState:
    """What is known of one folder, over lost connections."""

    name: str
    progress: Progress = field(default_factory=lambda: Progress(0))
    next_uid: int | None = None
    """What the server said it was when the folder was last looked through."""


def open_folder(connection: Connection, settings: ImapSettings, name: str) -> Opened:
    """Open a folder, to change something only where that is wanted; raises RefusedError where it is not there."""
    try:
        return connection.open(name, to_change=settings.after is not AfterMail.LEAVE)
    except RefusedError as error:
        sentence = _("The folder {name} cannot be opened. Make it in the mailbox, or choose another one. {error}")
        raise RefusedError(sentence.format(name=name, error=error)) from error


class Look:
    """One look through a folder, over one connection."""

    def __init__(self, settings: ImapSettings, state: FolderState, connection: Connection, work: Work) -> None:
        self._settings = settings
        self._state = state
        self._connection = connection
        self._work = work
        self._opened = open_folder(connection, settings, state.name)
        known = Progress.read(work.memory.recall(state.name))
        if known is not None and known.validity == self._opened.validity:
            state.progress = known
        else:
            # Another UIDVALIDITY: no id means what it did, so all mails are looked at again.
            state.progress = Progress(self._opened.validity)
        self._may_put_away = True
        self._under_way = UnderWay(work.intake.begin, self._settle)
        self._since: list[Batch] = []
        """Taken in since that was last remembered."""

    def take_in(self) -> None:
        """Finish what was begun, take in what is new, and try again what could not be fetched.

        Raises TroubleError, NotNowError and StoppedError.
        """
        state, next_uid = self._state, self._opened.next_uid
        failed_before = dict(state.progress.failed)
        if next_uid is None or next_uid > state.progress.highest + 1:
            found = self._connection.ids_from(state.progress.highest + 1)
            uids = [uid for uid in found if uid not in failed_before]
            if uids:
                self._work.report(SourceState(Condition.WORKING))
            try:
                with self._under_way:
                    for start in range(0, len(uids), _WINDOW):
                        self._take_window(uids[start : start + _WINDOW])
            finally:
                self._remember_settled()
        for uid, tries in failed_before.items():
            self._try_again(uid, tries)
        self._put_away()
        state.next_uid = next_uid

    def _take_window(self, uids: Sequence[int]) -> None:
        """Take in what is wanted of mails that follow each other."""
        (all_wanted,) = self._work.intake.wanted([b""])
        heads = self._heads(uids, with_header=not all_wanted)
        unwanted = frozenset[int]() if all_wanted else self._unwanted(heads)
        batch: dict[int, Head] = {}
        size = left_alone = done_to = 0
        for uid in uids:
            head = heads.get(uid)
            if uid in unwanted:
                left_alone += 1
            elif head is not None:
                cost = 0 if head.size > self._work.max_bytes else head.size
                if batch and (len(batch) >= _BATCH_MAILS or size + cost > _BATCH_BYTES):
                    self._take_batch(batch, done_to, left_alone)
                    batch, size, left_alone = {}, 0, 0
                batch[uid] = head
                size += cost
            done_to = uid
        self._take_batch(batch, done_to, left_alone)

    def _unwanted(self, heads: Mapping[int, Head]) -> frozenset[int]:
        """Return those whose header says that they are not for the integration; for others, the whole mail says it."""
        headers = {
            uid: head.header
            for uid, head in heads.items()
            if head.header is not None and (head.is_whole or head.size > self._work.max_bytes)
        }
        wanted = self._work.intake.wanted(list(headers.values()))
        return frozenset(uid for uid, is_wanted in zip(headers, wanted, strict=True) if not is_wanted)

    def _heads(self, uids: Sequence[int], *, with_header: bool) -> Mapping[int, Head]:
        """Return what is known of those mails that are still there, and can be fetched as it seems."""
        found, _refused = self._each(uids, lambda some: self._connection.heads(some, with_header=with_header))
        missing = [uid for uid in uids if uid not in found]
        if missing:
            more, refused = self._each(missing, lambda some: self._connection.heads(some, with_header=False))
            found.update(more)
            for uid in refused:
                self._note_failure(uid)
        return found

    def _take_batch(self, batch: Mapping[int, Head], done_to: int, left_alone: int) -> None:
        """Fetch mails and let them be taken in; all up to an id are done once they are, and those before them."""
        small = [uid for uid, head in batch.items() if head.size <= self._work.max_bytes]
        contents, _refused = self._each(small, self._connection.mails)
        items = [(uid, self._item(uid, head, contents.get(uid))) for uid, head in batch.items()]
        for uid, item in items:
            if item is None:
                self._note_failure(uid)
        self._under_way.begin(Batch([(uid, item) for uid, item in items if item is not None], done_to, left_alone))
        if len(self._state.progress.to_put_away) >= _BATCH_MAILS and self._may_put_away:
            self._remember_settled()
            try:
                self._put_away()
            except RefusedError:
                # Other mails are not to wait for that; it is tried again, and told, once they are taken in.
                self._may_put_away = False

    def _settle(self, batch: Batch, taken: Sequence[Taken]) -> None:
        """Take note that mails are on the disk, and all up to an id are done with them; now and then for good."""
        self._note_taken(batch.items, taken)
        if batch.left_alone:
            self._work.intake.leave(batch.left_alone)
        progress = self._state.progress
        suspects = frozenset(uid for uid in progress.suspects if uid > batch.done_to)
        self._state.progress = replace(progress, highest=max(batch.done_to, progress.highest), suspects=suspects)
        self._since.append(batch)
        if (
            sum(len(one.items) for one in self._since) >= _REMEMBER_MAILS
            or sum(one.size for one in self._since) >= _REMEMBER_BYTES
        ):
            self._remember_settled()

    def _remember_settled(self) -> None:
        if self._since:
            self._since.clear()
            self._remember(self._state.progress)

    def _item(self, uid: int, head: Head, content: bytes | None) -> MailBytes | NotRead | None:
        """Return a mail as it is handed on, None if it could not be fetched."""
        place = self._place(uid, head.time)
        if head.size > self._work.max_bytes:
            return place.too_large(head.size)
        if content is None:
            return None
        # Servers may state another size than a mail has.
        return place.mail(content) if len(content) <= self._work.max_bytes else place.too_large(len(content))

    def _note_taken(self, items: Sequence[tuple[int, MailBytes | NotRead]], taken: Sequence[Taken]) -> None:
        """Note which mails are to be put away, now that they are on the disk. The caller remembers that."""
        if self._settings.after is AfterMail.LEAVE:
            return
        done = [uid for (uid, _item), one in zip(items, taken, strict=True) if one.outcome in _IMPORTED]
        progress = self._state.progress
        self._state.progress = replace(progress, to_put_away=(*progress.to_put_away, *done))

    def _try_again(self, uid: int, tries: int) -> None:
        """Try to fetch a mail that could not be; set it aside after too many tries."""
        head = Head(0, None, is_whole=False, time=None)
        item: MailBytes | NotRead | None = None
        if tries < _TRIES:
            heads, refused = self._each([uid], lambda some: self._connection.heads(some, with_header=False))
            if uid not in heads and uid not in refused:
                self._remember(self._without_failure(uid))  # it is gone
                return
            head = heads.get(uid, head)
            contents, _refused = self._each([uid], self._connection.mails)
            item = self._item(uid, head, contents.get(uid))
            tries += 1
        if item is None and tries < _TRIES:
            self._note_failure(uid)
            return
        item = item or self._place(uid, head.time).unreadable(_SET_ASIDE)
        self._note_taken([(uid, item)], self._work.intake.take([item]))
        self._remember(self._without_failure(uid))

    def _each(
        self, uids: Sequence[int], fetch: Callable[[Sequence[int]], Mapping[int, _Found]]
    ) -> tuple[dict[int, _Found], list[int]]:
        """Fetch together what can be, one by one where that fails; returns what came, and for what the server refused.

        Where the connection breaks, it is noted which mail or mails may have to do with it.
        """
        suspects, found, refused = self._state.progress.suspects, dict[int, _Found](), list[int]()
        together = [uid for uid in uids if uid not in suspects]
        alone = [uid for uid in uids if uid in suspects]
        if len(together) > 1:
            try:
                found.update(fetch(together))
            except RefusedError:
                alone = list(uids)
            except LostError:
                self._remember(replace(self._state.progress, suspects=suspects.union(together)))
                raise
        else:
            alone = list(uids)
        for uid in alone:
            try:
                found.update(fetch([uid]))
            except RefusedError:
                refused.append(uid)
            except LostError:
                self._note_failure(uid)
                raise
        return found, refused

    def _note_failure(self, uid: int) -> None:
        progress = self._state.progress
        self._remember(replace(progress, failed={**progress.failed, uid: progress.failed.get(uid, 0) + 1}))

    def _without_failure(self, uid: int) -> Progress:
        progress = self._state.progress
        return replace(progress, failed={one: tries for one, tries in progress.failed.items() if one != uid})

    def _remember(self, progress: Progress) -> None:
        self._work.memory.remember(self._state.name, str(progress))
        self._state.progress = progress

    def _put_away(self) -> None:
        """Do with mails what is to be done with them in the mailbox, once they are on the disk here."""
        while self._state.progress.to_put_away:
            uids = self._state.progress.to_put_away
            put_away(self._connection, self._settings, self._opened, uids[:_BATCH_MAILS])
            self._remember(replace(self._state.progress, to_put_away=uids[_BATCH_MAILS:]))

    def _place(self, uid: int, time: int | None) -> Place:
        """Return how the outcome of a mail names where it is (RFC 5092), and when it came."""
        settings = self._settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        port = "" if settings.port == usual_port(settings.security) else f":{settings.port}"
        source = f"imap://{quote(settings.user, safe='')}@{host}{port}/{quote(self._state.name)}/;UID={uid}"
        now = self._work.clock.now()
        handover = Handover(self._work.max_bytes, now, by_hand=False)
        return Place(source, now if time is None else time, asked=True, handover=handover)
