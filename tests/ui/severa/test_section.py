"""The settings of the connection: entered with what is wrong beside it, fetched, sent after a look, disconnected."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from severa_desktop.core.severa import PushMode
from severa_desktop.services.handover import Handover
from severa_desktop.services.importing import ImportService
from severa_desktop.services.severa.events import Fetched, Sent
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.severa.forms import ConnectForm, SecretForm
from severa_desktop.ui.severa.section import SeveraSection
from severa_desktop.ui.watch import StoreWatch
from tests.services.company import message
from tests.severa.server import SeveraServer
from tests.severa.talking import CLIENT, SECRET

LONG = 60_000


class Page:
    """The section, over a store that is looked at as the window does."""

    def __init__(self, qtbot: QtBot, context: Context) -> None:
        from PySide6.QtWidgets import QVBoxLayout, QWidget

        self.qtbot = qtbot
        self.context = context
        self.whole = QWidget()
        column = QVBoxLayout(self.whole)
        self.section = SeveraSection(context, self.whole)
        column.addWidget(self.section)
        column.addStretch()
        qtbot.addWidget(self.whole)
        self.whole.resize(900, 900)
        self.whole.show()
        self.watch = StoreWatch(context, self.whole)
        self.watch.seen.connect(lambda status: context.severa.see(status.severa))
        self.watch.ask()

    @property
    def form(self) -> ConnectForm:
        form = self.section.form
        assert isinstance(form, ConnectForm)
        return form

    def wait(self, until: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()), timeout=LONG)

    def connect(self, server: SeveraServer) -> None:
        """Connect, and wait until the directory was fetched."""
        self.section.connect_now.trigger()
        self.form.client_id.enter(CLIENT)
        self.form.secret.enter(SECRET)
        self.form.url.enter(server.url)
        self.form.send.trigger()
        self.wait(lambda: self.section.form is None)
        severa = self.context.severa
        self.wait(lambda: isinstance(severa.result, Fetched) and not severa.is_busy)
        self.wait(lambda: severa.standing is not None and severa.standing.connection.pulled_at is not None)


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> Page:
    return Page(qtbot, context)


def test_it_says_what_is_needed_and_what_is_wrong_beside_it(page: Page, server: SeveraServer) -> None:
    assert page.section.none.isVisible()
    page.section.connect_now.trigger()
    page.form.send.trigger()
    assert page.form.client_id.remark.sentence == "This is needed."
    assert page.form.secret.remark.sentence == "This is needed."
    assert page.form.url.isHidden()
    page.form.more.trigger()
    assert not page.form.url.isHidden()
    page.form.client_id.enter(CLIENT)
    page.form.secret.enter("wrong")
    page.form.url.enter(server.url)
    page.form.send.trigger()
    assert not page.form.busy.isHidden()
    page.wait(lambda: page.form.problem.sentence)
    assert "client id or the secret" in page.form.problem.sentence
    assert page.form.busy.isHidden()
    page.form.leave.trigger()
    assert page.section.none.isVisible()


def test_connecting_fetches_at_once_and_says_so(page: Page, server: SeveraServer) -> None:
    page.connect(server)
    section = page.section
    assert section.state.sentence == f"Connected: {CLIENT} at {server.url}"
    assert "keyring" in section.unkept.sentence
    assert section.said.sentence.startswith("Fetched from Severa: ")
    # At midnight it was another day.
    assert section.fetched.text().startswith(("Fetched: Today ", "Fetched: Yesterday "))
    section.fetch.trigger()
    page.wait(lambda: section.said.sentence == "Fetched from Severa: nothing has changed.")


def test_activities_are_sent_after_a_look(page: Page, server: SeveraServer, company: Store) -> None:
    page.connect(server)
    owner, contact = server.world.users[0].email or "", server.world.contacts[0].emails[0]
    mail = message(1, From=owner, To=contact)
    list(ImportService(company, lambda: 1_774_000_000).run(Handover((), contents=(("1.eml", mail),))))
    page.context.changed.emit()
    page.wait(lambda: page.section.send.text() == "Send now (1)")
    page.section.preview.trigger()
    page.wait(page.section.look.isVisible)
    assert page.section.look.title.text() in {"1 activity would be sent", "Nothing would be sent"}
    page.section.send.trigger()
    page.wait(lambda: isinstance(page.context.severa.result, Sent) and not page.context.severa.is_busy)
    assert not page.section.look.isVisible()


def test_how_activities_are_sent_is_chosen_at_once(page: Page, server: SeveraServer, company: Store) -> None:
    page.connect(server)
    page.section.mode.enter(PushMode.OFF.value)

    def mode() -> PushMode | None:
        with company.reading() as reader:
            connection = reader.severa_connection()
        return None if connection is None else connection.settings.push

    page.wait(lambda: mode() is PushMode.OFF)
    page.wait(lambda: not page.section.send.isEnabled())
    assert page.section.meaning.text() == "Activities stay on this computer; only the directory is fetched."


def test_another_secret_is_tried_before_it_is_used(page: Page, server: SeveraServer) -> None:
    page.connect(server)
    page.section.give_secret.trigger()
    form = page.section.form
    assert isinstance(form, SecretForm)
    form.secret.enter("wrong")
    form.send.trigger()
    page.wait(lambda: form.problem.sentence)
    form.secret.enter(SECRET)
    form.send.trigger()
    page.wait(lambda: page.section.form is None)


def test_disconnecting_asks_first(page: Page, server: SeveraServer, company: Store) -> None:
    page.connect(server)
    page.section.disconnect_now.trigger()
    assert page.section.question.isVisible()
    page.section.question.yes.click()
    page.wait(page.section.none.isVisible)
    with company.reading() as reader:
        assert reader.severa_connection() is None


def test_in_dutch_nothing_is_cut_off_or_left_in_english(dutch: None, page: Page, server: SeveraServer) -> None:
    page.connect(server)
    assert page.section.state.sentence.startswith("Verbonden: ")
    assert page.section.said.sentence.startswith("Opgehaald uit Severa: ")
