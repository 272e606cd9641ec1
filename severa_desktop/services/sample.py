"""The sample company: set up in a store of its own, so that somebody can look around before using the program."""

from pathlib import Path

from severa_desktop.core.settings import missing_settings
from severa_desktop.paths import resource_folder
from severa_desktop.services.directory import DirectoryService
from severa_desktop.services.setup import SetupService
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.store.store import Store

_SETTINGS = SettingsText(address="lindenhof@severamail.com", activity_type="E-mail")


def sample_mails() -> Path:
    """Return the folder of the sample company's mails."""
    return resource_folder() / "sample" / "mails"


class SampleService:
    """Makes one store the sample company's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def prepare(self) -> bool:
        """Take over directory and settings; returns whether that was needed, and so the mails are still to come."""
        setup = SetupService(self._store)
        if not missing_settings(setup.settings()):
            return False
        DirectoryService(self._store).import_path(resource_folder() / "sample" / "directory.json", replacing=False)
        setup.change(_SETTINGS)
        return True
