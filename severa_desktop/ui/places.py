"""The pages there are, in their order. Each is loaded when it is first shown, so that the window opens at once."""

from importlib import import_module
from typing import TYPE_CHECKING

from severa_desktop.texts import _
from severa_desktop.ui.context import Context
from severa_desktop.ui.navigation import Place

if TYPE_CHECKING:
    from severa_desktop.ui.page import Page

ACTIVITIES = "activities"
IMPORT = "import"
TO_CHECK = "to_check"
DIRECTORY = "directory"
SETTINGS = "settings"


def places() -> tuple[Place, ...]:
    """Return all pages, titles in the language chosen."""
    return (
        Place(ACTIVITIES, _("Activities"), "mails", _activities),
        Place(IMPORT, _("Import"), "download", _import),
        Place(TO_CHECK, _("To check"), "circle-alert", _to_check),
        Place(DIRECTORY, _("Directory"), "users", _directory),
        Place(SETTINGS, _("Settings"), "settings", _settings),
    )


def load_pages() -> None:
    """Load all pages' modules, and what they show is read with, before anybody asks; takes its time, in any thread."""
    from severa_desktop.services.kept_mails import load_reading

    load_reading()
    for name in (ACTIVITIES, "importing", TO_CHECK, DIRECTORY, SETTINGS):
        import_module(f"severa_desktop.ui.{name}.page")


def _activities(context: Context) -> "Page":
    from severa_desktop.ui.activities.page import ActivitiesPage

    return ActivitiesPage(context)


def _import(context: Context) -> "Page":
    from severa_desktop.ui.importing.page import ImportPage

    return ImportPage(context)


def _to_check(context: Context) -> "Page":
    from severa_desktop.ui.to_check.page import ToCheckPage

    return ToCheckPage(context)


def _directory(context: Context) -> "Page":
    from severa_desktop.ui.directory.page import DirectoryPage

    return DirectoryPage(context)


def _settings(context: Context) -> "Page":
    from severa_desktop.ui.settings.page import SettingsPage

    return SettingsPage(context)
