"""A folder that is watched: mail files that something puts there are taken in once they stand still.

What was taken in is moved beside, into `imported` or `not-imported` with the reason in a text file, or is left and
remembered by size and time. Whatever cannot be read now is tried again. Never deletes anything.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from severa_desktop.core.model import Outcome
from severa_desktop.core.reasons import Code
from severa_desktop.core.source_settings import AfterFile, Condition, FolderSettings, SourceState
from severa_desktop.sources.files import read_file, walk_file
from severa_desktop.sources.folders import UnreadableFolder, files_in
from severa_desktop.sources.intake import NotNowError, Taken, Work
from severa_desktop.sources.items import MailBytes, MailFile, NotRead, Skipped
from severa_desktop.sources.wakeup import Wakeup
from severa_desktop.texts import _

IMPORTED = "imported"
NOT_IMPORTED = "not-imported"

_STILL = 1.0
"""Seconds in which size and time of a file did not change: nobody is writing to it."""
_LOOK = 10.0
"""Seconds between two looks where the system tells of changes."""
_LOOK_OFTEN = 2.0
"""Seconds between two looks where it does not."""
_PAUSES = (5.0, 15.0, 60.0, 300.0)
"""Seconds until something is tried again that could not be done."""
_BATCH_MAILS = 64
_BATCH_BYTES = 4 * 1024 * 1024
_REFUSED = frozenset({Outcome.REJECTED, Outcome.FAILED})


@dataclass(frozen=True, slots=True)
class _Look:
    """How a file looked when it was last seen."""

    size: int
    time: int
    """Nanoseconds."""

    def __str__(self) -> str:
        return f"{self.size} {self.time}"


@dataclass(slots=True)
class _Seen:
    """A file that was not taken in as it looks now."""

    look: _Look
    since: float
    """When it first looked so, by the clock that only grows."""


class _NotNow(Exception):  # noqa: N818 - no error: tried again
    """A file cannot be read now."""


class WatchedFolder:
    """Takes mails from one folder and those within it."""

    def __init__(self, settings: FolderSettings) -> None:
        self._folder = Path(settings.path)
        self._after = settings.after
        self._waiting: dict[str, _Seen] = {}
        self._done: dict[str, str] = {}
        """How files that were left in place looked when they were taken in."""

    def check(self) -> str | None:
        """Return what keeps the folder from being watched and what to do, None if nothing does."""
        if not self._folder.is_dir():
            return _("There is no folder {folder}. Make it, or choose another one.").format(folder=self._folder)
        wanted = os.R_OK | os.X_OK | (os.W_OK if self._after is AfterFile.MOVE else 0)
        if not os.access(self._folder, wanted):
            sentence = (
                _("The folder {folder} may not be read and changed by this user.")
                if wanted & os.W_OK
                else _("The folder {folder} may not be read by this user.")
            )
            return sentence.format(folder=self._folder)
        return None

    def run(self, work: Work) -> bool:
        """Take mails in until stopped; see `sources.intake.RunningSource`."""
        with Wakeup(self._folder) as wakeup:
            failures, went_well, has_changed = 0, True, False
            while not work.stop.is_set():
                problem = self._look(work)
                went_well = not problem
                failures = failures + 1 if problem else 0
                self._report(work, problem)
                if work.once and not self._waiting:
                    break
                if problem:
                    if work.once:
                        break
                    pause = _PAUSES[min(failures, len(_PAUSES)) - 1]
                elif self._waiting or has_changed:
                    # What the system tells of a folder that was just made comes too early for what is put into it.
                    pause = _STILL
                else:
                    pause = _LOOK if wakeup.works else _LOOK_OFTEN
                may_wake = not problem and not self._waiting and not has_changed
                has_changed = _pause(work, wakeup, pause, may_wake=may_wake)
        return went_well

    def _look(self, work: Work) -> str:
        """Take in what stands still; returns what went wrong, if anything did."""
        problem = self.check()
        if problem is not None:
            self._waiting.clear()
            return problem
        now = work.clock.monotonic()
        try:
            work.intake.check_ready()
            self._notice(work, now)
            for path, seen in list(self._waiting.items()):
                if work.stop.is_set():
                    return ""
                if now - seen.since >= _STILL:
                    self._take(path, seen, work)
        except NotNowError as error:
            return str(error)
        return ""

    def _notice(self, work: Work, now: float) -> None:
        """Note which files there are, and since when each looks as it does."""
        found: dict[str, _Seen] = {}
        for path, look in self._files():
            if self._is_done(path, look, work):
                continue
            before = self._waiting.get(path)
            found[path] = before if before is not None and before.look == look else _Seen(look, now)
        self._waiting = found

    def _is_done(self, path: str, look: _Look, work: Work) -> bool:
        if path not in self._done:
            self._done[path] = work.memory.recall(path)
        return self._done[path] == str(look)

    def _files(self) -> Iterator[tuple[str, _Look]]:
        own = {self._folder / IMPORTED, self._folder / NOT_IMPORTED}
        for found in files_in(str(self._folder)):
            if isinstance(found, UnreadableFolder) or own.intersection(Path(found.path).parents):
                continue
            with suppress(OSError):  # it vanished meanwhile
                status = Path(found.path).stat()
                yield found.path, _Look(status.st_size, status.st_mtime_ns)

    def _take(self, path: str, seen: _Seen, work: Work) -> None:
        """Take in what lies in one file, then put it where it belongs; it waits on where it cannot be read now."""
        taken: list[Taken] = []
        batch: list[MailBytes | NotRead] = []
        size = 0
        try:
            for item in _items(path, work):
                batch.append(item)
                size += len(item.content or b"")
                if len(batch) >= _BATCH_MAILS or size >= _BATCH_BYTES:
                    taken += work.intake.take(batch)
                    batch, size = [], 0
            if batch:
                taken += work.intake.take(batch)
            if _look_of(path) != seen.look:
                # Somebody still writes to it: what it holds then is taken in once it stands still again.
                return
        except _NotNow:
            seen.since = work.clock.monotonic()
            return
        del self._waiting[path]
        self._put_away(path, seen.look, taken, work)

    def _put_away(self, path: str, look: _Look, taken: list[Taken], work: Work) -> None:
        refused = [one for one in taken if one.outcome in _REFUSED]
        is_ours = any(one.outcome is not None for one in taken)
        if self._after is AfterFile.MOVE and is_ours:
            with suppress(OSError):  # else it is remembered where it is, and never taken in twice
                target = _move(Path(path), self._folder / (NOT_IMPORTED if refused else IMPORTED))
                if refused:
                    sentences = dict.fromkeys(one.sentence for one in refused if one.sentence)
                    reason = target.with_name(f"{target.name}.txt")
                    reason.write_text("\n".join(sentences) + "\n", encoding="utf-8")
                return
        work.memory.remember(path, str(look))
        self._done[path] = str(look)

    def _report(self, work: Work, problem: str) -> None:
        if problem:
            work.report(SourceState(Condition.RETRYING, problem))
        else:
            condition = Condition.WORKING if self._waiting else Condition.WAITING
            work.report(SourceState(condition, last_success=work.clock.now()))


def _items(path: str, work: Work) -> Iterator[MailBytes | NotRead]:
    """Yield what lies in a file, read already; raises _NotNow where it cannot be."""
    for item in walk_file(path, max_bytes=work.max_bytes, now=work.clock.now()):
        match item:
            case MailFile():
                content = read_file(item, work.max_bytes)
                if isinstance(content, bytes):
                    yield MailBytes(content, item.origin)
                elif content.code is Code.UNREADABLE:
                    raise _NotNow
                else:
                    yield content
            case NotRead(code=Code.UNREADABLE, content=None):
                raise _NotNow
            case Skipped():
                continue
            case _:
                yield item


def _look_of(path: str) -> _Look | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return _Look(status.st_size, status.st_mtime_ns)


def _move(path: Path, folder: Path) -> Path:
    """Move a file into a folder, under another name where there is one of its name; returns where it is."""
    folder.mkdir(exist_ok=True)
    target, number = folder / path.name, 1
    while target.exists() or target.with_name(f"{target.name}.txt").exists():
        number += 1
        target = folder / f"{path.stem} ({number}){path.suffix}"
    shutil.move(path, target)
    return target


def _pause(work: Work, wakeup: Wakeup, seconds: float, *, may_wake: bool) -> bool:
    """Wait so long, until stopped, or, where that makes sense, until something changed in the folder; returns that."""
    if not may_wake:
        work.clock.wait(work.stop, seconds)
        return False
    end = work.clock.monotonic() + seconds
    while not work.stop.is_set() and work.clock.monotonic() < end:
        if wakeup.happened(work.stop, min(1.0, seconds)):
            return True
    return False
