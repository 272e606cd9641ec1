"""Opens the window, makes it anew where another store or language is wanted, and ends all of it."""

import signal
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from severa_desktop.bootstrap import prepare_application
from severa_desktop.logs import start_log, write_defect
from severa_desktop.paths import Folders, sample_folders
from severa_desktop.services.errors import UserError, sentence_for
from severa_desktop.texts import _, language_among, set_language
from severa_desktop.ui import theme, times
from severa_desktop.ui.background import Background, Lane
from severa_desktop.ui.collecting import Collector
from severa_desktop.ui.context import Context, Destination, Reopening
from severa_desktop.ui.icons import program_icon
from severa_desktop.ui.only_window import OnlyWindow, Wanted
from severa_desktop.ui.opened_files import ProgramApplication
from severa_desktop.ui.places import IMPORT
from severa_desktop.ui.state import WindowState
from severa_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from types import TracebackType

    from severa_desktop.services.moving import Prepared

_TRAY_MS = 500
_TRAY_TRIES = 40
"""A session's panel may take some seconds until it has a tray."""
_SEEN = Wanted()
_GIVES_WAY = 0.0005
"""Seconds that a thread may keep Python's lock while another waits for it; a tenth of what is usual."""


def run(folders: Folders, wanted: Wanted = _SEEN) -> int:
    """Open the window on the store in these folders, or on the sample company's, until the program ends.

    Where one is open on them already, that one does what is wanted.
    """
    application = make_application()
    collector = Collector(application)
    folders.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    only = OnlyWindow(folders.data)
    if not only.is_first:
        return hand_over(only, wanted)
    start_log(folders.log, verbose=False)
    # The window ends it, not Qt: there is a moment without one when it is made anew.
    application.setQuitOnLastWindowClosed(False)
    shell = Shell(application, folders)
    shell.open(sample=wanted.sample, hidden=wanted.hidden)
    shell.listen(only)
    shell.take_files(wanted.files)
    application.hand_files_to(lambda files: shell.take(Wanted(files=files)))
    # Python looks at signals only while it runs: let it, so that Ctrl+C in a terminal closes the window.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: shell.window.quit())
    awake = QTimer()
    awake.timeout.connect(lambda: None)
    awake.start(500)
    code = application.exec()
    collector.close()
    shell.close()
    only.close()
    return code


def hand_over(only: OnlyWindow, wanted: Wanted) -> int:
    """Let the window that runs do what is wanted; returns the exit code."""
    if only.hand_over(wanted):
        return 0
    sys.stderr.write("Severa Desktop runs already, but does not answer. End it, and start it again.\n")
    return 1


def make_application() -> ProgramApplication:
    """Return the one application, with the names by which the system knows it."""
    # Threads that gather rows let the window's go on sooner: drawing asks for Python's lock several times.
    sys.setswitchinterval(_GIVES_WAY)
    # The style by its name: setting it would hand it over, and load all that styles can be asked.
    application = ProgramApplication([*sys.argv[:1], "-style", "Fusion"])
    application.setApplicationName("severa-desktop")
    application.setApplicationDisplayName("Severa Desktop")
    application.setDesktopFileName("severa-desktop")
    application.setWindowIcon(program_icon())
    return application


class Shell(QObject):
    """The one window of the program and what stands behind it."""

    window: MainWindow

    def __init__(self, application: QApplication, folders: Folders) -> None:
        super().__init__()
        self._application = application
        self._own_folders = folders
        self._translator = QTranslator()
        self._context: Context | None = None
        theme.apply(application)
        application.styleHints().colorSchemeChanged.connect(lambda _scheme: self._change_colours())
        sys.excepthook = self._report

    def open(self, *, sample: bool = False, hidden: bool = False) -> None:
        """Open a window on the person's own store, or on the sample company's, in place of the present one.

        Hidden, it is not seen as long as there is an icon in the tray that opens it.
        """
        self.close()
        folders = sample_folders(self._own_folders) if sample else self._own_folders
        folders.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = WindowState(folders.data)
        context = Context(
            folders,
            state,
            lambda failed: Background(lambda: prepare_application(folders, context.tell_upgrade), failed),
            is_sample=sample,
        )
        context.went_wrong.connect(self._say_wrong)
        # Later: the button that was pressed for it belongs to the window that goes.
        context.reopening.connect(self._reopen, Qt.ConnectionType.QueuedConnection)
        context.restoring.connect(self._restore, Qt.ConnectionType.QueuedConnection)
        context.showing.connect(self.show)
        context.quitting.connect(self._quit)
        self._context = context
        self._show_window(hidden=hidden)
        if sample:
            context.background.run(context, lambda services: services.sample.prepare(), self._import_sample)

    def close(self) -> None:
        """End what stands behind the window: imports, threads, the store."""
        if self._context is None:
            return
        self.window.hide()
        self._context.close()
        self.window.deleteLater()
        self._context.deleteLater()
        self._context = None

    def listen(self, only: OnlyWindow) -> None:
        """Do what those want who start the program again."""
        self.window.settled.connect(partial(self._listen, only), Qt.ConnectionType.SingleShotConnection)

    def _listen(self, only: OnlyWindow) -> None:
        if self._context is not None:
            # Loaded in the background, as nobody needs it for the window itself.
            load = partial(import_module, "PySide6.QtNetwork")
            self._context.background.run(
                only, lambda _services: load(), lambda _loaded: only.listen(self.take), lane=Lane.SLOW
            )

    def take(self, wanted: Wanted) -> None:
        """Show the window and do what somebody wants of it."""
        if wanted.hidden:
            return
        if wanted.sample and self._context is not None and not self._context.is_sample:
            self.open(sample=True)
        self.show()
        self.take_files(wanted.files)

    def show(self) -> None:
        """Bring the window before the person, wherever it is now."""
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def _quit(self) -> None:
        self.window.quit()

    def take_files(self, files: Sequence[str]) -> None:
        """Import files that were opened with the program."""
        context = self._context
        if context is not None and files:
            from severa_desktop.services.handover import Handover  # noqa: PLC0415

            context.go(Destination(IMPORT))
            context.imports.run(Handover(tuple(files), dry_run=context.previews))

    def _show_window(self, *, hidden: bool = False) -> None:
        context = self._context
        if context is None:
            return
        self._speak(context.state)
        self.window = MainWindow(context)
        self.window.closed.connect(self._application.quit)
        if hidden:
            self.window.look()
            self._stay_hidden()
        else:
            self.window.show()

    def _reopen(self, reason: Reopening) -> None:
        former = self.window
        former.remember()
        if reason is Reopening.LANGUAGE:
            self._show_window()
            if self._context is not None:
                self._context.speak()
            former.hide()
            former.deleteLater()
            return
        self.open(sample=reason is Reopening.SAMPLE)
        if reason is Reopening.OWN_WITHOUT_SAMPLE:
            # Seldom needed, as what this class imports below.
            import shutil  # noqa: PLC0415

            shutil.rmtree(sample_folders(self._own_folders).data, ignore_errors=True)

    def _restore(self, prepared: "Prepared") -> None:
        """Put a prepared store in the place of this one, which the window lets go of meanwhile."""
        from severa_desktop.ui.restoring import put_in_place, restored_words  # noqa: PLC0415 - seldom needed

        if self._context is None:
            return
        sample, store = self._context.is_sample, self._context.folders.store
        self.window.remember()
        self.close()
        done = put_in_place(prepared, store)
        self.open(sample=sample)
        if self._context is not None:
            self._context.say(restored_words(prepared, done) if done.error is None else self.sentence(done.error))

    def _stay_hidden(self, tries: int = _TRAY_TRIES) -> None:
        """Leave the window unseen if there is a way to it in the tray, which may come after this program."""
        if self._context is None or self.window.isVisible():
            return
        if not tries:
            self.window.showMinimized()
        elif not self._context.is_in_tray():
            QTimer.singleShot(_TRAY_MS, self, lambda: self._stay_hidden(tries - 1))

    def _import_sample(self, is_new: bool) -> None:  # noqa: FBT001 - an answer
        context = self._context
        if context is not None and is_new:
            from severa_desktop.services.handover import Handover  # noqa: PLC0415
            from severa_desktop.services.sample import sample_mails  # noqa: PLC0415

            context.go(Destination(IMPORT))
            context.imports.run(Handover((str(sample_mails()),)))

    def _change_colours(self) -> None:
        """Go from light to dark or back, as the system does."""
        theme.apply(self._application)
        if self._context is not None:
            theme.dress(self.window)

    def _say_wrong(self, error: Exception) -> None:
        if self._context is None:
            return
        sentence = self.sentence(error)
        if isinstance(error, UserError) or sentence_for(error) is None:
            self._context.say(sentence)
        else:
            # The store or the disk: whatever is asked next will fail too.
            self.window.say_trouble(sentence)

    def sentence(self, error: Exception) -> str:
        """Return what to say of an error; a defect goes to the log."""
        if isinstance(error, UserError):
            return str(error)
        known = sentence_for(error)
        if known is not None:
            return known
        try:
            write_defect(self._own_folders.log, error, sys.argv[1:])
        except OSError:
            return _("Something went wrong, and the log cannot be written. Nothing of your mails was lost.")
        return _("Something went wrong. Nothing of your mails was lost. Details are in {log}").format(
            log=self._own_folders.log
        )

    def _speak(self, state: WindowState) -> None:
        """Take the language the person chose, else the system's."""
        wanted = [state.text("language")] if state.text("language") else QLocale().uiLanguages()
        language = language_among(wanted)
        set_language(language)
        system = QLocale()
        # Dates and numbers as the system writes them, where that is the language of the texts.
        times.set_locale(system if system.name().startswith(language) else QLocale(language))
        self._application.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{language}", folder):
            self._application.installTranslator(self._translator)

    def _report(self, kind: type[BaseException], error: BaseException, trace: "TracebackType | None") -> None:
        """Handle what was raised in a slot: nobody sees a traceback, and the window goes on."""
        del kind, trace
        sentence = self.sentence(error) if isinstance(error, Exception) else ""
        if self._context is not None and sentence:
            self._context.say(sentence)
