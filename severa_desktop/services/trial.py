"""Trying what mails would become with today's settings and directory: decided as ever, and nothing of it kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from email.utils import formatdate
from io import BytesIO
from itertools import chain, islice
from typing import TYPE_CHECKING

from severa_desktop.core.model import ImportResult
from severa_desktop.core.rules.addressed import is_addressed
from severa_desktop.core.settings import IntegrationStatus
from severa_desktop.services.handover import Handover, Missing, NotReadyError
from severa_desktop.services.importing import check_ready
from severa_desktop.services.reading import Read, ReadMail, read_batch
from severa_desktop.services.recording import Recorder, Rules
from severa_desktop.sources.files import Skipped, walk, walk_contents
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

MOST = 20
"""Mails that are tried at once: somebody looks at each."""


@dataclass(frozen=True, slots=True)
class TypedMail:
    """Who a mail could be from and to, as somebody typed it."""

    sender: str
    recipients: str
    hidden: str
    """Recipients in Bcc."""
    subject: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What one mail would become."""

    result: ImportResult
    """Without ids."""
    is_addressed: bool
    """Whether a source would take it: it names an address of the integration."""


class _NothingIsKeptError(Exception):
    """What was decided is not to be written: undoes the transaction."""


class TrialService:
    """Tries mails over one store."""

    def __init__(self, store: "Store", now: Callable[[], int]) -> None:
        self._store = store
        self._now = now

    def typed(self, mail: TypedMail) -> Tried:
        """Return what a mail from and to these would become; raises NotReadyError where nothing can be imported."""
        return self.handed_over(Handover((), contents=((_("A mail that was typed"), _message(mail, self._now())),)))[0]

    def handed_over(self, handover: Handover) -> tuple[Tried, ...]:
        """Return what the first of these mails would become; raises NotReadyError where nothing can be imported.

        An integration that is inactive is tried as if it were active.
        """
        now = self._now()
        with self._store.reading() as reader:
            max_bytes = reader.settings().max_bytes
        read = _read(handover, max_bytes, now)
        tried: tuple[Tried, ...] = ()
        with suppress(_NothingIsKeptError), self._store.writing() as writer:
            rules = _checked(Rules(writer.directory(), replace(writer.settings(), status=IntegrationStatus.ACTIVE)))
            results = Recorder(writer, rules, writer.begin_import(now), now).record(read)
            tried = tuple(_tried(mail, result, rules) for mail, result in zip(read, results, strict=True))
            raise _NothingIsKeptError
        return tried


def _checked(rules: Rules) -> Rules:
    check_ready(rules.settings)
    if all(kind.name != rules.settings.activity_type for kind in rules.directory.activity_types):
        raise NotReadyError(Missing.TYPE, _("The default activity type is not in the directory. Choose another one."))
    return rules


def _read(handover: Handover, max_bytes: int, now: int) -> list[Read]:
    found = chain(
        walk(handover.paths, max_bytes=max_bytes, now=now, stdin=BytesIO()),
        walk_contents(handover.contents, max_bytes=max_bytes, now=now),
    )
    return read_batch(list(islice((item for item in found if not isinstance(item, Skipped)), MOST)), max_bytes)


def _tried(mail: Read, result: ImportResult, rules: Rules) -> Tried:
    address = rules.settings.address
    addressed = (
        address is not None
        and isinstance(mail, ReadMail)
        and is_addressed(mail.mail.recipients, address, rules.directory)
    )
    activity = result.activity and replace(result.activity, id=None)
    return Tried(replace(result, activity_id=None, activity=activity), addressed)


def _message(mail: TypedMail, now: int) -> bytes:
    """Return a mail with these fields; what was typed cannot begin another field."""
    fields = (
        ("Message-ID", "<typed@trial.invalid>"),
        ("Date", formatdate(now)),
        ("From", mail.sender),
        ("To", mail.recipients),
        ("Bcc", mail.hidden),
        ("Subject", mail.subject),
    )
    return ("\r\n".join(_lines(fields)) + "\r\n\r\n").encode("utf-8", "replace")


def _lines(fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, value in fields:
        if value.strip():
            yield f"{name}: {' '.join(value.split())}"
