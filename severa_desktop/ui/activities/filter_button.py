"""A button for one filter: says what is filtered by, and takes the filter off again."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.icons import icon

_WIDEST = 26 * theme.UNIT
_OPENS, _TAKES_OFF = "▾", "✕"


class FilterButton(QToolButton):
    """Shows a filter's title, or title and value with a cross while it is on. Pressing triggers its action."""

    def __init__(self, made: QAction, title: str, *, opens: bool, picture: str = "") -> None:
        """`opens`: pressing lets a person choose from something; else it only turns the filter on.

        `picture`: what stands for the title where there is little room.
        """
        super().__init__()
        self._picture = picture
        if picture:
            self.setIcon(icon(picture))
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._tip = made.toolTip()
        self._title = title
        self._opens = opens
        self.setProperty("kind", "button")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(made.trigger)
        self.show_off()

    @property
    def is_on(self) -> bool:
        """Whether its filter is on."""
        return self.isChecked()

    def show_off(self) -> None:
        """Show that the filter is off."""
        self.setChecked(False)
        self.setCheckable(False)
        self.setText(f"{self._title}  {_OPENS}" if self._opens else self._title)
        self.setAccessibleName(self._title)
        self.setToolTip(self._tip)

    def show_on(self, value: str = "") -> None:
        """Show that the filter is on, and for what."""
        text = f"{self._title}: {value}" if value else self._title
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _WIDEST)
        self.setText(f"{shown}  {_TAKES_OFF}")
        self.setCheckable(True)
        self.setChecked(True)
        self.setAccessibleName(text)
        self.setToolTip(_("{filter}: press to take this filter off").format(filter=text))

    def be_small(self, *, small: bool) -> None:
        """Show the picture in place of words, or the words again; one without a picture stays as it is."""
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if small else Qt.ToolButtonStyle.ToolButtonTextOnly
        if self._picture and style is not self.toolButtonStyle():
            self.setToolButtonStyle(style)

    @property
    def spared(self) -> int:
        """How much narrower it is than with its words, in pixels."""
        if self.toolButtonStyle() is not Qt.ToolButtonStyle.ToolButtonIconOnly:
            return 0
        return self.fontMetrics().horizontalAdvance(self.text()) - self.iconSize().width()

    def nextCheckState(self) -> None:
        """Stay as it is shown: the filter itself says when it is on."""
