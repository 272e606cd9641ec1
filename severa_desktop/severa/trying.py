"""Tries a connection: what works then, works; and whether Severa answers at all."""

from contextlib import suppress

from severa_desktop.severa.asking import Ask
from severa_desktop.severa.errors import RefusedError, ScopeError
from severa_desktop.severa.forms import SCOPES, Tried
from severa_desktop.severa.lists import PATHS
from severa_desktop.severa.models import ModelWithName
from severa_desktop.severa.session import Session

_ONE_ROW = (("rowCount", "1"),)


def tried(session: Session) -> Tried:
    """Log in and read a row of each list that can be read; raises the errors of this room, but for missing scopes."""
    with session.briefly():
        return _tried(session)


def check_answers(session: Session) -> None:
    """Raise UnreachableError if Severa does not answer what is asked most easily; a refusal is an answer."""
    with session.briefly(), suppress(ScopeError, RefusedError):
        session.ask(Ask("GET", "/v1/activities", "activities:read", _ONE_ROW))


def _tried(session: Session) -> Tried:
    session.log_in()
    granted = session.tokens.granted()
    missing = {scope.name for scope in SCOPES if scope.name not in granted} if granted else set()
    for path, scope in (*PATHS.values(), ("/v1/activities", "activities:read")):
        try:
            session.read(Ask("GET", path, scope, _ONE_ROW), tuple[ModelWithName, ...])
        except ScopeError:
            missing.add(scope)
        else:
            missing.discard(scope)
    return Tried(tuple(scope for scope in SCOPES if scope.name in missing))
