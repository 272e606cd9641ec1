"""Draws the program's icon in the sizes and forms that Windows and macOS ask for, from resources/severa-desktop.svg.

python packaging/icons.py FILE.ico      for Windows
python packaging/icons.py FOLDER        PNGs as `iconutil` on macOS wants them
"""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[1] / "resources" / "severa-desktop.svg"
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICONSET = {
    f"icon_{size}x{size}{'@2x' * (scale - 1)}.png": size * scale for size in (16, 32, 128, 256, 512) for scale in (1, 2)
}


def png(size: int) -> bytes:
    """Return the icon as a PNG of this many pixels each way."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return content.data()


def ico() -> bytes:
    """Return a file of all sizes that Windows shows."""
    pictures = [(size, png(size)) for size in ICO_SIZES]
    offset = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, content in pictures:
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(content), offset)
        offset += len(content)
    return head + b"".join(content for _, content in pictures)


def main(target: Path) -> None:
    """Write the one file, or the folder's."""
    application = QGuiApplication(["icons", "-platform", "offscreen"])
    if target.suffix == ".ico":
        target.write_bytes(ico())
    else:
        for name, size in ICONSET.items():
            (target / name).write_bytes(png(size))
    del application


if __name__ == "__main__":
    main(Path(sys.argv[1]))
