"""Which copies of a mail count (matching rules, "Duplicates").

The first one is the mail; a later one may add recipients, unless its content shows that somebody only
borrowed the Message-ID.
"""

from collections import Counter
from collections.abc import Sequence

from severa_desktop.core.model import Copy, Mail
from severa_desktop.core.reasons import Code, Reason


def counting_copies(copies: Sequence[Copy]) -> tuple[tuple[Copy, ...], tuple[Reason, ...]]:
    """Return the first copy and the later ones that agree with it, and a reason for each that does not."""
    first = copies[0].mail
    counting = [copies[0]]
    reasons = []
    for copy in copies[1:]:
        if differs(first, copy.mail):
            reasons.append(Reason(Code.COPY_DIFFERS, text=copy.origin.source))
        else:
            counting.append(copy)
    return tuple(counting), tuple(reasons)


def differs(first: Mail, later: Mail) -> bool:
    """Tell whether a copy has other attachments, or a text of which neither holds the other's."""
    if _contents(first) != _contents(later):
        return True
    one, other = "".join(first.body.split()), "".join(later.body.split())
    return one not in other and other not in one


def _contents(mail: Mail) -> Counter[str]:
    return Counter(attachment.sha256 for attachment in mail.attachments)
