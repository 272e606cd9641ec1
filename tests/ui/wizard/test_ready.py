"""The last step of setting up: what is missing, and a mail that is tried with what was entered."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from severa_desktop.bootstrap import Application
from severa_desktop.core.model import Outcome
from severa_desktop.services.handover import Handover
from severa_desktop.ui.wizard.outcome import OutcomeCard
from severa_desktop.ui.wizard.wizard import Wizard
from tests.services.company import message
from tests.ui.wizard.conftest import Settle, shown_texts

Move = Callable[[Wizard, int], None]
WELCOME, ADDRESS, ACTIVITY, DIRECTORY, SOURCES, CALENDAR, READY = range(7)


def sentences(card: OutcomeCard) -> list[str]:
    return [sentence for sentence, _warning in card.sentences]


def test_what_is_missing_is_said_and_one_is_led_to_it(wizard: Wizard, settle: Settle, move: Move) -> None:
    move(wizard, READY)
    ready = wizard.ready
    assert ready.missing.sentence.endswith("E-mail address, Default activity type")
    ready.test.go.trigger()
    settle(wizard.context)
    assert ready.test.problem.sentence.startswith("First enter the e-mail address")
    ready.fill.trigger()
    settle(wizard.context)
    assert wizard.step is wizard.address


def test_a_typed_mail_shows_what_it_would_become_and_why(
    set_up: Wizard, stored: Application, settle: Settle, move: Move
) -> None:
    move(set_up, READY)
    test = set_up.ready.test
    assert (test.from_who.value(), test.hidden.value()) == ("anna@acme.example", "acme@severamail.com")
    test.recipients.enter("piet@bakery.example")
    test.hidden.enter("1001.acme@severamail.com")
    QTest.keyClick(test.recipients.editor, Qt.Key.Key_Return)
    settle(set_up.context)
    (card,) = test.cards
    assert card.outcome.sentence == "It would become an activity"
    assert "Linked to project 1001 because the mail went to 1001.acme@severamail.com (Bcc)." in sentences(card)
    texts = shown_texts(set_up)
    for words in ("Bakery", "1001 Web shop", "Piet Jansen", "Anna de Vries", "E-mail · Done"):
        assert words in texts.splitlines()
    assert stored.status.status().activities == 0
    test.from_who.enter("x@y.example")
    test.go.trigger()
    settle(set_up.context)
    assert test.cards[0].outcome.sentence == "It would not be imported: No user on it"
    assert stored.status.status().to_check == 0


def test_the_settings_that_were_entered_decide(set_up: Wizard, stored: Application, settle: Settle, move: Move) -> None:
    move(set_up, ADDRESS)
    set_up.address.section.field.prefix.setText("other")
    settle(set_up.context)
    move(set_up, ACTIVITY)
    set_up.activity.activity_status.enter("in_progress")
    move(set_up, READY)
    set_up.ready.test.hidden.enter("1001.other@severamail.com")
    set_up.ready.test.go.trigger()
    settle(set_up.context)
    texts = shown_texts(set_up).splitlines()
    assert "1001 Web shop" in texts
    assert "E-mail · In progress" in texts
    assert stored.setup.setup().address is not None
    assert str(stored.setup.setup().address) == "acme@severamail.com"


def test_a_mail_that_is_dropped_is_tried_and_one_that_is_known_is_known(
    set_up: Wizard, stored: Application, settle: Settle, move: Move, tmp_path: Path
) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(message(1))
    move(set_up, READY)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    assert drop(set_up, mime)
    settle(set_up.context)
    assert set_up.ready.test.cards[0].outcome.sentence == "It would become an activity"
    assert "It names no address of the integration" in shown_texts(set_up)
    for result in stored.importing.run(Handover((str(path),))):
        assert result.outcome is Outcome.ACTIVITY
    assert drop(set_up, mime)
    settle(set_up.context)
    assert set_up.ready.test.cards[0].outcome.sentence == "It is an activity already"
    assert stored.status.status().activities == 1


def test_elsewhere_a_drop_is_not_taken(set_up: Wizard, stored: Application, move: Move, tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(message(1))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    for at in (WELCOME, ADDRESS, SOURCES):
        move(set_up, at)
        assert not drop(set_up, mime)
    assert not set_up.context.is_importing


def drop(wizard: Wizard, mime: QMimeData) -> bool:
    """Drag something over the wizard and let it go where that is accepted; returns whether it was."""
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(500, 300)
    enter = QDragEnterEvent(place.toPoint(), action, mime, button, keys)
    QApplication.sendEvent(wizard, enter)
    move = QDragMoveEvent(place.toPoint(), action, mime, button, keys)
    QApplication.sendEvent(wizard, move)
    assert enter.isAccepted()
    if move.isAccepted():
        QApplication.sendEvent(wizard, QDropEvent(place, action, mime, button, keys))
    return move.isAccepted()
