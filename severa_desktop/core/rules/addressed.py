"""Whether a mail from a source is meant for the integration at all; others are left alone.

Processor: the integration, a numbered or an unclear address, in any header or the envelope. The account's own
addresses count here: a mailbox whose address is the integration's holds its mails.
"""

from collections.abc import Iterable

from severa_desktop.core.directory import Directory
from severa_desktop.core.model import Mailbox
from severa_desktop.core.rules.integration import Use, use_of
from severa_desktop.core.settings import IntegrationAddress


def is_addressed(recipients: Iterable[Mailbox], integration: IntegrationAddress, directory: Directory) -> bool:
    """Tell whether one of the recipients, whatever their header, is an address of the integration."""
    return any(use_of(one.address, integration, directory).use is not Use.ORDINARY for one in recipients)
