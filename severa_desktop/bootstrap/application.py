"""The services over one store, each built when it is first asked for."""

import threading
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from severa_desktop.bootstrap.severa import SeveraServices
    from severa_desktop.services.activities import ActivitiesService
    from severa_desktop.services.calendar_export import CalendarService
    from severa_desktop.services.checking import CheckingService
    from severa_desktop.services.correcting import CorrectingService
    from severa_desktop.services.directory import DirectoryService
    from severa_desktop.services.directory_editing import DirectoryEditing
    from severa_desktop.services.directory_import import DirectoryImport
    from severa_desktop.services.directory_listing import DirectoryListing
    from severa_desktop.services.directory_search import DirectorySearch
    from severa_desktop.services.files import FilesService
    from severa_desktop.services.importing import ImportService
    from severa_desktop.services.moving import MovingService
    from severa_desktop.services.newest import NewestService
    from severa_desktop.services.not_imported import NotImportedService
    from severa_desktop.services.overview import OverviewService
    from severa_desktop.services.passwords import Passwords
    from severa_desktop.services.processing.service import Listener, ProcessingService
    from severa_desktop.services.retrying import RetryService
    from severa_desktop.services.routes import RouteService
    from severa_desktop.services.sample import SampleService
    from severa_desktop.services.session_start import SessionStart
    from severa_desktop.services.setup import SetupService
    from severa_desktop.services.setup_draft import Finished, SetupDraft
    from severa_desktop.services.sources import SourcesService
    from severa_desktop.services.status import StatusService
    from severa_desktop.services.suggesting import SuggestingService
    from severa_desktop.services.trial import TrialService
    from severa_desktop.services.viewing import ViewingService
    from severa_desktop.store.store import Store


class Application:
    """The services over one store, which is opened when the first of them needs it: loading that takes a while.

    May be used by several threads. What opening the store raises, whoever needs it hears; the next one tries again.
    """

    def __init__(self, path: Path, open_store: "Callable[[], Store]") -> None:
        """Take the path of the store's file, and what opens it."""
        self._path = path
        self._open_store = open_store
        self._opening = threading.Lock()
        self._opened: Store | None = None
        self._drafts: list[DraftApplication] = []

    def open(self) -> "Store":
        """Open the store if it is not open; raises what opening it does."""
        with self._opening:
            if self._opened is None:
                self._opened = self._open_store()
            return self._opened

    def close(self) -> None:
        """Close the store, and forget what was entered to set it up and not finished."""
        for draft in tuple(self._drafts):
            self.end_draft(draft)
        with self._opening:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    @property
    def _store(self) -> "Store":
        return self.open()

    def begin_draft(self) -> "DraftApplication":
        """Return the same services over a temporary store, on which a person sets this one up."""
        from severa_desktop.services.setup_draft import SetupDraft

        draft = DraftApplication(SetupDraft(self._store, self.sources, self.passwords))
        self._drafts.append(draft)
        return draft

    def end_draft(self, draft: "DraftApplication") -> None:
        """Forget what was entered to set this store up and not finished."""
        self._drafts.remove(draft)
        draft.close()

    @cached_property
    def setup(self) -> "SetupService":
        """Settings, and setups for a colleague's computer."""
        from severa_desktop.services.setup import SetupService

        return SetupService(self._store)

    @cached_property
    def directory(self) -> "DirectoryService":
        """Users, customers, contact persons, projects and activity types."""
        from severa_desktop.services.directory import DirectoryService

        return DirectoryService(self._store)

    @cached_property
    def directory_listing(self) -> "DirectoryListing":
        """The directory's records as tables list them."""
        from severa_desktop.services.directory_listing import DirectoryListing

        return DirectoryListing(self._store)

    @cached_property
    def directory_editing(self) -> "DirectoryEditing":
        """What a person changes in the directory by hand."""
        from severa_desktop.services.directory_editing import DirectoryEditing

        return DirectoryEditing(self._store)

    @cached_property
    def directory_import(self) -> "DirectoryImport":
        """Taking a directory over after a look at the changes."""
        from severa_desktop.services.directory_import import DirectoryImport

        return DirectoryImport(self._store)

    @cached_property
    def directory_search(self) -> "DirectorySearch":
        """Finding records of the directory by what is typed."""
        from severa_desktop.services.directory_search import DirectorySearch

        return DirectorySearch(self._store)

    @cached_property
    def correcting(self) -> "CorrectingService":
        """What a person changes on activities, with undo."""
        from severa_desktop.services.correcting import CorrectingService

        return CorrectingService(self._store, _now)

    @cached_property
    def importing(self) -> "ImportService":
        """Taking mails in."""
        from severa_desktop.services.importing import ImportService

        return ImportService(self._store, _now)

    @cached_property
    def retrying(self) -> "RetryService":
        """Deciding anew about mails that were not imported."""
        from severa_desktop.services.retrying import RetryService

        return RetryService(self._store, _now)

    @cached_property
    def activities(self) -> "ActivitiesService":
        """Looking activities up."""
        from severa_desktop.services.activities import ActivitiesService

        return ActivitiesService(self._store)

    @cached_property
    def calendar(self) -> "CalendarService":
        """Activities as calendars show them."""
        from severa_desktop.services.calendar_export import CalendarService

        return CalendarService(self._store, _now)

    @cached_property
    def newest(self) -> "NewestService":
        """The newest activities, told without opening the store."""
        from severa_desktop.services.newest import NewestService

        return NewestService(self._path)

    @cached_property
    def viewing(self) -> "ViewingService":
        """Looking at one mail as it was sent."""
        from severa_desktop.services.viewing import ViewingService

        return ViewingService(self._store)

    @cached_property
    def overview(self) -> "OverviewService":
        """Figures of activities."""
        from severa_desktop.services.overview import OverviewService

        return OverviewService(self._store)

    @cached_property
    def checking(self) -> "CheckingService":
        """What a person has to look at."""
        from severa_desktop.services.checking import CheckingService

        return CheckingService(self._store)

    @cached_property
    def suggesting(self) -> "SuggestingService":
        """What a person may want to do about a mail."""
        from severa_desktop.services.suggesting import SuggestingService

        return SuggestingService(self._store)

    @cached_property
    def status(self) -> "StatusService":
        """The state of things at a glance."""
        from severa_desktop.services.status import StatusService

        return StatusService(self._store)

    @cached_property
    def passwords(self) -> "Passwords":
        """The passwords of sources."""
        from severa_desktop.secrets import Secrets
        from severa_desktop.services.passwords import Passwords

        return Passwords(Secrets(self._store.path))

    @cached_property
    def sources(self) -> "SourcesService":
        """Where mails come from by themselves."""
        from severa_desktop.services.sources import SourcesService

        return SourcesService(self._store, self.passwords)

    def processing(self, listener: "Listener | None" = None) -> "ProcessingService":
        """Return what runs the sources in this process; whoever asked for it closes it."""
        from severa_desktop.services.processing.clock import SystemClock
        from severa_desktop.services.processing.service import ProcessingService

        return ProcessingService(self._store, SystemClock(), self.passwords.of, listener)

    @cached_property
    def severa(self) -> "SeveraServices":
        """What concerns the connection with Severa."""
        from severa_desktop.bootstrap.severa import SeveraServices

        return SeveraServices(self.open, _now)

    @cached_property
    def session_start(self) -> "SessionStart":
        """Whether the program starts with the session."""
        from severa_desktop.services.session_start import SessionStart

        return SessionStart(self._store.path.parent)

    @cached_property
    def moving(self) -> "MovingService":
        """Backups, and moving everything to another computer."""
        from severa_desktop.services.moving import MovingService

        return MovingService(self._store)

    @cached_property
    def trial(self) -> "TrialService":
        """Trying what mails would become."""
        from severa_desktop.services.trial import TrialService

        return TrialService(self._store, _now)

    @cached_property
    def sample(self) -> "SampleService":
        """The company to look around in."""
        from severa_desktop.services.sample import SampleService

        return SampleService(self._store)

    @cached_property
    def routes(self) -> "RouteService":
        """The ways that mails took."""
        from severa_desktop.services.routes import RouteService

        return RouteService(self._store)

    @cached_property
    def files(self) -> "FilesService":
        """The files of projects."""
        from severa_desktop.services.files import FilesService

        return FilesService(self._store)

    @cached_property
    def not_imported(self) -> "NotImportedService":
        """Mails that were rejected or could not be read."""
        from severa_desktop.services.not_imported import NotImportedService

        return NotImportedService(self._store)


class DraftApplication(Application):
    """The services over a temporary store, on which a person sets up; made by `Application.begin_draft`."""

    def __init__(self, draft: "SetupDraft") -> None:
        super().__init__(draft.store.path, lambda: draft.store)
        self._draft = draft

    @cached_property
    def passwords(self) -> "Passwords":
        """The passwords that were entered, kept once setting up is finished."""
        return self._draft.passwords

    def finish(self) -> "Finished":
        """Carry over what was entered; raises as `SetupDraft.finish` does. To be called once."""
        return self._draft.finish()

    def close(self) -> None:
        """Forget the temporary store."""
        self._draft.close()


def _now() -> int:
    return int(time.time())
