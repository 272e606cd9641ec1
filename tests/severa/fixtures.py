"""What tests of processes that talk with Severa start from: the tests' own Severa, and no keyring.

A `conftest.py` takes over from here what its tests need.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.severa.server import SeveraServer
from tests.severa_server import serving


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no process that is started find a keyring, or keep its turns where other tests do."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="module")
def running() -> Iterator[SeveraServer]:
    """One server for all tests of a module."""
    with serving() as server:
        yield server


@pytest.fixture
def server(running: SeveraServer, no_keyring: None) -> SeveraServer:
    """The same, which has forgotten what it was asked before."""
    running.forget()
    return running
