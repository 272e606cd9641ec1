"""The services' small company in a store, all of it Severa's, and mails imported into it."""

from pathlib import Path

from severa_desktop.core.severa import Connection, PushMode, RecordKind, SeveraRecord, SeveraSettings
from severa_desktop.services.handover import Handover
from severa_desktop.services.importing import ImportService
from severa_desktop.store.store import Store
from tests.services.company import company

TAKEN_AT = 1_774_000_000
RECORDS = (
    SeveraRecord(RecordKind.ACTIVITY_TYPES, "type-guid", "E-mail"),
    SeveraRecord(RecordKind.USERS, "anna-guid", "u1"),
    SeveraRecord(RecordKind.USERS, "bram-guid", "u2"),
    SeveraRecord(RecordKind.CUSTOMERS, "bakery-guid", "c1"),
    SeveraRecord(RecordKind.CUSTOMERS, "cafe-guid", "c2"),
    SeveraRecord(RecordKind.CONTACTS, "piet-guid", "p1", customer="bakery-guid"),
    SeveraRecord(RecordKind.CONTACTS, "sofie-guid", "p2", customer="cafe-guid"),
    SeveraRecord(RecordKind.PROJECTS, "shop-guid", "j1", "shop-phase", "bakery-guid"),
    SeveraRecord(RecordKind.PROJECTS, "till-guid", "j2", "till-phase", "cafe-guid"),
)


def connected(path: Path, url: str = "http://127.0.0.1:9/rest-api", push: PushMode = PushMode.BY_HAND) -> Store:
    """Return a new store of the company that is connected, with a directory that is Severa's."""
    store = company(path)
    with store.writing() as writer:
        writer.save_severa_connection(Connection(SeveraSettings("client", url, push), 1, 1, 1))
        writer.save_severa_records(RECORDS)
    return store


def take_in(store: Store, *mails: bytes) -> list[int]:
    """Import mails; returns the ids of their activities."""
    contents = tuple((f"{number}.eml", mail) for number, mail in enumerate(mails))
    run = ImportService(store, lambda: TAKEN_AT).run(Handover((), contents=contents))
    return [result.activity_id or 0 for result in run]
