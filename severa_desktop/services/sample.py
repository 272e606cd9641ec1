"""The sample company: set up in a store of its own, so that somebody can look around before using the program."""

from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.paths import resource_folder

if TYPE_CHECKING:
    from severa_desktop.store.store import Store


def sample_mails() -> Path:
    """Return the folder of the sample company's mails."""
    return resource_folder() / "sample" / "mails"


class SampleService:
    """Makes one store the sample company's."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def prepare(self) -> bool:
        """Take over directory and settings; returns whether that was needed, and so the mails are still to come."""
        # The window asks this module for the folder before it is painted, and needs the rest only here.
        from severa_desktop.core.settings import missing_settings  # noqa: PLC0415
        from severa_desktop.services.directory import DirectoryService  # noqa: PLC0415
        from severa_desktop.services.setup import SetupService  # noqa: PLC0415
        from severa_desktop.services.setup_file import SettingsText  # noqa: PLC0415

        setup = SetupService(self._store)
        if not missing_settings(setup.settings()):
            return False
        DirectoryService(self._store).import_path(resource_folder() / "sample" / "directory.json", replacing=False)
        setup.change(SettingsText(address="lindenhof@severamail.com", activity_type="E-mail"))
        return True
