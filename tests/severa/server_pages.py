"""Both kinds of paging of Severa's API, over lists that may change between two pages."""

import base64
import json
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar
from urllib.parse import parse_qsl

from tests.severa.server_asking import Heard, Told, not_as_described
from tests.severa.server_records import AnyRecord, Rows
from tests.severa.server_rules import Json

T = TypeVar("T")

_ROWS = 20
_MOST = 100
_PAGING = {"pageToken", "firstRow", "rowCount"}


def only_these(heard: Heard, *names: str) -> None:
    """Refuse a filter that the description has and this server does not know: it must not be passed over silently."""
    others = heard.query_names() - {*names, *_PAGING}
    if others:
        raise not_as_described(f"the tests' server does not know {', '.join(sorted(others))}")


def by_token(heard: Heard, rows: Rows[AnyRecord], wanted: Callable[[AnyRecord], bool]) -> Told:
    """Answer a page, and the token of the next: the place is kept by the record that was answered last."""
    count = _row_count(heard)
    page: list[Json] = []
    last = 0
    for at in range(_place(heard, rows), len(rows)):
        if not wanted(rows[at]):
            continue
        if len(page) == count:
            return Told(page, headers={"NextPageToken": _token(heard, last, rows[last].guid)})
        page.append(rows[at].told())
        last = at
    return Told(page)


def by_row(heard: Heard, rows: Iterable[T], told: Callable[[T], Json]) -> Told:
    """Answer a page by the number of its first row, as the list is now."""
    first = int(heard.value("firstRow") or 0)
    if first < 0:
        raise not_as_described("firstRow is below 0")
    return Told([told(one) for one in islice(rows, first, first + _row_count(heard))])


def _row_count(heard: Heard) -> int:
    count = int(heard.value("rowCount") or _ROWS)
    if not 1 <= count <= _MOST:
        raise not_as_described(f"rowCount is {count}: at most {_MOST}")
    return count


def _asked_for(heard: Heard) -> str:
    """Return what a list is of, without the place in it."""
    kept = [(name, value) for name, value in parse_qsl(heard.query) if name not in _PAGING]
    return json.dumps([heard.path, sorted(kept)])


def _token(heard: Heard, at: int, guid: str) -> str:
    return base64.b64encode(json.dumps([_asked_for(heard), at, guid]).encode()).decode()


def _place(heard: Heard, rows: Rows[AnyRecord]) -> int:
    """Return where the page begins that a token stands for."""
    token = heard.value("pageToken")
    if not token:
        return 0
    try:
        asked_for, at, guid = json.loads(base64.b64decode(token, validate=True))
    except ValueError:
        raise not_as_described("this is no page token of this server") from None
    if asked_for != _asked_for(heard):
        raise not_as_described("the page token belongs to another list")
    if at < len(rows) and rows[at].guid == guid:
        return int(at) + 1
    found = (number for number, one in enumerate(rows) if one.guid == guid)
    # Where it was removed, the next one has moved to its place.
    return next((number + 1 for number in found), int(at))
