"""What tests of the connection with Severa start from: the tests' own Severa, and no keyring."""

import pytest

from tests.severa.fixtures import no_keyring, running, server

__all__ = ["no_keyring", "running", "server"]


@pytest.fixture(autouse=True)
def without_keyring(no_keyring: None) -> None:
    """None of these tests may find a keyring."""
