"""How values of the core are written into single columns, and read from them again.

JSON leaves out what an entry has none of; reading takes what is missing as its default, so that a field added
later changes nothing that is stored. It is ASCII, as a file's name may hold what UTF-8 cannot express.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring_ascii
from typing import TypedDict, cast

from severa_desktop.core.model import Origin
from severa_desktop.core.reasons import Code, Named, Reason

_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_CODES = {code.value: code for code in Code}
"""By their words: there are several in each line of a list, and asking the enumeration takes ten times as long."""


class _OriginEntry(TypedDict, total=False):
    source: str
    file_time: int
    by_hand: bool
    envelope: list[str]
    account: list[str]


class _ReasonEntry(TypedDict, total=False):
    code: str
    header: str
    address: str
    number: int
    customers: list[list[str]]
    contacts: list[list[str]]
    activity_id: int
    text: str


def hash_of(content: bytes) -> int:
    """Return the narrow hash of bytes that hashed columns hold."""
    return digest_hash(hashlib.sha256(content).digest())


def digest_hash(sha256: bytes) -> int:
    """Return the narrow hash that goes with a whole SHA-256."""
    return int.from_bytes(sha256[:8], "big", signed=True)


def storable(text: str) -> str:
    """Return text as a column can hold it: what UTF-8 cannot express becomes a question mark."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def dump_origin(origin: Origin) -> str:
    """Return an origin as JSON; equal origins give equal texts."""
    entry: _OriginEntry = {"source": origin.source, "file_time": origin.file_time}
    if not origin.by_hand:
        entry["by_hand"] = False
    if origin.envelope:
        entry["envelope"] = list(origin.envelope)
    if origin.account:
        entry["account"] = list(origin.account)
    return _encode(entry)


def load_origin(text: str) -> Origin:
    """Return the origin that `dump_origin` wrote."""
    entry = cast("_OriginEntry", json.loads(text))
    return Origin(
        source=entry["source"],
        file_time=entry["file_time"],
        by_hand=entry.get("by_hand", True),
        envelope=tuple(entry.get("envelope", ())),
        account=tuple(entry.get("account", ())),
    )


def dump_reasons(reasons: Iterable[Reason]) -> str:
    """Return reasons as JSON."""
    return _encode([_reason_entry(reason) for reason in reasons])


def load_reasons(text: str) -> tuple[Reason, ...]:
    """Return the reasons that `dump_reasons` wrote."""
    return tuple(_reason(entry) for entry in cast("list[_ReasonEntry]", json.loads(text)))


def dump_strings(strings: Iterable[str]) -> str:
    """Return a list of texts as JSON."""
    # As `_encode` would, in a tenth of the time: there is one for every person of a directory.
    return f"[{','.join(map(encode_basestring_ascii, strings))}]"


def load_strings(text: str) -> tuple[str, ...]:
    """Return the texts that `dump_strings` wrote."""
    if "\\" in text or not text.startswith('["'):
        return tuple(cast("list[str]", json.loads(text)))
    # Nothing in it is escaped. There is one for every person of a directory, and reading JSON takes ten times as long.
    return tuple(text[2:-2].split('","'))


def dump_codes(codes: Iterable[Code]) -> str:
    """Return codes as words; no code is the empty text."""
    return " ".join(codes)


def _reason_entry(reason: Reason) -> _ReasonEntry:
    entry: _ReasonEntry = {"code": reason.code.value}
    if reason.header is not None:
        entry["header"] = reason.header
    if reason.address is not None:
        entry["address"] = reason.address
    if reason.number is not None:
        entry["number"] = reason.number
    if reason.customers:
        entry["customers"] = [[each.key, each.name] for each in reason.customers]
    if reason.contacts:
        entry["contacts"] = [[each.key, each.name] for each in reason.contacts]
    if reason.activity_id is not None:
        entry["activity_id"] = reason.activity_id
    if reason.text is not None:
        entry["text"] = reason.text
    return entry


def _reason(entry: _ReasonEntry) -> Reason:
    return Reason(
        code=_CODES[entry["code"]],
        header=entry.get("header"),
        address=entry.get("address"),
        number=entry.get("number"),
        customers=_named(entry["customers"]) if "customers" in entry else (),
        contacts=_named(entry["contacts"]) if "contacts" in entry else (),
        activity_id=entry.get("activity_id"),
        text=entry.get("text"),
    )


def _named(pairs: Sequence[Sequence[str]]) -> tuple[Named, ...]:
    return tuple(Named(key, name) for key, name in pairs)
