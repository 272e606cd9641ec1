"""What goes wrong with Severa, as errors that are told to people."""

from collections.abc import Iterator
from contextlib import contextmanager

from severa_desktop.services.errors import UserError
from severa_desktop.severa.errors import SeveraError, StoppedError
from severa_desktop.texts import _


class StoppedByPersonError(UserError):
    """Somebody cancelled it."""

    def __init__(self) -> None:
        super().__init__(_("Cancelled."))


class NotConnectedError(UserError):
    """There is no connection with Severa."""

    def __init__(self) -> None:
        super().__init__(_("Severa is not connected. Connect it with: severa-desktop severa connect"))


@contextmanager
def told_to_people() -> Iterator[None]:
    """Turn each SeveraError into a UserError with the same sentence, being cancelled into StoppedByPersonError."""
    try:
        yield
    except StoppedError:
        raise StoppedByPersonError from None
    except SeveraError as error:
        raise UserError(str(error)) from error
