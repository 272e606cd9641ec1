"""Keys of records that no source system gave one."""

from collections.abc import Container
from uuid import uuid4

_PREFIX = "own-"


def new_key(taken: Container[str]) -> str:
    """Return a key that no record has, here or on a colleague's computer: setups are exchanged, and then merged."""
    while (key := f"{_PREFIX}{uuid4().hex[:16]}") in taken:
        pass
    return key
