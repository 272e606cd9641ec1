"""What kinds of things the list shows: one chip each, with how many there are; none pressed is all."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from severa_desktop.services.checking import CheckCounts, CheckKind
from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.icons import icon
from severa_desktop.ui.to_check.words import TONES, kind_words

_KEYS = {
    CheckKind.REJECTED: "Ctrl+Shift+N",
    CheckKind.FAILED: "Ctrl+Shift+R",
    CheckKind.WARNING: "Ctrl+Shift+W",
    CheckKind.NOT_SENT: "Ctrl+Shift+V",
}
_LEFT_OVER = theme.UNIT


class _Chip(QToolButton):
    """A button no wider than its sign and words need: Qt leaves room at their right only."""

    def sizeHint(self) -> QSize:
        """Return the size with the same room at both sides."""
        hint = super().sizeHint()
        return QSize(hint.width() - _LEFT_OVER, hint.height())


class KindChips(QWidget):
    """One chip a kind."""

    changed = Signal()

    def __init__(self, page: QWidget, kinds: Iterable[CheckKind]) -> None:
        """Begin with these pressed; their keys work on the whole page."""
        super().__init__()
        pressed = frozenset(kinds)
        self._chips: dict[CheckKind, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.UNIT, 0, theme.UNIT, theme.UNIT)
        row = FlowLayout(spacing=theme.UNIT)
        column.addLayout(row)
        for kind in CheckKind:
            chip = self._chips[kind] = _Chip()
            chip.setProperty("kind", "button")
            chip.setCheckable(True)
            chip.setChecked(kind in pressed)
            chip.setIcon(icon(*TONES[kind]))
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            tip = _("Show only these: {kind}").format(kind=kind_words(kind))
            pressing = action(page, tip, chip.toggle, keys=_KEYS[kind])
            chip.setToolTip(pressing.toolTip())
            chip.toggled.connect(lambda _on: self.changed.emit())
            row.addWidget(chip)
        self.set_counts(CheckCounts(0, 0, 0))

    @property
    def kinds(self) -> frozenset[CheckKind]:
        """The kinds that are pressed; none of them stands for all."""
        return frozenset(kind for kind, chip in self._chips.items() if chip.isChecked())

    def set_counts(self, counts: CheckCounts) -> None:
        """Show how many there are of each kind."""
        numbers = {
            CheckKind.REJECTED: counts.rejected,
            CheckKind.FAILED: counts.failed,
            CheckKind.WARNING: counts.warnings,
            CheckKind.NOT_SENT: counts.not_sent,
        }
        for kind, chip in self._chips.items():
            if kind is CheckKind.NOT_SENT:
                # Nobody who is not connected with Severa need wonder what it is; pressed, it can be let go.
                chip.setVisible(bool(numbers[kind]) or chip.isChecked())
            text = f"{kind_words(kind)} {times.number(numbers[kind])}"
            chip.setText(f" {text}")  # the space parts it from the sign
            chip.setAccessibleName(text)

    def clear(self) -> None:
        """Show all kinds."""
        for chip in self._chips.values():
            chip.setChecked(False)
