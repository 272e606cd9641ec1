"""The icons: SVG files of one set, drawn in the colours of the present mode, and the program's own.

One place to ask for an icon by its file's name; files are read when an icon is first drawn.
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from severa_desktop.paths import resource_folder
from severa_desktop.ui import theme

_SIDES = (16, 32, 48, 128)


def icon(name: str, role: str = "text") -> QIcon:
    """Return the icon in the file of this name, in one of the theme's colours; follows light and dark."""
    return QIcon(_Drawn(f"icons/{name}", role))


def program_icon() -> QIcon:
    """Return the icon by which people find the program's windows, in its own colours."""
    return QIcon(_Drawn("severa-desktop", "text"))


class _Drawn(QIconEngine):
    """Draws one file at any size; what has no colour of its own, in the one that its role has now."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:  # noqa: ARG002
        role = "secondary" if mode is QIcon.Mode.Disabled else self._role
        # A place that is wider than high has room at its end for what parts the icon from words.
        side = min(rect.width(), rect.height())
        place = QRect(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
        # Not what the device says: to find out what it is, PySide would load all classes of what can be drawn on.
        scale = painter.deviceTransform().m11()
        painter.drawImage(place, _drawn(self._name, getattr(theme.colours(), role), side, scale))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # Qt names the size as people see it; the screen has `scale` times as many pixels.
        pixmap = QPixmap(size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def availableSizes(
        self,
        mode: QIcon.Mode = QIcon.Mode.Normal,  # noqa: ARG002
        state: QIcon.State = QIcon.State.Off,  # noqa: ARG002
    ) -> list[QSize]:
        # A window manager is handed these; others can be asked for as well.
        return [QSize(side, side) for side in _SIDES]

    def clone(self) -> QIconEngine:
        return _Drawn(self._name, self._role)


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, side: int, scale: float) -> QImage:
    """Return an icon in a screen's own pixels; lists show the same few many times, and drawing lines takes long."""
    pixels = max(round(side * scale), 1)
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _renderer(name, colour).render(painter)
    painter.end()
    return image


_renderers: dict[tuple[str, str], QSvgRenderer] = {}


def _renderer(name: str, colour: str) -> QSvgRenderer:
    key = (name, colour)
    if key not in _renderers:
        source = (resource_folder() / f"{name}.svg").read_bytes()
        _renderers[key] = QSvgRenderer(QByteArray(source.replace(b"currentColor", colour.encode())))
    return _renderers[key]
