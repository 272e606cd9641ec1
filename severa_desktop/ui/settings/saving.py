"""Saving the settings: all that was entered at once, said in words, taken back whole."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from severa_desktop.bootstrap import Application
from severa_desktop.core.settings import Settings
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.texts import _
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context, Reopening

LANGUAGE = "language"
"""The name under which the window remembers its language; empty means the system's."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person entered; None where nothing differs from what is stored."""

    settings: SettingsText
    language: str | None = None


def save(
    context: Context,
    owner: QObject,
    entered: Entered,
    saved: Callable[[], None],
    failed: Callable[[Exception], None],
) -> None:
    """Save what was entered, then say so with the way back. `saved` and `failed` are called while the owner lives."""
    former_language = context.state.text(LANGUAGE)

    def tell(former: Settings | None) -> None:
        saved()
        back = _Back(former, None if entered.language is None else former_language)
        _finish(context, entered.language, lambda: context.say(_("Settings saved."), lambda: _take_back(context, back)))

    context.background.run(
        owner, lambda services: _change(services, entered.settings), tell, failed=failed, lane=Lane.SLOW
    )


@dataclass(frozen=True, slots=True)
class _Back:
    """What was stored before; None where nothing of it changed."""

    settings: Settings | None
    language: str | None


def _change(services: Application, text: SettingsText) -> Settings | None:
    """Change what is named; return the settings as they were, None if nothing is named."""
    if text == SettingsText():
        return None
    former = services.setup.settings()
    services.setup.change(text)
    return former


def _take_back(context: Context, back: _Back) -> None:
    def tell(_nothing: None) -> None:
        _finish(context, back.language, lambda: context.say(_("The former settings are back.")))

    context.background.run(context, lambda services: _restore(services, back.settings), tell, lane=Lane.SLOW)


def _restore(services: Application, settings: Settings | None) -> None:
    if settings is not None:
        services.setup.restore(settings)


def _finish(context: Context, language: str | None, say: Callable[[], None]) -> None:
    """Let all pages look again and say it; in a new language the window that says it is a new one."""
    context.changed.emit()
    if language is None or language == context.state.text(LANGUAGE):
        say()
        return
    context.state.set_text(LANGUAGE, language)
    context.reopening.emit(Reopening.LANGUAGE)
    # After the new window, which is made once this event is over.
    QTimer.singleShot(0, context, say)
