"""What the global options said, and the services built from it when a command first needs them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from severa_desktop.paths import Folders, folders

if TYPE_CHECKING:
    from severa_desktop.bootstrap import Application
    from severa_desktop.services.doctor import Finding
    from severa_desktop.services.moving import Prepared


@dataclass
class Session:
    """One run of the command line; the global options may stand before or after the command."""

    data_dir: str | None = None
    verbose: bool = False

    @property
    def folders(self) -> Folders:
        """The data and log folders of this run."""
        return folders(self.data_dir)

    @cached_property
    def application(self) -> "Application":
        """The services, over the store in the data folder, which is opened, or made, when one of them needs it."""
        # Loading the services takes most of a short command's time; `--version` and help do without.
        from severa_desktop.bootstrap import prepare_application
        from severa_desktop.cli.upgrading import UpgradeShown

        self._start_log()
        return prepare_application(self.folders, UpgradeShown())

    def examine(self) -> "Iterator[Finding]":
        """Return what is not well with the data folder, which need not be usable."""
        from severa_desktop.bootstrap import examine_store
        from severa_desktop.cli.upgrading import UpgradeShown

        self._start_log()
        return examine_store(self.folders, UpgradeShown())

    def prepare_restoring(self, path: Path, told: Callable[[int, int], object]) -> "Prepared":
        """Make ready what shall take the place of the data, which need not be usable."""
        from severa_desktop.bootstrap import prepare_restoring

        self._start_log()
        return prepare_restoring(self.folders, path, told)

    def close(self) -> None:
        """Close the store, if a command opened it."""
        if "application" in self.__dict__:
            self.application.close()

    def _start_log(self) -> None:
        from severa_desktop.logs import start_log

        start_log(self.folders.log, verbose=self.verbose)


def session_of(context: click.Context) -> Session:
    """Return this run's session."""
    return context.ensure_object(Session)


pass_session = click.make_pass_decorator(Session, ensure=True)
