"""Writing a file so that it is there whole or not at all, whatever happens meanwhile."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in the place of whatever stands there; raises OSError, and then that is as it was."""
    handle, name = tempfile.mkstemp(prefix=".severa-desktop-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
