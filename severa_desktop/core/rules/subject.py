"""A mail without a subject cannot become an activity (matching rules, "The activity")."""

import unicodedata

from severa_desktop.core.model import Mail
from severa_desktop.core.reasons import Code, Reason

_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and signs by their category that nobody can see."""
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x1810))


def refuse_missing_subject(mail: Mail) -> Reason | None:
    """Return the reason for refusing the mail, or None when it has a subject."""
    return None if any(map(_can_be_seen, mail.subject)) else Reason(Code.SUBJECT_MISSING, header="Subject")


def _can_be_seen(letter: str) -> bool:
    """Tell whether a character leaves a mark on paper: no space, control, format or filling character."""
    if unicodedata.category(letter)[0] in "CZ" or letter in _BLANK_LETTERS:
        return False
    return not any(ord(letter) in selectors for selectors in _VARIATION_SELECTORS)
