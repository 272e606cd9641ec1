"""Setting up without changing anything until the end: a temporary store in which all of it is entered first.

It begins as the real store, with the same settings, directory and sources, and knows what that knows of mails; every
service works on it as on the real one. Finishing carries what was changed there over to the real store, in one
transaction; leaving it changes nothing.
"""

from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from itertools import count

from severa_desktop.core.directory import Directory
from severa_desktop.core.settings import SettingRefusedError, Settings, check_activity_type
from severa_desktop.core.source_settings import Source
from severa_desktop.services.directory import types_in_use
from severa_desktop.services.directory_checks import find_contradictions
from severa_desktop.services.directory_form import record_object
from severa_desktop.services.directory_merge import record_key, records_of, with_records
from severa_desktop.services.directory_records import right_records
from severa_desktop.services.directory_schema import Place, RawDirectory, RawRecord, Refusals, Section
from severa_desktop.services.errors import UserError
from severa_desktop.services.passwords import Passwords
from severa_desktop.services.setting_words import SettingError
from severa_desktop.services.setup import excluded_types, write_excluded_types
from severa_desktop.services.severa.ownership import refuse_changes, severas_of
from severa_desktop.services.source_checks import refuse_same
from severa_desktop.services.sources import SourcesService, write_change
from severa_desktop.store.reader import Reader
from severa_desktop.store.store import Store
from severa_desktop.store.writer import Writer
from severa_desktop.texts import _


@dataclass(frozen=True, slots=True)
class Finished:
    """What setting up did."""

    changed_anything: bool
    troubles: tuple[str, ...] = ()
    """What could not be done with passwords and what to do, as sentences."""


@dataclass(frozen=True)
class _Found:
    """All that can be set up, as it is in one store at one moment."""

    settings: Settings
    directory: Directory
    excluded: frozenset[str]
    sources: tuple[Source, ...]


class DraftPasswords(Passwords):
    """Passwords that are entered while setting up: kept in no keyring before that is finished."""

    def __init__(self, kept: Passwords) -> None:
        """`kept` has those of the sources that there are."""
        self._kept = kept
        self._entered: dict[int, str] = {}

    @property
    def has_any(self) -> bool:
        """Whether any was entered."""
        return bool(self._entered)

    def of(self, source: Source) -> str:
        """Return what was entered for a source, else what is kept; raises PasswordMissingError."""
        return self._entered.get(source.id) or self._kept.of(source)

    def given(self, source_id: int) -> str:
        """Return what was entered for a source, empty if nothing was."""
        return self._entered.get(source_id, "")

    def give(self, source_id: int, password: str) -> None:
        """Use this password for a source."""
        self._entered[source_id] = password

    def take_back(self, source_id: int) -> None:
        """Forget what was entered for a source."""
        self._entered.pop(source_id, None)

    def check_keyring(self) -> None:
        """Make sure that a password could be kept; raises SecretsError."""
        self._kept.check_keyring()

    def keep(self, source: Source, password: str) -> None:
        """Use this password for a source; raises SecretsError where it will not be kept."""
        self.give(source.id, password)
        self.check_keyring()

    def forget(self, source: Source) -> None:
        """Forget what was entered for a source; what is kept stays until setting up is finished."""
        self.take_back(source.id)


class SetupDraft:
    """One setting up of one store, from its beginning until it is finished or left."""

    def __init__(self, real: Store, sources: SourcesService, passwords: Passwords) -> None:
        """`sources` and `passwords` are the real store's."""
        self._real = real
        self._sources = sources
        self.passwords = DraftPasswords(passwords)
        self._stack = ExitStack()
        self.store = self._stack.enter_context(Store.scratch_of(real.path))
        self._before = self._now()

    def close(self) -> None:
        """Forget all that was not finished."""
        self._stack.close()

    def finish(self) -> Finished:
        """Carry over to the real store what was changed, all of it or nothing.

        What somebody else changed there meanwhile stays, where it is not the same thing. Raises SettingError,
        SourceRefusedError or another UserError, and then nothing changes. To be called once.
        """
        wanted = self._now()
        with self._real.writing() as writer:
            self._write_directory(writer, wanted)
            self._write_settings(writer, wanted)
            self._write_excluded(writer, wanted)
            added = self._write_sources(writer, wanted)
        changed_anything = wanted != self._before or self.passwords.has_any
        return Finished(changed_anything, self._keep_passwords(wanted, added))

    def _now(self) -> _Found:
        with self.store.reading() as reader:
            return _Found(
                reader.settings(),
                reader.directory(),
                excluded_types(reader),
                tuple(listed.source for listed in reader.sources()),
            )

    def _write_directory(self, writer: Writer, wanted: _Found) -> None:
        stored = writer.directory()
        if stored == self._before.directory:
            directory = wanted.directory
        else:
            directory = _merged(writer, stored, self._before.directory, wanted.directory)
        if directory != stored:
            refuse_changes(severas_of(writer), stored, directory)
            writer.save_directory(directory)

    def _write_settings(self, writer: Writer, wanted: _Found) -> None:
        stored, before = writer.settings(), self._before.settings
        # Each by itself: another may have been changed meanwhile.
        changed = {
            one.name: getattr(wanted.settings, one.name)
            for one in fields(Settings)
            if getattr(wanted.settings, one.name) != getattr(before, one.name)
        }
        if not changed:
            return
        settings = replace(stored, **changed)
        if "activity_type" in changed:
            try:
                check_activity_type(settings, [kind.name for kind in writer.activity_types()])
            except SettingRefusedError as refused:
                raise SettingError(refused) from None
        writer.save_settings(settings)

    def _write_excluded(self, writer: Writer, wanted: _Found) -> None:
        before, stored = self._before.excluded, excluded_types(writer)
        excluded = (stored | (wanted.excluded - before)) - (before - wanted.excluded)
        if excluded != stored:
            write_excluded_types(writer, excluded)

    def _write_sources(self, writer: Writer, wanted: _Found) -> dict[int, Source]:
        """Remove, change and add sources; return those added by their ids while setting up."""
        before = {source.id: source for source in self._before.sources}
        after = {source.id: source for source in wanted.sources}
        added = {}
        for source_id in before.keys() - after.keys():
            writer.remove_source(source_id)
        for source in wanted.sources:
            former = before.get(source.id)
            if former == source:
                continue
            others = [(each.source.id, each.source.settings) for each in writer.sources()]
            refuse_same(source.settings, (each for each in others if former is None or each[0] != source.id))
            if former is None:
                source_id = writer.add_source(source.settings, source.account, dedicated=source.dedicated)
                added[source.id] = replace(source, id=source_id)
            elif writer.source(source.id) is not None:
                write_change(writer, former, source)
        return added

    def _keep_passwords(self, wanted: _Found, added: dict[int, Source]) -> tuple[str, ...]:
        """Keep the passwords that were entered, now that their sources are there, and forget those of others."""
        after = {source.id: source for source in wanted.sources}
        troubles = []
        for former in self._before.sources:
            source = after.get(former.id)
            if source is None:
                troubles.append(self._sources.forget_password(former))
            elif source != former or self.passwords.given(source.id):
                troubles.append(self._sources.keep_changed(former, source, self.passwords.given(source.id)))
        troubles += [
            self._sources.keep_added(source, self.passwords.given(source_id)) for source_id, source in added.items()
        ]
        return tuple(filter(None, troubles))


def _merged(reader: Reader, stored: Directory, before: Directory, wanted: Directory) -> Directory:
    """Return a directory that somebody else changed meanwhile with what was changed here; raises if they contradict."""
    merged = stored
    raw: dict[Section, tuple[RawRecord, ...]] = {}
    position = count()
    for section in Section:
        former = {record_key(one): one for one in records_of(before, section)}
        after = {record_key(one): one for one in records_of(wanted, section)}
        changed = tuple(one for key, one in after.items() if former.get(key) != one)
        gone = former.keys() - after.keys() - (types_in_use(reader) if former.keys() - after.keys() else frozenset())
        replaced = gone | {record_key(one) for one in changed}
        present = tuple(one for one in records_of(merged, section) if record_key(one) in replaced)
        merged = with_records(merged, section, gone=present, new=changed)
        raw[section] = tuple(RawRecord(Place("", position=next(position)), record_object(one)) for one in changed)
    refusals = Refusals()
    find_contradictions(merged, right_records(RawDirectory(raw), refusals), refusals)
    for refusal in refusals:
        sentence = _("The directory was changed meanwhile, and what you entered does not fit any more: {problem}")
        raise UserError(sentence.format(problem=refusal.sentence))
    return merged
