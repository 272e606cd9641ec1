"""A connection for tests, with what would be a secret."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from severa_desktop.core.severa import SeveraSettings
from severa_desktop.severa.client import Severa
from severa_desktop.severa.clock import Clock
from severa_desktop.severa.forms import ActivityForm
from severa_desktop.severa.pace import Pace, pace_name

CLIENT = "client-of-the-tests"
SECRET = "Zwijgplicht-4711"

FORM = ActivityForm(
    name="Quotation for the roof",
    start=1_790_000_000,
    type="type-1",
    owner="user-1",
    customer=None,
    phase=None,
    closed=True,
    notes="Confidential: the roof costs 12,000.\nmarker-81",
)


@contextmanager
def talking(
    url: str,
    folder: Path,
    clock: Clock | None = None,
    stop: threading.Event | None = None,
    secret: str = SECRET,
    client: str = CLIENT,
) -> Iterator[Severa]:
    """Give a connection for as long as the block lasts."""
    settings = SeveraSettings(client, url)
    with Severa(settings, secret, Pace(folder, pace_name(settings), clock), stop, clock) as severa:
        yield severa
