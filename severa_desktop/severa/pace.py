"""At most eight requests a second to Severa, over all threads and processes of this user.

Severa refuses more than ten. The moments of the last eight are kept in a file, by the clock that all processes share: a
request may go out a second after the eighth one before it. Nothing is reserved, so a process that dies takes no turn
along, and the system gives its lock back.
"""

import hashlib
import math
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from severa_desktop.core.severa import SeveraSettings
from severa_desktop.severa.clock import Clock, SystemClock
from severa_desktop.severa.errors import StoppedError, UnreachableError
from severa_desktop.texts import _, ngettext

AT_ONCE = 8
WINDOW = 1.003
"""Seconds in which at most so many turns lie: a little more than one, as not all take equally long to get there."""
_LATE = 0.003
"""Seconds by which a turn may be taken late without the later ones' being late too."""
_APART = 0.1
"""Seconds between two at least, so that a second's requests do not go out in one burst."""
LONGEST_WAIT = 120.0
"""Seconds that a request waits for its turn; whoever is asked to wait longer comes back later."""
_LONGEST_HOLD = 3600.0
_STEP = 0.1
"""Seconds between two looks whether to stop, while another thread or process is looking at the file."""
_LOCK_PATIENCE = 30.0
_POLL = 0.002
_SIZE = 320
"""Bytes of the file: ten numbers of at most 25 letters, and what is between them."""


def pace_name(settings: SeveraSettings) -> str:
    """Return the name under which all connections with the same credentials keep pace."""
    return hashlib.sha256(f"{settings.url}\n{settings.client_id}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Turns:
    """What the file holds, in seconds of the running clock."""

    written: float
    held: float
    """Until when nobody has a turn."""
    sent: tuple[float, ...]
    """When the last ones were sent, the oldest first; at most AT_ONCE."""

    def next(self) -> float:
        """Return when the next one may be sent."""
        last = self.sent[-1] + _APART if self.sent else 0.0
        eighth = self.sent[0] + WINDOW if len(self.sent) == AT_ONCE else 0.0
        return max(self.held, last, eighth)


class Pace:
    """The turns of all who talk to Severa with the same credentials, kept in a file of a folder that they share."""

    def __init__(self, folder: Path, name: str, clock: Clock | None = None) -> None:
        self._file = folder / f"{name}.turns"
        self._lock = FileLock(folder / f"{name}.lock", thread_local=False)
        self._clock = clock or SystemClock()
        self._first = threading.Lock()
        """Held by the thread of this process that waits for its turn: the others need not wake up with it."""
        self._looking = threading.Lock()
        """Held while a thread of this process has the file: the lock beside it is between processes."""

    def wait(self, stop: threading.Event) -> None:
        """Return when it is this request's turn; raises StoppedError, and UnreachableError if that is too far off."""
        with self._alone(stop):
            while (delay := self._delay(stop)) > 0:
                if delay > LONGEST_WAIT:
                    raise UnreachableError(pause_sentence(delay))
                self._clock.wait(delay, stop)
            if stop.is_set():
                raise StoppedError

    def hold(self, seconds: float) -> None:
        """Let nobody have a turn for so long; an hour at most."""
        with self._locked(threading.Event()):
            now = self._clock.running()
            turns = self._read(now)
            held = max(turns.held, now + min(max(seconds, 0.0), _LONGEST_HOLD))
            self._write(_Turns(now, held, turns.sent))

    def _delay(self, stop: threading.Event) -> float:
        """Take a turn if there is one, which is 0; else return in how many seconds to look again."""
        with self._locked(stop):
            now = self._clock.running()
            turns = self._read(now)
            turn = turns.next()
            if turn <= now:
                # As if it had been taken in time: else each one's being a little late would add up.
                taken = max(turn, now - _LATE)
                self._write(_Turns(now, turns.held, (*turns.sent, taken)[-AT_ONCE:]))
            return max(turn - now, 0.0)

    @contextmanager
    def _alone(self, stop: threading.Event) -> Iterator[None]:
        while not self._first.acquire(timeout=_STEP):
            if stop.is_set():
                raise StoppedError
        try:
            yield
        finally:
            self._first.release()

    @contextmanager
    def _locked(self, stop: threading.Event) -> Iterator[None]:
        """Hold the file as long as the block lasts."""
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._looking:
                self._acquire(stop)
                try:
                    yield
                finally:
                    self._lock.release()
        except OSError as error:
            sentence = _("The pace of requests to Severa cannot be kept: {why}")
            raise UnreachableError(sentence.format(why=error.strerror or error)) from None

    def _acquire(self, stop: threading.Event) -> None:
        for _step in range(round(_LOCK_PATIENCE / _STEP)):
            try:
                self._lock.acquire(timeout=_STEP, poll_interval=_POLL)
            except Timeout:
                if stop.is_set():
                    raise StoppedError from None
            else:
                return
        raise UnreachableError(_("Another process keeps this one from talking with Severa."))

    def _read(self, now: float) -> _Turns:
        """Return what is known of the turns; a damaged file is mended: all of them were taken now."""
        try:
            content = self._file.read_bytes()[:_SIZE]
        except FileNotFoundError:
            return _Turns(now, 0.0, ())
        turns = _turns(content)
        if turns is None:
            mended = _Turns(now, 0.0, (now,) * AT_ONCE)
            self._write(mended)
            return mended
        if turns.written > now:
            # The clock began anew with the computer; what was sent before that is long ago.
            return _Turns(now, 0.0, ())
        return turns

    def _write(self, turns: _Turns) -> None:
        numbers = (turns.written, turns.held, *turns.sent)
        content = " ".join([*(number.hex() for number in numbers), "."]).encode().ljust(_SIZE)
        # Neither a new file in its place nor an emptied one: some systems would put these on the disk at once, which
        # takes longer than all the rest. What is written in part is found to be damaged.
        file = os.open(self._file, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            os.write(file, content)
        finally:
            os.close(file)


def pause_sentence(seconds: float) -> str:
    """Return that Severa wants to be left alone for a while."""
    minutes = math.ceil(seconds / 60)
    sentence = ngettext(
        "Severa asks for a pause of a minute.", "Severa asks for a pause of {minutes} minutes.", minutes
    )
    return sentence.format(minutes=minutes)


def _turns(content: bytes) -> _Turns | None:
    """Return what a file holds, None if it is damaged."""
    *words, end = content.split() or [b""]
    try:
        written, held, *sent = [float.fromhex(word.decode("ascii")) for word in words]
    except (ValueError, OverflowError):
        return None
    sound = end == b"." and len(sent) <= AT_ONCE and all(map(math.isfinite, (written, held, *sent)))
    sound = sound and sent == sorted(sent) and (not sent or sent[-1] <= written) and held <= written + _LONGEST_HOLD
    return _Turns(written, held, tuple(sent)) if sound else None
