"""Whose mail domain it is: the users' own company's, or a customer's, as its contact persons' addresses show.

Only ever a hint for a person: nobody is matched by a domain.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from severa_desktop.core.directory import Contact, Customer, User
from severa_desktop.core.reasons import Named
from severa_desktop.core.shared_domains import family


def domain_of(address: str) -> str:
    """Return what stands behind an address's last @."""
    return address.rpartition("@")[2]


class CompanyDomains:
    """The domains of one directory's active people; made once for many look-ups."""

    def __init__(self, users: Iterable[User], customers: Iterable[Customer], contacts: Iterable[Contact]) -> None:
        names = {one.key: Named(one.key, one.name) for one in customers if one.active}
        self._names = names
        self._own = _Domains((one.emails, one.key) for one in users if one.active)
        self._customers = _Domains(
            (one.emails, one.customer) for one in contacts if one.active and one.customer in names
        )

    def is_own(self, domain: str) -> bool:
        """Tell whether users have addresses at this domain, or at one above or below it."""
        return bool(self._own.at(domain))

    def customers_at(self, domain: str) -> tuple[Named, ...]:
        """Return the active customers with contact persons at this company's domain, those with most of them first.

        Where nobody is at the domain itself, those above it (`bakery.nl` for `mail.bakery.nl`) count, then those
        below. A shared domain is nobody's, and the users' own is no customer's.
        """
        if self.is_own(domain):
            return ()
        counted = self._customers.at(domain)
        ranked = sorted(counted, key=lambda key: (-counted[key], self._names[key].name, key))
        return tuple(self._names[key] for key in ranked)


class _Domains:
    """How many people of whom are at which domain."""

    def __init__(self, people: Iterable[tuple[tuple[str, ...], str]]) -> None:
        """Count each person's domains, each once: their addresses, and whom they count for."""
        at: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for addresses, key in people:
            for domain in {domain_of(address) for address in addresses}:
                at[domain][key] += 1
        self._exact: dict[str, Counter[str]] = {}
        self._below: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for domain, counted in at.items():
            for height, one in enumerate(family(domain)):
                if height:
                    self._below[one].update(counted)
                else:
                    self._exact[one] = counted

    def at(self, domain: str) -> Counter[str]:
        """Return the people at a domain, else above it, else below it."""
        for one in family(domain):
            if one in self._exact:
                return self._exact[one]
        return self._below.get(domain, Counter())
