"""Where mails come from by themselves: adding such sources, looking at, trying, changing and removing them.

Adding, changing and removing may wait for a person who unlocks the keyring, trying for a server: never to be called
on the window's thread.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from severa_desktop.core.source_settings import Condition, ImapSettings, ListedSource, Source, SourceSettings
from severa_desktop.secrets import SecretsError
from severa_desktop.services.errors import UserError
from severa_desktop.services.passwords import Passwords, password_variable
from severa_desktop.services.processing.holding import let_go
from severa_desktop.services.source_checks import checked_account, checked_settings, has_same_account, refuse_same
from severa_desktop.sources.intake import NoPasswordError
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store
    from severa_desktop.store.writer import Reader, Writer


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source as somebody wants it."""

    settings: SourceSettings
    account: tuple[str, ...] = ()
    """The account's own addresses; a mailbox's user need not be named again."""
    dedicated: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """A source that was added."""

    source: Source
    trouble: str = ""
    """Why its password is not kept and what to do, as sentences; empty where all is well."""


class SourcesService:
    """The sources of one store."""

    def __init__(self, store: "Store", passwords: Passwords) -> None:
        self._store = store
        self._passwords = passwords

    def sources(self) -> list[ListedSource]:
        """Return all sources with how each is doing, in the order in which they were added."""
        with self._store.reading() as reader:
            return reader.sources()

    def source(self, source_id: int) -> ListedSource:
        """Return one source; raises UserError if there is none with this id."""
        with self._store.reading() as reader:
            return _found(reader, source_id)

    def mailbox(self, source_id: int) -> Source:
        """Return a source that has a password; raises UserError if there is none with this id."""
        source = self.source(source_id).source
        if not isinstance(source.settings, ImapSettings):
            raise UserError(_("Source {number} is no mailbox, and needs no password.").format(number=source_id))
        return source

    def check(self, new: NewSource, instead_of: int | None = None) -> NewSource:
        """Return a new source in the form in which it is kept; raises SourceRefusedError. Nothing is tried.

        `instead_of` names the source that it takes the place of.
        """
        settings = checked_settings(new.settings)
        checked = replace(new, settings=settings, account=checked_account(settings, new.account))
        with self._store.reading() as reader:
            _refuse_same(checked, reader, instead_of)
        return checked

    def why_no_password_is_kept(self) -> str:
        """Return why a password could not be kept here, empty if it could: then it need not be asked for."""
        try:
            self._passwords.check_keyring()
        except SecretsError as error:
            return str(error)
        return ""

    def add(self, new: NewSource, password: str = "") -> Added:
        """Add a source, with the password of its mailbox; raises SourceRefusedError.

        It is added as well where the password cannot be kept.
        """
        checked = self.check(new)
        with self._store.writing() as writer:
            _refuse_same(checked, writer)
            source_id = writer.add_source(checked.settings, checked.account, dedicated=checked.dedicated)
        source = Source(source_id, checked.settings, checked.dedicated, checked.account)
        return Added(source, self.keep_added(source, password))

    def change(self, source_id: int, new: NewSource, password: str = "") -> Added:
        """Let a source be another one of the same kind; raises SourceRefusedError, and UserError if there is none.

        What it remembers stays where its mails come from the same place, and so does its password where none is given.
        """
        checked = self.check(new, instead_of=source_id)
        with self._store.writing() as writer:
            _refuse_same(checked, writer, source_id)
            former = _found(writer, source_id).source
            source = replace(former, settings=checked.settings, account=checked.account, dedicated=checked.dedicated)
            if source.kind is not former.kind:
                raise UserError(_("Source {number} is of another kind. Add a new one.").format(number=source_id))
            write_change(writer, former, source)
        return Added(source, self.keep_changed(former, source, password))

    def keep_added(self, source: Source, password: str) -> str:
        """Keep the password of a source that was added; returns why it is not kept and what to do."""
        return self._keep(source, password) if isinstance(source.settings, ImapSettings) else ""

    def keep_changed(self, former: Source, source: Source, password: str) -> str:
        """Keep the password of a source that was changed; returns why it is not kept and what to do."""
        if not isinstance(source.settings, ImapSettings):
            return ""
        if has_same_account(former.settings, source.settings):
            return self._keep(source, password) if password else ""
        # It was for another account: no server is sent another one's password.
        return " ".join(filter(None, (self.forget_password(former), self._keep(source, password))))

    def forget_password(self, source: Source) -> str:
        """Remove a source's password; returns why it may still be in the keyring, empty where it is not."""
        if isinstance(source.settings, ImapSettings):
            try:
                self._passwords.forget(source)
            except SecretsError as error:
                return _("{why} If its password was kept in a keyring, remove it there by hand.").format(why=error)
        return ""

    def set_password(self, source_id: int, password: str) -> str:
        """Give a source another password; returns why it is not kept and what to do, empty where it is.

        A source that stopped begins again. Raises UserError if there is no mailbox with this id.
        """
        trouble = self._keep(self.mailbox(source_id), password)
        self.try_again(source_id)
        return trouble

    def try_again(self, source_id: int) -> None:
        """Let a source begin again that stopped until a person acts, whichever process works on it."""
        with self._store.writing() as writer:
            let_go(writer, source_id)

    def test(self, source_id: int) -> str:
        """Try whether a source can work, taking nothing; returns what is wrong and what to do, empty if all is well.

        One that stopped and works now begins again. Raises UserError if there is no such source.
        """
        listed = self.source(source_id)
        trouble = self.test_of(listed.source)
        if not trouble and listed.state.condition is Condition.STOPPED:
            self.try_again(source_id)
        return trouble

    def test_of(self, source: Source, password: str | None = None) -> str:
        """Try a source that need not be added yet, with this password; as `test`."""
        # Each kind brings along what talks with its servers.
        from severa_desktop.services.processing.kinds import running  # noqa: PLC0415

        try:
            found = running(source, lambda: self._passwords.of(source) if password is None else password).check()
        except NoPasswordError as error:
            return str(error)
        return found or ""

    def remove(self, source_id: int) -> str:
        """Remove a source, its memory and its password; its mails stay. Raises UserError if there is none with this id.

        Returns why the password may still be in the keyring, empty where it is not.
        """
        trouble = self.forget_password(self.source(source_id).source)
        with self._store.writing() as writer:
            writer.remove_source(source_id)
        return trouble

    def _keep(self, source: Source, password: str) -> str:
        why = ""
        try:
            if password:
                self._passwords.keep(source, password)
                return ""
            self._passwords.check_keyring()
        except SecretsError as error:
            why = f"{error} "
        advice = _(
            "Give the password in the environment variable {variable}, or each time when the program asks for it."
        )
        return why + advice.format(variable=password_variable(source.id))


def _found(reader: "Reader", source_id: int) -> ListedSource:
    found = reader.source(source_id)
    if found is None:
        raise UserError(_("There is no source {number}.").format(number=source_id))
    return found


def _refuse_same(new: NewSource, reader: "Reader", but: int | None = None) -> None:
    others = ((each.source.id, each.source.settings) for each in reader.sources())
    refuse_same(new.settings, (each for each in others if each[0] != but))


def write_change(writer: "Writer", former: Source, source: Source) -> None:
    """Write that a source is another one now, within a transaction that others share; one that stopped begins again."""
    forgets = not has_same_account(former.settings, source.settings)
    writer.change_source(former.id, source.settings, source.account, dedicated=source.dedicated, forgets=forgets)
    let_go(writer, former.id)
