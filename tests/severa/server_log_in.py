"""Logging in to the tests' Severa: tokens, how long they hold, and what they allow."""

import json
import secrets
import time
from dataclasses import dataclass

from tests.severa.server_asking import Heard, RefusalError, Told, refused
from tests.severa.server_records import written
from tests.severa.server_rules import Json, Operation, scopes
from tests.severa.talking import CLIENT, SECRET

_REFRESHING = 10
"""How many times longer than a token its refresh token holds."""


@dataclass
class _Token:
    scopes: frozenset[str]
    refresh: str
    ends: float
    refresh_ends: float


class LogIn:
    """Gives tokens to who knows client id and secret."""

    def __init__(self) -> None:
        self.client = CLIENT
        self.secret = SECRET
        self.allowed = scopes()
        """What the credentials allow."""
        self.is_strict = False
        """Whether asking for a scope that is not allowed is refused; else the others are given."""
        self.lasts = 3600.0
        """Seconds that a token holds."""
        self.given = 0
        """Tokens that were given, those for a refresh token among them."""
        self._tokens: dict[str, _Token] = {}

    def end_tokens(self, *, refresh_too: bool = False) -> None:
        """Let all tokens end now."""
        for token in self._tokens.values():
            token.ends = 0.0
            if refresh_too:
                token.refresh_ends = 0.0

    def token(self, heard: Heard) -> Told:
        asked: Json = json.loads(heard.body)
        if asked.get("client_id") != self.client or asked.get("client_secret") != self.secret:
            return refused(401, "Invalid client id or secret.", "AuthenticationRequired")
        wanted = frozenset(str(asked.get("scope") or "").replace(",", " ").split())
        if wanted - scopes():
            raise RefusalError(400, f"There are no scopes {sorted(wanted - scopes())}", wrong=True)
        if self.is_strict and wanted - self.allowed:
            return refused(400, f"Invalid scope: {', '.join(sorted(wanted - self.allowed))}", "InsufficientApiScope")
        return self._give(wanted & self.allowed)

    def refresh(self, heard: Heard) -> Told:
        asked = json.loads(heard.body)
        for name, token in self._tokens.items():
            if token.refresh == asked and token.refresh_ends > time.monotonic():
                del self._tokens[name]
                return self._give(token.scopes & self.allowed)
        return refused(401, "Refresh token is not valid.", "AuthenticationRequired")

    def check(self, heard: Heard, operation: Operation) -> None:
        """Raise RefusalError for a token that does not hold or does not allow this."""
        headers = {name.lower(): value for name, value in heard.headers.items()}
        if headers.get("client_id") != self.client:
            raise RefusalError(401, "Client_Id is not the one that logged in.", "AuthenticationRequired", wrong=True)
        token = self._tokens.get(headers.get("authorization", "").removeprefix("Bearer "))
        if token is None or token.ends <= time.monotonic():
            raise RefusalError(401, "Token has expired or is not valid.", "AuthenticationRequired")
        if operation.scopes - token.scopes:
            lacking = ", ".join(sorted(operation.scopes - token.scopes))
            raise RefusalError(403, f"Insufficient scope: {lacking}", "InsufficientApiScope")

    def _give(self, given: frozenset[str]) -> Told:
        name, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        now = time.monotonic()
        self._tokens[name] = _Token(given, refresh, now + self.lasts, now + self.lasts * _REFRESHING)
        self.given += 1
        return Told(
            {
                "access_token": name,
                "access_token_type": "Bearer",
                "access_token_expires_in": int(self.lasts),
                "access_token_expires_utc": written(time.time() + self.lasts),
                "refresh_token": refresh,
                "refresh_token_expires_in": int(self.lasts) * _REFRESHING,
                "refresh_token_expires_utc": written(time.time() + self.lasts * _REFRESHING),
                "scope": ",".join(sorted(given)),
            }
        )
