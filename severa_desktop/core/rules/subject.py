"""A mail without a subject cannot become an activity (matching rules, "The activity")."""

from severa_desktop.core.model import Mail
from severa_desktop.core.reasons import Code, Reason


def refuse_missing_subject(mail: Mail) -> Reason | None:
    """Return the reason for refusing the mail, or None when it has a subject."""
    return None if mail.subject else Reason(Code.SUBJECT_MISSING, header="Subject")
