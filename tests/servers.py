"""Real servers that tests start, and end whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar


class Server(Protocol):
    """A server with folders of its own."""

    def start(self) -> None:
        """Start it; returns once it can be talked to."""

    def remove(self) -> None:
        """End it, if it runs, and remove its folders."""


AnyServer = TypeVar("AnyServer", bound=Server)


@contextmanager
def started(server: AnyServer) -> Iterator[AnyServer]:
    """Give a server that runs as long as the block does."""
    try:
        server.start()
        yield server
    finally:
        server.remove()
