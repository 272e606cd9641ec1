"""What lies in a container, told apart by content: an mbox's messages, a zip's members, a mail.

The one place that knows which container may stand in which. Opens no path.
"""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import IO

from severa_desktop.sources.items import CannotReadError, Item, MailFile, NotRead, Place, Skipped
from severa_desktop.sources.mbox import Message, split
from severa_desktop.sources.names import is_mail_name, is_zip_name
from severa_desktop.sources.recognise import (
    HEAD,
    LONG_HEAD,
    Kind,
    directory_offset,
    is_outlook_message,
    recognise,
)
from severa_desktop.sources.streams import Stream
from severa_desktop.sources.zipped import (
    ENCRYPTED,
    Archive,
    Budget,
    ExpandsTooMuchError,
    Member,
)
from severa_desktop.texts import N_

_DEEPEST_ZIP = 1
"""A zip in a zip is opened, what is zipped in there is not."""
_DIRECTORY_SAMPLE = 4096

_DOCUMENT = N_("It is a document or program that only looks like a zip. If a mail is in it, save that as .eml first.")
_TOO_DEEP = N_("A zip in a zip in a zip is not opened. Unpack the outer one and import what is in it.")


def from_stream(stream: Stream, place: Place, budget: Budget | None = None, depth: int = 0) -> Iterator[Item]:
    """Yield what a member of a container, or standard input, holds. `depth` counts the zips around it."""
    try:
        yield from _from_stream(stream, place, budget, depth)
    except ExpandsTooMuchError:
        raise
    except CannotReadError as error:
        yield place.unreadable(str(error))


def _from_stream(stream: Stream, place: Place, budget: Budget | None, depth: int) -> Iterator[Item]:
    head = stream.peek(HEAD)
    kind = recognise(head, final=len(head) < HEAD)
    if kind is Kind.UNCLEAR:
        kind = recognise(stream.peek(LONG_HEAD), final=True)
    if kind is Kind.MBOX:
        yield from from_mbox(stream, place, None)
    elif kind is Kind.ZIP or (kind is Kind.OTHER and head and is_zip_name(place.source)):
        yield from _nested_zip(stream, place, budget, depth)
    elif kind is Kind.OTHER and not place.asked:
        yield Skipped(place.source)
    else:
        yield _single(stream, place, kind)


def _single(stream: Stream, place: Place, kind: Kind) -> Item:
    """Return the one mail that is here."""
    content = _read_whole(stream, place)
    is_doubtful = kind is Kind.COMPOUND and not place.asked
    if is_doubtful and (isinstance(content, NotRead) or not _is_outlook(content)):
        return Skipped(place.source)
    return content if isinstance(content, NotRead) else place.mail(content)


def _is_outlook(content: bytes) -> bool:
    start = directory_offset(content)
    return is_outlook_message(content[start : start + _DIRECTORY_SAMPLE])


def _read_whole(stream: Stream, place: Place) -> bytes | NotRead:
    limit = place.handover.max_bytes
    if stream.declared is not None and stream.declared > limit:
        return place.too_large(stream.declared)
    content = stream.read(limit + 1)
    return content if len(content) <= limit else place.too_large()


def from_mbox(stream: Stream, place: Place, single: MailFile | None) -> Iterator[Item]:
    """Yield the messages of an mbox as ``box.mbox#1`` on, or the one message as the file itself.

    A single message without quoted lines is handed on as the file was, byte for byte: `single`, if given.
    Matching rules, "Formats", mbox.
    """
    for number, message in enumerate(split(stream, place.handover.max_bytes), start=1):
        own = replace(place, time=place.time if message.time is None else message.time)
        if message.alone:
            yield _only_message(message, own, single)
        else:
            own = replace(own, source=f"{place.source}#{number}")
            yield own.too_large(message.size) if message.content is None else own.mail(message.unquoted())


def _only_message(message: Message, place: Place, single: MailFile | None) -> Item:
    if message.content is None:
        return place.too_large(message.size)
    if not place.asked and recognise(message.content[:LONG_HEAD], final=True) is Kind.OTHER:
        return Skipped(place.source)
    if message.dated and message.is_quoted():
        return place.mail(message.unquoted())
    return place.mail(message.exact()) if single is None else replace(single, origin=place.origin())


def _nested_zip(stream: Stream, place: Place, budget: Budget | None, depth: int) -> Iterator[Item]:
    content = _read_whole(stream, place)
    if isinstance(content, NotRead):
        # A large document is a zip too.
        yield content if place.asked or is_zip_name(place.source) else Skipped(place.source)
        return
    yield from from_zip(BytesIO(content), len(content), place, budget, depth)


def from_zip(file: IO[bytes], size: int, place: Place, budget: Budget | None = None, depth: int = 0) -> Iterator[Item]:
    """Yield what the members of a zip hold, in natural order. Matching rules, "Formats", zip."""
    shared = budget or Budget(size)
    try:
        archive = Archive(file, shared)
    except CannotReadError as error:
        if place.asked or is_zip_name(place.source):
            yield place.unreadable(str(error), _kept(file, size, place))
        else:
            yield Skipped(place.source)
        return
    if archive.is_document():
        yield _document(file, size, place)
    elif depth > _DEEPEST_ZIP:
        yield place.unreadable(_TOO_DEEP, _kept(file, size, place))
    elif archive.members and all(member.encrypted for member in archive.members):
        yield place.unreadable(ENCRYPTED, _kept(file, size, place))
    else:
        yield from _members(archive, place, shared, depth, outermost=budget is None)


def _members(archive: Archive, place: Place, budget: Budget, depth: int, *, outermost: bool) -> Iterator[Item]:
    try:
        for member in archive.members:
            yield from _member(archive, member, place, budget, depth)
    except ExpandsTooMuchError as error:
        if not outermost:
            raise
        yield place.unreadable(str(error))


def _member(archive: Archive, member: Member, place: Place, budget: Budget, depth: int) -> Iterator[Item]:
    own = replace(
        place,
        source=f"{place.source}!/{member.name}",
        time=place.time if member.time is None else member.time,
        asked=is_mail_name(member.name),
    )
    try:
        stream = archive.open(member)
    except CannotReadError as error:
        yield own.unreadable(str(error))
        return
    yield from from_stream(stream, own, budget, depth + 1)


def _document(file: IO[bytes], size: int, place: Place) -> Item:
    if not place.asked:
        return Skipped(place.source)
    if size > place.handover.max_bytes:
        return place.too_large(size)
    return place.not_an_email(_DOCUMENT, _kept(file, size, place))


def _kept(file: IO[bytes], size: int, place: Place) -> bytes | None:
    """Return the container's own bytes, to be kept with its failure, where they are within the limit."""
    if size > place.handover.max_bytes:
        return None
    try:
        file.seek(0)
        return file.read(place.handover.max_bytes)
    except (OSError, ValueError):
        return None
