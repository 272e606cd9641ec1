"""A source whose password was refused is not tried again before a person acts, not even by another process or after a
restart: repeated tries could lock the account. That is remembered with the source.
"""

from typing import TYPE_CHECKING

from severa_desktop.core.source_settings import Condition

if TYPE_CHECKING:
    from severa_desktop.store.writer import Reader, Writer

_PLACE = "\x01held"
"""No place that a source could have: neither folders of mailboxes nor paths begin so."""


def hold(writer: "Writer", source_id: int) -> None:
    """Remember that a source waits for a person."""
    writer.remember(source_id, _PLACE, "1")


def is_held(reader: "Reader", source_id: int) -> bool:
    """Tell whether a source waits for a person."""
    return bool(reader.recall(source_id, _PLACE))


def let_go(writer: "Writer", source_id: int) -> None:
    """A person acted: whatever stopped a source, it may begin again."""
    writer.remember(source_id, _PLACE, "")
    writer.note_condition(source_id, Condition.WAITING, "", None)
