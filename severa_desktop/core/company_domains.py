"""Whose mail domain it is: the users' own company's, or a customer's, as its contact persons' addresses show.

Only ever a hint for a person: nobody is matched by a domain.
"""

from collections import Counter, defaultdict

from severa_desktop.core.directory import Directory
from severa_desktop.core.reasons import Named
from severa_desktop.core.shared_domains import family


def domain_of(address: str) -> str:
    """Return what stands behind an address's last @."""
    return address.rpartition("@")[2]


class CompanyDomains:
    """The domains of one directory's active people; made once for many look-ups."""

    def __init__(self, directory: Directory) -> None:
        self._own = _Domains()
        self._customers = _Domains()
        self._names = {one.key: Named(one.key, one.name) for one in directory.customers if one.active}
        for user in directory.users:
            if user.active:
                self._own.add(user.emails, user.key)
        for contact in directory.contacts:
            if contact.active and contact.customer in self._names:
                self._customers.add(contact.emails, contact.customer)

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

    def __init__(self) -> None:
        self._exact: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._below: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, addresses: tuple[str, ...], key: str) -> None:
        """Count a person's domains, each once."""
        for domain in {domain_of(address) for address in addresses}:
            for height, one in enumerate(family(domain)):
                place = self._below if height else self._exact
                place[one][key] += 1

    def at(self, domain: str) -> Counter[str]:
        """Return the people at a domain, else above it, else below it."""
        for one in family(domain):
            if one in self._exact:
                return self._exact[one]
        return self._below.get(domain, Counter())
