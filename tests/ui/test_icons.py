"""Icons: each name in the code is a file, and each file is drawn in the colour its place asks for, in both modes."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

import severa_desktop.ui
from severa_desktop.paths import resource_folder
from severa_desktop.ui.icons import icon, program_icon
from severa_desktop.ui.theme import DARK, LIGHT

FOLDER = resource_folder() / "icons"
NAMES = sorted(path.stem for path in FOLDER.glob("*.svg"))
CODE = sorted(Path(severa_desktop.ui.__path__[0]).rglob("*.py"))
CALLS = {"icon": 0, "EmptyState": 0, "Place": 2}
"""Functions that are handed an icon's name, and the position of it."""
KEYWORD = "picture"
TABLE = "_PICTURES"
"""Tables from something to an icon's name, or to its name and colour."""


def names_in_code() -> set[str]:
    """Return the names of icons that are written out in the window's code, wherever they are handed on."""
    found: set[str] = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {str(one.value) for one in _places_of_names(node) if isinstance(one, ast.Constant)}
    return found


def _places_of_names(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            return node.args[CALLS[name] : CALLS[name] + 1]
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get")) if name == TABLE:
            return node.args[1:]
        case ast.keyword(arg=name) if name == KEYWORD:
            return [node.value]
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(values=values)) if name == TABLE:
            return [one.elts[0] if isinstance(one, ast.Tuple) else one for one in values]
    return []


def drawn(picture: QIcon, size: int = 32, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return picture.pixmap(QSize(size, size), mode).toImage()


def colours_of(image: QImage) -> set[str]:
    """Return the colours of what is wholly drawn, not of its soft edges."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in pixels if colour.alpha() == 255}


def test_every_name_in_the_code_is_a_file() -> None:
    used = names_in_code()
    assert {"mails", "download", "columns-3", "search", "circle-x", "file-image"} <= used
    assert used - set(NAMES) == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_file_can_be_drawn_in_any_colour(name: str) -> None:
    source = (FOLDER / f"{name}.svg").read_bytes()
    assert QSvgRenderer(source).isValid()
    assert b"currentColor" in source
    assert colours_of(drawn(icon(name))) == {LIGHT.text}


def test_the_licence_stands_beside_the_files() -> None:
    assert "permission" in (FOLDER / "LICENSE").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("role", ["text", "secondary", "accent", "warning", "error", "success"])
def test_icons_take_the_colour_of_their_role(role: str) -> None:
    assert colours_of(drawn(icon("mail", role))) == {getattr(LIGHT, role)}


def test_an_icon_made_before_follows_light_and_dark(request: pytest.FixtureRequest) -> None:
    picture = icon("mail", "accent")
    assert colours_of(drawn(picture)) == {LIGHT.accent}
    request.getfixturevalue("dark")
    assert colours_of(drawn(picture)) == {DARK.accent}


def test_what_cannot_be_used_is_grey() -> None:
    assert colours_of(drawn(icon("mail"), mode=QIcon.Mode.Disabled)) == {LIGHT.secondary}


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_icons_are_drawn_in_the_screen_s_own_pixels(ratio: float) -> None:
    pixmap = icon("mail").pixmap(QSize(16, 16), ratio)
    assert pixmap.size() == QSize(16, 16) * ratio
    assert pixmap.devicePixelRatio() == ratio
    # The line of the envelope's left side stands where it should at any size: nothing is drawn small and blown up.
    image = pixmap.toImage()
    left = [x for x in range(image.width()) if image.pixelColor(x, image.height() // 2).alpha() > 127]
    assert left[0] < 3 * ratio
    assert QColor(image.pixelColor(0, 0)).alpha() == 0


def test_a_place_with_room_at_its_end_has_the_icon_at_its_beginning() -> None:
    wide, square = icon("mail").pixmap(QSize(20, 16)).toImage(), icon("mail").pixmap(QSize(16, 16)).toImage()
    assert wide.copy(0, 0, 16, 16) == square


def test_copies_of_an_icon_are_drawn_alike() -> None:
    assert drawn(QIcon(icon("mail", "error"))) == drawn(icon("mail", "error"))


@pytest.mark.parametrize("size", [16, 22, 48, 256])
def test_the_program_s_own_icon_has_its_own_colours(size: int, dark: None) -> None:
    image = program_icon().pixmap(QSize(size, size)).toImage()
    assert image.size() == QSize(size, size)
    # A blue card; nothing of it follows light and dark.
    assert image.pixelColor(round(size * 0.12), size // 2).name() == "#1d5fd0"
    assert image.pixelColor(0, 0).alpha() == 0


def test_window_managers_are_told_the_sizes_that_they_show() -> None:
    assert {QSize(16, 16), QSize(48, 48), QSize(128, 128)} <= set(program_icon().availableSizes())


def test_icons_are_sharp_where_a_screen_has_more_pixels() -> None:
    images = [QImage(32, 32, QImage.Format.Format_ARGB32_Premultiplied) for _scale in (1, 2)]
    for scale, image in enumerate(images, 1):
        image.fill(Qt.GlobalColor.transparent)
        image.setDevicePixelRatio(scale)
        painter = QPainter(image)
        icon("mail").paint(painter, QRect(0, 0, 32 // scale, 32 // scale))
        painter.end()
        image.setDevicePixelRatio(1)
    assert images[0] == images[1]
    assert colours_of(images[0]) == {LIGHT.text}


def test_drawing_an_icon_on_a_widget_loads_no_others() -> None:
    """Once PySide has to find out what it is that an icon is drawn on, it loads all there are: that takes a while."""
    script = (
        "from PySide6 import QtWidgets\n"
        "from severa_desktop.ui.icons import icon\n"
        "application = QtWidgets.QApplication([])\n"
        "button = QtWidgets.QPushButton('x')\n"
        "button.setIcon(icon('search'))\n"
        "field = QtWidgets.QLineEdit()\n"
        "field.addAction(icon('search'), QtWidgets.QLineEdit.ActionPosition.LeadingPosition)\n"
        "for widget in (button, field):\n"
        "    widget.grab()\n"
        "print([name for name in ('QCalendarWidget', 'QFileDialog') if name in vars(QtWidgets)])"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "[]\n"
