"""Who sent a mail that was forwarded: read from the header block that mail programs put above its text.

Outlook, Gmail, Apple Mail and Thunderbird write such blocks in their own order, quoted or not, with or without a
line that announces them; all have a sender and at least two more lines of a header, and that is what is looked for.
English and Dutch. The text is anybody's: the work is bounded, and nothing here decides what becomes of a mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_MOST_TEXT = 256 * 1024
_LONGEST_LINE = 1000
_MOST_SENDERS = 10
_LONGEST_GAP = 2
"""Lines without a label within a block: values that were wrapped, and what HTML leaves between lines."""
_LEAST_OTHERS = 2


class _Field(Enum):
    SENDER = auto()
    DATE = auto()
    RECIPIENTS = auto()
    SUBJECT = auto()


_LABELS = {
    "from": _Field.SENDER,
    "van": _Field.SENDER,
    "date": _Field.DATE,
    "datum": _Field.DATE,
    "sent": _Field.DATE,
    "verzonden": _Field.DATE,
    "verstuurd": _Field.DATE,
    "to": _Field.RECIPIENTS,
    "aan": _Field.RECIPIENTS,
    "subject": _Field.SUBJECT,
    "onderwerp": _Field.SUBJECT,
    "betreft": _Field.SUBJECT,
}
_QUOTING = " \t>|*\u00a0"
_TRAILING = " \t*\u00a0"
_LABELLED = re.compile(r"([A-Za-z]{2,10})[ \t\u00a0*]{0,4}:[*]{0,2}(.*)")
_ADDRESS = r"[^\s<>\[\]()\"',;:@]{1,64}@[^\s<>\[\]()\"',;:@]{1,255}"
_BRACKETED = re.compile(rf"[<\[](?:mailto:)?({_ADDRESS})[>\]]")
_BARE = re.compile(rf"({_ADDRESS})")
_NAME_ENDS = re.compile(r"[<\[]")


@dataclass(frozen=True, slots=True)
class OriginalSender:
    """Somebody whose mail was forwarded; the address as it stands there."""

    address: str
    name: str
    """Empty if there is none."""


def original_senders(body: str) -> tuple[OriginalSender, ...]:
    """Return the senders of the mails forwarded in a text, the last one forwarded first; each address once."""
    found: dict[str, OriginalSender] = {}
    for block in _blocks(body[:_MOST_TEXT].splitlines()):
        sender = _sender(block)
        if sender and sender.address not in found:
            found[sender.address] = sender
            if len(found) == _MOST_SENDERS:
                break
    return tuple(found.values())


def _blocks(lines: list[str]) -> Iterator[dict[_Field, str]]:
    """Yield what stands together behind the labels of a header."""
    block: dict[_Field, str] = {}
    last: _Field | None = None
    gap = 0
    for line in lines:
        text = line[:_LONGEST_LINE].lstrip(_QUOTING).rstrip(_TRAILING)
        labelled = _LABELLED.match(text)
        field = _LABELS.get(labelled[1].lower()) if labelled else None
        if labelled and field:
            if field in block:
                yield block
                block = {}
            block[field] = labelled[2]
            last, gap = field, 0
        elif block:
            gap += 1
            if last is _Field.SENDER and "@" not in block[last]:
                block[last] += f" {text}"
            if gap > _LONGEST_GAP:
                yield block
                block = {}
    yield block


def _sender(block: dict[_Field, str]) -> OriginalSender | None:
    written = block.get(_Field.SENDER)
    if written is None or len(block) <= _LEAST_OTHERS:
        return None
    found = _BRACKETED.search(written) or _BARE.search(written)
    if found is None:
        return None
    name = _NAME_ENDS.split(written[: found.start(1)], maxsplit=1)[0].strip(" \t\u00a0\"'*")
    return OriginalSender(found[1].rstrip("."), "" if "@" in name else name)
