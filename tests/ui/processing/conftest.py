"""A window over the small company's store, and a folder that is watched: the real process, real files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from severa_desktop.core.source_settings import AfterFile, FolderSettings, SourceSettings
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.processing import controller
from severa_desktop.ui.window import MainWindow
from tests.services.company import message

LONG = 60_000
"""Milliseconds after which a test gives up."""
AddSource = Callable[[SourceSettings], int]


@pytest.fixture(autouse=True)
def begun_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sources begin at once: nobody looks at the window here."""
    monkeypatch.setattr(controller, "_AFTER_MS", 10)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def add_source(company: Store) -> AddSource:
    def add(settings: SourceSettings) -> int:
        with company.writing() as writer:
            return writer.add_source(settings, (), dedicated=False)

    return add


@pytest.fixture
def watched(add_source: AddSource, inbox: Path) -> int:
    """A source: the watched folder."""
    return add_source(FolderSettings(str(inbox), AfterFile.MOVE))


@pytest.fixture
def window(qtbot: QtBot, context: Context) -> Iterator[MainWindow]:
    shown = MainWindow(context)
    with qtbot.waitSignal(shown.settled):
        shown.show()
    yield shown
    shown.hide()
    shown.deleteLater()


def put(inbox: Path, *numbers: int) -> None:
    """Put mails to the integration into a folder, as programs do."""
    for number in numbers:
        path = inbox / f"{number}.part"
        path.write_bytes(message(number, Bcc="acme@severamail.com"))
        path.rename(inbox / f"{number}.eml")


def moved(inbox: Path) -> int:
    """Return how many mails were taken in and put away."""
    return len(list((inbox / "imported").glob("*.eml")))


def live(store: Store) -> int:
    """Return how many activities there are."""
    with store.reading() as reader:
        return reader.live()
