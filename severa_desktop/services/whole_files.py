"""Writing a file so that it is there whole or not at all, whatever happens meanwhile."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes the place of whatever stands at the path once the block ends well.

    Raises OSError, and then, as after any other error in the block, that is as it was.
    """
    handle, name = tempfile.mkstemp(prefix=".severa-desktop-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in the place of whatever stands there; raises OSError, and then that is as it was."""
    with replacing(path) as file:
        file.write(content)
