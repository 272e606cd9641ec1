"""The window on a real screen, moved by a real pointer. See `screen.py` and `desktop.py`.

Each step leaves a picture: in the folder that SEVERA_DESKTOP_ARTEFACTS names, else in pytest's own temporary one. The
tests need Debian packages; where those are missing they fail with the sentence that names them.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.e2e.desktop import Desktop
from tests.e2e.screen import Screen, open_screen

OpenWindow = Callable[[], Desktop]


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("SEVERA_DESKTOP_ARTEFACTS")
    return Path(named).absolute() if named else tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="session")
def whole_screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with open_screen(tmp_path_factory.mktemp("screen")) as screen:
        yield screen


@pytest.fixture
def screen(whole_screen: Screen, artefacts: Path, request: pytest.FixtureRequest) -> Screen:
    whole_screen.keep_pictures_in(artefacts / request.node.name)
    return whole_screen


@pytest.fixture
def company(tmp_path: Path) -> Program:
    """A company that is set up and has no activities yet, for the command line and the window alike."""
    program = Program(tmp_path)
    program.set_up()
    return program


@pytest.fixture
def open_window(screen: Screen, company: Program) -> Iterator[OpenWindow]:
    opened: list[Desktop] = []

    def open_one() -> Desktop:
        opened.append(Desktop.open(screen, company))
        return opened[-1]

    yield open_one
    for desktop in opened:
        desktop.kill()


@pytest.fixture
def desktop(open_window: OpenWindow) -> Desktop:
    return open_window()
