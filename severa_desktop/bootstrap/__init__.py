"""The one place that opens the store, builds the services over it and hands them to each other.

Services are built when they are first asked for: a command loads no more than it needs.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.bootstrap.application import Application, DraftApplication
from severa_desktop.paths import Folders
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.services.doctor import Finding
    from severa_desktop.services.moving import Prepared
    from severa_desktop.services.upgrading import UpgradeTold
    from severa_desktop.store.store import Store

__all__ = [
    "Application", "DraftApplication", "examine_store", "open_application", "prepare_application", "prepare_restoring",
]  # fmt: skip


def open_application(folders: Folders) -> Application:
    """Open the store in the data folder, which is made if it is not there.

    Raises UserError where the folder cannot be used, and StoreError where the store cannot.
    """
    application = prepare_application(folders)
    application.open()
    return application


def prepare_application(folders: Folders, told: "UpgradeTold | None" = None) -> Application:
    """Return what `open_application` does, but open the store when the first service needs it.

    `told` hears of a store that has to be brought up to date then.
    """
    return Application(folders.store, partial(_open_store, folders, told))


def _open_store(folders: Folders, told: "UpgradeTold | None") -> "Store":
    from severa_desktop.store.store import Store

    _make_data_folder(folders)
    return Store.open(folders.store, told=told)


def examine_store(folders: Folders, told: "UpgradeTold | None" = None) -> "Iterator[Finding]":
    """Return what is not well with the data in the data folder, which need not be usable.

    Raises UserError where the folder cannot be made.
    """
    from severa_desktop.services.doctor import examine

    _make_data_folder(folders)
    return examine(folders.store, told)


def prepare_restoring(folders: Folders, path: Path, told: "Callable[[int, int], object] | None" = None) -> "Prepared":
    """Make ready what shall take the place of the store in the data folder, which need not be usable.

    Raises UserError and StoreError; nothing of the store changes.
    """
    from severa_desktop.services.backup import prepare

    _make_data_folder(folders)
    return prepare(path, folders.store, told)


def _make_data_folder(folders: Folders) -> None:
    try:
        folders.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        sentence = _("The data folder {folder} cannot be made ({why}). Give another with --data-dir.")
        raise UserError(sentence.format(folder=folders.data, why=error.strerror)) from None
