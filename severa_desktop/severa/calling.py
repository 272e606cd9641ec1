"""Sends requests at their pace, and again where that can help: the manners towards Severa."""

import logging
import threading
from collections.abc import Callable, Mapping
from random import SystemRandom

from severa_desktop.severa.asking import Ask, http_time, seconds_asked_for
from severa_desktop.severa.clock import Clock
from severa_desktop.severa.errors import UnansweredError, UnreachableError
from severa_desktop.severa.pace import LONGEST_WAIT, Pace, pause_sentence
from severa_desktop.severa.transport import Answer, LostError, NotSentError, Transport
from severa_desktop.texts import _

_LOG = logging.getLogger(__name__)
TRIES = 6
_LONGEST_PAUSE = 60.0
_CHANCE = SystemRandom()


class Caller:
    """Sends requests through a transport, each in its turn; for any number of threads."""

    def __init__(self, transport: Transport, pace: Pace, stop: threading.Event, clock: Clock) -> None:
        self._transport = transport
        self._pace = pace
        self._stop = stop
        self._clock = clock
        self.tries = TRIES
        """How often a request is sent at most."""
        self._ahead = 0.0
        """Seconds by which the server's clock is ahead of this computer's."""

    def call(self, ask: Ask, headers: Callable[[], Mapping[str, str]]) -> Answer:
        """Return the answer to a request: success, or a refusal that would be the same once more.

        `headers` is asked for those of each attempt. Raises UnreachableError after all patience, UnansweredError where
        a request that must not be repeated may have been carried out, StoppedError.
        """
        failure = ""
        for attempt in range(self.tries):
            sent_along = {**headers(), "Content-Type": ask.content_type} if ask.body is not None else headers()
            self._pace.wait(self._stop)
            try:
                answer = self._transport.exchange(ask.method, ask.path, ask.query, sent_along, ask.body)
            except NotSentError as error:
                _LOG.info("%s %s: no connection", ask.method, ask.path)
                if error.stays:
                    raise
                failure = str(error)
                self._pause(attempt)
                continue
            except LostError as error:
                _LOG.info("%s %s: no answer", ask.method, ask.path)
                if ask.once:
                    raise
                failure = str(error)
                self._pause(attempt)
                continue
            _LOG.debug("%s %s: %d", ask.method, ask.path, answer.status)
            self._set_clock(answer)
            if answer.status == 429:
                failure = _("Severa has too much to do at the moment.")
                self._hold(answer, attempt)
            elif answer.status >= 500:
                failure = _("Severa has a fault at the moment (status {status}).").format(status=answer.status)
                if ask.once:
                    self._leave_alone(answer)
                    raise UnansweredError(failure)
                self._give_time(answer, attempt)
            else:
                return answer
        raise UnreachableError(failure)

    def server_now(self) -> float:
        """Return seconds since 1970 by the server's clock, as of its last answer; without one by this computer's."""
        return self._clock.now() + self._ahead

    def _set_clock(self, answer: Answer) -> None:
        time = http_time(answer.headers.get("date", ""))
        if time is not None:
            self._ahead = time - self._clock.now()

    def _pause(self, attempt: int) -> None:
        """Let time pass before the next attempt, if there is one."""
        if attempt < self.tries - 1:
            self._clock.wait(_pause_after(attempt), self._stop)

    def _give_time(self, answer: Answer, attempt: int) -> None:
        if seconds_asked_for(answer.headers, self._clock.now()) is None:
            self._pause(attempt)
        else:
            self._hold(answer, attempt)

    def _leave_alone(self, answer: Answer) -> None:
        """Let nobody send anything for as long as the server wants, if it says so."""
        seconds = seconds_asked_for(answer.headers, self._clock.now())
        if seconds is not None:
            self._pace.hold(seconds)

    def _hold(self, answer: Answer, attempt: int) -> None:
        """Let nobody send anything for as long as the server wants; raises UnreachableError if that is too long."""
        asked = seconds_asked_for(answer.headers, self._clock.now())
        seconds = _pause_after(attempt) if asked is None else asked
        self._pace.hold(seconds)
        if seconds > LONGEST_WAIT:
            raise UnreachableError(pause_sentence(seconds))


def _pause_after(attempt: int) -> float:
    """Return seconds that grow with each attempt, and differ so that not all come back at once."""
    return float(min(_LONGEST_PAUSE, 2**attempt) * _CHANCE.uniform(0.5, 1.0))
