"""Saves activities to a file that calendars read: the chosen ones, or all that the list shows."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import times
from severa_desktop.ui.activities.saving import ask_for_file
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context

if TYPE_CHECKING:
    from severa_desktop.services.calendar_export import CalendarExport

Export = Callable[[Application, Path], "CalendarExport"]


def save_for_calendar(context: Context, page: QWidget, export: Export) -> None:
    """Ask for the file, then let `export` write it, and say what was written and what was left out."""

    def save(target: Path) -> None:
        # A name that was typed without its ending: calendars know such files by it.
        named = target if target.suffix else target.with_suffix(".ics")
        context.background.run(
            page, lambda services: export(services, named), lambda done: context.say(_words(done)), lane=Lane.SLOW
        )

    ask_for_file(page, _("Save for the calendar"), f"{_('Activities')}.ics", save)


def _words(done: "CalendarExport") -> str:
    written = ngettext("Saved {count} activity: {path}.", "Saved {count} activities: {path}.", done.exported).format(
        count=times.number(done.exported), path=done.path
    )
    if not done.left_out:
        return written
    left_out = ngettext(
        "{count} activity was left out: its type is not synchronised with calendars.",
        "{count} activities were left out: their types are not synchronised with calendars.",
        done.left_out,
    ).format(count=times.number(done.left_out))
    return f"{written} {left_out}"
