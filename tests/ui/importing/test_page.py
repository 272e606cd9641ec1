"""Handing mails over in the window: progress, results, preview, cancel, undo; with a real import process."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import User
from severa_desktop.core.model import Outcome
from severa_desktop.core.settings import IntegrationStatus
from severa_desktop.services.activities import ActivitiesService, Order, Wanted
from severa_desktop.services.import_process import Finished
from severa_desktop.services.moving import MovingService
from severa_desktop.store.store import Store
from severa_desktop.ui import theme
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.importing.dropping import Dropped
from severa_desktop.ui.importing.page import ImportPage
from severa_desktop.ui.importing.results import OUTCOME
from severa_desktop.ui.places import ACTIVITIES, SETTINGS
from tests.services.company import SETTINGS as SET_UP
from tests.services.company import message

SMALLEST = (576, 424)
"""The page's size in the smallest window."""
STRANGER = message(9, From="Nobody <nobody@elsewhere.example>", To="Nobody Else <else@elsewhere.example>")
LONG = 60_000
"""So long does a test wait for a process on a machine that may be busy."""


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> ImportPage:
    shown = ImportPage(context)
    qtbot.addWidget(shown)
    shown.show()
    shown.opened()
    return shown


def mails(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number:05}.eml").write_bytes(message(number))
    return folder


def take(qtbot: QtBot, page: ImportPage, *paths: Path, preview: bool = False) -> None:
    with qtbot.waitSignal(page.context.imports.ended, timeout=LONG):
        page.context.imports.take(Dropped(tuple(map(str, paths))), preview=preview)


def live(company: Store) -> int:
    return len(ActivitiesService(company).sort_ids(Wanted(), Order()))


def texts(page: ImportPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def button(page: ImportPage, text: str) -> QPushButton | None:
    return next((one for one in page.findChildren(QPushButton) if one.text() == text and one.isVisible()), None)


def press(page: ImportPage, text: str) -> None:
    found = button(page, text)
    assert found is not None, f"no button {text}"
    found.click()


def outcomes(page: ImportPage) -> list[Outcome]:
    return [page.model.line(row).outcome for row in range(page.model.rowCount())]


def main_buttons(page: ImportPage) -> list[str]:
    """Return what the buttons say that look like the page's main action."""
    found = page.findChildren(QPushButton)
    return [one.text() for one in found if one.isVisible() and one.property("main") == "true"]


def test_before_anything_is_handed_over_it_says_how(page: ImportPage) -> None:
    assert "Drag e-mails or folders anywhere into this window" in texts(page)
    assert button(page, "Cancel") is None
    assert button(page, "Undo this import") is None


def test_empty_it_has_one_main_button_and_the_keyboard_is_on_it(page: ImportPage) -> None:
    page.activateWindow()
    page.take_focus()
    assert main_buttons(page) == ["Choose e-mails …"]
    main = button(page, "Choose e-mails …")
    assert main is not None
    assert main.hasFocus()


def test_what_comes_of_a_drop_has_the_keyboard(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    page.activateWindow()
    take(qtbot, page, mails(tmp_path / "mails", 1))
    assert page.table.hasFocus()


def test_results_stand_problems_first(qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path) -> None:
    folder = mails(tmp_path / "mails", 2)
    (folder / "a-stranger.eml").write_bytes(STRANGER)
    (folder / "z-again.eml").write_bytes(message(1))
    (folder / "picture.eml").write_bytes(b"\x89PNG\r\n\x1a\n")
    take(qtbot, page, folder)
    assert outcomes(page) == [
        Outcome.REJECTED, Outcome.FAILED, Outcome.ACTIVITY, Outcome.ACTIVITY, Outcome.DUPLICATE
    ]  # fmt: skip
    assert "2 activities · 1 known already · 1 not imported · 1 not readable" in texts(page)
    assert live(company) == 2


def test_a_page_made_later_shows_what_was_done_before(qtbot: QtBot, context: Context, tmp_path: Path) -> None:
    with qtbot.waitSignal(context.imports.ended, timeout=LONG):
        context.imports.take(Dropped((str(mails(tmp_path / "mails", 3)),)), preview=False)
    page = ImportPage(context)
    qtbot.addWidget(page)
    page.show()
    assert outcomes(page) == [Outcome.ACTIVITY] * 3
    assert "3 activities" in texts(page)


def test_in_the_smallest_window_nothing_is_cut_off(
    dutch: None, qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path
) -> None:
    folder = mails(tmp_path / "mails", 3)
    (folder / "stranger.eml").write_bytes(STRANGER)
    take(qtbot, page, folder, folder, preview=True)
    page.resize(*SMALLEST)
    for label in page.findChildren(QLabel):
        if label.isVisible() and label.text():
            words = label.fontMetrics().boundingRect(0, 0, label.width(), 0, Qt.TextFlag.TextWordWrap, label.text())
            assert label.contentsRect().size().expandedTo(words.size()) == label.contentsRect().size(), label.text()
    table = page.table
    assert table.horizontalScrollBar().maximum() == 0
    assert all(table.columnWidth(column) >= 16 * theme.UNIT for column in range(table.model().columnCount()))


def test_a_preview_writes_nothing_and_ticked_mails_are_imported(
    qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path
) -> None:
    take(qtbot, page, mails(tmp_path / "mails", 3), preview=True)
    assert "Nothing was imported yet." in texts(page)
    assert live(company) == 0
    assert main_buttons(page) == ["Import 3 mails"]
    assert button(page, "Undo this import") is None
    first = page.model.index(0, OUTCOME)
    assert first.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    page.model.setData(first, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    with qtbot.waitSignal(page.context.imports.ended, timeout=LONG):
        press(page, "Import 2 mails")
    assert outcomes(page) == [Outcome.ACTIVITY] * 2
    assert live(company) == 2
    assert main_buttons(page) == ["Choose e-mails …"]


def test_a_preview_offers_what_would_be_imported_and_hands_all_in(
    qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path
) -> None:
    folder = mails(tmp_path / "mails", 2)
    (folder / "a-stranger.eml").write_bytes(STRANGER)
    (folder / "z-again.eml").write_bytes(message(1))
    take(qtbot, page, folder, preview=True)
    assert page.model.rowCount() == 4
    with qtbot.waitSignal(page.context.imports.ended, timeout=LONG):
        press(page, "Import 2 mails")
    # What was refused stands where such mails are looked after, as without a look before.
    assert outcomes(page) == [Outcome.REJECTED, Outcome.ACTIVITY, Outcome.ACTIVITY, Outcome.DUPLICATE]
    assert live(company) == 2


def test_boxes_stand_under_their_title_and_are_ticked_where_they_are(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, page, mails(tmp_path / "mails", 1), preview=True)
    table, index = page.table, page.model.index(0, OUTCOME)
    place = table.visualRect(index)
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=place.topLeft() + QPoint(theme.UNIT + 7, place.height() // 2)
    )
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    image = table.viewport().grab().toImage()
    middle = place.center().y()
    colours = [image.pixelColor(x, middle).name() for x in range(2 * theme.UNIT)]
    left = next(x for x, colour in enumerate(colours) if colour not in {theme.LIGHT.base, theme.LIGHT.selection})
    assert left == theme.UNIT


def test_nothing_ticked_cannot_be_imported(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    take(qtbot, page, mails(tmp_path / "mails", 1), preview=True)
    page.model.setData(page.model.index(0, OUTCOME), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    found = button(page, "Import 0 mails")
    assert found is not None
    assert not found.isEnabled()


def test_cancel_keeps_what_is_done(qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path) -> None:
    imports = page.context.imports
    folder = mails(tmp_path / "mails", 3_000)
    with qtbot.waitSignal(imports.progressed, timeout=LONG):
        imports.take(Dropped((str(folder),)), preview=False)
    with qtbot.waitSignal(imports.ended, timeout=LONG):
        press(page, "Cancel")
    run = imports.current
    assert run is not None
    assert isinstance(run.ended, Finished)
    assert run.ended.cancelled
    assert 0 < live(company) == len(run.lines) < 3_000
    assert "Cancelled. What was done stays." in texts(page)


def test_progress_is_told_with_rate_and_time_left(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    said: list[str] = []
    page.context.imports.progressed.connect(lambda _lines: said.append(texts(page)))
    take(qtbot, page, mails(tmp_path / "mails", 2_000))
    halfway = [one for one in said if " of 2,000 mails" in one and " a second" in one]
    assert any("left" in one for one in halfway), said[-1]


def test_an_import_is_undone_and_done_again(qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path) -> None:
    take(qtbot, page, mails(tmp_path / "mails", 3))
    assert live(company) == 3
    press(page, "Undo this import")
    qtbot.waitUntil(lambda: live(company) == 0)
    assert button(page, "Undo this import") is None
    page.context.changes.undo()
    qtbot.waitUntil(lambda: live(company) == 3)


def test_a_refused_mail_is_tried_again_once_its_user_is_known(
    qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path
) -> None:
    box = tmp_path / "box.mbox"
    line = b"From x@example.com Mon Mar  2 09:15:00 2026\n"
    box.write_bytes(line + message(1).replace(b"\r", b"") + b"\n" + line + STRANGER.replace(b"\r", b"") + b"\n")
    take(qtbot, page, box)
    assert outcomes(page) == [Outcome.REJECTED, Outcome.ACTIVITY]
    with company.writing() as writer:
        directory = writer.directory()
        nobody = User("u9", "Nobody", ("nobody@elsewhere.example",))
        writer.save_directory(replace(directory, users=(*directory.users, nobody)))
    page.table.selectRow(0)
    with qtbot.waitSignal(page.context.imports.ended, timeout=LONG):
        press(page, "Try again")
    assert outcomes(page) == [Outcome.ACTIVITY]
    assert live(company) == 2


def test_a_result_opens_its_activity(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    went: list[Destination] = []
    page.context.going.connect(went.append)
    take(qtbot, page, mails(tmp_path / "mails", 1))
    page.table.selectRow(0)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert [(one.page, one.activity_id) for one in went] == [(ACTIVITIES, page.model.line(0).activity_id)]


def test_an_integration_that_is_not_set_up_says_where_to_do_that(
    qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path
) -> None:
    went: list[Destination] = []
    page.context.going.connect(went.append)
    with company.writing() as writer:
        writer.save_settings(replace(SET_UP, address=None))
    page.activateWindow()
    page.take_focus()
    take(qtbot, page, mails(tmp_path / "mails", 1))
    qtbot.waitUntil(lambda: "not set up yet" in texts(page) and button(page, "Open settings") is not None)
    focused = page.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Open settings"
    press(page, "Open settings")
    assert [one.page for one in went] == [SETTINGS]


@pytest.mark.parametrize("preview", [False, True])
def test_an_export_of_everything_says_where_it_is_taken_over(
    qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path, preview: bool
) -> None:
    folder = tmp_path / "export"
    MovingService(company).export(folder)
    with qtbot.waitSignal(page.context.imports.crashed, timeout=LONG):
        page.context.imports.take(Dropped((str(folder),)), preview=preview)
    said = texts(page)
    assert "is an export of everything. Take it over in the window (Settings › Backup and move)" in said
    assert "Nothing was imported." in said
    assert outcomes(page) == []
    assert live(company) == 0


def test_an_inactive_integration_imports_nothing_and_says_so(
    qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path
) -> None:
    with company.writing() as writer:
        writer.save_settings(replace(SET_UP, status=IntegrationStatus.INACTIVE))
    take(qtbot, page, mails(tmp_path / "mails", 1))
    qtbot.waitUntil(lambda: "The integration is inactive, so nothing was imported." in texts(page))
    assert live(company) == 0


def test_a_killed_import_process_is_told_and_the_next_import_works(
    qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path
) -> None:
    imports = page.context.imports
    folder = mails(tmp_path / "mails", 2_000)
    with qtbot.waitSignal(imports.progressed, timeout=LONG):
        imports.take(Dropped((str(folder),)), preview=False)
    with qtbot.waitSignal(imports.crashed, timeout=LONG):
        os.kill(_import_process(), signal.SIGKILL)
    assert "What was done stays; import the rest again." in texts(page)
    take(qtbot, page, folder)
    assert live(company) == 2_000


def test_what_is_handed_over_meanwhile_waits_its_turn(
    qtbot: QtBot, page: ImportPage, company: Store, tmp_path: Path
) -> None:
    imports = page.context.imports
    imports.take(Dropped((str(mails(tmp_path / "first", 300)),)), preview=False)
    second = tmp_path / "second.eml"
    second.write_bytes(message("second"))
    imports.take(Dropped((str(second),)), preview=False)
    qtbot.waitUntil(lambda: live(company) == 301 and not imports.is_running, timeout=LONG)


def test_a_hostile_subject_is_plain_text(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    mail = tmp_path / "x.eml"
    mail.write_bytes(message(1, Subject="<b>bold</b> <img src=x>"))
    take(qtbot, page, mail)
    shown = page.model.index(0, 1, QModelIndex()).data()
    assert shown == "<b>bold</b> <img src=x>"


def _import_process() -> int:
    """Return the process that imports: this one's child that was spawned for it."""
    own = str(os.getpid())
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes()
            if fields[1] == own and b"spawn_main" in command:
                return int(folder.name)
    raise AssertionError("no import process")
