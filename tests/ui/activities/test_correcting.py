"""What can be done with chosen activities: each by its keys, for one and for many, taken back and done again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from severa_desktop.core.model import Activity
from severa_desktop.services.activities import ActivitiesService, Wanted
from severa_desktop.services.errors import UserError
from severa_desktop.services.files import FilesService
from severa_desktop.store.store import Store
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.context import Context
from severa_desktop.ui.picker import DirectoryPicker
from tests.services.company import message, with_attachment
from tests.ui.activities.conftest import Show, TakeIn

CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


@pytest.fixture
def page(take_in: TakeIn, context: Context, show: Show) -> ActivitiesPage:
    """Activities 1 (with an attachment) to 3, from Anna to Piet of the bakery; the newest, 3, stands first."""
    take_in(with_attachment(1), message(2, Date="Tue, 03 Mar 2026 09:15:00 +0100"), message(3, Date="Wed, 04 Mar 2026"))
    opened = show(context)
    opened.table.setFocus()
    return opened


def activity(company: Store, activity_id: int) -> Activity:
    return ActivitiesService(company).activity(activity_id).activity


def project_of(company: Store, activity_id: int) -> int | None:
    project = activity(company, activity_id).project
    return None if project is None else project.number


def live(company: Store) -> set[int | None]:
    return {one.activity.id for one in ActivitiesService(company).find(Wanted())}


def press(page: ActivitiesPage, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(page.table, key, modifiers)


def type_in_picker(qtbot: QtBot, text: str) -> None:
    """Type into the search field over the directory that has opened, and take the first one found."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), DirectoryPicker))
    picker = QApplication.activePopupWidget()
    assert picker is not None
    field = picker.focusWidget()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def wait_for(qtbot: QtBot, said: list[str], count: int = 1) -> None:
    qtbot.waitUntil(lambda: len(said) >= count)


def test_a_project_is_linked_and_its_attachments_become_files(
    page: ActivitiesPage, company: Store, qtbot: QtBot, said: list[str]
) -> None:
    page.table.choose(2)
    press(page, Qt.Key.Key_P, CTRL)
    type_in_picker(qtbot, "1001")
    wait_for(qtbot, said)
    assert said == ["Linked to project 1001 Web shop."]
    assert project_of(company, 1) == 1001
    assert [file.attachment.name for file in FilesService(company).files(1001)] == ["offer.pdf"]
    page.context.changes.undo()
    wait_for(qtbot, said, 2)
    assert project_of(company, 1) is None
    assert list(FilesService(company).files(1001)) == []
    page.context.changes.redo()
    wait_for(qtbot, said, 3)
    assert project_of(company, 1) == 1001


def test_all_selected_are_changed_at_once_and_taken_back_at_once(
    page: ActivitiesPage, company: Store, qtbot: QtBot, said: list[str]
) -> None:
    press(page, Qt.Key.Key_A, CTRL)
    assert page.table.count_chosen() == 3
    press(page, Qt.Key.Key_P, CTRL)
    type_in_picker(qtbot, "new till")
    wait_for(qtbot, said)
    assert said == ["3 activities linked to project 1002 New till."]
    assert [project_of(company, one) for one in (1, 2, 3)] == [1002] * 3
    press(page, Qt.Key.Key_P, CTRL | SHIFT)
    wait_for(qtbot, said, 2)
    assert [project_of(company, one) for one in (1, 2, 3)] == [None] * 3
    page.context.changes.undo()
    wait_for(qtbot, said, 3)
    assert [project_of(company, one) for one in (1, 2, 3)] == [1002] * 3


def test_a_customer_is_linked_and_unlinked(page: ActivitiesPage, company: Store, qtbot: QtBot, said: list[str]) -> None:
    page.table.choose(0)
    press(page, Qt.Key.Key_K, CTRL | SHIFT)
    wait_for(qtbot, said)
    assert activity(company, 3).customer is None
    press(page, Qt.Key.Key_K, CTRL)
    type_in_picker(qtbot, "caf")
    wait_for(qtbot, said, 2)
    customer = activity(company, 3).customer
    assert customer is not None
    assert customer.key == "c2"
    assert said == ["Customer unlinked.", "Linked to customer Café."]


def test_the_owner_is_changed(page: ActivitiesPage, company: Store, qtbot: QtBot, said: list[str]) -> None:
    page.table.choose(0)
    press(page, Qt.Key.Key_E, CTRL)
    type_in_picker(qtbot, "bram")
    wait_for(qtbot, said)
    assert activity(company, 3).owner.key == "u2"
    assert said == ["Bram is the owner now."]


def test_participants_come_and_go(page: ActivitiesPage, company: Store, qtbot: QtBot, said: list[str]) -> None:
    page.table.choose(0)
    press(page, Qt.Key.Key_E, CTRL | SHIFT)
    type_in_picker(qtbot, "sofie")
    wait_for(qtbot, said)
    press(page, Qt.Key.Key_E, CTRL | SHIFT)
    type_in_picker(qtbot, "new@else.example")
    wait_for(qtbot, said, 2)
    emails = [one.email for one in activity(company, 3).participants]
    assert emails == ["piet@bakery.example", "sofie@cafe.example", "new@else.example"]
    page.corrections.remove_participant("piet@bakery.example")
    wait_for(qtbot, said, 3)
    assert "piet@bakery.example" not in [one.email for one in activity(company, 3).participants]


def test_nothing_is_done_where_nothing_is_chosen(
    page: ActivitiesPage, said: list[str], settle: Callable[[Context], None]
) -> None:
    for made in page.corrections.of_many():
        made.trigger()
    settle(page.context)
    assert said == []
    assert QApplication.activePopupWidget() is None
    assert page.detail.question.isHidden()


def test_what_changes_nothing_says_so(page: ActivitiesPage, qtbot: QtBot, said: list[str]) -> None:
    page.table.choose(0)
    page.corrections.unlink_project.trigger()
    wait_for(qtbot, said)
    assert said == ["Nothing to change: it is so already."]


def test_delete_takes_activities_off_the_list_and_undo_brings_them_back(
    page: ActivitiesPage, company: Store, qtbot: QtBot, said: list[str]
) -> None:
    page.table.choose(1)
    press(page, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert live(company) == {1, 3}
    page.context.changes.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert live(company) == {1, 2, 3}


def test_the_last_one_deleted_leaves_an_empty_list_that_says_what_to_do(
    page: ActivitiesPage, qtbot: QtBot, settle: Callable[[Context], None]
) -> None:
    press(page, Qt.Key.Key_A, CTRL)
    press(page, Qt.Key.Key_Delete)
    qtbot.waitUntil(page.empty.isVisible)
    settle(page.context)
    assert not page.detail.isVisible()


def test_erasing_asks_in_place_and_escape_keeps(page: ActivitiesPage, company: Store, qtbot: QtBot) -> None:
    page.table.choose(0)
    qtbot.waitUntil(lambda: page.detail.shown is not None)
    press(page, Qt.Key.Key_Delete, SHIFT)
    question = page.detail.question
    qtbot.waitUntil(question.no.hasFocus)
    assert QApplication.activeModalWidget() is None
    assert "Erase this activity for good?" in question.accessibleName()
    QTest.keyClick(question.no, Qt.Key.Key_Escape)
    assert question.isHidden()
    qtbot.waitUntil(page.table.hasFocus)
    assert live(company) == {1, 2, 3}


def test_erased_is_erased(page: ActivitiesPage, company: Store, qtbot: QtBot, said: list[str], take_in: TakeIn) -> None:
    page.table.choose(0)
    press(page, Qt.Key.Key_Delete, SHIFT)
    page.detail.question.yes.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert said == ["1 activity erased."]
    assert live(company) == {1, 2}
    page.context.changes.undo()
    wait_for(qtbot, said, 2)
    assert said[1] == "There is nothing to undo."


def test_choosing_another_takes_the_question_away(page: ActivitiesPage, company: Store) -> None:
    page.table.choose(0)
    press(page, Qt.Key.Key_Delete, SHIFT)
    assert page.detail.question.isVisible()
    press(page, Qt.Key.Key_Down)
    assert page.detail.question.isHidden()


def test_several_are_erased_after_one_question(page: ActivitiesPage, company: Store, qtbot: QtBot) -> None:
    press(page, Qt.Key.Key_A, CTRL)
    press(page, Qt.Key.Key_Delete, SHIFT)
    assert "Erase 3 activities for good?" in page.detail.question.accessibleName()
    page.detail.question.yes.click()
    qtbot.waitUntil(lambda: live(company) == set())


def test_the_text_is_copied(page: ActivitiesPage, qtbot: QtBot, said: list[str]) -> None:
    page.table.choose(0)
    press(page, Qt.Key.Key_C, CTRL)
    wait_for(qtbot, said)
    text = QGuiApplication.clipboard().text()
    assert "From: Anna de Vries <anna@acme.example>" in text
    assert text.endswith("Hello\n")
    assert said == ["Copied as text."]


def test_the_original_is_saved_under_its_day_and_subject(
    page: ActivitiesPage, qtbot: QtBot, said: list[str], tmp_path: Path
) -> None:
    page.table.choose(1)
    press(page, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: bool(page.findChildren(QFileDialog)))
    (dialog,) = page.findChildren(QFileDialog)
    assert [Path(path).name for path in dialog.selectedFiles()] == ["2026-03-03 Mail 2.eml"]
    dialog.fileSelected.emit(str(tmp_path / "kept.eml"))
    dialog.done(1)
    wait_for(qtbot, said)
    assert (tmp_path / "kept.eml").read_bytes().startswith(b"From: Anna de Vries")


def test_the_original_opens_in_the_mail_program(
    page: ActivitiesPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())))
    page.table.choose(1)
    press(page, Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].name == "2026-03-03 Mail 2.eml"
    assert opened[0].read_bytes().startswith(b"From: Anna de Vries")


def test_warnings_are_marked_as_checked(page: ActivitiesPage, company: Store, qtbot: QtBot, said: list[str]) -> None:
    page.table.choose(0)
    press(page, Qt.Key.Key_M, CTRL)
    wait_for(qtbot, said)
    with company.reading() as reader:
        assert reader.checked([3]) == {3: True}


def test_an_address_that_is_none_is_refused_in_words(
    page: ActivitiesPage, qtbot: QtBot, went_wrong: list[Exception]
) -> None:
    page.table.choose(0)
    press(page, Qt.Key.Key_E, CTRL | SHIFT)
    type_in_picker(qtbot, "zzz@@qqq")
    qtbot.waitUntil(lambda: bool(went_wrong))
    error = went_wrong.pop()
    assert isinstance(error, UserError)
    assert "no e-mail address" in str(error)


def test_every_action_has_keys_and_names_them(page: ActivitiesPage) -> None:
    keys: dict[str, str] = {}
    for made in page.corrections.of_many():
        shown = made.shortcut().toString()
        assert shown
        assert shown in made.toolTip()
        assert shown not in keys, (shown, keys.get(shown), made.text())
        keys[shown] = made.text()
