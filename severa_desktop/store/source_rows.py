"""Sources: where mails come from by themselves, how each is doing, and what it remembers."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Executable, bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from severa_desktop.core.source_settings import (
    Condition,
    ListedSource,
    Source,
    SourceKind,
    SourceSettings,
    SourceState,
    kind_of,
)
from severa_desktop.store.codec import dump_strings, load_strings, storable
from severa_desktop.store.ids import note_largest
from severa_desktop.store.source_codec import dump_settings, load_settings
from severa_desktop.store.tables import source_memory, sources

_COUNT = (
    update(sources)
    .where(sources.c.id == bindparam("source"))
    .values(
        taken=sources.c.taken + bindparam("more_taken"),
        not_imported=sources.c.not_imported + bindparam("more_not_imported"),
        left_alone=sources.c.left_alone + bindparam("more_left_alone"),
    )
)


def many(connection: Connection) -> list[ListedSource]:
    """Return all of them, oldest first."""
    return list(_read(connection, select(sources).order_by(sources.c.id)))


def one(connection: Connection, source_id: int) -> ListedSource | None:
    """Return one, None if there is none with this id."""
    return next(_read(connection, select(sources).where(sources.c.id == source_id)), None)


def add(
    connection: Connection, source_id: int, settings: SourceSettings, account: Sequence[str], *, dedicated: bool
) -> None:
    """Add one that nothing came from yet."""
    new = SourceState()
    connection.execute(
        insert(sources).values(
            id=source_id,
            kind=kind_of(settings).value,
            settings=dump_settings(settings),
            dedicated=dedicated,
            account=dump_strings(account),
            condition=new.condition.value,
            error=new.error,
            last_success=new.last_success,
            taken=new.taken,
            not_imported=new.not_imported,
            left_alone=new.left_alone,
        )
    )


def change(
    connection: Connection, source_id: int, settings: SourceSettings, account: Sequence[str], *, dedicated: bool
) -> None:
    """Let one be another of the same kind that goes on: what was wrong with it is forgotten, its counts stay."""
    connection.execute(
        update(sources)
        .where(sources.c.id == source_id)
        .values(
            settings=dump_settings(settings),
            dedicated=dedicated,
            account=dump_strings(account),
            condition=Condition.WAITING.value,
            error="",
        )
    )


def forget(connection: Connection, source_id: int) -> None:
    """Forget what one remembers of all places."""
    connection.execute(delete(source_memory).where(source_memory.c.source_id == source_id))


def remove(connection: Connection, source_id: int) -> bool:
    """Remove one with its memory; returns whether it was there. Its id is never given again."""
    note_largest(connection, sources)
    connection.execute(delete(source_memory).where(source_memory.c.source_id == source_id))
    return connection.execute(delete(sources).where(sources.c.id == source_id)).rowcount == 1


def note_condition(
    connection: Connection, source_id: int, condition: Condition, error: str, last_success: int | None
) -> None:
    """Note how one is doing; a last success of None leaves the former one."""
    statement = (
        update(sources).where(sources.c.id == source_id).values(condition=condition.value, error=storable(error))
    )
    connection.execute(statement if last_success is None else statement.values(last_success=last_success))


def count(connection: Connection, source_id: int, taken: int, not_imported: int, left_alone: int) -> None:
    """Add to the counts of one."""
    more = {"more_taken": taken, "more_not_imported": not_imported, "more_left_alone": left_alone}
    connection.execute(_COUNT, {"source": source_id, **more})


def recall(connection: Connection, source_id: int, place: str) -> str:
    """Return what one remembers of a place, empty if nothing."""
    of_place = (source_memory.c.source_id == source_id) & (source_memory.c.place == place)
    return connection.scalar(select(source_memory.c.what).where(of_place)) or ""


def remember(connection: Connection, source_id: int, place: str, what: str) -> None:
    """Remember this of a place, unless the source was removed. Must be text that UTF-8 can express."""
    if connection.scalar(select(sources.c.id).where(sources.c.id == source_id)) is None:
        return
    statement = upsert(source_memory).values(source_id=source_id, place=place, what=what)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["source_id", "place"], set_={"what": statement.excluded.what})
    )


def _read(connection: Connection, statement: Executable) -> Iterator[ListedSource]:
    for row in connection.execute(statement):
        yield ListedSource(
            Source(
                id=row.id,
                settings=load_settings(SourceKind(row.kind), row.settings),
                dedicated=row.dedicated,
                account=load_strings(row.account),
            ),
            SourceState(
                condition=Condition(row.condition),
                error=row.error,
                last_success=row.last_success,
                taken=row.taken,
                not_imported=row.not_imported,
                left_alone=row.left_alone,
            ),
        )
