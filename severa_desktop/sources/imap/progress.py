"""How far the mails of one folder were taken in: what is remembered of it over restarts, as one line of text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

_FORM = re.compile(r"([0-9]+) ([0-9]+);((?: [0-9]+:[0-9]+)*);((?: [0-9]+)*);((?: [0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done in one folder; its ids mean something as long as its UIDVALIDITY stays."""

    validity: int
    highest: int = 0
    """All mails up to this id are done, but for those below."""
    failed: Mapping[int, int] = field(default_factory=dict)
    """Mails that could not be fetched, with the number of tries."""
    to_put_away: tuple[int, ...] = ()
    """Mails that are on the disk here, and are still to be flagged or moved there."""
    suspects: frozenset[int] = frozenset()
    """A connection broke as these were fetched together: they are fetched one by one."""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return what was remembered, None if that was nothing or is not understood."""
        found = _FORM.fullmatch(text)
        if found is None:
            return None
        tries = (one.split(":") for one in found[3].split())
        return cls(
            int(found[1]),
            int(found[2]),
            {int(uid): int(number) for uid, number in tries},
            tuple(map(int, found[4].split())),
            frozenset(map(int, found[5].split())),
        )

    def __str__(self) -> str:
        failed = "".join(f" {uid}:{number}" for uid, number in sorted(self.failed.items()))
        return f"{self.validity} {self.highest};{failed};{_listed(self.to_put_away)};{_listed(sorted(self.suspects))}"


def _listed(uids: Iterable[int]) -> str:
    return "".join(f" {uid}" for uid in uids)
