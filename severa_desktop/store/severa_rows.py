"""The connection with Severa, which records of the directory are Severa's, and which of its records wait."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, delete, func, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from severa_desktop.core import severa
from severa_desktop.core.severa import Clash, ClashWhy, PushMode, RecordKind, SeveraRecord, SeveraSettings
from severa_desktop.store import tables
from severa_desktop.store.codec import storable
from severa_desktop.store.copy_rows import in_chunks
from severa_desktop.store.directory_rows import note_change, only_among
from severa_desktop.store.severa_codec import dump_pulled, load_pulled

_FLAGS = {"0": False, "1": True}


def connection(rows: Connection) -> severa.Connection | None:
    """Return how Severa is reached and how far fetching came, None if it is not connected."""
    stored = {row.name: row.value for row in rows.execute(select(tables.severa))}
    if "client_id" not in stored:
        return None
    default = SeveraSettings(stored["client_id"])
    return severa.Connection(
        SeveraSettings(
            stored["client_id"],
            stored.get("url", default.url),
            PushMode(stored.get("push", default.push)),
            _FLAGS[stored.get("pulls_by_itself", "1")],
        ),
        _time(stored, "since"),
        _time(stored, "pulled_at"),
        _time(stored, "full_at"),
        stored.get("error", ""),
    )


def save_connection(rows: Connection, new: severa.Connection | None) -> None:
    """Keep how Severa is reached and how far fetching came, in place of what was kept; None: it is not connected."""
    if (new is None) != (connection(rows) is None):
        # What is Severa's is read-only as long as it is connected.
        note_change(rows)
    rows.execute(delete(tables.severa))
    if new is None:
        return
    values = {
        "client_id": new.settings.client_id,
        "url": new.settings.url,
        "push": new.settings.push.value,
        "pulls_by_itself": str(int(new.settings.pulls_by_itself)),
        "since": None if new.since is None else str(new.since),
        "pulled_at": None if new.pulled_at is None else str(new.pulled_at),
        "full_at": None if new.full_at is None else str(new.full_at),
        "error": storable(new.error) or None,
    }
    rows.execute(insert(tables.severa), [{"name": n, "value": v} for n, v in values.items() if v is not None])


def records(rows: Connection) -> list[SeveraRecord]:
    """Return all records of the directory that are Severa's, by kind and guid."""
    table = tables.severa_records
    columns = (table.c.kind, table.c.guid, table.c.key, table.c.phase, table.c.customer)
    statement = select(*columns).order_by(table.c.kind, table.c.guid)
    kinds = {kind.value: kind for kind in RecordKind}
    # Most keys are guids, and customers are named by many: each text is held once.
    texts: dict[str, str] = {}
    return [
        SeveraRecord(
            kinds[kind],
            texts.setdefault(guid, guid),
            texts.setdefault(key, key),
            phase,
            None if customer is None else texts.setdefault(customer, customer),
        )
        for kind, guid, key, phase, customer in rows.execute(statement)
    ]


def keys(rows: Connection) -> dict[RecordKind, set[str]]:
    """Return the keys of these records alone, by kind: that takes a tenth of the time, and lists need no more."""
    table = tables.severa_records
    found: dict[str, set[str]] = {kind.value: set() for kind in RecordKind}
    for kind, key in rows.execute(select(table.c.kind, table.c.key)).all():
        found[kind].add(key)
    return {kind: found[kind.value] for kind in RecordKind if found[kind.value]}


def save_records(rows: Connection, new: Iterable[SeveraRecord], stored: Iterable[SeveraRecord]) -> list[SeveraRecord]:
    """Let these be Severa's, and no others, and return those that are new; `stored` is what `records` returns now."""
    wanted, former = tuple(new), tuple(stored)
    added, gone = only_among(wanted, former), only_among(former, wanted)
    if gone or added:
        note_change(rows)
    _remove(rows, tables.severa_records, {(one.kind.value, one.guid) for one in gone})
    if added:
        names = {kind: kind.value for kind in RecordKind}
        # Of tens of thousands, to bring each into its form takes longer than to write them.
        rows.exec_driver_sql(
            "INSERT INTO severa_records (kind, guid, key, phase, customer) VALUES (?, ?, ?, ?, ?)",
            [(names[one.kind], one.guid, one.key, one.phase, one.customer) for one in added],
        )
    return added


def clashes(rows: Connection) -> list[Clash]:
    """Return the records of Severa that the directory does not have as they are there, by kind and guid."""
    table = tables.severa_clashes
    return [
        Clash(RecordKind(row.kind), load_pulled(RecordKind(row.kind), row.pulled), row.key, ClashWhy(row.why), row.what)
        for row in rows.execute(select(table).order_by(table.c.kind, table.c.guid))
    ]


def clash_count(rows: Connection) -> int:
    """Return how many of them a record made by hand stands in the place of."""
    table = tables.severa_clashes
    return rows.scalar(select(func.count()).select_from(table).where(table.c.key != "")) or 0


def save_clashes(rows: Connection, new: Iterable[Clash], stored: Iterable[Clash]) -> None:
    """Let these wait, and no others; `stored` is what `clashes` returns now."""
    table, wanted, former = tables.severa_clashes, frozenset(new), frozenset(stored)
    _remove(rows, table, {(one.kind.value, one.pulled.guid) for one in former - wanted})
    added = [
        {
            "kind": one.kind.value,
            "guid": one.pulled.guid,
            "key": one.key,
            "why": one.why.value,
            "what": one.what,
            "pulled": dump_pulled(one.pulled),
        }
        for one in wanted - former
    ]
    if added:
        rows.execute(insert(table), added)


def _remove(rows: Connection, table: Table, names: Iterable[tuple[str, str]]) -> None:
    for chunk in in_chunks(sorted(names)):
        rows.execute(delete(table).where(tuple_(table.c.kind, table.c.guid).in_(chunk)))


def _time(stored: Mapping[str, str], name: str) -> int | None:
    return int(stored[name]) if name in stored else None
