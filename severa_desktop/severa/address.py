"""The address of Severa's API: what is accepted as one, and what stands for it."""

from urllib.parse import urlsplit

from severa_desktop.core.source_settings import is_loopback
from severa_desktop.severa.errors import AddressError
from severa_desktop.texts import _


def checked_url(text: str) -> str:
    """Return an address as it is kept, without a slash at its end; raises AddressError with what is wrong with it."""
    url = text.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        parts, host = urlsplit(""), None
    if not host or not url.isascii() or not url.isprintable() or " " in url:
        raise AddressError(_("This is no address of an API; it begins with https://."))
    if parts.username or parts.password or parts.query or parts.fragment:
        raise AddressError(_("The address of the API is server and path only: no user, no question mark, no hash."))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise AddressError(_("The address has to begin with https://, so that nobody on the way can read along."))
    return url
