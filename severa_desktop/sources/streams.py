"""Reading from what cannot be rewound: a zip's member, standard input. Bounded reads only."""

from typing import Protocol

from severa_desktop.sources.items import CannotReadError


class Readable(Protocol):
    """Whatever hands out bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        ...


class Stream:
    """Bytes in order, with a look ahead. Raises CannotReadError where reading fails."""

    def __init__(self, source: Readable, failure: str, declared: int | None = None) -> None:
        """Take where the bytes come from, what to say if they stop coming, and how many are announced."""
        self.declared = declared
        self._source = source
        self._failure = failure
        self._ahead = b""

    def peek(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer only at the end, and leave them to be read."""
        if len(self._ahead) < size:
            self._ahead += self._fetch(size - len(self._ahead))
        return self._ahead[:size]

    def read(self, size: int, /) -> bytes:
        """Return the next `size` bytes, fewer only at the end."""
        ahead, self._ahead = self._ahead[:size], self._ahead[size:]
        return ahead if len(ahead) == size else ahead + self._fetch(size - len(ahead))

    def _fetch(self, size: int) -> bytes:
        parts = []
        try:
            while size > 0:
                part = self._source.read(size)
                if not part:
                    break
                parts.append(part)
                size -= len(part)
        except (OSError, ValueError) as error:
            raise CannotReadError(self._failure) from error
        return b"".join(parts)
