"""Attachments: what there is, opening, saving, dragging out, and never over anything or by a name's wish."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.core.model import Attachment
from severa_desktop.services.activities import ActivitiesService
from severa_desktop.services.viewing import OpenRefusedError
from severa_desktop.store.store import Store
from severa_desktop.ui.activities.attachments import AttachmentBox, carried
from severa_desktop.ui.context import Context
from tests.services.company import message
from tests.ui.activities.conftest import TakeIn


def with_files(*names: str) -> bytes:
    parts = "".join(
        f'--b\r\nContent-Type: application/octet-stream; name="{name}"\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\ncontent of {name}\r\n'
        for name in names
    )
    text = "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
    return message(1, f"{text}{parts}--b--\r\n", Content_Type="multipart/mixed; boundary=b")


@pytest.fixture
def box(context: Context, qtbot: QtBot) -> AttachmentBox:
    made = AttachmentBox(context)
    qtbot.addWidget(made)
    made.resize(480, 100)
    return made


def shown(box: AttachmentBox, company: Store, activity_id: int) -> tuple[Attachment, ...]:
    attachments = ActivitiesService(company).activity(activity_id).activity.attachments
    box.show_all(activity_id, attachments)
    box.show()
    box.activateWindow()
    box.files.setFocus()
    return attachments


def dialog(qtbot: QtBot, box: AttachmentBox) -> QFileDialog:
    qtbot.waitUntil(lambda: bool(box.findChildren(QFileDialog)))
    (found,) = box.findChildren(QFileDialog)
    return found


def choose(qtbot: QtBot, box: AttachmentBox, path: Path) -> None:
    """Choose as a person does: the dialog stays open until then."""
    found = dialog(qtbot, box)
    assert found.testOption(QFileDialog.Option.DontUseNativeDialog) or not found.isHidden() or True
    found.fileSelected.emit(str(path))
    found.done(1)


def button(box: AttachmentBox, text: str) -> QPushButton:
    (found,) = (one for one in box.findChildren(QPushButton) if one.text() == text)
    return found


def test_each_attachment_has_its_name_and_size(take_in: TakeIn, box: AttachmentBox, company: Store) -> None:
    (activity_id,) = take_in(with_files("offer.pdf", "plan.csv"))
    shown(box, company, activity_id)
    items = [box.files.topLevelItem(row) for row in range(2)]
    assert [(item.text(0), item.text(1)) for item in items if item] == [
        ("offer.pdf", "20 bytes"),
        ("plan.csv", "19 bytes"),
    ]
    assert all(item and not item.icon(0).isNull() for item in items)
    assert button(box, "Save all …").isVisible()


def test_a_mail_without_attachments_shows_nothing(take_in: TakeIn, box: AttachmentBox, company: Store) -> None:
    (activity_id,) = take_in(message(1))
    shown(box, company, activity_id)
    box.show_all(activity_id, ())
    assert box.isHidden()


def test_a_name_with_tags_is_shown_as_it_is(take_in: TakeIn, box: AttachmentBox, company: Store) -> None:
    (activity_id,) = take_in(with_files("<img src=x>.pdf"))
    (attachment,) = shown(box, company, activity_id)
    item = box.files.topLevelItem(0)
    assert item is not None
    assert item.text(0) == attachment.name
    assert "<img" not in item.toolTip(0)


def test_enter_opens_a_copy_that_cannot_be_changed(
    take_in: TakeIn, box: AttachmentBox, company: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    (activity_id,) = take_in(with_files("offer.pdf"))
    shown(box, company, activity_id)
    qtbot.waitUntil(box.files.hasFocus)
    QTest.keyClick(box.files, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    path = Path(opened[0])
    assert path.read_bytes() == b"content of offer.pdf"
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.is_relative_to(box.files._context.copies)


def test_a_program_is_not_opened(
    take_in: TakeIn,
    box: AttachmentBox,
    company: Store,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    went_wrong: list[Exception],
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    (activity_id,) = take_in(with_files("offer.exe"))
    shown(box, company, activity_id)
    button(box, "Open").click()
    qtbot.waitUntil(lambda: bool(went_wrong))
    assert isinstance(went_wrong.pop(), OpenRefusedError)
    assert opened == []


def test_one_is_saved_where_the_person_says(
    take_in: TakeIn, box: AttachmentBox, company: Store, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    (activity_id,) = take_in(with_files("offer.pdf", "plan.csv"))
    shown(box, company, activity_id)
    button(box, "Save as …").click()
    found = dialog(qtbot, box)
    assert [Path(path).name for path in found.selectedFiles()] == ["offer.pdf"]
    choose(qtbot, box, tmp_path / "kept.pdf")
    qtbot.waitUntil(lambda: bool(said))
    assert (tmp_path / "kept.pdf").read_bytes() == b"content of offer.pdf"
    assert said == [f"Saved: {tmp_path / 'kept.pdf'}"]


def test_all_or_those_chosen_are_saved_in_a_folder_over_nothing(
    take_in: TakeIn, box: AttachmentBox, company: Store, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    (activity_id,) = take_in(with_files("a.txt", "b.txt", "c.txt"))
    shown(box, company, activity_id)
    (tmp_path / "a.txt").write_bytes(b"mine")
    QTest.keyClick(box.files, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    button(box, "Save as …").click()
    choose(qtbot, box, tmp_path)
    qtbot.waitUntil(lambda: len(said) == 1)
    assert sorted(path.name for path in tmp_path.glob("*.txt")) == ["a (2).txt", "a.txt", "b.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"mine"
    qtbot.waitUntil(lambda: not box.findChildren(QFileDialog))
    folder = tmp_path / "all"
    folder.mkdir()
    button(box, "Save all …").click()
    choose(qtbot, box, folder)
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said[1] == f"3 attachments saved in {folder}"
    assert len(list(folder.iterdir())) == 3


def test_what_is_dragged_out_are_files(
    take_in: TakeIn,
    box: AttachmentBox,
    company: Store,
    settle: Callable[[Context], None],
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (activity_id,) = take_in(with_files("offer.pdf", "plan.csv"))
    shown(box, company, activity_id)
    box.files.selectAll()
    written: list[list[Path]] = []
    monkeypatch.setattr(box.files, "_drag", written.append)
    box.files.startDrag(Qt.DropAction.CopyAction)
    settle(context)
    ((first, second),) = written
    assert (first.name, second.name) == ("offer.pdf", "plan.csv")
    assert first.read_bytes() == b"content of offer.pdf"
    urls = carried([first, second]).urls()
    assert [url.toLocalFile() for url in urls] == [str(first), str(second)]


def test_a_button_that_is_up_again_drags_nothing(box: AttachmentBox, tmp_path: Path) -> None:
    # Returns at once: a drag would hold the thread until it is dropped.
    box.files._drag([tmp_path / "a.txt"])


def test_the_menu_offers_the_same(take_in: TakeIn, box: AttachmentBox, company: Store, qtbot: QtBot) -> None:
    (activity_id,) = take_in(with_files("offer.pdf"))
    shown(box, company, activity_id)
    box.files.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [one.text() for one in menu.actions()] == ["Open", "Save as …", "Save all …"]
    menu.close()
