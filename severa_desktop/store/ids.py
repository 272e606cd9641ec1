"""Row ids, given by the writer itself so that rows can wait to be written with their ids known."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Connection, Select, Table, func, select
from sqlalchemy.dialects.sqlite import insert

from severa_desktop.store.tables import counters


class Ids:
    """Gives ids that no row of a table has or had, while the one writing transaction lasts."""

    def __init__(self, connection: Connection, first: Mapping[str, int]) -> None:
        self._connection = connection
        self._last = {name: number - 1 for name, number in first.items()}
        self._asked: set[str] = set()

    def next(self, table: Table) -> int:
        """Return the next id for a row of this table."""
        name = table.name
        if name not in self._asked:
            self._asked.add(name)
            self._last[name] = max(self._last.get(name, 0), largest(self._connection, table))
        self._last[name] += 1
        return self._last[name]


def largest(connection: Connection, table: Table) -> int:
    """Return the largest id that any row of this table has, or had where that was noted; 0 for none."""
    return max(connection.execute(_largest(table)).one())


@cache
def _largest(table: Table) -> Select[int, int]:
    """Return the statement for the largest id noted and the largest there is: to make it costs more than to run it."""
    noted = select(counters.c.value).where(counters.c.name == table.name).scalar_subquery()
    present = select(func.max(table.c.id)).scalar_subquery()
    return select(func.coalesce(noted, 0), func.coalesce(present, 0))


def note_largest(connection: Connection, table: Table) -> None:
    """Note the largest id before a row is removed, so that it is never given again."""
    statement = insert(counters).values(name=table.name, value=largest(connection, table))
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    )
