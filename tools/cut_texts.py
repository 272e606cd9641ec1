"""Finds texts of a window that a person cannot read whole: too narrow, squeezed, or partly outside of their place.

What ends with … and says the whole in its tooltip is not cut off, nor is what can be scrolled to. Lists and charts draw
their texts themselves, and do so; of a list the titles of its columns are looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)

from severa_desktop.ui.boxes import ChoiceBox
from severa_desktop.ui.eliding import ElidingButton
from severa_desktop.ui.settings.address import AddressLine

_ENDING_WITH_DOTS = (AddressLine, ChoiceBox, ElidingButton)
_SLACK = 1
"""Pixels: a text's width is no whole number of them."""
_ARROW = 16
"""Of a choice, in pixels."""
_EDGES = 16
"""Of a column's title, at both sides together, in pixels."""
_TOLD = 40
"""Letters of a text that are told."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text, what it needs and what it has, in pixels."""

    text: str
    needs: tuple[int, int]
    """In width and height."""
    has: tuple[int, int]


def cut_texts(window: QWidget) -> list[str]:
    """Return a sentence for each text that can be seen in part only."""
    return [
        f"“{text[:_TOLD]}” {how} ({type(widget).__name__})"
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        for text, how in _cut(widget)
    ]


def _cut(widget: QWidget) -> Iterator[tuple[str, str]]:
    for one in _texts(widget):
        if isinstance(widget, _ENDING_WITH_DOTS) and one.text in _plain(widget.toolTip()):
            continue
        for needs, has, side in zip(one.needs, one.has, ("wide", "high"), strict=True):
            if needs > has + _SLACK:
                yield one.text, f"is {needs} {side} and has {has}"
        if one.text and _is_partly_outside(widget):
            yield one.text, "is partly outside of what it stands in"


def _texts(widget: QWidget) -> Iterator[_Text]:
    if isinstance(widget, QLabel) and widget.text():
        least, width = widget.minimumSizeHint(), widget.width()
        height = widget.heightForWidth(width) if widget.wordWrap() else least.height()
        yield _Text(_plain(widget.text()), (least.width(), height), (width, widget.height()))
    elif isinstance(widget, (QCheckBox, QPushButton, QToolButton)) and _shows_words(widget):
        text = widget.accessibleName() if isinstance(widget, _ENDING_WITH_DOTS) else widget.text()
        needs = (widget.sizeHint().width(), widget.fontMetrics().height())
        yield _Text(text, needs, (widget.width(), widget.height()))
    elif isinstance(widget, QComboBox):
        text = widget.currentText() or widget.placeholderText()
        yield _one_line(widget, text, widget.width() - _ARROW)
    elif isinstance(widget, QLineEdit) and not widget.text():
        yield _one_line(widget, widget.placeholderText(), widget.width())
    elif isinstance(widget, QTabBar):
        for tab in range(widget.count()):
            yield _one_line(widget, widget.tabText(tab), widget.tabRect(tab).intersected(widget.rect()).width())
    elif isinstance(widget, QHeaderView) and widget.orientation() is Qt.Orientation.Horizontal:
        yield from _columns(widget)


def _shows_words(button: QCheckBox | QPushButton | QToolButton) -> bool:
    pictures = Qt.ToolButtonStyle.ToolButtonIconOnly
    is_picture = isinstance(button, QToolButton) and button.toolButtonStyle() is pictures and not button.icon().isNull()
    return bool(button.text()) and not is_picture


def _columns(header: QHeaderView) -> Iterator[_Text]:
    model = header.model()
    for section in range(header.count()):
        title = model.headerData(section, header.orientation(), Qt.ItemDataRole.DisplayRole)
        if isinstance(title, str) and not header.isSectionHidden(section):
            yield _one_line(header, title, header.sectionSize(section) - _EDGES)


def _one_line(widget: QWidget, text: str, width: int) -> _Text:
    metrics = widget.fontMetrics()
    return _Text(text, (metrics.horizontalAdvance(text), metrics.height()), (width, widget.height()))


def _is_partly_outside(widget: QWidget) -> bool:
    """Tell whether part of a widget can neither be seen nor be scrolled to."""
    shown, parent = widget.rect(), widget.parentWidget()
    while parent is not None and not widget.isWindow():
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and parent is area.viewport():
            return False
        shown.translate(widget.pos())
        if not parent.rect().contains(shown):
            return True
        widget, parent = parent, parent.parentWidget()
    return False


def _plain(text: str) -> str:
    if "<" not in text:
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()
