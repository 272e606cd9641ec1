"""Mails that are being taken in while the next ones are fetched, so that neither waits for the other."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeAlias

from severa_desktop.sources.intake import Taken
from severa_desktop.sources.items import MailBytes, NotRead

_MOST = 3
"""Batches under way: one is recorded, one is read, one lies ready. With them, the memory is bounded."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Mails of a folder that are taken in together, with their ids."""

    items: Sequence[tuple[int, MailBytes | NotRead]]
    done_to: int
    """All mails up to this id are done once these are."""
    left_alone: int
    """How many mails before these are not wanted."""

    @property
    def size(self) -> int:
        """Bytes of its mails."""
        return sum(len(item.content or b"") for _uid, item in self.items)


Begin: TypeAlias = Callable[[Sequence[MailBytes | NotRead]], Callable[[], list[Taken]]]
Settle: TypeAlias = Callable[[Batch, Sequence[Taken]], None]


class UnderWay:
    """Takes batches in beside the thread that brings them, which hears in their order of those that are on the disk.

    When the block ends, all that is under way is settled, whatever ended it.
    """

    def __init__(self, begin: Begin, settle: Settle) -> None:
        self._begin = begin
        self._settle = settle
        self._taking: ThreadPoolExecutor | None = None
        self._batches: deque[tuple[Batch, Future[list[Taken]]]] = deque()
        self._last: Batch | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._settle_all()
        finally:
            if self._taking is not None:
                self._taking.shutdown(cancel_futures=True)

    def begin(self, batch: Batch) -> None:
        """Let a batch be taken in; raises what went wrong with an earlier one."""
        while len(self._batches) >= _MOST:
            self._settle_first()
        finish = self._begin([item for _uid, item in batch.items]) if batch.items else list[Taken]
        if self._taking is None:
            self._taking = ThreadPoolExecutor(1, thread_name_prefix="severa-taking")
        self._batches.append((batch, self._taking.submit(finish)))

    def _settle_all(self) -> None:
        while self._batches:
            self._settle_first()

    def _settle_first(self) -> None:
        batch, future = self._batches.popleft()
        try:
            taken = future.result()
        except BaseException:
            # What follows is not settled: it comes again, after this.
            self._batches.clear()
            raise
        self._settle(batch, taken)
