"""The tests' Severa (`tests/severa/server.py`) for tests of any folder."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers import started
from tests.severa.server import SeveraServer
from tests.severa.server_world import SMALL, Size


@contextmanager
def serving(size: Size = SMALL, seed: int = 1) -> Iterator[SeveraServer]:
    """Give a server for as long as the block lasts; at its end nothing that was asked of it may have been wrong."""
    with started(SeveraServer(size, seed)) as server:
        yield server
    assert server.wrong == []
