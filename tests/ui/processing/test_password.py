"""A mailbox's password in the window: wrong, missing, given in place; a real Dovecot, and no keyring."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.core.source_settings import Condition, SourceState
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.processing.source_list import SourceList
from severa_desktop.ui.window import MainWindow
from tests.servers import started
from tests.services.company import message
from tests.sources.imap.authority import Authority
from tests.sources.imap.dovecot import Dovecot
from tests.ui.processing.conftest import LONG, AddSource, live

PASSWORD = "Zeer-Geheim-2254"


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    authority = Authority(tmp_path_factory.mktemp("authority") / "ca")
    more = f"passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\n"
    with started(Dovecot(authority, authority.issue("DNS:localhost", "IP:127.0.0.1"), more)) as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot, add_source: AddSource, request: pytest.FixtureRequest) -> int:
    user = request.node.name.replace("_", "")[-20:]
    dovecot.deliver(user, message(1, Bcc="acme@severamail.com"))
    return add_source(dovecot.settings(user))


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


def state(store: Store, source_id: int) -> SourceState:
    with store.reading() as reader:
        listed = reader.source(source_id)
    assert listed
    return listed.state


def logins(dovecot: Dovecot) -> int:
    return dovecot.log.read_text(encoding="utf-8").count("auth failed")


def said_by_processes(secret: str) -> list[Path]:
    """Return where the arguments or the surroundings of any process hold a secret."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            with suppress(OSError):  # it ended, or is another user's
                if secret.encode() in (process / name).read_bytes():
                    found.append(process / name)
    return found


def shown(qtbot: QtBot, context: Context) -> SourceList:
    sources = SourceList(context)
    qtbot.addWidget(sources)
    sources.show()
    return sources


def texts(sources: SourceList) -> str:
    return "\n".join(label.text() for label in sources.findChildren(QLabel) if label.isVisible())


def enter(sources: SourceList, password: str) -> None:
    (field,) = [one for one in sources.findChildren(QLineEdit) if one.isVisible()]
    QTest.keyClicks(field, password)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_missing_password_is_asked_for_and_used_for_this_session_only(
    qtbot: QtBot, mailbox: int, window: MainWindow, context: Context, company: Store, dovecot: Dovecot, tmp_path: Path
) -> None:
    before = logins(dovecot)
    qtbot.waitUntil(lambda: mailbox in context.processing.around.standing.without_password, timeout=LONG)
    sources = shown(qtbot, context)
    assert "Password needed" in texts(sources)
    enter(sources, PASSWORD)
    qtbot.waitUntil(lambda: live(company) == 1, timeout=LONG)
    qtbot.waitUntil(lambda: "It is used until the program ends, and kept nowhere." in texts(sources), timeout=LONG)
    qtbot.waitUntil(lambda: "Waiting" in texts(sources), timeout=LONG)
    assert logins(dovecot) == before
    assert said_by_processes(PASSWORD) == [], "it went through the pipe, and nowhere that others can look"
    context.close()
    assert [path for path in tmp_path.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()] == []


def test_a_wrong_password_is_tried_once_and_another_one_goes_on(
    qtbot: QtBot, mailbox: int, window: MainWindow, context: Context, company: Store, dovecot: Dovecot
) -> None:
    before = logins(dovecot)
    qtbot.waitUntil(lambda: mailbox in context.processing.around.standing.without_password, timeout=LONG)
    sources = shown(qtbot, context)
    enter(sources, "wrong")
    qtbot.waitUntil(lambda: "refused user and password" in state(company, mailbox).error, timeout=LONG)
    qtbot.waitUntil(lambda: "Stopped" in texts(sources) and "refused user" in texts(sources), timeout=LONG)
    assert "wrong" not in state(company, mailbox).error
    # A process that dies and begins anew leaves it alone, too.
    former = context.processing.pid
    assert former
    context.processing.pause()
    qtbot.waitUntil(lambda: context.processing.pid is None, timeout=LONG)
    context.processing.resume()
    qtbot.waitUntil(lambda: context.processing.pid not in {None, former}, timeout=LONG)
    assert state(company, mailbox).condition is Condition.STOPPED
    enter(sources, PASSWORD)
    qtbot.waitUntil(lambda: live(company) == 1, timeout=LONG)
    qtbot.waitUntil(lambda: "Waiting" in texts(sources), timeout=LONG)
    assert logins(dovecot) == before + 1


def test_one_click_tries_again(
    qtbot: QtBot, dovecot: Dovecot, mailbox: int, window: MainWindow, context: Context, company: Store
) -> None:
    qtbot.waitUntil(lambda: mailbox in context.processing.around.standing.without_password, timeout=LONG)
    sources = shown(qtbot, context)
    # Given elsewhere in this window: to the section that adds and changes sources, say.
    context.background.run(sources, lambda services: services.passwords.give(mailbox, PASSWORD))
    (button,) = [one for one in sources.findChildren(QPushButton) if one.isVisible()]
    assert button.text() == "Try again"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: live(company) == 1, timeout=LONG)
