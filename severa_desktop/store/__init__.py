"""The one SQLite file that holds originals, activities, what was not imported, directory and settings."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from severa_desktop.store.reader import Reader
    from severa_desktop.store.store import Store
    from severa_desktop.store.writer import Writer

__all__ = ["Reader", "Store", "Writer"]


def __getattr__(name: str) -> object:
    # Parsing processes import `store.compression`, and with it this module: they must not load SQLAlchemy.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{name.lower()}"), name)
