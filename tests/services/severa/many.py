"""Thousands of activities that nobody took in, and how much SQLite has to do to look among them."""

from collections.abc import Callable

from sqlalchemy import Connection

MANY = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)"
"""What a statement begins with that copies rows so many times, from `numbers`."""


def copy_activity(connection: Connection, activity_id: int) -> None:
    """Copy an activity 5,000 times; the ids follow its own."""
    run = connection.exec_driver_sql
    columns = [row[1] for row in run("PRAGMA table_info(activities)")]
    copied = ", ".join({"sort_id": "sort_id + n", "id": "id + n"}.get(name, name) for name in columns)
    run(
        f"{MANY} INSERT INTO activities SELECT {copied} FROM activities, numbers WHERE activities.id = ?",
        (activity_id,),
    )


def steps_of(connection: Connection, look: Callable[[], object]) -> int:
    """Return in how many of its own steps SQLite does something."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    driver = connection.connection.driver_connection
    assert driver is not None
    driver.set_progress_handler(step, 1)
    look()
    driver.set_progress_handler(None, 1)
    return steps
