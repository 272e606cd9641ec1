"""Going through what needs a look: the list, reading what is chosen, and what others do meanwhile."""

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTextBrowser, QToolButton
from pytestqt.qtbot import QtBot

from severa_desktop.services.checking import CheckKind
from severa_desktop.store.store import Store
from severa_desktop.ui import theme
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.fitting import FittingArea
from severa_desktop.ui.places import ACTIVITIES, IMPORT
from severa_desktop.ui.to_check.page import ToCheckPage
from severa_desktop.ui.to_check.suggestions import SuggestionList
from tests.services.company import message, with_attachment
from tests.ui.to_check.acting import (
    CONTROL,
    SEVERAL,
    SMALLEST,
    UNKNOWN,
    Open,
    body,
    buttons,
    day,
    keys,
    press,
    refused,
    shows,
    subjects,
    take_in,
    texts,
)


def test_everything_newest_first_with_sign_and_words(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Cc=UNKNOWN, Date=day(1)), refused(2, Date=day(2)), b"no mail")
    page = open_page()
    model = page.model
    rows = [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
    assert sorted(rows[1:] + rows[:1]) == sorted(
        [
            ["No e-mail", "3.eml", "–"],
            ["No user on it", "Mail 2", "x@else.example"],
            ["Unknown project number", "Mail 1", "anna@acme.example"],
        ]
    )
    assert subjects(page).index("Mail 2") < subjects(page).index("Mail 1")
    for row in range(3):
        cell = model.index(row, 0)
        assert not cell.data(Qt.ItemDataRole.DecorationRole).isNull()
        assert "\n" in cell.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_first_is_chosen_and_its_mail_read(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, with_attachment(1, From="X <x@else.example>", To="y@else.example, Y <y@else.example>"))
    page = open_page()
    shows(qtbot, page, "Mail 1", "✕ Neither the sender x@else.example", "X <x@else.example>", "offer.pdf", "1.eml")
    assert "Y <y@else.example>" in texts(page).splitlines()
    assert body(page).strip() == "Hello"


def test_an_activity_with_warnings_is_read(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, "Agreed.\n", Cc=UNKNOWN))
    page = open_page()
    shows(qtbot, page, "Mail 1", "⚠ No project has the number 4711", "Anna de Vries", "Piet Jansen", "Bakery", "none")
    assert body(page).strip() == "Agreed."


def test_marked_as_checked_the_next_is_chosen_and_undo_brings_it_back(
    company: Store, open_page: Open, qtbot: QtBot, context: Context
) -> None:
    take_in(company, *(message(number, Cc=UNKNOWN, Date=day(number)) for number in range(1, 5)))
    page = open_page()
    keys(page, Qt.Key.Key_Down)
    shows(qtbot, page, "Mail 3")
    with qtbot.waitSignal(context.said) as said:
        keys(page, Qt.Key.Key_M, CONTROL)
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 4", "Mail 2", "Mail 1"])
    shows(qtbot, page, "Mail 2")
    assert said.args is not None
    said.args[1]()
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 4", "Mail 3", "Mail 2", "Mail 1"])
    shows(qtbot, page, "Mail 2")


def test_home_and_end_go_through_the_list(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, *(refused(number, Date=day(number)) for number in range(1, 5)))
    page = open_page()
    keys(page, Qt.Key.Key_End)
    shows(qtbot, page, "Mail 1")
    keys(page, Qt.Key.Key_Home)
    shows(qtbot, page, "Mail 4")


def test_enter_reads_the_mail_in_the_list_and_presses_a_button_elsewhere(
    company: Store, open_page: Open, qtbot: QtBot, context: Context
) -> None:
    take_in(company, message(1, Cc=UNKNOWN))
    page = open_page()
    shows(qtbot, page, "⚠")
    keys(page, Qt.Key.Key_Return)
    assert page.window().focusWidget() is page.detail.findChildren(QTextBrowser)[0]
    (button,) = [one for one in page.findChildren(QPushButton) if one.text() == "Open the activity"]
    button.setFocus()
    with qtbot.waitSignal(context.going):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_the_last_one_dealt_with_the_one_above_it_is_chosen(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, refused(1, Date=day(1)), refused(2, Date=day(2)))
    page = open_page()
    keys(page, Qt.Key.Key_Down)
    shows(qtbot, page, "Mail 1")
    keys(page, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 2"])
    shows(qtbot, page, "Mail 2")
    press(page, "Dismiss")
    shows(qtbot, page, "Nothing to check: everything was imported, and nothing needs a look.")


def test_several_are_dealt_with_at_once(company: Store, open_page: Open, qtbot: QtBot, context: Context) -> None:
    take_in(company, *(refused(number, Date=day(number)) for number in range(1, 4)), message(4, Cc=UNKNOWN))
    page = open_page()
    page.table.selectAll()
    shows(qtbot, page, "4 chosen")
    with qtbot.waitSignal(context.said) as said:
        page.acts.dismiss.trigger()
    assert said.args is not None
    assert said.args[0] == "3 mails dismissed."
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 4"])
    shows(qtbot, page, "Anna de Vries")


def test_of_a_mixed_choice_what_is_left_stays_chosen(company: Store, open_page: Open, qtbot: QtBot) -> None:
    mails = [refused(n, Date=day(n)) if n % 2 else message(n, Cc=UNKNOWN, Date=day(n)) for n in range(1, 9)]
    take_in(company, *mails)
    page = open_page()
    page.table.selectAll()
    page.acts.mark_checked.trigger()
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 7", "Mail 5", "Mail 3", "Mail 1"])
    shows(qtbot, page, "4 chosen")
    page.acts.dismiss.trigger()
    shows(qtbot, page, "Nothing to check")


def test_the_list_has_the_focus_again_after_a_button_is_gone(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Bcc=SEVERAL, Date=day(2)), message(2, Cc=UNKNOWN, Date=day(1)))
    page = open_page()
    shows(qtbot, page, "The mail went to 1001.acme@severamail.com.")
    button = next(one for one in page.findChildren(QPushButton) if one.accessibleName().startswith("Link to project"))
    button.setFocus()
    button.click()
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 2"])
    assert page.window().focusWidget() is page.table


def test_chips_narrow_the_list_and_are_remembered(
    company: Store, open_page: Open, qtbot: QtBot, context: Context
) -> None:
    take_in(company, message(1, Cc=UNKNOWN), refused(2), refused(3), b"no mail")
    page = open_page()
    names = [chip.text().strip() for chip in page.chips._chips.values() if not chip.isHidden()]
    assert names == ["Not imported 2", "Not readable 1", "With warnings 1"]
    keys(page, Qt.Key.Key_R, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    shows(qtbot, page, "✕")
    page.remember()
    another = ToCheckPage(context)
    qtbot.addWidget(another)
    assert another.chips.kinds == {CheckKind.FAILED}
    page.chips.clear()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)


def test_nothing_of_a_kind(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, refused(1))
    page = open_page()
    page.chips._chips[CheckKind.WARNING].click()
    shows(qtbot, page, "Nothing of this kind is to check.")
    press(page, "Show everything")
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 1"])


def test_an_empty_list_leads_on(open_page: Open, qtbot: QtBot, context: Context) -> None:
    page = open_page()
    shows(qtbot, page, "Nothing to check yet. E-mails that cannot be imported, or need a look, will stand here.")
    with qtbot.waitSignal(context.going) as going:
        press(page, "Import e-mails")
    assert going.args == [Destination(IMPORT)]


def test_the_activity_is_opened(company: Store, open_page: Open, qtbot: QtBot, context: Context) -> None:
    take_in(company, message(1, Cc=UNKNOWN))
    page = open_page()
    shows(qtbot, page, "⚠")
    with qtbot.waitSignal(context.going) as going:
        keys(page, Qt.Key.Key_Return, CONTROL)
    assert going.args == [Destination(ACTIVITIES, activity_id=1)]


def test_text_from_mails_stays_text(company: Store, open_page: Open, qtbot: QtBot) -> None:
    hostile = "<img src='file:///etc/passwd'><b>Offer</b>"
    take_in(company, message(1, Subject=hostile, Cc=UNKNOWN))
    page = open_page()
    shows(qtbot, page, hostile)
    tip = page.model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;img" in tip


def test_a_refused_mail_is_shown_as_sent(company: Store, open_page: Open, qtbot: QtBot) -> None:
    html = "<p>See <b>this</b></p><img src='https://else.example/a.png'>"
    mail = message(1, html, From="x@else.example", To="y@else.example", Content_Type="text/html")
    take_in(company, mail)
    page = open_page()
    shows(qtbot, page, "✕")
    (as_sent,) = [one for one in page.detail.findChildren(QToolButton) if one.text() == "As sent"]
    as_sent.click()
    shows(qtbot, page, "1 picture from the internet was not loaded.")
    assert "See this" in body(page)


def test_what_another_process_changed_is_seen(company: Store, open_page: Open, qtbot: QtBot, context: Context) -> None:
    take_in(company, refused(1, Date=day(1)), refused(3, Date=day(3)))
    page = open_page()
    keys(page, Qt.Key.Key_Down)
    shows(qtbot, page, "Mail 1")
    take_in(company, refused(4, Date=day(4)), refused(2, Date=day(2)))
    context.changed.emit()
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 4", "Mail 3", "Mail 2", "Mail 1"])
    assert page.table.currentIndex().row() == 3
    assert [page.model.key(3)] == list(page.acts._chosen())


def test_every_action_has_keys_and_says_them(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Bcc=SEVERAL))
    page = open_page()
    shows(qtbot, page, "The mail went to 1001.acme@severamail.com.")
    for made in page.findChildren(QAction):
        if made in page.actions():
            shown = made.shortcut().toString()
            assert shown, made.text()
            assert shown in made.toolTip()


def test_the_suggestions_before_are_gone(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Bcc=SEVERAL, Date=day(2)), message(2, Cc=UNKNOWN, Date=day(1), To="x@else.example"))
    page = open_page()
    shows(qtbot, page, "The mail went to 1001.acme@severamail.com.")
    before = len(page.actions())
    keys(page, Qt.Key.Key_Down)
    shows(qtbot, page, "⚠ No project has the number 4711")
    qtbot.waitUntil(lambda: len(page.actions()) == before - 2)
    shown = page.findChild(SuggestionList)
    assert shown is not None
    assert not shown.isVisible()


def test_whoever_looks_at_many_leaves_nothing_behind(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(
        company,
        message(1, Bcc=SEVERAL, Date=day(2)),
        refused(2, To="Carla <carla@acme.example>, Dirk <dirk@acme.example>", Date=day(1)),
    )
    page = open_page()
    objects = []
    for _number in range(20):
        keys(page, Qt.Key.Key_Home)
        shows(qtbot, page, "The mail went to 1001.acme@severamail.com.")
        keys(page, Qt.Key.Key_End)
        qtbot.waitUntil(lambda: "Add carla@acme.example as user" in buttons(page))
        keys(page, Qt.Key.Key_D, CONTROL)
        qtbot.waitUntil(lambda: "Dirk <dirk@acme.example>: As user" in buttons(page))
        objects.append(len(page.findChildren(QObject)))
    assert len(set(objects[5:])) == 1


def test_in_the_dark(dark: None, company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, refused(1))
    page = open_page()
    colour = page.model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole)
    assert colour.name() == "#ff9a8f"


@pytest.mark.parametrize("language", ["english", "dutch"])
def test_in_the_smallest_window_no_button_is_half_hidden(
    request: pytest.FixtureRequest, company: Store, qtbot: QtBot, language: str
) -> None:
    request.getfixturevalue(language)
    take_in(company, message(1, Subject="Re: A subject that takes two lines", Cc=UNKNOWN))
    page: ToCheckPage = request.getfixturevalue("open_page")()
    page.window().setStyleSheet(theme.style_sheet())
    page.window().resize(*SMALLEST)
    panel = page.detail.panel
    (area,) = panel.findChildren(FittingArea)

    def seen() -> list[str]:
        """Return how much is seen of each button."""
        place = area.viewport().rect()
        shown = [one for one in panel.findChildren(QPushButton) if one.isVisible()]
        spots = [QRect(one.mapTo(area.viewport(), QPoint(0, 0)), one.size()) for one in shown]
        return ["all" if place.contains(one) else "part" if place.intersects(one) else "none" for one in spots]

    qtbot.waitUntil(lambda: len(seen()) == 4 and "part" not in seen())
    assert seen()[0] == "all"
    assert panel.body.height() >= 9 * theme.UNIT
