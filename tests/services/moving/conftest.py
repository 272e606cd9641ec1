"""What tests of backups and exports start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.bootstrap import Application, open_application
from severa_desktop.paths import Folders
from tests.services.company import company
from tests.services.moving.movable import fill


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """A store with something in every table: linked, corrected, deleted, erased, rejected, dismissed, with sources."""
    folders = Folders(tmp_path / "data", tmp_path / "data" / "logs")
    folders.data.mkdir()
    company(folders.store).close()
    opened = open_application(folders)
    fill(opened, tmp_path / "mails")
    yield opened
    opened.close()
