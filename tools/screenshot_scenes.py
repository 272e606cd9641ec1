"""What is drawn of the window: each scene brings it into a state and names the picture, once or several times."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar

from severa_desktop.core.severa import Connection, OutboxCounts, PushMode, SeveraSettings
from severa_desktop.services.handover import Handover
from severa_desktop.services.sample import sample_mails
from severa_desktop.services.severa.events import WouldSend
from severa_desktop.services.severa.standing import Standing
from severa_desktop.texts import _
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.places import ACTIVITIES, DIRECTORY, IMPORT, SETTINGS, TO_CHECK, places
from severa_desktop.ui.settings.page import SettingsPage
from severa_desktop.ui.settings.section import bring_into_sight
from severa_desktop.ui.wizard.wizard import Wizard
from tools.screenshot_severa import exchanged
from tools.screenshot_stage import NotShownError, Stage

_FETCHED_AT = 1_772_530_000

Pictures = Iterator[str]
"""Names of pictures: one is drawn whenever one is named."""


class Holding(StrEnum):
    """What the store holds that a scene is drawn over."""

    ALL = "all"
    """The sample company with all its mails."""
    SET_UP = "set-up"
    """The sample company before its first mail."""
    NOTHING = "nothing"
    """What somebody has who opens the program for the first time."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Some pictures that are drawn one after the other over a store of their own."""

    name: str
    holding: Holding
    pictures: Callable[[Stage], Pictures]
    is_sample: bool = False


def _page(name: str) -> Callable[[Stage], Pictures]:
    """Return the scene of a page as one comes to it, then with something chosen."""

    def pictures(stage: Stage) -> Pictures:
        stage.window.show_page(name)
        stage.settle()
        yield name
        if stage.choose_first_row():
            yield f"{name}-chosen"

    return pictures


def _search(stage: Stage) -> Pictures:
    page = _activities_page(stage)
    page.filters.search.setFocus()
    QTest.keyClicks(page.filters.search, "huisstijl")
    stage.settle()
    _choose(page, 0)
    stage.settle()
    yield "activities-search"
    _choose(page, 1, 3)
    stage.settle()
    yield "activities-several"
    _choose(page, 0)
    page.corrections.link_project.trigger()
    stage.wait(lambda: stage.popup is not None, "the field to choose a project")
    stage.settle()
    yield "activities-link"
    if stage.popup is None:
        raise NotShownError("the field to choose a project closed by itself")
    stage.popup.close()
    page.filters.search.setText("nothing has this word")
    stage.settle()
    yield "activities-no-hit"


def _overview(stage: Stage) -> Pictures:
    _activities_page(stage)
    QTest.keyClick(stage.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    stage.settle()
    yield "activities-overview"


def _open_one(stage: Stage) -> Pictures:
    """One that has everything: attachments, a customer, a project."""
    page = _activities_page(stage)
    _choose(page, _full_row(page))
    stage.settle()
    yield "activities-open"


def _backup(stage: Stage) -> Pictures:
    stage.window.show_page(SETTINGS)
    stage.settle()
    page = stage.window.page
    if not isinstance(page, SettingsPage):
        raise NotShownError("the settings")
    bring_into_sight(page.backup)
    stage.settle()
    yield "backup"


def _severa(stage: Stage) -> Pictures:
    """The connection with Severa: none, entered, refused, made, and before something is sent."""
    stage.window.show_page(SETTINGS)
    stage.settle()
    page = stage.window.page
    if not isinstance(page, SettingsPage):
        raise NotShownError("the settings")
    section = page.severa
    bring_into_sight(section)
    stage.settle()
    yield "severa"
    section.open_form()
    stage.settle()
    yield "severa-form"
    if section.form is not None:
        section.form.send.trigger()
        stage.settle()
        yield "severa-form-wrong"
        section.form.leave.trigger()
    settings = SeveraSettings("4f6c1d52-lindenhof", push=PushMode.BY_HAND, pulls_by_itself=False)
    connection = Connection(settings, pulled_at=_FETCHED_AT)
    stage.context.severa.see(Standing(connection, OutboxCounts(187, 24, 1, 2), send_at=0, clashes=3))
    stage.settle()
    bring_into_sight(section)
    stage.settle()
    yield "severa-connected"
    why = _("The activity type {name} is not one of Severa’s. Choose one that Severa has.").format(name="Notitie")
    blocked = (("Planning april", why),)
    section.look.show_look(WouldSend(24, blocked, 1, ("Re: Offerte webshop", "Kennismaking", "Rondleiding")))
    section.disconnect_now.trigger()
    stage.settle()
    bring_into_sight(section.question)
    stage.settle()
    yield "severa-look"


def _directory(stage: Stage) -> Pictures:
    stage.window.show_page(DIRECTORY)
    stage.settle()
    bars = [bar for bar in stage.shown(QTabBar) if isinstance(bar, QTabBar)]
    for bar in bars[:1]:
        for position in range(bar.count()):
            bar.setCurrentIndex(position)
            stage.settle()
            stage.choose_first_row()
            yield f"directory-{position + 1}"


def _dragging(stage: Stage) -> Pictures:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in sorted(sample_mails().glob("*.eml"))[:12]])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(640, 400), Qt.DropAction.CopyAction, mime, buttons, keys)
    stage.application.sendEvent(stage.window, event)
    stage.settle()
    yield "dragging"
    stage.application.sendEvent(stage.window, QDragLeaveEvent())
    QTest.keyClick(stage.window, Qt.Key.Key_F1)
    stage.settle()
    yield "keyboard"


def _sample(stage: Stage) -> Pictures:
    stage.settle()
    yield "sample"


def _import_results(stage: Stage) -> Pictures:
    stage.window.show_page(IMPORT)
    stage.context.imports.run(Handover((str(sample_mails()),)))
    _wait_for_end(stage)
    yield "import-results"
    stage.choose_first_row()
    stage.window.show_page(TO_CHECK)
    stage.settle()
    yield "to_check-after-import"


def _import_running(stage: Stage) -> Pictures:
    stage.window.show_page(IMPORT)
    imports = stage.context.imports
    # The same mails many times over, so that there is time to draw it.
    imports.run(Handover((str(sample_mails()),) * 20))
    stage.wait(lambda: imports.current is not None and imports.current.done >= 200, "the first results")
    yield "import-running"
    imports.cancel()
    _wait_for_end(stage)
    yield "import-cancelled"


def _import_preview(stage: Stage) -> Pictures:
    stage.window.show_page(IMPORT)
    stage.context.imports.run(Handover((str(sample_mails()),), dry_run=True))
    _wait_for_end(stage)
    yield "import-preview"


def _refused(stage: Stage) -> Pictures:
    stage.window.show_page(IMPORT)
    stage.context.imports.run(Handover((str(sample_mails()),)))
    _wait_for_end(stage)
    yield "import-refused"


def _setting_up(stage: Stage) -> Pictures:
    """Every step, from an empty store on."""
    wizard = _wizard(stage)
    yield "set-up-1-welcome"
    _go_on(stage, wizard)
    wizard.address.section.field.prefix.setText("1001.mijnbedrijf")
    stage.settle()
    yield "set-up-2-address-refused"
    wizard.address.section.field.prefix.setText("mijnbedrijf")
    stage.settle()
    yield "set-up-2-address"
    _go_on(stage, wizard)
    yield "set-up-3-activities"
    wizard.activity.new_type.name.enter("E-mail")
    wizard.activity.new_type.synced.setChecked(True)
    _go_on(stage, wizard)
    yield "set-up-4-directory"
    wizard.directory.import_from(sample_mails().parent / "directory.json")
    stage.settle()
    yield "set-up-4-directory-import"
    if wizard.directory.page is not None:
        wizard.directory.page.importing.cancel.trigger()
    stage.settle()
    yield "set-up-4-directory-page"
    _go_on(stage, wizard)
    yield "set-up-5-sources"
    wizard.sources.section.enter_mailbox.trigger()
    stage.settle()
    yield "set-up-5-mailbox"
    if wizard.sources.section.form is not None:
        wizard.sources.section.form.cancel.trigger()
    _go_on(stage, wizard)
    yield "set-up-6-calendar"
    _go_on(stage, wizard)
    yield "set-up-7-ready"


def _trying(stage: Stage) -> Pictures:
    """The last step of a company that is set up, with a mail that is tried."""
    wizard = _wizard(stage)
    wizard.go_to(len(wizard.steps) - 1)
    stage.settle()
    wizard.ready.test.recipients.enter("info@lindenhof.example, x@elders.example")
    wizard.ready.test.go.trigger()
    stage.settle()
    yield "set-up-7-tried"


def _wizard(stage: Stage) -> Wizard:
    stage.settle()
    stage.context.setting_up.emit()
    stage.wait(lambda: stage.window.is_setting_up, "setting up")
    stage.settle()
    wizard = stage.window.wizards.wizard
    if wizard is None:
        raise NotShownError("setting up")
    return wizard


def _go_on(stage: Stage, wizard: Wizard) -> None:
    wizard.next.trigger()
    stage.settle()


def _empty_page(name: str, holding: Holding) -> Callable[[Stage], Pictures]:
    def pictures(stage: Stage) -> Pictures:
        stage.window.show_page(name)
        stage.settle()
        yield f"{name}-{holding}"

    return pictures


SCENES = (
    *(Scene(place.name, Holding.ALL, _page(place.name)) for place in places()),
    Scene("open", Holding.ALL, _open_one),
    Scene("search", Holding.ALL, _search),
    Scene("overview", Holding.ALL, _overview),
    Scene("directory", Holding.ALL, _directory),
    Scene("backup", Holding.SET_UP, _backup),
    Scene("severa", Holding.SET_UP, _severa),
    Scene("exchanged", Holding.ALL, exchanged),
    Scene("dragging", Holding.ALL, _dragging),
    Scene("sample", Holding.ALL, _sample, is_sample=True),
    Scene("results", Holding.SET_UP, _import_results),
    Scene("running", Holding.SET_UP, _import_running),
    Scene("preview", Holding.SET_UP, _import_preview),
    Scene("refused", Holding.NOTHING, _refused),
    Scene("set-up", Holding.NOTHING, _setting_up),
    Scene("tried", Holding.SET_UP, _trying),
    *(
        Scene(f"{place.name}-{holding}", holding, _empty_page(place.name, holding))
        for holding in (Holding.SET_UP, Holding.NOTHING)
        for place in places()
    ),
)


def _activities_page(stage: Stage) -> ActivitiesPage:
    stage.window.show_page(ACTIVITIES)
    stage.settle()
    page = stage.window.page
    if not isinstance(page, ActivitiesPage):
        raise NotShownError("the page of activities")
    return page


def _choose(page: ActivitiesPage, first: int, last: int | None = None) -> None:
    flags = QItemSelectionModel.SelectionFlag
    for row in range(first, (first if last is None else last) + 1):
        flag = flags.ClearAndSelect if row == first else flags.Select
        page.table.selectionModel().setCurrentIndex(page.model.index(row, 0), flag | flags.Rows)
    page.table.setFocus()


def _full_row(page: ActivitiesPage) -> int:
    for row in range(min(page.model.rowCount(), 64)):
        line = page.model.line(row)
        if line is not None and line.attachments and line.project and line.customer:
            return row
    raise NotShownError("an activity with attachments, project and customer among the newest")


def _wait_for_end(stage: Stage) -> None:
    stage.wait(lambda: not stage.context.imports.is_running, "the import's end")
    stage.settle()
