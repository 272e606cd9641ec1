"""The offer of what can be imported now: looked for piece by piece, so that nothing waits behind it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import User
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.store import Store
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.to_check import importable
from severa_desktop.ui.to_check.importable import ImportableBar
from tests.services.company import DIRECTORY, message

MANY = 230
NEW = "new@acme.example"


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def take_in(store: Store, count: int) -> None:
    mails = [
        (f"{number}.eml", message(number, From="x@else.example", To=NEW if number % 2 else "y@else.example"))
        for number in range(count)
    ]
    list(ImportService(store, lambda: 1_800_000_000).run(Handover([], contents=mails)))


def with_user(store: Store, *, active: bool = True) -> None:
    with store.writing() as writer:
        new = User("u9", "New", (NEW,), active=active)
        writer.save_directory(replace(DIRECTORY, users=(*DIRECTORY.users, new)))


def test_what_is_asked_for_meanwhile_has_its_turn_between_two_pieces(
    company: Store, context: Context, page: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(company, MANY)
    with_user(company)
    monkeypatch.setattr(importable, "_PIECE", 0)
    handed: list[int] = []
    bar = ImportableBar(context, page, handed.extend)
    bar.setParent(page)
    offered_before: list[bool] = []
    bar.look()
    for _number in range(3):
        context.background.run(
            page, lambda _services: None, lambda _done: offered_before.append(bar.isVisible()), lane=Lane.SLOW
        )
    qtbot.waitUntil(bar.isVisible)
    assert offered_before == [False, False, False]
    assert bar.accessibleName() == f"{MANY // 2} mails can now be imported."
    bar.import_them.trigger()
    assert len(handed) == MANY // 2


def test_a_changed_directory_is_looked_at_anew(company: Store, context: Context, page: QWidget, qtbot: QtBot) -> None:
    take_in(company, 2)
    bar = ImportableBar(context, page, print)
    bar.setParent(page)
    for _number in range(3):
        bar.look()
    with_user(company)
    bar.look()
    qtbot.waitUntil(bar.isVisible)
    assert bar.accessibleName() == "1 mail can now be imported."
    with_user(company, active=False)
    bar.look()
    qtbot.waitUntil(bar.isHidden)


def test_nothing_is_offered_while_an_import_is_under_way(
    company: Store, context: Context, page: QWidget, settle: Callable[[Context], None]
) -> None:
    take_in(company, 2)
    with_user(company)
    bar = ImportableBar(context, page, print)
    bar.setParent(page)
    bar.set_usable(False)
    bar.look()
    settle(context)
    assert bar.isHidden()
    assert not bar.import_them.isEnabled()
    bar.set_usable(True)
    assert bar.isVisible()
