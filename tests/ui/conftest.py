"""What tests of the window start from. Ask for what a test needs by the name of its parameter:

``context``         what every page is given, over a real store of a small company (`tests/services/company.py`), built
                    as `ui/app.py` builds it; its threads are gone after the test, and it fails if something went wrong
                    that no page said. ``company`` is that store: put mails into it *before* ``context`` reads them.
``sample_context``  the same over the sample company, its 212 mails imported (once a session, copied for each test).
``make_context``    builds such a context over any ``Folders``, once or several times.
``went_wrong``      the errors that no page handled: a test that expects one asserts it and clears the list.
``settle``          call it to wait for the answers to all that was asked in the background, and for what those ask.
                    Prefer ``qtbot.waitUntil`` where there is something to be seen.
``dark``            the window in its dark colours, for this one test.
``dutch``           texts, dates and numbers in Dutch, for this one test.

Everything is drawn off screen unless QT_QPA_PLATFORM says otherwise, in English, in the program's own style and light
colours. A warning of Qt fails the test that caused it. Widgets are handed to ``qtbot.addWidget``.
"""

import gc
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.bootstrap import Application, open_application, prepare_application
from severa_desktop.paths import Folders, resource_folder
from severa_desktop.services.handover import Handover
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.store.store import Store
from severa_desktop.texts import set_language
from severa_desktop.ui import theme, times
from severa_desktop.ui.background import Background, Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.page import SettingsPage
from severa_desktop.ui.state import WindowState
from severa_desktop.ui.turns import once_painted
from tests.services import company as small_company

MakeContext = Callable[[Folders], Context]
PATIENCE = 120_000
"""Milliseconds after which a test gives up: the machine may be doing other work."""
_LONGEST_PAUSE = 10
_THREADS = "severa-"
_TASKS = Path("/proc/self/task")


class PatientBot(QtBot):
    """Waits as long as a busy machine needs, and looks soon: most of what is waited for is there in a moment."""

    def waitUntil(  # noqa: N802 - the library calls it so
        self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE
    ) -> None:
        end, pause = monotonic() + timeout / 1_000, 1
        while not _holds(callback):
            if monotonic() > end:
                # Says why.
                super().waitUntil(callback, timeout=0)
                return
            self.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE) -> Any:  # noqa: ANN401, N802 - the library's
        return super().waitExposed(widget, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:  # noqa: ANN401, N802
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:  # noqa: ANN401, N802
        return super().waitSignals(signals, timeout=timeout, **more)


def _holds(callback: Callable[[], bool | None]) -> bool:
    try:
        found = callback()
    except AssertionError:
        return False
    assert found in (None, True, False), f"neither true nor false: {found!r}"
    return found is not False


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Draw off screen: an argument, so that programs which other tests start do not inherit it."""
    return ["pytest"] if os.environ.get("QT_QPA_PLATFORM") else ["pytest", "-platform", "offscreen"]


@pytest.fixture(scope="session", autouse=True)
def style(qapp: QApplication) -> None:
    """Look as the program does, the same on every machine."""
    qapp.setStyle("Fusion")
    qapp.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, False)
    _dress(qapp)


@pytest.fixture(scope="session", autouse=True)
def no_collecting_elsewhere() -> Iterator[None]:
    """Free objects in this thread only, as the program does (`ui/collecting.py`): elsewhere Qt would lock up."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.fixture(autouse=True)
def collect_here(no_collecting_elsewhere: None) -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")
    times.set_locale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


@pytest.fixture
def dutch(english: None) -> Iterator[None]:
    set_language("nl")
    times.set_locale(QLocale(QLocale.Language.Dutch, QLocale.Country.Netherlands))
    yield
    set_language("en")


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[None]:
    # Off screen there is no system whose wish could be changed, so the answer to the one question is.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(theme, "is_dark", lambda: True)
        _dress(qapp)
        yield
    _dress(qapp)


def _dress(application: QApplication) -> None:
    theme.apply(application)
    # The program dresses its window; here pages stand alone.
    application.setStyleSheet(theme.style_sheet())


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return _folders(tmp_path)


@pytest.fixture
def company(folders: Folders) -> Iterator[Store]:
    """The small company's store, open beside the window's own connection."""
    folders.data.mkdir()
    store = small_company.company(folders.store)
    yield store
    store.close()


@pytest.fixture
def went_wrong() -> list[Exception]:
    return []


@pytest.fixture
def make_context(qapp: QApplication, went_wrong: list[Exception]) -> Iterator[MakeContext]:
    made: list[Context] = []

    def make(folders: Folders) -> Context:
        # Whatever one before it remembers is on the disk, as after the end of the program.
        for former in made:
            former.state.write()
        context = Context(
            folders, WindowState(folders.data), lambda failed: Background(lambda: prepare_application(folders), failed)
        )
        context.went_wrong.connect(went_wrong.append)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    qapp.processEvents()
    # The system may show a thread for a moment after it was joined.
    deadline = monotonic() + PATIENCE / 1_000
    while threads_of_the_window() and monotonic() < deadline:
        qapp.processEvents()
    assert threads_of_the_window() == []
    assert went_wrong == []


@pytest.fixture
def context(make_context: MakeContext, company: Store, folders: Folders) -> Context:
    return make_context(folders)


@pytest.fixture(scope="session")
def imported_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the sample company with all its mails; never opened, only copied."""
    folders = _folders(tmp_path_factory.mktemp("sample"))
    sample = resource_folder() / "sample"
    application = open_application(folders)
    application.directory.import_path(sample / "directory.json", replacing=False)
    application.setup.change(SettingsText(address="lindenhof@severamail.com", activity_type="E-mail"))
    for _result in application.importing.run(Handover((str(sample / "mails"),))):
        pass
    application.close()
    return folders.data


@pytest.fixture
def sample_context(make_context: MakeContext, imported_sample: Path, folders: Folders) -> Context:
    shutil.copytree(imported_sample, folders.data)
    return make_context(folders)


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[Context], None]:
    def ask_all_lanes(context: Context) -> None:
        owner = QObject()
        answered: list[Lane] = []
        for lane in Lane:
            context.background.run(owner, partial(_return, lane), answered.append, lane=lane)
        qtbot.waitUntil(lambda: len(answered) == len(Lane))

    def wait(context: Context) -> None:
        # Each lane answers in the order it was asked. Twice: what was asked, and what its answers asked for, perhaps
        # once these were painted.
        ask_all_lanes(context)
        painted, owner = list[bool](), QObject()
        once_painted(owner, lambda: painted.append(True))
        qtbot.waitUntil(lambda: painted != [])
        ask_all_lanes(context)
        if not _are_whole():
            # The lower sections of the settings follow in turns of their own, and ask for what they show.
            qtbot.waitUntil(_are_whole)
            ask_all_lanes(context)

    return wait


def _are_whole() -> bool:
    pages = [page for top in QApplication.topLevelWidgets() for page in top.findChildren(SettingsPage)]
    return all(page.is_whole for page in pages if page.isVisible())


def _return(lane: Lane, _services: Application) -> Lane:
    return lane


def threads_of_the_window() -> list[str]:
    """Return the names of the threads that a window started and that still run."""
    names = [thread.name for thread in threading.enumerate() if thread.is_alive()]
    if _TASKS.is_dir():
        # Qt's threads, by the names they have in the system.
        for task in _TASKS.iterdir():
            with suppress(OSError):  # it ended meanwhile
                names.append((task / "comm").read_text(encoding="utf-8").strip())
    return sorted(name for name in names if name.startswith(_THREADS))


def _folders(parent: Path) -> Folders:
    return Folders(parent / "data", parent / "data" / "logs")
