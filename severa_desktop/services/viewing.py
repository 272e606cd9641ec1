"""Looking at one mail as it was sent: its HTML made harmless, attachments, conversation, original."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from severa_desktop.core.model import Attachment, Mailbox, Unreadable
from severa_desktop.services.errors import UserError
from severa_desktop.services.new_files import NewFiles, file_name
from severa_desktop.services.programs import is_program
from severa_desktop.store.records import State, StoredActivity, ThreadMail
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

__all__ = ["CleanHtml", "LayoutRefusedError", "OpenRefusedError", "ThreadMail", "ViewedHtml", "ViewingService"]

_MOST_OF_THREAD = 200
_SEPARATORS = re.compile(r"[/\\]")
_OUTLOOK = b"\xd0\xcf\x11\xe0"


class OpenRefusedError(UserError):
    """An attachment that is a program: it is saved if somebody wants it, never opened from here."""


class LayoutRefusedError(UserError):
    """A mail's HTML is too large to be shown; its text can be."""


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """What may be shown of an HTML body: for a view without network, and with colours and fonts of its own."""

    html: str
    remote_pictures: int
    """Pictures that would have been fetched from elsewhere; they are left out."""


@dataclass(frozen=True, slots=True)
class ViewedHtml:
    """What may be shown of a mail's HTML, with the pictures that came with it and are shown by their ``cid:`` name."""

    clean: CleanHtml
    pictures: dict[str, int]
    """Part numbers by content id; `picture` gives the bytes."""


class ViewingService:
    """Shows the mails of one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def html(self, activity_id: int) -> ViewedHtml | None:
        """Return an activity's mail as HTML that is safe to show; None where it has none.

        Raises LayoutRefusedError where it is too large to be shown.
        """
        return _viewed(self._original(activity_id))

    def refusal_html(self, refusal_id: int) -> ViewedHtml | None:
        """Return the HTML of a mail that was not imported, as `html` does."""
        with self._store.reading() as reader:
            content = reader.refusal_original(refusal_id)
        return None if content is None else _viewed(content)

    def part(self, activity_id: int, part: int) -> bytes:
        """Return the bytes of an attachment, or of a picture that the HTML shows; raises UserError."""
        return _part_of(self._original(activity_id), part)

    def refusal_part(self, refusal_id: int, part: int) -> bytes:
        """Return the bytes of a part of a mail that was not imported; raises UserError."""
        with self._store.reading() as reader:
            content = reader.refusal_original(refusal_id)
        if content is None:
            raise UserError(_("The original of this mail is not there any more."))
        return _part_of(content, part)

    def thread(self, activity_id: int) -> tuple[ThreadMail, ...]:
        """Return the other mails of an activity's conversation, oldest first; at most 200."""
        with self._store.reading() as reader:
            return tuple(reader.thread(activity_id, _MOST_OF_THREAD))

    def write_attachment(self, activity_id: int, part: int, target: Path) -> Path:
        """Write an attachment to the file a person chose, over an existing one if so; raises UserError."""
        _write(target, self.part(activity_id, part))
        return target

    def save_all(self, activity_id: int, folder: Path, parts: Collection[int] = ()) -> list[Path]:
        """Write all attachments, or those with these part numbers, to a folder, never over a file; raises UserError."""
        files, content = NewFiles(folder), self._original(activity_id)
        attachments = self._activity(activity_id).activity.attachments
        return [
            _save(files, one.name, _part_of(content, one.part)) for one in attachments if not parts or one.part in parts
        ]

    def copy_for_others(self, activity_id: int, part: int, folder: Path) -> Path:
        """Write a copy of an attachment for dragging it to another program, below a folder of this program."""
        name = self._attachment(activity_id, part).name
        return _save(_below(folder, "dragged"), name, self.part(activity_id, part))

    def open_copy(self, activity_id: int, part: int, folder: Path) -> Path:
        """Write a copy that may be opened, and not be changed, below a folder of this program.

        Raises OpenRefusedError for a program.
        """
        attachment = self._attachment(activity_id, part)
        name = file_name(attachment.name)
        if is_program(name, attachment.media_type):
            sentence = _("{name} could run as a program, so it is not opened from here. Save it if you trust it.")
            raise OpenRefusedError(sentence.format(name=name))
        path = _save(_below(folder, "opened"), name, self.part(activity_id, part))
        path.chmod(0o400)
        return path

    def original_name(self, activity_id: int) -> str:
        """Return a good file name for an activity's original: its day and subject, and ``.eml`` or ``.msg``."""
        from severa_desktop.mail.file_names import safe_name  # noqa: PLC0415 - as for parts

        activity = self._activity(activity_id).activity
        suffix = ".msg" if self._original(activity_id).startswith(_OUTLOOK) else ".eml"
        subject = _SEPARATORS.sub("_", " ".join(activity.subject.split()))
        return safe_name(f"{_local(activity.started_at):%Y-%m-%d} {subject}".rstrip(". ") + suffix)

    def save_original(self, activity_id: int, target: Path) -> Path:
        """Write an activity's original to the file a person chose, over an existing one if so; raises UserError."""
        _write(target, self._original(activity_id))
        return target

    def original_copy(self, activity_id: int, folder: Path) -> Path:
        """Write a copy of an activity's original that a mail program can open."""
        return _save(_below(folder, "mails"), self.original_name(activity_id), self._original(activity_id))

    def as_text(self, activity_id: int) -> str:
        """Return date, people, subject and body as plain text."""
        from severa_desktop.mail.reader import read  # noqa: PLC0415 - as for parts

        activity = self._activity(activity_id).activity
        mail = read(self._original(activity_id))
        if isinstance(mail, Unreadable):
            raise UserError(_(mail.text))
        senders = [one for one in mail.senders if one.header == "From"] or mail.senders
        fields = [
            (_("Date"), f"{_local(activity.started_at):%Y-%m-%d %H:%M}"),
            (_("From"), _people(senders)),
            (_("To"), _people(one for one in mail.recipients if one.header == "To")),
            (_("Cc"), _people(one for one in mail.recipients if one.header == "Cc")),
            (_("Subject"), activity.subject),
        ]
        head = "".join(f"{name}: {value}\n" for name, value in fields if value)
        return f"{head}\n{activity.body}"

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

    def _attachment(self, activity_id: int, part: int) -> Attachment:
        for one in self._activity(activity_id).activity.attachments:
            if one.part == part:
                return one
        raise UserError(_("This attachment is not there any more."))


def _viewed(content: bytes) -> ViewedHtml | None:
    # Lists need neither the reading of mails nor the cleaning of HTML.
    from severa_desktop.mail.reader import ContainerError  # noqa: PLC0415
    from severa_desktop.mail.shown import TooMuchHtmlError, shown_html  # noqa: PLC0415
    from severa_desktop.services.html_cleaning import clean_html  # noqa: PLC0415

    try:
        shown = shown_html(content)
    except ContainerError:
        return None
    except TooMuchHtmlError:
        raise LayoutRefusedError(_("The layout of this mail is too large to be shown. Its text is.")) from None
    if shown is None:
        return None
    clean = CleanHtml(clean_html(shown.html), shown.remote_pictures)
    return ViewedHtml(clean, {one.content_id: one.part for one in shown.pictures})


def _part_of(content: bytes, part: int) -> bytes:
    # Lists need no reading of mails.
    from severa_desktop.mail.reader import ContainerError, part_content  # noqa: PLC0415

    try:
        return part_content(content, part)
    except (ContainerError, LookupError):
        raise UserError(_("This attachment is not there any more.")) from None


def _local(time: int) -> datetime:
    return datetime.fromtimestamp(time, UTC).astimezone()


def _people(mailboxes: Iterable[Mailbox]) -> str:
    return ", ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in mailboxes)


def _below(folder: Path, name: str) -> NewFiles:
    """Return a folder of its own for one purpose: what may not be changed is not handed out for another."""
    own = folder / name
    try:
        own.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise UserError(_not_saved(str(own), error)) from None
    return NewFiles(own)


def _save(files: NewFiles, name: str, content: bytes) -> Path:
    try:
        path, _written = files.save(name, content)
    except OSError as error:
        raise UserError(_not_saved(name, error)) from None
    return path


def _write(target: Path, content: bytes) -> None:
    """Write a file whole or not at all: an older one of the name is replaced once the new one is there."""
    part = target.with_name(f".{token_hex(8)}.part")
    try:
        try:
            part.write_bytes(content)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(_not_saved(target.name, error)) from None


def _not_saved(name: str, error: OSError) -> str:
    return _("{name} cannot be saved ({why}). Choose another folder.").format(name=name, why=error.strerror or error)
