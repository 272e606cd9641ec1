"""Opens the window, makes it anew where another store or language is wanted, and ends all of it."""

import shutil
import signal
import sys
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from severa_desktop.bootstrap import open_application
from severa_desktop.logs import start_log, write_defect
from severa_desktop.paths import Folders, sample_folders
from severa_desktop.services.errors import UserError, sentence_for
from severa_desktop.services.handover import Handover
from severa_desktop.services.sample import sample_mails
from severa_desktop.texts import _, language_among, set_language
from severa_desktop.ui import theme, times
from severa_desktop.ui.background import Background
from severa_desktop.ui.collecting import Collector
from severa_desktop.ui.context import Context, Destination, Reopening
from severa_desktop.ui.places import IMPORT
from severa_desktop.ui.state import WindowState
from severa_desktop.ui.window import MainWindow

_GIVES_WAY = 0.0005
"""Seconds that a thread may keep Python's lock while another waits for it; a tenth of what is usual."""


def run(folders: Folders, *, sample: bool = False) -> int:
    """Open the window on the store in these folders, or on the sample company's, until it is closed."""
    application = make_application()
    start_log(folders.log, verbose=False)
    # The window ends it, not Qt: there is a moment without one when it is made anew.
    application.setQuitOnLastWindowClosed(False)
    shell = Shell(application, folders)
    shell.open(sample=sample)
    # Python looks at signals only while it runs: let it, so that Ctrl+C in a terminal closes the window.
    signal.signal(signal.SIGINT, lambda _number, _frame: shell.window.close())
    awake = QTimer()
    awake.timeout.connect(lambda: None)
    awake.start(500)
    collector = Collector(application)
    code = application.exec()
    collector.close()
    shell.close()
    return code


def make_application() -> QApplication:
    """Return the one QApplication, with the names by which the system knows it."""
    # Threads that gather rows let the window's go on sooner: drawing asks for Python's lock several times.
    sys.setswitchinterval(_GIVES_WAY)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("severa-desktop")
    application.setApplicationDisplayName("Severa Desktop")
    application.setDesktopFileName("severa-desktop")
    application.setStyle("Fusion")
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
        application.styleHints().colorSchemeChanged.connect(lambda _scheme: theme.apply(application))
        sys.excepthook = self._report

    def open(self, *, sample: bool = False) -> None:
        """Open a window on the person's own store, or on the sample company's, in place of the present one."""
        self.close()
        folders = sample_folders(self._own_folders) if sample else self._own_folders
        folders.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = WindowState(folders.data)
        context = Context(
            folders, state, lambda failed: Background(lambda: open_application(folders), failed), is_sample=sample
        )
        context.went_wrong.connect(self._say_wrong)
        # Later: the button that was pressed for it belongs to the window that goes.
        context.reopening.connect(self._reopen, Qt.ConnectionType.QueuedConnection)
        self._context = context
        self._show_window()
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

    def _show_window(self) -> None:
        context = self._context
        if context is None:
            return
        self._speak(context.state)
        self.window = MainWindow(context)
        self.window.closed.connect(self._application.quit)
        self.window.show()

    def _reopen(self, reason: Reopening) -> None:
        former = self.window
        former.remember()
        if reason is Reopening.LANGUAGE:
            self._show_window()
            former.hide()
            former.deleteLater()
            return
        self.open(sample=reason is Reopening.SAMPLE)
        if reason is Reopening.OWN_WITHOUT_SAMPLE:
            shutil.rmtree(sample_folders(self._own_folders).data, ignore_errors=True)

    def _import_sample(self, is_new: bool) -> None:  # noqa: FBT001 - an answer
        context = self._context
        if context is not None and is_new:
            context.go(Destination(IMPORT))
            context.imports.run(Handover((str(sample_mails()),)))

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

    def _report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Handle what was raised in a slot: nobody sees a traceback, and the window goes on."""
        del kind, trace
        sentence = self.sentence(error) if isinstance(error, Exception) else ""
        if self._context is not None and sentence:
            self._context.say(sentence)
