"""What can go wrong with Severa, each with a sentence for a person. No secret, token or content stands in any."""

from severa_desktop.texts import _


class SeveraError(Exception):
    """Something that was asked of Severa did not come about; the message is the sentence for a person."""


class AddressError(SeveraError):
    """The address of Severa's API is none that this program talks to: it has to be corrected."""


class UnreachableError(SeveraError):
    """Nothing was done, and the same may be tried again later: no connection, or Severa has too much to do."""


class UnansweredError(SeveraError):
    """It was sent, and no answer came that tells what became of it: it may have been done or not."""


class RefusedError(SeveraError):
    """Severa does not do it, and would not if it were asked again."""

    def __init__(self, status: int, reason: str) -> None:
        said = reason or _("Severa gave no reason (status {status}).").format(status=status)
        super().__init__(said)
        self.status = status
        """HTTP's number for it."""
        self.reason = said
        """In Severa's own words, one line; a sentence of ours where it has none."""

    @property
    def is_missing(self) -> bool:
        """Tell whether it was refused as what it is about does not exist (any more)."""
        return self.status == 404


class CredentialsError(SeveraError):
    """Severa does not know the client id, or the secret is not the one that belongs to it."""


class ScopeError(SeveraError):
    """The credentials may not do this: they lack a scope."""

    def __init__(self, scope: str) -> None:
        sentence = _(
            "The credentials do not have the scope {scope}. Whoever made them in Severa "
            "(Settings › Integrations › REST API) can add it."
        )
        super().__init__(sentence.format(scope=scope))
        self.scope = scope
        """Its name, as `forms.SCOPES` has it."""


class StoppedError(SeveraError):
    """It was cancelled."""

    def __init__(self) -> None:
        super().__init__(_("Cancelled."))
