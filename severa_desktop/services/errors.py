"""The user's kind of error: something only the person at the keyboard can mend.

Its text is one sentence or two that say what is wrong and what to do. Defects are not of this kind.
"""


class UserError(Exception):
    """Wrong use, a broken setting or an unreadable file; the message says what and how to mend it."""
