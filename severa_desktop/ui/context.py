"""What every page is given: services in the background, imports, undo, ways to speak to the rest of the window."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from severa_desktop.paths import Folders
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _
from severa_desktop.ui.background import Background
from severa_desktop.ui.state import WindowState

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from severa_desktop.services.status import Status
    from severa_desktop.services.upgrading import Upgrade
    from severa_desktop.services.wanted import Wanted
    from severa_desktop.ui.changes import Changes
    from severa_desktop.ui.importing.controller import ImportController
    from severa_desktop.ui.processing.controller import ProcessingController
    from severa_desktop.ui.processing.staying import Staying
    from severa_desktop.ui.severa.controller import SeveraController

_PREVIEWS = "import/preview"


@dataclass(frozen=True, slots=True)
class Destination:
    """A page to go to, and what to show there."""

    page: str
    wanted: "Wanted | None" = None
    """On Activities: what the list is filtered by."""
    activity_id: int | None = None
    """On Activities: the one to open."""


class Reopening(Enum):
    """What the window is to be made anew for."""

    SAMPLE = auto()
    """The sample company's store."""
    OWN = auto()
    """One's own store."""
    OWN_WITHOUT_SAMPLE = auto()
    """One's own store, and the sample company's is removed."""
    LANGUAGE = auto()
    """The same store in another language."""


class Context(QObject):
    """Shared by all pages of one window over one store.

    What changes and imports is loaded and made when it is first asked for: the window is painted without it.
    """

    changed = Signal()
    """The store was changed by this window or by another process: look again at what is shown."""
    going = Signal(object)
    """Somebody wants to see a `Destination`."""
    setting_up = Signal()
    """Somebody wants to set the program up step by step."""
    said = Signal(str, object)
    """Something was done: a sentence, and the callable that takes it back or None."""
    went_wrong = Signal(Exception)
    """Something failed that no page shows itself."""
    reopening = Signal(object)
    """The window is to be made anew: a `Reopening`."""
    restoring = Signal(object)
    """The window is to be made anew with a `Prepared` store in the place of this one."""
    upgrading = Signal(object)
    """The store is of an older version and is being brought up to date: an `Upgrade`. Comes from a worker's thread."""
    showing = Signal()
    """The window is to be seen, wherever it is now."""
    quitting = Signal()
    """The program is to end."""

    def __init__(
        self,
        folders: Folders,
        state: WindowState,
        make_background: Callable[[Callable[[Exception], None]], Background],
        *,
        is_sample: bool = False,
    ) -> None:
        super().__init__()
        self.folders = folders
        self.state = state
        self.is_sample = is_sample
        self.background = make_background(self.went_wrong.emit)
        self._imports: ImportController | None = None
        self._copies: TemporaryDirectory[str] | None = None
        self._processing: ProcessingController | None = None
        self._staying: Staying | None = None
        self._severa: SeveraController | None = None

    @property
    def imports(self) -> "ImportController":
        """What runs imports."""
        if self._imports is None:
            from severa_desktop.ui.importing.controller import ImportController  # noqa: PLC0415

            self._imports = ImportController(self.folders.store, self.folders.log)
            self._imports.ended.connect(self.changed)
        return self._imports

    @property
    def is_importing(self) -> bool:
        """Whether an import is under way."""
        return self._imports is not None and self._imports.is_running

    @cached_property
    def changes(self) -> "Changes":
        """The way in which activities are changed."""
        from severa_desktop.ui.changes import Changes  # noqa: PLC0415

        made = Changes(self.background)
        made.said.connect(self.say)
        made.made.connect(self.changed)
        return made

    @property
    def processing(self) -> "ProcessingController":
        """What runs the sources; loaded once there are some, or somebody looks for them."""
        if self._processing is None:
            from severa_desktop.ui.processing.controller import ProcessingController  # noqa: PLC0415

            self._processing = ProcessingController(self)
        return self._processing

    @property
    def severa(self) -> "SeveraController":
        """What exchanges with Severa; loaded once it is connected, or somebody looks for it."""
        if self._severa is None:
            from severa_desktop.ui.severa.controller import SeveraController  # noqa: PLC0415

            self._severa = SeveraController(self)
        return self._severa

    def see(self, status: "Status") -> None:
        """Take in the state of things: sources work once there are some, and Severa is talked with once connected."""
        if status.severa is not None or self._severa is not None:
            self.severa.see(status.severa)
        if status.sources and self._staying is None:
            from severa_desktop.ui.processing.staying import Staying  # noqa: PLC0415

            self._staying = Staying(self, self.processing)
        if self._processing is not None:
            self._processing.see(status)

    def goes_on_when_closed(self) -> bool:
        """Tell whether mails come in while the window is closed, so that the program does not end with it."""
        return self._staying is not None and self._staying.goes_on()

    def is_in_tray(self) -> bool:
        """Tell whether the tray has an icon that opens the window."""
        return self._staying is not None and self._staying.tray.is_there

    def speak(self) -> None:
        """Let what works beside the window speak the language that was chosen meanwhile."""
        if self._processing is not None:
            self._processing.speak()

    @property
    def previews(self) -> bool:
        """Whether what is handed over is only looked at first."""
        return self.state.flag(_PREVIEWS)

    @previews.setter
    def previews(self, wanted: bool) -> None:
        self.state.set_flag(_PREVIEWS, value=wanted)

    @property
    def copies(self) -> Path:
        """A folder for copies that other programs open or are handed by dragging; gone when the window is.

        They live that long, as nobody knows when the other program is done with them.
        """
        if self._copies is None:
            from tempfile import TemporaryDirectory  # noqa: PLC0415

            self._copies = TemporaryDirectory(prefix="severa-desktop-", ignore_cleanup_errors=True)
        return Path(self._copies.name)

    def go(self, destination: Destination) -> None:
        """Show a page."""
        self.going.emit(destination)

    def tell_upgrade(self, upgrade: "Upgrade") -> None:
        """Let the window say how far bringing the store up to date is; raises UserError once nobody waits for it."""
        if self.background.is_closing.is_set():
            raise UserError(_("Cancelled."))
        self.upgrading.emit(upgrade)

    def close(self) -> None:
        """End what works for this window, an import too: what is done stays."""
        if self._staying is not None:
            self._staying.close()
        if self._processing is not None:
            self._processing.close()
        if self._severa is not None:
            self._severa.close()
        if self._imports is not None:
            self._imports.close()
        self.background.close()
        self.state.write()
        if self._copies is not None:
            self._copies.cleanup()
            self._copies = None

    def say(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say what was done, with the way back if there is one."""
        self.said.emit(text, undo)
