"""Reads a folder that everything was exported to, and makes a store of it: the same activities with the same ids.

What somebody changed in the folder meanwhile, or did not copy, is refused, naming the file.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from severa_desktop.services.directory_text import shown_path
from severa_desktop.services.errors import UserError
from severa_desktop.services.moving_form import FORMAT, HEAD, Head, broken, mail_name, records_name
from severa_desktop.store.indexing import index_everything
from severa_desktop.store.open_rows import ORIGINALS, JsonValue, Row, RowRefusedError, build
from severa_desktop.store.reader import Reader
from severa_desktop.store.schema import REVISIONS
from severa_desktop.store.store import Store
from severa_desktop.texts import _

Told = Callable[[int, int], object]

_AT_ONCE = 500


def build_store(folder: Path, file: Path, told: Told | None = None) -> None:
    """Make a store at a new file from an exported folder.

    Raises UserError where the folder is not as it was exported, and StoreError where the file cannot be written.
    """
    try:
        head = _head(folder)
        mails = _Mails(folder, head.rows.get(ORIGINALS, 0), told)
        build(file, head.revision, ((name, _rows(folder, head, name)) for name in head.rows), mails.read)
    except RowRefusedError as error:
        raise broken(folder, f"{records_name(error.table)}: {error}") from None
    _index(folder, file)


class _Mails:
    """The mails' files, as they are read."""

    def __init__(self, folder: Path, total: int, told: Told | None) -> None:
        self._folder = folder
        self._total = total
        self._told = told
        self._read = 0

    def read(self, row: Row) -> bytes:
        """Return the bytes that a row of the originals stands for; raises OSError and UserError."""
        original_id = row.get("id")
        if not isinstance(original_id, int) or original_id < 1:
            raise broken(self._folder, f"{records_name(ORIGINALS)}: {original_id}")
        name = mail_name(original_id)
        with _reading(self._folder, name):
            content = (self._folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != row.get("sha256") or len(content) != row.get("size"):
            raise broken(self._folder, name)
        self._read += 1
        if self._told is not None and self._read % _AT_ONCE == 0:
            self._told(self._read, self._total)
        return content


def _head(folder: Path) -> Head:
    try:
        with _reading(folder, HEAD):
            head = json.loads((folder / HEAD).read_bytes())
        revision, rows = head["revision"], head["rows"]
        if head["format"] != FORMAT or (isinstance(revision, str) and revision not in REVISIONS):
            sentence = _(
                "A newer version of Severa Desktop exported {path}, and this version cannot read it. Install the "
                "newest version."
            )
            raise UserError(sentence.format(path=shown_path(folder)))
        if not isinstance(revision, str) or not all(isinstance(number, int) for number in rows.values()):
            raise TypeError(revision)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise broken(folder, HEAD) from None
    return Head(revision, rows)


def _rows(folder: Path, head: Head, name: str) -> Iterator[Row]:
    """Yield the rows of a table; raises UserError where a line is no row, or there are more or fewer."""
    number = 0
    with _reading(folder, records_name(name)), (folder / records_name(name)).open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                row: JsonValue = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                raise broken(folder, f"{records_name(name)}, {number}")
            yield row
    if number != head.rows[name]:
        raise broken(folder, f"{records_name(name)}: {number} / {head.rows[name]}")


@contextmanager
def _reading(folder: Path, name: str) -> Iterator[None]:
    """Say which file of an export cannot be read; else it would be taken for the store's."""
    try:
        yield
    except FileNotFoundError:
        raise broken(folder, name) from None
    except OSError as error:
        sentence = _("{path}: cannot be read ({why}). Check path and permission.")
        raise UserError(sentence.format(path=shown_path(folder / name), why=error.strerror or error)) from None


def _index(folder: Path, file: Path) -> None:
    """Make the search index, and read all of it once: what was changed by hand would stop a page later."""
    store = Store.open(file)
    try:
        with store.writing() as writer:
            _read_through(writer)
            index_everything(writer)
    except (ValueError, KeyError, TypeError, LookupError) as error:
        raise broken(folder, f"{type(error).__name__}: {error}") from None
    finally:
        store.close()


def _read_through(reader: Reader) -> None:
    reader.settings()
    reader.directory()
    reader.sources()
    reader.severa_connection()
    reader.severa_records()
    reader.severa_clashes()
    activities = map(_id, reader.table_rows("activities"))
    while chunk := list(islice(activities, _AT_ONCE)):
        if len(reader.activities_by_id(chunk)) != len(chunk):
            raise LookupError("activities")
        reader.copies_of_all(chunk)
    refusals = map(_id, reader.table_rows("refusals"))
    while chunk := list(islice(refusals, _AT_ONCE)):
        reader.refusals_by_id(chunk)
    for row in reader.table_rows("actions"):
        reader.action(_id(row))
        reader.edits_of(_id(row))


def _id(row: Row) -> int:
    number = row["id"]
    if not isinstance(number, int):
        raise TypeError(number)
    return number
