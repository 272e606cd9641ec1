"""What all pages share: an empty place says the whole of its sentence, however narrow it is."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.ui import theme
from severa_desktop.ui.page import EmptyState, PageHeader

LONG = "No activity has all these words. " * 6


@pytest.mark.parametrize("width", [240, 400, 1200])
def test_an_empty_place_says_its_whole_sentence(qtbot: QtBot, width: int) -> None:
    empty = EmptyState("mail")
    qtbot.addWidget(empty)
    empty.say(LONG, ("Import", lambda: None))
    empty.resize(width, 600)
    empty.show()
    qtbot.waitExposed(empty)
    (sentence,) = (one for one in empty.findChildren(QLabel) if one.text() == LONG)
    assert empty.rect().contains(sentence.geometry())
    assert sentence.height() >= sentence.heightForWidth(sentence.width())
    (button,) = empty.findChildren(QPushButton)
    assert empty.rect().contains(button.geometry())
    assert not button.geometry().intersects(sentence.geometry())


def test_the_picture_of_an_empty_place_follows_dark_mode(qtbot: QtBot, dark: None) -> None:
    empty = EmptyState("mail")
    qtbot.addWidget(empty)
    (picture,) = (one for one in empty.findChildren(QLabel) if not one.pixmap().isNull())
    image = picture.pixmap().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert theme.DARK.secondary in colours


def test_buttons_without_room_beside_the_title_stand_below_it(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    buttons = [QPushButton(text) for text in ("Show first what would happen", "Choose folder", "Choose e-mails")]
    header = PageHeader("Import", buttons)
    header.setParent(page)
    with qtbot.waitExposed(page):
        page.show()
    needed = header.sizeHint().width()
    for width, lines in ((needed, 1), (needed - 40, 2), (needed, 1)):
        header.resize(width, 200)
        qtbot.waitUntil(lambda lines=lines: len({one.y() for one in buttons}) == lines)  # type: ignore[misc]
        for one in buttons:
            assert header.rect().contains(one.geometry())
            assert one.width() >= one.sizeHint().width()
    assert header.minimumSizeHint().width() < needed - 40


def test_beside_a_main_button_of_the_page_an_empty_place_has_none(qtbot: QtBot) -> None:
    empty = EmptyState("mail")
    qtbot.addWidget(empty)
    empty.say("Nothing yet.", ("Import", lambda: None), with_main=False)
    (button,) = empty.findChildren(QPushButton)
    assert button.property("main") == "false"


def test_a_title_stands_where_it_does_beside_buttons(qtbot: QtBot) -> None:
    heights = []
    for buttons in ([], [QPushButton("Import")]):
        header = PageHeader("To check", buttons)
        qtbot.addWidget(header)
        header.setStyleSheet(theme.style_sheet())
        header.show()
        qtbot.waitExposed(header)
        heights.append(header.sizeHint().height())
    assert heights[0] == heights[1]
