"""The tokens that requests carry: fetched with client id and secret, kept in memory only, renewed before they end."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from severa_desktop.severa.asking import Ask, GarbledError, decoded, garbled_sentence, no_api, reason, scope_is_missing
from severa_desktop.severa.calling import Caller
from severa_desktop.severa.clock import Clock
from severa_desktop.severa.errors import CredentialsError, ScopeError, SeveraError, StoppedError, UnreachableError
from severa_desktop.severa.forms import PULL_SCOPES, SCOPES
from severa_desktop.severa.models import NewClientCredentials, PublicAuthenticationOutputModel
from severa_desktop.severa.transport import Answer
from severa_desktop.texts import _

_EARLY = 60.0
"""Seconds before its end that a token is renewed."""
_SHORTEST = 600.0
"""Seconds that a token is taken to hold, where it does not say so."""


@dataclass(frozen=True, slots=True)
class _Held:
    token: str = field(repr=False)
    renewed_at: float
    refresh: str | None = field(repr=False)
    refresh_ends: float
    granted: str


class Tokens:
    """The tokens of one client, for any number of threads: one of them renews, the others wait for it."""

    def __init__(self, client_id: str, secret: str, caller: Caller, clock: Clock) -> None:
        self._client_id = client_id
        self._secret = secret
        self._caller = caller
        self._clock = clock
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._wishes = tuple(scope.name for scope in SCOPES)
        """What is asked for: all, less what turned out not to be allowed."""

    def headers(self, token: str) -> Mapping[str, str]:
        """Return what a request carries."""
        return {"Authorization": f"Bearer {token}", "Client_Id": self._client_id}

    def current(self) -> str:
        """Return a token that holds; raises CredentialsError and what a request raises."""
        with self._lock:
            if self._held is None or self._clock.running() >= self._held.renewed_at:
                self._held = self._refreshed(self._held) or self._fetched()
            return self._held.token

    def granted(self) -> frozenset[str]:
        """Return the scopes that the current token was given; empty if Severa did not say."""
        with self._lock:
            said = self._held.granted if self._held is not None else ""
        return frozenset(said.replace(",", " ").split())

    def drop(self, token: str) -> None:
        """Do not use a token again, as it was refused."""
        with self._lock:
            if self._held is not None and self._held.token == token:
                self._held = None

    def forget(self) -> None:
        """Keep nothing."""
        self._held = None
        self._secret = ""

    def _refreshed(self, held: _Held | None) -> _Held | None:
        """Return what the refresh token brings, None if there is none or it is not taken."""
        now = self._clock.running()
        if held is None or held.refresh is None or now >= held.refresh_ends:
            return None
        ask = Ask("POST", "/v1/refreshtoken", body=msgspec.json.encode(held.refresh))
        try:
            answer = self._caller.call(ask, lambda: self.headers(held.token))
            return self._taken(answer, now) if answer.status < 300 else None
        except StoppedError:
            raise
        except SeveraError:
            return None

    def _fetched(self) -> _Held:
        """Return what client id and secret bring."""
        if not _fits(self._client_id):
            raise CredentialsError(_("This is no client id: it has letters or blanks that none has."))
        while True:
            now = self._clock.running()
            credentials = NewClientCredentials(
                client_id=self._client_id, client_secret=self._secret, scope=",".join(self._wishes)
            )
            ask = Ask("POST", "/v1/token", body=msgspec.json.encode(credentials))
            answer = self._caller.call(ask, lambda: {"Client_Id": self._client_id})
            if answer.status < 300:
                return self._taken(answer, now)
            if error := no_api(answer):
                raise error
            if not scope_is_missing(answer):
                raise CredentialsError(_refused_sentence(answer))
            self._wish_less(answer)

    def _wish_less(self, answer: Answer) -> None:
        """Ask for less the next time; raises ScopeError if there is nothing that could be left out.

        That is what the refusal names; if it names nothing, all that fetching the directory can do without.
        """
        said = reason(answer)
        wishes = tuple(name for name in self._wishes if name not in said)
        if wishes == self._wishes:
            wishes = PULL_SCOPES
        if not wishes or wishes == self._wishes:
            raise ScopeError(", ".join(self._wishes))
        self._wishes = wishes

    def _taken(self, answer: Answer, asked: float) -> _Held:
        try:
            told = decoded(answer, PublicAuthenticationOutputModel)
        except GarbledError:
            raise UnreachableError(garbled_sentence()) from None
        if not told.access_token or not _fits(told.access_token):
            raise UnreachableError(garbled_sentence())
        lasts = told.access_token_expires_in or _SHORTEST
        return _Held(
            token=told.access_token,
            renewed_at=asked + lasts - min(_EARLY, lasts / 2),
            refresh=told.refresh_token or None,
            refresh_ends=asked + (told.refresh_token_expires_in or lasts) - _EARLY,
            granted=told.scope or "",
        )


def _fits(text: str) -> bool:
    """Tell whether a text can be a header of a request."""
    return text.isascii() and text.isprintable() and len(text.split()) == 1


def _refused_sentence(answer: Answer) -> str:
    said = reason(answer)
    if said:
        return _("Severa does not accept the client id or the secret: {why}").format(why=said)
    return _("Severa does not accept the client id or the secret.")
