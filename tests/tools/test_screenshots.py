"""Pictures of the window: the screen they are drawn on, and how small they get without looking otherwise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from tools.screenshots import COLOURS, LOOKS, write_small
from tools.virtual_screen import NoScreenError, virtual_screen


def test_two_screens_at_once_are_two() -> None:
    with virtual_screen(320, 200) as one, virtual_screen(640, 480) as other:
        assert one["DISPLAY"] != other["DISPLAY"]
        script = "from PySide6.QtWidgets import QApplication; print(QApplication([]).primaryScreen().size().toTuple())"
        sizes = [
            subprocess.run([sys.executable, "-c", script], env=each, capture_output=True, text=True, check=True).stdout
            for each in (one, other)
        ]
    assert sizes == ["(320, 200)\n", "(640, 480)\n"]


def test_the_screen_is_gone_afterwards() -> None:
    with virtual_screen(320, 200) as environment:
        socket = Path("/tmp/.X11-unix/X" + environment["DISPLAY"].lstrip(":"))
        assert socket.exists()
    assert not socket.exists()


def test_what_would_change_the_look_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "3")
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    with virtual_screen(320, 200) as environment:
        assert "QT_SCALE_FACTOR" not in environment
        assert "LC_ALL" not in environment


def test_a_missing_server_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoScreenError, match="Xvfb is missing"), virtual_screen(320, 200):
        pass


def test_looks_are_all_combinations_and_told_apart_by_name() -> None:
    assert len({look.name for look in LOOKS}) == len(LOOKS) == 8
    assert {look.environment["QT_SCALE_FACTOR"] for look in LOOKS} == {"1", "2"}


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A picture with a few frequent colours and many rare ones."""
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("#f6f7f9"))
    painter = QPainter(image)
    painter.fillRect(0, 0, 100, 300, QColor("#1d5fd0"))
    painter.end()
    for number in range(2 * COLOURS):
        image.setPixelColor(number % 400, 100 + number // 400, QColor(200, number % 256, number // 256))
    path = tmp_path / "drawn.png"
    image.save(str(path))
    return path


def test_a_small_picture_keeps_its_frequent_colours(drawn: Path, tmp_path: Path) -> None:
    target = tmp_path / "small.png"
    write_small(drawn, target)
    small = QImage(str(target))
    assert small.format() == QImage.Format.Format_Indexed8
    assert small.size() == QImage(str(drawn)).size()
    assert small.pixelColor(350, 10) == QColor("#f6f7f9")
    assert small.pixelColor(10, 10) == QColor("#1d5fd0")


def test_an_equal_picture_is_left_as_it_is(drawn: Path, tmp_path: Path) -> None:
    target = tmp_path / "small.png"
    write_small(drawn, target)
    os.utime(target, (1, 1))
    write_small(drawn, target)
    assert target.stat().st_mtime == 1
    image = QImage(str(drawn))
    image.fill(QColor("#ffffff"))
    image.save(str(drawn))
    write_small(drawn, target)
    assert target.stat().st_mtime > 1
