"""Whether a mail from a source is meant for the integration at all."""

import pytest

from severa_desktop.core.model import ENVELOPE
from severa_desktop.core.rules.addressed import is_addressed
from severa_desktop.core.settings import IntegrationAddress
from tests.core.made import DIRECTORY, PIETS, box

ACME = IntegrationAddress("acme", "severamail.com")


@pytest.mark.parametrize(
    ("address", "addressed"),
    [
        ("acme@severamail.com", True),
        ("1001.acme@severamail.com", True),
        ("acme+1001@severamail.com", True),
        ("acme@else.example", False),
        (PIETS, False),
    ],
)
@pytest.mark.parametrize("header", ["To", "Bcc", "Delivered-To", ENVELOPE])
def test_whatever_the_header_the_integration_or_what_looks_like_it(address: str, addressed: bool, header: str) -> None:
    recipients = (box(PIETS), box(address, header))
    assert is_addressed(recipients, ACME, DIRECTORY) is addressed


def test_nobody_is_not_the_integration() -> None:
    assert not is_addressed((), ACME, DIRECTORY)
