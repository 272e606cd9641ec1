"""What tests of the connection with Severa start from: the tests' own Severa, and no keyring."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.severa.server import SeveraServer
from tests.severa_server import serving


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="module")
def running() -> Iterator[SeveraServer]:
    with serving() as server:
        yield server


@pytest.fixture
def server(running: SeveraServer) -> SeveraServer:
    running.forget()
    return running
