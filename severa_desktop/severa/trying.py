"""Tries a connection: what works then, works."""

from severa_desktop.severa.asking import Ask
from severa_desktop.severa.errors import ScopeError
from severa_desktop.severa.forms import SCOPES, Tried
from severa_desktop.severa.lists import PATHS
from severa_desktop.severa.models import ModelWithName
from severa_desktop.severa.session import Session


def tried(session: Session) -> Tried:
    """Log in and read a row of each list that can be read; raises the errors of this room, but for missing scopes."""
    with session.briefly():
        return _tried(session)


def _tried(session: Session) -> Tried:
    session.log_in()
    granted = session.tokens.granted()
    missing = {scope.name for scope in SCOPES if scope.name not in granted} if granted else set()
    for path, scope in (*PATHS.values(), ("/v1/activities", "activities:read")):
        try:
            session.read(Ask("GET", path, scope, (("rowCount", "1"),)), tuple[ModelWithName, ...])
        except ScopeError:
            missing.add(scope)
        else:
            missing.discard(scope)
    return Tried(tuple(scope for scope in SCOPES if scope.name in missing))
