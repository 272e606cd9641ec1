"""What the window remembers: it comes back as it was, and a file that cannot be used is as good as none."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from severa_desktop.ui.state import WindowState

TEXTS = [
    "activities",
    "",
    "a, b; c = d",
    '"quoted"',
    "@ByteArray(x)",
    "@",
    "é€ 漢字 \U0001f600",
    "line\nline",
    "%20 \\n",
    " x ",
]


@pytest.mark.parametrize("text", TEXTS)
def test_texts_come_back_as_they_were(tmp_path: Path, text: str) -> None:
    state = WindowState(tmp_path)
    state.set_text("page", text)
    assert state.text("page", "none") == text
    del state
    assert WindowState(tmp_path).text("page", "none") == text


def test_what_was_never_remembered_is_the_default(tmp_path: Path) -> None:
    state = WindowState(tmp_path)
    assert state.text("page") == ""
    assert state.text("page", "activities") == "activities"
    assert state.flag("preview") is False
    assert state.flag("preview", default=True) is True
    assert state.data("geometry").isEmpty()


@pytest.mark.parametrize("value", [True, False])
def test_choices_come_back_whatever_the_default_is(tmp_path: Path, value: bool) -> None:
    state = WindowState(tmp_path)
    state.set_flag("import/preview", value=value)
    del state
    again = WindowState(tmp_path)
    assert [again.flag("import/preview", default=default) for default in (True, False)] == [value, value]


def test_bytes_of_qt_come_back_as_they_were(tmp_path: Path) -> None:
    value = QByteArray(bytes(range(256)))
    state = WindowState(tmp_path)
    state.set_data("geometry", value)
    del state
    assert WindowState(tmp_path).data("geometry") == value


def test_windows_over_two_stores_remember_apart(tmp_path: Path) -> None:
    one, other = WindowState(tmp_path / "one"), WindowState(tmp_path / "other")
    one.set_text("page", "import")
    assert other.text("page", "activities") == "activities"


@pytest.mark.parametrize("content", [b"", b"\0\xff" * 500, b"[General\npage", b"page=@ByteArray(abc)\ngeometry=text"])
def test_a_damaged_file_is_no_harm(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "window.ini").write_bytes(content)
    state = WindowState(tmp_path)
    assert state.text("page", "activities") == "activities"
    assert state.data("geometry").isEmpty()
    state.set_text("page", "import")
    assert state.text("page") == "import"


def test_a_place_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    state = WindowState(tmp_path / "file" / "below")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    state.set_text("page", "import")
    assert state.text("page") == "import"
    del state
