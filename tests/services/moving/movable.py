"""A store with something in every table, and what backups and exports of it hold."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from severa_desktop.bootstrap import Application
from severa_desktop.core.source_settings import FolderSettings, ImapSettings
from severa_desktop.services.backup import prepare
from severa_desktop.services.doctor import examine
from severa_desktop.services.handover import Handover
from severa_desktop.store.open_rows import TABLES
from tests.services.company import message, with_attachment

Rows = dict[str, list[tuple[object, ...]]]


def fill(application: Application, mails: Path) -> None:
    mails.mkdir()
    for number in range(1, 7):
        (mails / f"{number}.eml").write_bytes(with_attachment(number, Subject=f"Offer {number} café"))
    (mails / "7.eml").write_bytes(message(7, Subject="=HYPERLINK(1)"))
    (mails / "8.eml").write_bytes(message(8, From="x@y.example", Subject="stranger"))
    (mails / "9.eml").write_bytes(message(9, From="x@y.example", Subject="spam"))
    for _ in application.importing.run(Handover((str(mails),))):
        pass
    (mails / "1b.eml").write_bytes(with_attachment(1, Subject="Offer 1 café", Cc="1001.acme@severamail.com"))
    for _ in application.importing.run(Handover((str(mails / "1b.eml"),))):
        pass
    correcting = application.correcting
    correcting.link_project([2, 3], 1002)
    correcting.delete([4])
    correcting.erase([5])
    correcting.dismiss([2])
    correcting.delete([6])
    correcting.undo()
    store = application._store
    with store.writing() as writer:
        writer.add_source(FolderSettings("/somewhere"))
        second = writer.add_source(ImapSettings("mail.acme.example", "anna", 993))
        writer.remember(second, "INBOX", '{"seen": 4}')
        writer.add_source(FolderSettings("/gone"))
        writer.remove_source(3)
        writer.set_preference("x", "y")


def rows_of(path: Path) -> Rows:
    """Return what all tables hold, columns that are packed or written as JSON in one form."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: [
                tuple(map(_unpacked, row))
                for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2')
                # The one thing that a restored store knows more: when that was.
                if row[0] != "severa_in_doubt"
            ]
            for name in (*TABLES, "search_content")
        }


def _unpacked(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)
    if isinstance(value, str) and value.startswith(" "):
        return frozenset(value.split())
    return value


def take(path: Path, store: Path) -> Path | None:
    prepared = prepare(path, store)
    try:
        return prepared.put_in_place(store)
    finally:
        prepared.discard()


def everything_is_well(store: Path) -> bool:
    return list(examine(store)) == []
