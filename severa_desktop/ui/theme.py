"""Colours, sizes and the style sheet, for light and dark.

One accent colour; grey for what is secondary; three steps of hierarchy by size and weight. Every text colour has a
contrast of at least 4.5 to 1 against the backgrounds it stands on (tests hold it).
"""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from severa_desktop.paths import resource_folder

UNIT = 8
"""Pixels of the grid that spacing keeps to."""
ROW = 32
"""Pixels of a row's height at the usual font size."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one mode, as ``#rrggbb``."""

    window: str
    base: str
    raised: str
    """Behind what stands out a little: the navigation, a header, a hovered row."""
    border: str
    text: str
    secondary: str
    accent: str
    """Links, the chosen page, focus."""
    accent_fill: str
    """Behind the text of a main button and of selected rows."""
    on_accent: str
    selection: str
    """Behind selected rows, whose text keeps its colour."""
    mark: str
    """Behind found words."""
    warning: str
    error: str
    success: str


LIGHT = Colours(
    window="#f6f7f9",
    base="#ffffff",
    raised="#eceff3",
    border="#d5dae1",
    text="#1c2128",
    secondary="#57606a",
    accent="#1d5fd0",
    accent_fill="#1d5fd0",
    on_accent="#ffffff",
    selection="#dbe7fb",
    mark="#ffe69a",
    warning="#8a5300",
    error="#b3261e",
    success="#1a6b34",
)
DARK = Colours(
    window="#1b1d21",
    base="#22252a",
    raised="#2b2f36",
    border="#3d434c",
    text="#e7eaee",
    secondary="#a9b2bd",
    accent="#8ab4ff",
    accent_fill="#2f66c4",
    on_accent="#ffffff",
    selection="#2c3f5f",
    mark="#544000",
    warning="#f0b54a",
    error="#ff9a8f",
    success="#7fd69a",
)


def is_dark() -> bool:
    """Tell whether the system asks for dark windows."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def colours() -> Colours:
    """Return the colours of the present mode."""
    return DARK if is_dark() else LIGHT


def apply(application: QApplication) -> None:
    """Give the application the palette of the present mode."""
    application.setPalette(_palette(colours()))


def dress(window: QWidget) -> None:
    """Give a window, and all that opens from it, the style sheet of the present mode.

    Not the application: there each part would be styled by itself first, and once more in its place in the window.
    """
    window.setStyleSheet(style_sheet())


def style_sheet() -> str:
    """Return the style sheet of the present mode."""
    return _style_sheet(colours())


def title_font(base: QFont) -> QFont:
    """Return the font of a page's or mail's title: the largest of the three steps."""
    return _scaled(base, 1.35, QFont.Weight.DemiBold)


def strong_font(base: QFont) -> QFont:
    """Return the font of what matters within a line: the second step."""
    return _scaled(base, 1.0, QFont.Weight.DemiBold)


def _scaled(base: QFont, factor: float, weight: QFont.Weight) -> QFont:
    font = QFont(base)
    if base.pointSizeF() > 0:
        font.setPointSizeF(base.pointSizeF() * factor)
    else:
        font.setPixelSize(round(base.pixelSize() * factor))
    font.setWeight(weight)
    return font


def _palette(chosen: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: chosen.window,
        QPalette.ColorRole.WindowText: chosen.text,
        QPalette.ColorRole.Base: chosen.base,
        QPalette.ColorRole.AlternateBase: chosen.window,
        QPalette.ColorRole.Text: chosen.text,
        QPalette.ColorRole.PlaceholderText: chosen.secondary,
        QPalette.ColorRole.Button: chosen.base,
        QPalette.ColorRole.ButtonText: chosen.text,
        QPalette.ColorRole.BrightText: chosen.error,
        QPalette.ColorRole.Highlight: chosen.accent_fill,
        QPalette.ColorRole.HighlightedText: chosen.on_accent,
        QPalette.ColorRole.Link: chosen.accent,
        QPalette.ColorRole.LinkVisited: chosen.accent,
        QPalette.ColorRole.ToolTipBase: chosen.raised,
        QPalette.ColorRole.ToolTipText: chosen.text,
        QPalette.ColorRole.Accent: chosen.accent_fill,
        QPalette.ColorRole.Mid: chosen.border,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(disabled, role, QColor(chosen.secondary))
    return palette


@lru_cache(maxsize=2)
def _style_sheet(chosen: Colours) -> str:
    parts = (_window_style, _button_style, _field_style, _list_style, _menu_style, _surface_style)
    return "\n".join(part(chosen) for part in parts)


def _window_style(c: Colours) -> str:
    return f"""
* {{ outline: none; }}
QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.border}; padding: 4px 8px; }}
QSplitter::handle {{ background: {c.border}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}

#navigation {{ background: {c.raised}; border: none; border-right: 1px solid {c.border}; }}
#navigation QToolButton {{
    border: 2px solid transparent; border-radius: 6px; padding: 0 4px 0 6px; min-height: 36px; text-align: left;
    color: {c.text};
}}
#navigation QToolButton:hover {{ background: {c.border}; }}
#navigation QToolButton:checked {{ background: {c.selection}; font-weight: 600; }}
#navigation QToolButton:focus {{ border-color: {c.accent}; }}

QStatusBar {{ background: {c.raised}; border-top: 1px solid {c.border}; color: {c.secondary}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {c.secondary}; padding: 2px 8px; }}
"""


def _button_style(c: Colours) -> str:
    return f"""
QPushButton, QToolButton[kind="button"] {{
    background: {c.base}; color: {c.text}; border: 1px solid {c.border}; border-radius: 6px;
    padding: 5px 12px; min-height: 20px;
}}
QToolButton[kind="button"] {{ padding: 4px 9px; min-height: 19px; }}
QPushButton:hover, QToolButton[kind="button"]:hover {{ background: {c.raised}; }}
QPushButton:pressed, QToolButton[kind="button"]:pressed {{ background: {c.border}; }}
QPushButton:focus, QToolButton[kind="button"]:focus {{ border: 2px solid {c.accent}; padding: 4px 11px; }}
QToolButton[kind="button"]:focus {{ padding: 3px 8px; }}
QPushButton:disabled, QToolButton[kind="button"]:disabled {{ color: {c.secondary}; background: {c.window}; }}
QToolButton[kind="button"]:checked {{ background: {c.selection}; border-color: {c.accent}; }}
QToolButton[kind="button"]::menu-indicator {{ image: none; width: 0; }}
QPushButton[main="true"] {{ background: {c.accent_fill}; color: {c.on_accent}; border-color: {c.accent_fill}; }}
QPushButton[main="true"]:hover {{ background: {c.accent_fill}; border-color: {c.text}; }}
QPushButton[main="true"]:focus {{ border: 2px solid {c.text}; padding: 4px 11px; }}
QPushButton[main="true"]:disabled {{ background: {c.raised}; color: {c.secondary}; border-color: {c.border}; }}
QToolButton[kind="quiet"], QPushButton[kind="quiet"] {{
    background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 2px 6px; min-height: 20px;
    min-width: 20px; color: {c.accent};
}}
QToolButton[kind="quiet"]:hover, QPushButton[kind="quiet"]:hover {{ background: {c.raised}; }}
QToolButton[kind="quiet"]:focus, QPushButton[kind="quiet"]:focus {{ border-color: {c.accent}; }}
QToolButton[kind="quiet"]:disabled, QPushButton[kind="quiet"]:disabled {{ color: {c.secondary}; }}
QToolButton[kind="quiet"]::menu-indicator {{ image: none; width: 0; }}
"""


def _field_style(c: Colours) -> str:
    pictures = resource_folder() / "icons" / "style"
    tick = (pictures / "tick.svg").as_posix()
    down = (pictures / ("down-dark.svg" if c is DARK else "down-light.svg")).as_posix()
    return f"""
QLineEdit, QComboBox, QSpinBox, QDateEdit, QPlainTextEdit {{
    background: {c.base}; color: {c.text}; border: 1px solid {c.border}; border-radius: 6px; padding: 4px 8px;
    min-height: 22px; selection-background-color: {c.accent_fill}; selection-color: {c.on_accent};
}}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus, QPlainTextEdit:focus {{
    border: 2px solid {c.accent}; padding: 3px 7px;
}}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QPlainTextEdit[wrong="true"] {{
    border: 2px solid {c.error}; padding: 3px 7px;
}}
QPushButton[wrong="true"] {{ border: 2px solid {c.error}; padding: 4px 11px; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{ background: {c.window}; color: {c.secondary}; }}
QLineEdit:read-only {{ background: {c.window}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 20px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url("{down}"); width: 16px; height: 16px; }}
QCheckBox {{ spacing: 8px; min-height: 24px; }}
QCheckBox::indicator, QAbstractItemView::indicator {{
    width: 14px; height: 14px; background: {c.base}; border: 1px solid {c.secondary}; border-radius: 4px;
}}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
    background: {c.accent_fill}; border-color: {c.accent_fill}; image: url("{tick}");
}}
QCheckBox::indicator:disabled {{ border-color: {c.border}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {c.accent}; text-decoration: underline; }}
"""


def _list_style(c: Colours) -> str:
    return f"""
QAbstractItemView {{
    background: {c.base}; border: none; selection-background-color: {c.selection}; selection-color: {c.text};
    alternate-background-color: {c.base};
}}
QTableView {{ gridline-color: transparent; }}
QTableView:focus, QListView:focus, QTreeView:focus {{ border: 1px solid {c.accent}; }}
QTableView, QListView, QTreeView {{ border: 1px solid transparent; }}
QHeaderView {{ background: {c.base}; border: none; }}
QHeaderView::section {{
    background: {c.base}; color: {c.secondary}; border: none; border-bottom: 1px solid {c.border}; padding: 6px 8px;
}}
QTextBrowser, QTextEdit {{ background: {c.base}; border: 1px solid transparent; }}
QTextBrowser:focus, QTextEdit:focus {{ border: 1px solid {c.accent}; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {c.border}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {c.secondary}; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea {{ border: none; background: transparent; }}
"""


def _menu_style(c: Colours) -> str:
    return f"""
QMenu {{ background: {c.base}; color: {c.text}; border: 1px solid {c.border}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.selection}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.secondary}; }}
QMenu::separator {{ height: 1px; background: {c.border}; margin: 4px 8px; }}
QProgressBar {{ background: {c.raised}; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }}
QProgressBar::chunk {{ background: {c.accent_fill}; border-radius: 3px; }}
QTabBar::tab {{
    background: transparent; color: {c.secondary}; padding: 8px 12px; border: none;
    border-bottom: 2px solid transparent;
}}
QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; }}
QTabBar::tab:focus {{ color: {c.accent}; }}
QTabBar {{ border: none; }}
"""


def _surface_style(c: Colours) -> str:
    return f"""
QLabel[tone="secondary"] {{ color: {c.secondary}; }}
QLabel[tone="warning"] {{ color: {c.warning}; }}
QLabel[tone="error"] {{ color: {c.error}; }}
QLabel[tone="success"] {{ color: {c.success}; }}
QFrame[surface="base"] {{ background: {c.base}; }}
QFrame[surface="raised"] {{ background: {c.raised}; border-radius: 6px; }}
QFrame[surface="card"] {{ background: {c.base}; border: 1px solid {c.border}; border-radius: 8px; }}
QFrame[surface="rule"] {{ background: {c.border}; border: none; max-height: 1px; min-height: 1px; }}
#banner {{ background: {c.selection}; border-bottom: 1px solid {c.border}; }}
#notice {{ background: {c.text}; border-radius: 8px; }}
#notice QLabel {{ color: {c.base}; }}
#notice QPushButton {{ background: transparent; color: {c.base}; border: 2px solid transparent; font-weight: 600; }}
#notice QPushButton:focus {{ border-color: {c.base}; }}
#dropVeil {{ background: {c.base}; border: 3px dashed {c.accent}; border-radius: 12px; }}
"""
