"""A store with some records made by hand and some of Severa's."""

from severa_desktop.core.directory import (
    ActivityCategory,
    ActivityType,
    Contact,
    Customer,
    Directory,
    Project,
    User,
)
from severa_desktop.core.severa import Connection, RecordKind, SeveraRecord, SeveraSettings
from severa_desktop.store.store import Store

SETTINGS = SeveraSettings("acme_client", "http://127.0.0.1:9/rest-api")
DIRECTORY = Directory(
    (ActivityType("Call"), ActivityType("E-mail", ActivityCategory.CALENDAR_ENTRY)),
    (User("u1", "Anna", ("anna@acme.example",)), User("u2", "Bram", ("bram@acme.example",))),
    (Customer("c1", "Bakkerij Jansen"), Customer("c2", "Café Zuid")),
    (
        Contact("p1", "Piet", ("piet@bakery.example",), "c1"),
        Contact("p2", "Zoë", ("zoe@cafe.example",), "c2"),
    ),
    (Project("j1", 1001, "Webshop", customer="c1"), Project("j2", 1002, "Terras", customer="c2")),
)
"""Of each section the second is Severa's."""
RECORDS = [
    SeveraRecord(RecordKind.ACTIVITY_TYPES, "t2-guid", "E-mail"),
    SeveraRecord(RecordKind.USERS, "u2-guid", "u2"),
    SeveraRecord(RecordKind.CUSTOMERS, "c2-guid", "c2"),
    SeveraRecord(RecordKind.CONTACTS, "p2-guid", "p2", customer="c2-guid"),
    SeveraRecord(RecordKind.PROJECTS, "j2-guid", "j2", "phase", "c2-guid"),
]


def fill(store: Store) -> None:
    """Connect an empty store, and keep the records in it."""
    with store.writing() as writer:
        writer.save_severa_connection(Connection(SETTINGS, 1, 2, 3))
        writer.save_directory(DIRECTORY)
        writer.save_severa_records(RECORDS)


def disconnect(store: Store) -> None:
    """Forget the connection."""
    with store.writing() as writer:
        writer.save_severa_connection(None)
