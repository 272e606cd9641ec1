"""When an activity took place (matching rules, "The activity", `started_at`)."""

from severa_desktop.core.model import Mail, Origin
from severa_desktop.core.reasons import Code, Reason

IMPLAUSIBLE_SECONDS = 24 * 60 * 60
"""A mail cannot be written this much later than a server received it."""

_LATEST = 4_133_980_799
"""The last second of 2100: no clock's or file's nonsense may reach beyond what can be sorted."""


def started_at(mail: Mail, origin: Origin) -> tuple[int, tuple[Reason, ...]]:
    """Return the moment in seconds since 1970, and a warning where it is not the mail's own `Date`."""
    if mail.date is not None:
        if mail.received is not None and mail.date - mail.received > IMPLAUSIBLE_SECONDS:
            return mail.received, (Reason(Code.DATE_IMPLAUSIBLE, header="Date", text=mail.date_text),)
        return mail.date, ()
    text = mail.date_text or None
    if mail.received is not None:
        return mail.received, (Reason(Code.DATE_MISSING, header="Received", text=text),)
    return min(max(origin.file_time, 0), _LATEST), (Reason(Code.DATE_MISSING, text=text),)
