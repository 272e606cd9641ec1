"""Actions: a text, an icon, the keys that do it, what it does. Every key stands in the tooltip and in the F1 list."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from severa_desktop.ui.icons import icon
from severa_desktop.ui.tips import plain_tip

Keys = QKeySequence | QKeySequence.StandardKey | str | None


def action(
    owner: QWidget, text: str, done: Callable[[], object], *, keys: Keys = None, picture: str = "", tip: str = ""
) -> QAction:
    """Return an action of a widget: its keys work wherever the focus is within that widget."""
    made = QAction(text, owner)
    if picture:
        made.setIcon(icon(picture))
    made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    if keys is not None:
        made.setShortcut(QKeySequence(keys))
    made.setToolTip(_tip(tip or text, made.shortcut()))
    made.triggered.connect(lambda _checked=False: done())
    owner.addAction(made)
    return made


def main_button(made: QAction) -> QPushButton:
    """Return the page's main button for an action."""
    button = push_button(made)
    button.setProperty("main", "true")
    return button


def be_main(button: QPushButton, *, wanted: bool) -> None:
    """Give a button the look of the page's main one, or take it away as long as another one is."""
    if wanted != (button.property("main") == "true"):
        button.setProperty("main", "true" if wanted else "false")
        button.style().unpolish(button)
        button.style().polish(button)


def push_button(made: QAction) -> QPushButton:
    """Return a button that does an action and is usable when the action is."""
    button = QPushButton(made.text())
    button.setToolTip(made.toolTip())
    button.clicked.connect(made.trigger)
    button.setEnabled(made.isEnabled())
    made.enabledChanged.connect(button.setEnabled)
    made.changed.connect(lambda: button.setText(made.text()))
    button.setAutoDefault(True)  # Enter presses it too
    return button


def icon_button(made: QAction) -> QToolButton:
    """Return a small button that shows an action's icon only; its text is its accessible name."""
    button = QToolButton()
    button.setDefaultAction(made)
    button.setProperty("kind", "quiet")
    button.setAccessibleName(made.text())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _tip(text: str, keys: QKeySequence) -> str:
    """Return the tooltip of an action; its text may hold names from elsewhere."""
    if not keys.isEmpty():
        text = f"{text} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})"
    return plain_tip(text)
