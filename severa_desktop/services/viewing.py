"""Looking at one mail as it was sent: its HTML made harmless, attachments, conversation, original."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from severa_desktop.services.errors import UserError
from severa_desktop.services.html_cleaning import CleanHtml, clean_html
from severa_desktop.services.new_files import NewFiles, file_name
from severa_desktop.store.records import State, StoredActivity, ThreadMail
from severa_desktop.store.store import Store
from severa_desktop.texts import _

__all__ = ["OpenRefusedError", "ThreadMail", "ViewedHtml", "ViewingService"]

_PROGRAMS = """
.exe .com .bat .cmd .scr .pif .msi .msp .msc .cpl .hta .js .jse .vb .vbs .vbe .ws .wsf .wsh .ps1 .psm1 .reg .inf .lnk
.url .scf .jar .app .command .pkg .dmg .sh .bash .csh .zsh .run .desktop .py .pyw .pl .rb .php .appimage .deb .rpm .iso
.img .vhd .chm .application .gadget .settingcontent-ms .library-ms .search-ms .website .webloc
"""
_DANGEROUS = frozenset(_PROGRAMS.split())
_MOST_OF_THREAD = 200
_LONGEST_NAME = 120
_SPACES = re.compile(r"\s+")


class OpenRefusedError(UserError):
    """An attachment that is a program: it is saved if somebody wants it, never opened from here."""


@dataclass(frozen=True, slots=True)
class ViewedHtml:
    """What may be shown of a mail's HTML, with the pictures that came with it by their ``cid:`` name."""

    clean: CleanHtml
    pictures: dict[str, int]
    """Part numbers by content id; `picture` gives the bytes."""


class ViewingService:
    """Shows the mails of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def html(self, activity_id: int) -> ViewedHtml | None:
        """Return an activity's mail as HTML that is safe to show; None where it has none, or too much."""
        return _viewed(self._original(activity_id))

    def refusal_html(self, refusal_id: int) -> ViewedHtml | None:
        """Return the HTML of a mail that was not imported, as `html` does."""
        with self._store.reading() as reader:
            content = reader.refusal_original(refusal_id)
        return None if content is None else _viewed(content)

    def part(self, activity_id: int, part: int) -> bytes:
        """Return the bytes of an attachment, or of a picture that the HTML shows."""
        from severa_desktop.mail.reader import part_content  # noqa: PLC0415 - lists need no reading of mails

        return part_content(self._original(activity_id), part)

    def thread(self, activity_id: int) -> tuple[ThreadMail, ...]:
        """Return the other mails of an activity's conversation, oldest first; at most 200."""
        with self._store.reading() as reader:
            return tuple(reader.thread(activity_id, _MOST_OF_THREAD))

    def write_attachment(self, activity_id: int, part: int, target: Path) -> Path:
        """Write an attachment to the file a person chose, over an existing one if so; raises UserError."""
        content = self.part(activity_id, part)
        _write(target, content)
        return target

    def save_all(self, activity_id: int, folder: Path) -> list[Path]:
        """Write all attachments to a folder, never over a file; raises UserError."""
        files = NewFiles(folder)
        return [
            self._save(files, activity_id, one.part, one.name)
            for one in self._activity(activity_id).activity.attachments
        ]

    def copy_for_others(self, activity_id: int, part: int, folder: Path) -> Path:
        """Write a copy of an attachment for dragging it to another program."""
        return self._save(NewFiles(folder), activity_id, part, self._name(activity_id, part))

    def open_copy(self, activity_id: int, part: int, folder: Path) -> Path:
        """Write a copy that may be opened, and not be changed; raises OpenRefusedError for a program."""
        name = self._name(activity_id, part)
        if Path(name).suffix.lower() in _DANGEROUS:
            raise OpenRefusedError(
                _("{name} could run as a program, so it is not opened from here. Save it if you trust it.").format(
                    name=name
                )
            )
        path = self._save(NewFiles(folder), activity_id, part, name)
        path.chmod(0o400)
        return path

    def original_name(self, activity_id: int) -> str:
        """Return a good file name for an activity's original: its day and subject, and ``.eml`` or ``.msg``."""
        activity = self._activity(activity_id).activity
        day = datetime.fromtimestamp(activity.started_at).astimezone().date().isoformat()
        suffix = ".msg" if self._original(activity_id).startswith(b"\xd0\xcf\x11\xe0") else ".eml"
        return file_name(f"{day} {activity.subject}"[:_LONGEST_NAME].strip()) + suffix

    def save_original(self, activity_id: int, target: Path) -> Path:
        """Write an activity's original to the file a person chose; raises UserError."""
        _write(target, self._original(activity_id))
        return target

    def original_copy(self, activity_id: int, folder: Path) -> Path:
        """Write a copy of an activity's original that a mail program can open."""
        path, _written = NewFiles(folder).save(self.original_name(activity_id), self._original(activity_id))
        return path

    def as_text(self, activity_id: int) -> str:
        """Return date, people, subject and body as plain text."""
        activity = self._activity(activity_id).activity
        when = datetime.fromtimestamp(activity.started_at).astimezone()
        people = ", ".join(f"{one.name} <{one.email}>" for one in activity.participants)
        lines = [
            activity.subject,
            f"{when:%Y-%m-%d %H:%M}",
            f"{activity.owner.name} <{activity.owner.email}>",
            *([people] if people else []),
            "",
            activity.body,
        ]
        return "\n".join(lines)

    def _activity(self, activity_id: int) -> StoredActivity:
        with self._store.reading() as reader:
            found = reader.activity(activity_id)
        if found is None or found.state is not State.LIVE:
            raise UserError(_("This activity is not there any more."))
        return found

    def _original(self, activity_id: int) -> bytes:
        with self._store.reading() as reader:
            content = reader.original(activity_id)
        if content is None:
            raise UserError(_("The original of this mail is not there any more."))
        return content

    def _name(self, activity_id: int, part: int) -> str:
        attachments = self._activity(activity_id).activity.attachments
        return next((one.name for one in attachments if one.part == part), "attachment.bin")

    def _save(self, files: NewFiles, activity_id: int, part: int, name: str) -> Path:
        content = self.part(activity_id, part)
        try:
            path, _written = files.save(name, content)
        except OSError as error:
            raise UserError(_not_saved(name, error)) from None
        return path


def _viewed(content: bytes) -> ViewedHtml | None:
    from severa_desktop.mail.shown import shown_html  # noqa: PLC0415 - lists need no reading of mails

    shown = shown_html(content)
    clean = None if shown is None else clean_html(shown.source)
    if shown is None or clean is None:
        return None
    return ViewedHtml(clean, {one.content_id: one.part for one in shown.pictures})


def _write(target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        raise UserError(_not_saved(target.name, error)) from None


def _not_saved(name: str, error: OSError) -> str:
    return _("{name} cannot be saved ({why}). Choose another folder.").format(name=name, why=error.strerror or error)
