"""What tests of processes beside this one start from."""

from tests.severa.fixtures import no_keyring, running, server

__all__ = ["no_keyring", "running", "server"]
