"""Directory and settings as they are now, read again only when somebody changed them."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from severa_desktop.core.company_domains import CompanyDomains
from severa_desktop.core.directory import Directory
from severa_desktop.core.settings import Settings
from severa_desktop.giving_way import giving_way

if TYPE_CHECKING:
    from severa_desktop.store.reader import Reader


@dataclass(frozen=True)
class Current:
    """Directory and settings at one version of theirs."""

    version: int
    directory: Directory
    settings: Settings

    @cached_property
    def domains(self) -> CompanyDomains:
        """Whose mail domain is which."""
        known = self.directory
        return CompanyDomains(known.users, known.customers, giving_way(known.contacts))


class CurrentRules:
    """Keeps what was read last."""

    def __init__(self) -> None:
        self._current: Current | None = None

    def of(self, reader: "Reader") -> Current:
        """Return what this reader's store has now."""
        version = reader.directory_version()
        current = self._current
        if current is None or current.version != version:
            current = Current(version, reader.directory(), reader.settings())
            self._current = current
        return current
