"""Boxes for a choice and for a number."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from severa_desktop.ui.boxes import ChoiceBox, NumberBox


def choice(qtbot: QtBot, *texts: str) -> ChoiceBox:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems(texts)
    box.setFixedWidth(160)
    box.show()
    return box


def test_a_long_choice_stands_whole_in_the_tooltip_and_tags_are_text(qtbot: QtBot) -> None:
    box = choice(qtbot, "Short", "Long " * 20, "<img src='x'>")
    box.setCurrentIndex(1)
    assert box.toolTip() == "Long " * 20
    box.setCurrentIndex(2)
    assert "&lt;img" in box.toolTip()


def test_the_arrow_is_drawn_and_text_ends_before_it(qtbot: QtBot) -> None:
    long, short = choice(qtbot, "W" * 60).grab().toImage(), choice(qtbot, "").grab().toImage()
    arrow = range(160 - 8 - 16, 160 - 8)
    assert any(short.pixel(x, y) != short.pixel(80, 16) for x in arrow for y in range(8, 24))
    # The same picture where the arrow is: no letter reaches it.
    assert all(long.pixel(x, y) == short.pixel(x, y) for x in arrow for y in range(2, 30))


def test_a_number_is_digits_and_counts(qtbot: QtBot) -> None:
    box = NumberBox(3)
    qtbot.addWidget(box)
    assert box.number() == 0
    QTest.keyClicks(box, "1x2345")
    assert box.number() == 123
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.text() == "124"
