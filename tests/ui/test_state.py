"""What the window remembers: it comes back as it was, and a file that cannot be used is as good as none."""

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

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
    state.write()
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
    state.write()
    again = WindowState(tmp_path)
    assert [again.flag("import/preview", default=default) for default in (True, False)] == [value, value]


def test_bytes_of_qt_come_back_as_they_were(tmp_path: Path) -> None:
    value = QByteArray(bytes(range(256)))
    state = WindowState(tmp_path)
    state.set_data("geometry", value)
    state.write()
    assert WindowState(tmp_path).data("geometry") == value


def test_windows_over_two_stores_remember_apart(tmp_path: Path) -> None:
    one, other = WindowState(tmp_path / "one"), WindowState(tmp_path / "other")
    one.set_text("page", "import")
    assert other.text("page", "activities") == "activities"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\xff" * 500,
        b'{"texts": {"page": "im',
        b"[" * 100_000,
        b"[]",
        b'{"texts": [], "bytes": 1}',
        b'{"texts": {"page": 1}, "bytes": {"geometry": "a"}}',
        b'{"bytes": {"geometry": "\\u00e9", "page": null}}',
        b"[General]\npage=import\n",
    ],
)
def test_a_damaged_file_is_no_harm(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "window.json").write_bytes(content)
    state = WindowState(tmp_path)
    assert state.text("page", "activities") == "activities"
    assert state.data("geometry").isEmpty()
    state.set_text("page", "import")
    assert state.text("page") == "import"


def test_a_place_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    state = WindowState(tmp_path / "file" / "below")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    state.set_text("page", "import")
    state.write()
    assert state.text("page") == "import"


def test_another_thread_than_the_windows_writes_it(tmp_path: Path, qtbot: QtBot) -> None:
    # A busy disk may take half a second.
    writers: list[int] = []

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event == "tempfile.mkstemp" and str(arguments[0]).startswith(str(tmp_path)):
            writers.append(threading.get_ident())

    sys.addaudithook(note)
    WindowState(tmp_path).set_text("page", "import")
    qtbot.waitUntil(lambda: WindowState(tmp_path).text("page") == "import")
    assert len(writers) == 1
    assert threading.get_ident() not in writers


def test_what_changed_last_is_what_is_kept(tmp_path: Path) -> None:
    state = WindowState(tmp_path)
    for number in range(200):
        state.set_text("page", str(number))
        state.set_flag(f"seen/{number}", value=True)
    state.write()
    again = WindowState(tmp_path)
    assert again.text("page") == "199"
    assert all(again.flag(f"seen/{number}") for number in range(200))
