"""What is asked of Severa, and what became of it: a request as a value, and a refusal in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TypeVar

import msgspec

from severa_desktop.severa.errors import AddressError, RefusedError, ScopeError, SeveraError, UnreachableError
from severa_desktop.severa.failures import quoted
from severa_desktop.severa.models import ErrorModel, ExceptionModel
from severa_desktop.severa.transport import Answer
from severa_desktop.texts import _

T = TypeVar("T")

JSON = "application/json"
_DAY = 86_400.0
_NO_SCOPE = "InsufficientApiScope"
_TOO_LARGE = 413


class GarbledError(SeveraError):
    """What came is no answer of Severa's API."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    method: str
    path: str
    """Below the API's address; it holds guids, but nothing that was written by anybody."""
    scope: str = ""
    """What the credentials must allow for it."""
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = JSON
    once: bool = False
    """It must not be sent a second time unless it is sure that nothing was done."""


def decoded(answer: Answer, kind: type[T]) -> T:
    """Return an answer's content; raises GarbledError."""
    try:
        # Not strictly: a number may come as a text.
        return msgspec.json.decode(answer.body, type=kind, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise GarbledError from None


def refusal(answer: Answer, scope: str) -> SeveraError:
    """Return what is to be raised for an answer that is neither success nor something to be tried again."""
    if answer.status == _TOO_LARGE:
        # Mostly said by what stands before Severa, in its own way; it would be too large the next time as well.
        return RefusedError(answer.status, reason(answer) or _("Severa does not take anything as large as this."))
    if 300 <= answer.status < 400 or not _is_severas(answer):
        return UnreachableError(garbled_sentence())
    error = _error(answer)
    if error.type == _NO_SCOPE or (answer.status == 403 and error.type is None):
        return ScopeError(scope)
    return RefusedError(answer.status, reason(answer))


def reason(answer: Answer) -> str:
    """Return why Severa refused, in its own words and one line; empty if it said nothing."""
    messages = [detail.message for detail in _error(answer).details or () if detail.message]
    return quoted("; ".join(dict.fromkeys(messages)))


def scope_is_missing(answer: Answer) -> bool:
    """Tell whether the words of a refused log-in are about scopes."""
    return _error(answer).type == _NO_SCOPE or "scope" in reason(answer).lower()


def no_api(answer: Answer) -> SeveraError | None:
    """Return what is wrong if the way to log in does not even exist there."""
    if answer.status in (404, 405):
        return AddressError(_("There is no API of Severa at this address."))
    is_elsewhere = 300 <= answer.status < 400
    return UnreachableError(garbled_sentence()) if is_elsewhere or not _is_severas(answer) else None


def garbled_sentence() -> str:
    """Return that something else than Severa answered."""
    return _(
        "What answers is not Severa’s API. Something may stand between, such as a network that wants a "
        "log-in; or the address of the API is wrong."
    )


def seconds_asked_for(headers: Mapping[str, str], now: float) -> float | None:
    """Return how long the server wants to be left alone (Retry-After), None if it does not say so.

    A moment is compared with the server's own clock, where it tells the time.
    """
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.replace(".", "", 1).isdigit():
        return min(float(asked), _DAY)
    moment = http_time(asked)
    if moment is None:
        return None
    return min(max(0.0, moment - (http_time(headers.get("date", "")) or now)), _DAY)


def http_time(text: str) -> float | None:
    """Return a date of HTTP in seconds since 1970, None if it is none."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _error(answer: Answer) -> ErrorModel:
    try:
        return decoded(answer, ExceptionModel).error or ErrorModel()
    except GarbledError:
        return ErrorModel()


def _is_severas(answer: Answer) -> bool:
    """Tell whether a refusal can be Severa's: without content, or with JSON."""
    if not answer.body.strip():
        return True
    try:
        decoded(answer, ExceptionModel)
    except GarbledError:
        return False
    return True
