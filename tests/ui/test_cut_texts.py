"""Texts that are cut off: found in a window made for it, and in none that the program has."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from severa_desktop.ui.boxes import ChoiceBox
from severa_desktop.ui.eliding import ElidingButton
from severa_desktop.ui.icons import icon
from severa_desktop.ui.settings.address import AddressLine
from tools.cut_texts import cut_texts
from tools.screenshots import ENVIRONMENT, LOOKS, ROOT, SCREEN, make_stores
from tools.virtual_screen import virtual_screen

WORDS = "A sentence that needs more room"
NARROW, WIDE = QSize(80, 60), QSize(600, 60)

SCENES = ("activities", "directory", "to_check", "settings", "search", "overview", "preview", "set-up", "tried")
"""All pages and steps; what `make screenshots` shows beyond them differs in what lists hold."""
SHOWN = tuple(look for look in LOOKS if look.mode == "light")


def label() -> QWidget:
    return QLabel(WORDS)


def wrapped_label() -> QWidget:
    made = QLabel(WORDS)
    made.setWordWrap(True)
    made.setMaximumHeight(2 * made.fontMetrics().height())
    return made


def push_button() -> QWidget:
    return QPushButton(WORDS)


def tick() -> QWidget:
    return QCheckBox(WORDS)


def tool_button() -> QWidget:
    made = QToolButton()
    made.setText(WORDS)
    made.setToolTip(WORDS)
    return made


def placeholder() -> QWidget:
    made = QLineEdit()
    made.setPlaceholderText(WORDS)
    return made


def tabs() -> QWidget:
    made = QTabWidget()
    made.addTab(QWidget(), WORDS)
    return made


def columns() -> QWidget:
    made = QTableWidget(1, 1)
    made.setHorizontalHeaderLabels([WORDS])
    made.horizontalHeader().setStretchLastSection(True)
    return made


def choice() -> QWidget:
    made = ChoiceBox()
    made.addItem(WORDS)
    made.setToolTip("")
    return made


def eliding_button() -> QWidget:
    made = ElidingButton("mail")
    made.set_words(WORDS)
    return made


def address_line() -> QWidget:
    made = AddressLine()
    made.setText(WORDS)
    return made


MAKERS = [
    label,
    wrapped_label,
    push_button,
    tick,
    tool_button,
    placeholder,
    tabs,
    columns,
    choice,
    eliding_button,
    address_line,
]


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget, QSize], QWidget]:
    def shown_in(widget: QWidget, size: QSize) -> QWidget:
        window = QWidget()
        qtbot.addWidget(window)
        widget.setParent(window)
        window.setFixedSize(size)
        window.show()
        widget.setMinimumWidth(1)
        widget.setGeometry(0, 0, size.width(), size.height())
        widget.show()
        return window

    return shown_in


@pytest.mark.parametrize("make", MAKERS)
def test_what_is_cut_off_is_found(make: Callable[[], QWidget], show: Callable[[QWidget, QSize], QWidget]) -> None:
    found = cut_texts(show(make(), NARROW))
    assert len(found) == 1
    assert found[0].startswith(f"“{WORDS}”")


@pytest.mark.parametrize("make", MAKERS)
def test_what_has_room_is_not(make: Callable[[], QWidget], show: Callable[[QWidget, QSize], QWidget]) -> None:
    assert cut_texts(show(make(), WIDE)) == []


@pytest.mark.parametrize("make", [choice, eliding_button, address_line])
def test_what_ends_with_dots_and_says_the_whole_in_its_tooltip_is_not(
    make: Callable[[], QWidget], show: Callable[[QWidget, QSize], QWidget]
) -> None:
    widget = make()
    widget.setToolTip(f"{WORDS} (Ctrl+W)")
    assert cut_texts(show(widget, NARROW)) == []


def test_a_picture_needs_no_room_for_its_name(show: Callable[[QWidget, QSize], QWidget]) -> None:
    button = tool_button()
    assert isinstance(button, QToolButton)
    button.setIcon(icon("mail"))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    assert cut_texts(show(button, NARROW)) == []


def test_what_stands_partly_outside_of_its_place_is_found(qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    place.resize(WIDE)
    words = QLabel(WORDS, place)
    words.adjustSize()
    words.move(WIDE.width() - 20, 0)
    place.show()
    assert cut_texts(place) == [f"“{WORDS}” is partly outside of what it stands in (QLabel)"]


def test_what_can_be_scrolled_to_is_not(qtbot: QtBot) -> None:
    inner = QWidget()
    column = QVBoxLayout(inner)
    for _number in range(20):
        column.addWidget(QLabel(WORDS))
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidget(inner)
    area.resize(WIDE)
    area.show()
    assert cut_texts(area) == []


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """Give a process for each look: they wait more than they work, so they do it together.

    Each has a screen of its own: on one, the windows would take keys and pointer from what pops up in each other.
    """
    stores = tmp_path_factory.mktemp("stores")
    make_stores(stores)
    command = [sys.executable, "-m", "tools.screenshots", "--check", "--stores", str(stores)]
    command.extend(part for scene in SCENES for part in ("--scene", scene))
    with ExitStack() as running:
        yield {
            look.name: running.enter_context(
                subprocess.Popen(
                    [*command, "--look", look.name],
                    env={**running.enter_context(virtual_screen(*SCREEN)), **ENVIRONMENT, **look.environment},
                    cwd=ROOT,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            for look in SHOWN
        }


@pytest.mark.parametrize("look", [look.name for look in SHOWN])
def test_no_text_of_the_window_is_cut_off(look: str, looks: dict[str, subprocess.Popen[str]]) -> None:
    _out, told = looks[look].communicate()
    assert (told, looks[look].returncode) == ("", 0)
