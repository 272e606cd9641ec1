"""Where the program keeps things: the data, log and resource folders.

Only names places; whoever writes there makes the folder.
"""

from dataclasses import dataclass
from pathlib import Path

_NAME = "severa-desktop"
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one user, or of one ``--data-dir``."""

    data: Path
    logs: Path

    @property
    def store(self) -> Path:
        """The one file that holds everything."""
        return self.data / "severa-desktop.sqlite"

    @property
    def log(self) -> Path:
        """The file that defects are written to."""
        return self.logs / "severa-desktop.log"


def folders(data_dir: str | None) -> Folders:
    """Return the folders of a data folder that was given, else the platform's.

    A data folder of its own holds its logs too, so that nothing of it is written elsewhere.
    """
    if data_dir:
        data = Path(data_dir).expanduser()
        return Folders(data, data / "logs")
    # Asking the platform takes time that commands with a data folder of their own need not spend.
    import platformdirs  # noqa: PLC0415

    return Folders(
        platformdirs.user_data_path(_NAME, appauthor=False),
        platformdirs.user_log_path(_NAME, appauthor=False),
    )


def turns_folder() -> Path:
    """Return the folder in which all programs of this user, whatever their data folders, take turns at Severa.

    Severa counts what comes from all of them together. Nothing but moments is kept there.
    """
    import platformdirs  # noqa: PLC0415 - as above

    return platformdirs.user_state_path(_NAME, appauthor=False) / "severa"


def sample_folders(own: Folders) -> Folders:
    """Return the folders of the sample company's store: removed without a trace, never mixed with one's own."""
    return Folders(own.data / "sample", own.logs)


def resource_folder() -> Path:
    """Return the folder of icons, translations and the sample company.

    Installed it is inside the package, developing beside it.
    """
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"
