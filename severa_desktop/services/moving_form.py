"""How an exported folder is laid out, and the words for what is wrong with one.

All names are of letters, digits and a few signs, the same in capitals and small: they are right on every system, and
nothing from a mail is ever part of one.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from severa_desktop.services.directory_text import shown_path
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

FORMAT = 1
HEAD = "export.json"
READ_ME = "README.txt"
SETUP = "setup.json"
MAILS = "mails"
RECORDS = "records"
TABLES = "tables"
DIRECTORY = "directory"
_A_FOLDER = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """What an export says of itself."""

    revision: str
    """Of the tables whose rows it holds."""
    rows: dict[str, int]
    """How many rows each table has, in the order in which they can be stored."""


def mail_name(original_id: int) -> str:
    """Return where the file of an original is, seen from the export's folder."""
    return f"{MAILS}/{original_id // _A_FOLDER:05}/{original_id:08}.eml"


def records_name(table: str) -> str:
    """Return where the rows of a table are, seen from the export's folder."""
    return f"{RECORDS}/{table}.jsonl"


def is_export(path: Path) -> bool:
    """Tell whether a folder says of itself that it is an export."""
    return (path / HEAD).is_file() and (path / RECORDS).is_dir()


def refuse_exports(paths: Iterable[str]) -> None:
    """Raise UserError where mails are to be imported from an export: all that was made of them would be lost."""
    for path in map(Path, paths):
        # What cannot be read is told as such when it is opened.
        with suppress(OSError):
            if not is_export(path):
                continue
            sentence = _(
                "{path} is an export of everything. Take it over in the window (Settings › Backup and move) or with: "
                "severa-desktop restore {path}. For its mails alone, give the folder “mails” in it."
            )
            raise UserError(sentence.format(path=shown_path(path)))


def broken(path: Path, detail: str) -> UserError:
    """Return the error for an export that is not as it was written."""
    sentence = _(
        "{path} is not as it was exported ({detail}), so nothing was changed. Export again, or copy the folder again."
    )
    return UserError(sentence.format(path=shown_path(path), detail=detail))
