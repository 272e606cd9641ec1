"""The fourth step: the directory is imported now, entered now, or left for later."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from severa_desktop.core.directory import Directory
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action
from severa_desktop.ui.activities.saving import ask_for_folder
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import PageHeader, secondary
from severa_desktop.ui.settings.section import Section
from severa_desktop.ui.settings.ways import Way, WayChoice
from severa_desktop.ui.wizard.step import ScrolledStep, Step, Then

if TYPE_CHECKING:
    from severa_desktop.ui.directory.page import DirectoryPage


class DirectoryStep(Step):
    """Offers the ways, and shows the page of the directory, over what is entered so far, for two of them."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Directory"))
        self._views = QStackedWidget()
        self.choice = _Choice(context, self)
        self.page: DirectoryPage | None = None
        """Made when it is first needed."""
        self._entering = QWidget()
        self._entering_column = QVBoxLayout(self._entering)
        self._entering_column.setContentsMargins(0, 0, 0, 0)
        self._entering_column.setSpacing(0)
        self._views.addWidget(self.choice)
        self._views.addWidget(self._entering)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._views)

    def show_directory(self, directory: Directory) -> None:
        """Show what is there so far."""
        self.choice.show_counts(directory)

    def take_focus(self) -> bool:
        """Begin at the choice, or where a person was entering something."""
        if self.page is None or not self.is_entering:
            return self.choice.take_focus()
        self.page.take_focus()
        return True

    def go_back(self) -> bool:
        """Go from the page on which records are entered to the choice."""
        if not self.is_entering:
            return False
        self.show_choice()
        return True

    def leave(self, then: Then, *, forward: bool) -> None:
        """Go on; a record that is being entered stays, but going forward it is to be saved or left."""
        page = self.page
        if forward and page is not None and page.form.isVisible() and page.form.is_changed:
            page.form.hold()
        else:
            super().leave(then, forward=forward)

    def import_from(self, path: Path) -> None:
        """Look at what a file or folder would bring."""
        self.show_page().import_from(path)

    def show_page(self) -> "DirectoryPage":
        """Show the page on which records are entered."""
        if self.page is None:
            # It takes a moment to load.
            from severa_desktop.ui.directory.page import DirectoryPage  # noqa: PLC0415

            self.page = DirectoryPage(self.context)
            # There are no activities yet to be shown.
            self.page.acts.show_activities.setVisible(False)
            self._entering_column.addWidget(self.page)
            self._make_part_of_this()
        self._views.setCurrentWidget(self._entering)
        self.page.opened()
        return self.page

    def _make_part_of_this(self) -> None:
        """Leave the page's title out, which stands over it already, and tell when a file is looked at."""
        page = self.page
        if page is None:
            return
        for header in page.findChildren(PageHeader):
            for label in header.findChildren(QLabel):
                label.hide()
        for line in page.findChildren(QLineEdit):
            line.setAcceptDrops(False)
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for views in page.findChildren(QStackedWidget, options=direct):
            views.currentChanged.connect(lambda position: self.covers.emit(position > 0))

    def show_choice(self) -> None:
        """Show the ways again."""
        self._views.setCurrentWidget(self.choice)
        self.choice.take_focus()

    @property
    def is_entering(self) -> bool:
        """Whether the page is shown on which records are entered."""
        return self._views.currentWidget() is self._entering


class _Choice(ScrolledStep):
    """The ways to a directory."""

    def __init__(self, context: Context, step: DirectoryStep) -> None:
        super().__init__(context, step.title)
        self._step = step
        self.file = action(self, _("Import a file …"), self._ask_file, keys="Alt+F")
        self.folder = action(self, _("Import a folder …"), self._ask_folder, keys="Alt+O")
        self.enter = action(self, _("Enter it …"), step.show_page, keys="Alt+E")
        self.counts = QLabel()
        self.counts.setFont(theme.strong_font(self.counts.font()))
        self.counts.setWordWrap(True)
        section = Section(
            _("Your colleagues, customers and projects"),
            _(
                "By them a mail finds its place: only mails from or to a user are taken in, the customer is found by "
                "the addresses of contact persons, the project by its number. Export them from Severa, or enter some."
            ),
        )
        self.ways = WayChoice(
            (
                Way(
                    _("Import a file"),
                    _("Excel, CSV or JSON. You see first what it would bring, and its columns need no certain names."),
                    self.file,
                ),
                Way(_("Import a folder of CSV files"), _("One file for each kind of record."), self.folder),
                Way(_("Enter it"), _("To begin with, yourself as a user and one customer are enough."), self.enter),
            )
        )
        section.add(self.counts)
        section.add(self.ways)
        later = Section(_("Or later"), _("Go on to the next step; the page Directory has all of this at any time."))
        # Credentials are needed for it, which most who set up do not have at hand.
        later.add(secondary(_("Or fetch all of it from Severa itself: connect it under Settings › Severa afterwards.")))
        self.add(section, later)

    def take_focus(self) -> bool:
        """Begin at the first way."""
        self.ways.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def show_counts(self, directory: Directory) -> None:
        """Say how much there is so far."""
        words = directory_words(directory)
        self.counts.setText(_("So far: {counts}").format(counts=words) if words else "")
        self.counts.setVisible(bool(words))

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, _("Import into the directory"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = _("Excel, CSV and JSON")
        dialog.setNameFilters([f"{kinds} (*.xlsx *.csv *.json)", _("All files") + " (*)"])
        dialog.fileSelected.connect(lambda path: self._step.import_from(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_folder(self) -> None:
        ask_for_folder(self, _("Import the CSV files of a folder"), self._step.import_from)


def directory_words(directory: Directory) -> str:
    """Return how many records of each section there are; empty for none at all."""
    counts = (
        (len(directory.users), ngettext("{count} user", "{count} users", len(directory.users))),
        (len(directory.customers), ngettext("{count} customer", "{count} customers", len(directory.customers))),
        (
            len(directory.contacts),
            ngettext("{count} contact person", "{count} contact persons", len(directory.contacts)),
        ),
        (
            len(directory.projects),
            ngettext("{count} project or sales case", "{count} projects and sales cases", len(directory.projects)),
        ),
        (
            len(directory.activity_types),
            ngettext("{count} activity type", "{count} activity types", len(directory.activity_types)),
        ),
    )
    return ", ".join(words.format(count=times.number(count)) for count, words in counts if count)
