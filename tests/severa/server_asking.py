"""A request as the parts of the tests' server see it, and what they answer or refuse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl

from tests.severa.server_rules import Json


@dataclass(frozen=True)
class Heard:
    """A request that came, below the prefix."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def values(self, name: str) -> list[str]:
        """Return what stands for a name in the query."""
        return [value for key, value in parse_qsl(self.query, keep_blank_values=True) if key == name]

    def value(self, name: str) -> str | None:
        return next(iter(self.values(name)), None)

    def flag(self, name: str) -> bool | None:
        value = self.value(name)
        return None if value is None else value.lower() == "true"

    def time(self, name: str) -> float | None:
        value = self.value(name)
        return None if value is None else time_of(value)

    def query_names(self) -> set[str]:
        return {name for name, _value in parse_qsl(self.query, keep_blank_values=True)}


@dataclass(frozen=True)
class Told:
    """An answer: JSON, or nothing."""

    value: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class RefusalError(Exception):
    """Severa does not do what was asked for; the message is its reason."""

    def __init__(self, status: int, message: str, kind: str = "InvalidRequest", *, wrong: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.wrong = wrong
        """Whether this program must never ask for such a thing."""

    def told(self) -> Told:
        if self.status == 404:
            return Told(None, 404)
        return refused(self.status, str(self), self.kind)


def refused(status: int, message: str | None, kind: str = "InvalidRequest", **headers: str) -> Told:
    """Return a refusal as the description has it."""
    details: list[Json] | None = None if message is None else [{"message": message, "url": None, "location": None}]
    error: Json = {"httpStatusCode": status, "type": kind, "details": details, "stack": None}
    return Told({"error": error}, status, {name.replace("_", "-"): text for name, text in headers.items()})


def not_as_described(message: str) -> RefusalError:
    """Return the refusal of what the description forbids in words only."""
    return RefusalError(400, message, "InvalidParameter", wrong=True)


def missing() -> RefusalError:
    return RefusalError(404, "Resource not found")


def time_of(text: str) -> float:
    """Return a time of a request; one without its zone would mean something else to each reader."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise not_as_described(f"the time {text} does not tell its zone")
    return time.timestamp()
