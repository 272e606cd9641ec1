"""The one form in which addresses are compared: lower case, no needless quotes, domain as IDNA A-labels."""

import re
import unicodedata
from functools import lru_cache

from severa_desktop.mail.charsets import clean_text

_LONGEST = 1000
"""Characters; SMTP allows 320, forwarding services have been seen to exceed that."""
_LONGEST_DOMAIN = 255
_LONGEST_LABEL = 63

_DOMAIN = r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*"
_PLAIN = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@" + _DOMAIN)
_ASCII_DOMAIN = re.compile(_DOMAIN + r"|\[[a-z0-9:._-]+\]")
_OTHER_DOMAIN = re.compile(r"[^\x00-,/:-@\[-^`{-\x7f\s.]+(?:\.[^\x00-,/:-@\[-^`{-\x7f\s.]+)*")
_ATOM = r"[^\x00-\x1f\x7f-\x9f\s\"(),:;<>@\[\]\\]"
_PARTS = re.compile(rf'((?>(?:"(?>(?:[^"\\]|\\.)*)"|{_ATOM}++)+))@([^@]+)')
_UNQUOTED = re.compile(rf"{_ATOM}+")
_QUOTED = re.compile(r'"((?>(?:[^"\\]|\\.)*))"')
_QUOTED_PAIR = re.compile(r"\\(.)")
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f]")


def normalise_address(text: str) -> str | None:
    """Return an address in its compared form, None if the text is not exactly one address.

    Matching rules, "Addresses and recipients": case, quotes around the local part, a final dot do not count.
    """
    text = text.strip()
    lower = text.lower()
    if _PLAIN.fullmatch(lower):
        return lower if len(lower) <= _LONGEST else None
    if len(text) > _LONGEST or "@" not in text or _CONTROL.search(text):
        return None
    if not text.isascii():
        text = clean_text(text)
        lower = unicodedata.normalize("NFC", text.lower())
    parts = _PARTS.fullmatch(lower)
    local = _local_part(parts[1]) if parts else None
    domain = _domain(parts[2]) if parts else None
    return f"{local}@{domain}" if local and domain else None


def readable_domain(domain: str) -> str:
    """Return a domain in compared form as people read it: its A-labels decoded, those that cannot be as they are."""
    if "xn--" not in domain:
        return domain
    return ".".join(_u_label(label) for label in domain.split("."))


def _local_part(written: str) -> str:
    """Return the local part with quotes only if it needs them; empty if it says nothing."""
    if '"' not in written:
        return written
    value = _QUOTED.sub(lambda quoted: _QUOTED_PAIR.sub(r"\1", quoted[1]), written)
    if not value or _UNQUOTED.fullmatch(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _domain(written: str) -> str | None:
    domain = written.removesuffix(".") if written.isascii() else _to_a_labels(written)
    if not domain:
        return None
    form = _ASCII_DOMAIN if domain.isascii() else _OTHER_DOMAIN
    return domain if form.fullmatch(domain) else None


@lru_cache(maxsize=1024)
def _to_a_labels(domain: str) -> str | None:
    """Return the domain in A-label form; one that no label can be made of stays as it is."""
    if len(domain) > _LONGEST_DOMAIN:
        return None
    import idna  # noqa: PLC0415 - large tables that few mails need

    try:
        mapped = idna.uts46_remap(domain, std3_rules=False, transitional=False)
    except (idna.IDNAError, UnicodeError):
        return domain.removesuffix(".")
    return ".".join(_a_label(label) for label in mapped.removesuffix(".").split("."))


def _a_label(label: str) -> str:
    import idna  # noqa: PLC0415 - see above

    if label.isascii():
        return label
    try:
        return idna.alabel(label).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        # IDNA 2008 refuses symbols; domains with them exist all the same and are looked up like this.
        encoded = "xn--" + label.encode("punycode").decode("ascii")
        return encoded if len(encoded) <= _LONGEST_LABEL else label


def _u_label(label: str) -> str:
    import idna  # noqa: PLC0415 - see above

    try:
        return idna.ulabel(label)
    except (idna.IDNAError, UnicodeError):
        return label
