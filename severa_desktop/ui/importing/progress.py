"""How far an import is, or what became of it, in one line with a bar; and what could not be handed over."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from severa_desktop.core.model import Outcome
from severa_desktop.services.import_process import Crashed
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.importing.controller import Run
from severa_desktop.ui.page import secondary, toned

_FIRST = 20
"""Mails after which a rate means something."""


class RunProgress(QFrame):
    """Says what an import does, or did, with its buttons beside it."""

    def __init__(self, buttons: Sequence[QWidget]) -> None:
        super().__init__()
        self._words = QLabel()
        self._words.setFont(theme.strong_font(self._words.font()))
        self._words.setWordWrap(True)
        self._details = secondary("")
        self._problem = toned("", "error")
        self._problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        row = QHBoxLayout()
        row.setSpacing(theme.UNIT)
        row.addLayout(self._lines(), 1)
        for button in buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.UNIT, theme.UNIT, 3 * theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(self._problem)

    def _lines(self) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addStretch()
        lines.addWidget(self._words)
        lines.addWidget(self._details)
        lines.addStretch()
        return lines

    def say_problem(self, text: str) -> None:
        """Say what went wrong beside the mails themselves; an empty text takes it away."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def show_run(self, run: Run | None) -> None:
        """Show how far this import is."""
        running = run is not None and run.ended is None
        self.setVisible(run is not None or bool(self._problem.text()))
        self._problem.setVisible(bool(self._problem.text()))
        self._bar.setVisible(running)
        self._words.setText("" if run is None else _running_words(run) if running else _summary(run))
        self._details.setText("" if run is None else _pace_words(run) if running else _ended_words(run))
        self._details.setVisible(bool(self._details.text()))
        if run is not None and running:
            self._bar.setMaximum(run.expected or 0)
            self._bar.setValue(min(run.done, run.expected or 0))


def _running_words(run: Run) -> str:
    if not run.done:
        return _("Reading e-mails …")
    if run.expected is None:
        return ngettext("{done} mail", "{done} mails", run.done).format(done=times.number(run.done))
    return _("{done} of {expected} mails").format(
        done=times.number(run.done), expected=times.number(max(run.expected, run.done))
    )


def _pace_words(run: Run) -> str:
    if run.done < _FIRST:
        return ""
    words = _("{rate} a second").format(rate=times.number(round(run.rate)))
    left = run.seconds_left
    return words if left is None else f"{words} · {_left_words(left)}"


def _left_words(seconds: float) -> str:
    if seconds < 60:
        return ngettext("{count} second left", "{count} seconds left", round(seconds)).format(count=round(seconds))
    minutes = round(seconds / 60)
    return ngettext("{count} minute left", "{count} minutes left", minutes).format(count=minutes)


def _summary(run: Run) -> str:
    counts = Counter(line.outcome for line in run.lines)
    words = {
        Outcome.ACTIVITY: ngettext("{count} activity", "{count} activities", counts[Outcome.ACTIVITY]),
        Outcome.DUPLICATE: _("{count} known already"),
        Outcome.REJECTED: _("{count} not imported"),
        Outcome.FAILED: _("{count} not readable"),
    }
    parts = [words[one].format(count=times.number(counts[one])) for one in words if counts[one]]
    if not parts:
        return _("Nothing was imported.") if isinstance(run.ended, Crashed) else _("No e-mail was found.")
    return " · ".join(parts)


def _ended_words(run: Run) -> str:
    if run.ended is None or isinstance(run.ended, Crashed):
        return ""
    parts = []
    if run.is_preview:
        parts.append(_("Nothing was imported yet."))
    if run.ended.cancelled:
        parts.append(_("Cancelled before the end.") if run.is_preview else _("Cancelled. What was done stays."))
    if run.ended.skipped:
        text = ngettext("{count} other file skipped.", "{count} other files skipped.", run.ended.skipped)
        parts.append(text.format(count=times.number(run.ended.skipped)))
    return " ".join(parts)
