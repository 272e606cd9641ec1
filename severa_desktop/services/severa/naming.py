"""Names from Severa, as the directory holds names: one line of at least one letter that every program can show."""

from severa_desktop.services.directory_records import FORBIDDEN


def tidy(name: str, otherwise: str) -> str:
    """Return a name with single spaces and without what no text has; `otherwise` where nothing is left."""
    plain = " ".join(name.split())
    if FORBIDDEN.search(plain):
        plain = " ".join(FORBIDDEN.sub("", plain).split())
    return plain or otherwise
