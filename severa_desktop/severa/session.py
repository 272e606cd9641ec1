"""Requests with tokens: what is asked for comes back as a value, or as an error that says what to make of it."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from severa_desktop.core.severa import SeveraSettings
from severa_desktop.severa.asking import Ask, GarbledError, decoded, garbled_sentence, refusal
from severa_desktop.severa.calling import TRIES, Caller
from severa_desktop.severa.clock import Clock
from severa_desktop.severa.errors import CredentialsError, UnansweredError, UnreachableError
from severa_desktop.severa.pace import Pace
from severa_desktop.severa.tokens import Tokens
from severa_desktop.severa.transport import Answer, Transport
from severa_desktop.texts import _

T = TypeVar("T")


class Session:
    """A connection with Severa below what is said by it; for any number of threads."""

    def __init__(self, settings: SeveraSettings, secret: str, pace: Pace, stop: threading.Event, clock: Clock) -> None:
        self.stop = stop
        self._transport = Transport(settings.url, stop)
        self._caller = Caller(self._transport, pace, stop, clock)
        self.tokens = Tokens(settings.client_id, secret, self._caller, clock)

    def close(self) -> None:
        """Close all connections and forget tokens and secret."""
        self.tokens.forget()
        self._transport.close()

    @contextmanager
    def briefly(self) -> Iterator[None]:
        """Have little patience as long as the block lasts: a person waits for what comes of it."""
        self._caller.tries = 2
        try:
            yield
        finally:
            self._caller.tries = TRIES

    def log_in(self) -> None:
        """Have a token; raises what can be wrong with address and credentials."""
        self.tokens.current()

    def server_now(self) -> float:
        """Return seconds since 1970 by Severa's clock."""
        return self._caller.server_now()

    def ask(self, ask: Ask) -> Answer:
        """Return the answer to a request that was carried out; raises the errors of this room."""
        used = _Headers(self.tokens)
        answer = self._caller.call(ask, used)
        if answer.status == 401:
            # It may have ended early; whoever is not let in with a new one either, is not let in.
            self.tokens.drop(used.token)
            answer = self._caller.call(ask, used)
        if answer.status == 401:
            self.tokens.drop(used.token)
            raise CredentialsError(
                _("Severa let the program log in, but not ask anything. Check the credentials there.")
            )
        if answer.status >= 300:
            raise refusal(answer, ask.scope)
        return answer

    def read(self, ask: Ask, kind: type[T]) -> T:
        """Return what a request brings; raises the errors of this room."""
        return self.taken(ask, self.ask(ask), kind)

    @staticmethod
    def taken(ask: Ask, answer: Answer, kind: type[T]) -> T:
        """Return what an answer holds."""
        try:
            return decoded(answer, kind)
        except GarbledError:
            error = UnansweredError if ask.once else UnreachableError
            raise error(garbled_sentence()) from None


class _Headers:
    """What each attempt carries, and the token that was used last."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.token = ""

    def __call__(self) -> Mapping[str, str]:
        self.token = self._tokens.current()
        return self._tokens.headers(self.token)
