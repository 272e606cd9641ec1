"""Activities that are not in Severa: why, sending them again, and letting them be, with the way back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.core.severa import OutboxRow, StepState
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.services.severa.events import Job, Send
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.to_check.page import ToCheckPage
from tests.services.company import message
from tests.services.severa.held import REFUSED, connected, hold, let_stick

UNKNOWN = "4711.acme@severamail.com"


@pytest.fixture
def page(qtbot: QtBot, company: Store, context: Context) -> ToCheckPage:
    """The page over two activities that Severa refused, the newer one with a warning, and another with a warning."""
    mails = (
        message(1, Date="01 Mar 2026 09:15:00 +0100"),
        message(2, Cc=UNKNOWN, Date="02 Mar 2026 09:15:00 +0100"),
        message(3, Cc=UNKNOWN, Date="03 Mar 2026 09:15:00 +0100"),
    )
    contents = [(f"{number}.eml", content) for number, content in enumerate(mails, 1)]
    list(ImportService(company, lambda: 1_800_000_000).run(Handover([], contents=contents)))
    connected(company)
    hold(company, 1)
    hold(company, 2)
    shown = ToCheckPage(context)
    qtbot.addWidget(shown)
    context.changed.connect(shown.refresh)
    shown.resize(1100, 700)
    shown.show()
    with qtbot.waitSignal(shown.model.loaded):
        shown.opened()
    return shown


def texts(page: ToCheckPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def buttons(page: ToCheckPage) -> list[str]:
    return [one.text() for one in page.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]


def steps(company: Store, *activity_ids: int) -> list[OutboxRow]:
    with company.reading() as reader:
        return reader.outbox.of_activities(activity_ids)


def subjects(page: ToCheckPage) -> list[str]:
    return [str(page.model.index(row, 1).data()) for row in range(page.model.rowCount())]


def test_the_reason_stands_in_the_list_and_beside_the_mail(qtbot: QtBot, page: ToCheckPage) -> None:
    assert subjects(page) == ["Mail 3", "Mail 2", "Mail 1"]
    assert page.model.index(1, 0).data() == REFUSED
    tip = page.model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Not in Severa" in tip
    assert REFUSED in tip
    page.table.choose(1)
    qtbot.waitUntil(lambda: f"✕ {REFUSED}" in texts(page))
    assert any(text.startswith("⚠ ") for text in texts(page))
    assert {"Send again", "Do not send", "Mark as checked"} <= set(buttons(page))
    page.table.choose(2)
    qtbot.waitUntil(lambda: "Mail 1" in texts(page))
    assert f"✕ {REFUSED}" in texts(page)
    assert "Mark as checked" not in buttons(page)
    page.table.choose(0)
    qtbot.waitUntil(lambda: "Mail 3" in texts(page))
    assert "Send again" not in buttons(page)
    assert "Mark as checked" in buttons(page)


def test_what_is_let_be_leaves_the_list_and_comes_back(
    qtbot: QtBot, company: Store, page: ToCheckPage, context: Context
) -> None:
    said = []
    context.said.connect(lambda text, undo: said.append((text, undo)))
    page.table.selectAll()
    assert {"Send again", "Do not send"} <= {one.text() for one in page.acts.usable()}
    page.acts.sending.leave.trigger()
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 3", "Mail 2"])
    (sentence, undo) = said[-1]
    assert sentence == "2 activities are not sent to Severa."
    assert [row.state for row in steps(company, 1, 2)] == [StepState.LEFT] * 2
    undo()
    qtbot.waitUntil(lambda: len(subjects(page)) == 3)
    assert [row.state for row in steps(company, 1, 2)] == [StepState.REFUSED] * 2


def test_what_is_tried_in_vain_is_said_and_can_be_tried_at_once(
    qtbot: QtBot, company: Store, page: ToCheckPage, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Job] = []
    monkeypatch.setattr(context.severa, "_begin", lambda job, _then: sent.append(job))
    let_stick(company, 3, "Severa has a fault.")
    context.changed.emit()
    sentence = "Severa has a fault. It is still being tried."
    qtbot.waitUntil(lambda: page.model.index(0, 0).data() == sentence)
    page.table.choose(0)
    qtbot.waitUntil(lambda: f"✕ {sentence}" in texts(page))
    assert {"Send again", "Do not send", "Mark as checked"} <= set(buttons(page))
    page.acts.sending.again.trigger()
    qtbot.waitUntil(lambda: sent == [Send((3,))])
    (row,) = steps(company, 3)
    assert row.not_before < 1_900_000_000
    assert row.is_stuck
    page.acts.sending.leave.trigger()
    qtbot.waitUntil(lambda: page.model.index(0, 0).data() != sentence)
    assert [row.state for row in steps(company, 3)] == [StepState.LEFT]


def test_one_kind_alone_is_shown_by_its_chip(qtbot: QtBot, page: ToCheckPage) -> None:
    with qtbot.waitSignal(page.model.loaded):
        page.chips._chips[list(page.chips._chips)[-1]].click()
    assert subjects(page) == ["Mail 2", "Mail 1"]
