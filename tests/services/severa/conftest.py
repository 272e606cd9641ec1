"""What tests of processes beside this one start from, and the store of a company with records of Severa."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from severa_desktop.store.store import Store
from tests.services.severa.stored import fill
from tests.severa.fixtures import no_keyring, running, server

__all__ = ["no_keyring", "running", "server"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "severa-desktop.sqlite")) as opened:
        fill(opened)
        yield opened
