"""The files of a project, and of all projects of a customer: shown, opened as copies, saved."""

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from severa_desktop.services.directory_schema import Section
from severa_desktop.services.handover import Handover
from severa_desktop.services.importing import ImportService
from severa_desktop.store.store import Store
from severa_desktop.ui.directory.files import FileBox
from severa_desktop.ui.directory.page import DirectoryPage
from tests.services.company import with_attachment
from tests.ui.directory.conftest import Said, Settle, show


@pytest.fixture
def mails(company: Store, tmp_path: Path) -> None:
    """Two mails with a file each, filed at the project 1001."""
    paths = []
    for number, content in enumerate(("JVBERi0xLjQK", "JVBERi0xLjUK"), 1):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(with_attachment(number, content, Cc="1001.acme@severamail.com"))
        paths.append(str(path))
    results = list(ImportService(company, lambda: 1_800_000_000).run(Handover(tuple(paths))))
    assert len(results) == 2


@pytest.fixture
def box(mails: None, page: DirectoryPage, settle: Settle) -> FileBox:
    show(page, Section.PROJECTS, settle)
    page.table.choose("j1")
    settle(page.context)
    return page.detail.files


def rows(box: FileBox) -> list[tuple[str, str]]:
    items = [box.list.topLevelItem(row) for row in range(box.list.topLevelItemCount())]
    return [(item.text(0), item.text(2)) for item in items if item is not None]


def test_a_projects_files_are_listed(box: FileBox, page: DirectoryPage, settle: Settle) -> None:
    assert box.isVisible()
    assert rows(box) == [("offer.pdf", "9 bytes"), ("offer.pdf", "9 bytes")]
    assert box.list.isColumnHidden(1)
    page.table.choose("j2")
    settle(page.context)
    assert not box.isVisible(), "it has none"


def test_a_customers_files_are_those_of_its_projects(box: FileBox, page: DirectoryPage, settle: Settle) -> None:
    show(page, Section.CUSTOMERS, settle)
    settle(page.context)
    assert page.detail.files.isVisible()
    assert len(rows(page.detail.files)) == 2
    show(page, Section.USERS, settle)
    assert not page.detail.files.isVisible()


def test_one_file_is_saved(box: FileBox, page: DirectoryPage, settle: Settle, said: Said, tmp_path: Path) -> None:
    box.write(box._shown.files[0], tmp_path / "mine.pdf")
    settle(page.context)
    assert said[-1][0] == f"Saved: {tmp_path / 'mine.pdf'}"
    assert (tmp_path / "mine.pdf").read_bytes().startswith(b"%PDF-1.")


def test_all_files_are_saved_and_none_is_overwritten(
    box: FileBox, page: DirectoryPage, settle: Settle, said: Said, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "offer.pdf").write_bytes(b"mine")
    box.write_all(folder)
    settle(page.context)
    assert said[-1][0] == f"2 files saved in {folder}"
    assert (folder / "offer.pdf").read_bytes() == b"mine"
    assert {path.name for path in folder.iterdir()} == {"offer.pdf", "offer (2).pdf", "offer (3).pdf"}


def test_a_file_is_opened_as_a_copy(qtbot: QtBot, box: FileBox, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())))
    box.open.trigger()
    qtbot.waitUntil(lambda: len(opened) == 1)
    assert opened[0].name == "offer.pdf"
    assert opened[0].read_bytes().startswith(b"%PDF")
