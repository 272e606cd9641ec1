"""Scenes of a store that is connected with Severa: what was not sent, what is Severa's, what clashes."""

from collections.abc import Iterator
from contextlib import closing

from severa_desktop.core.severa import (
    Clash,
    ClashWhy,
    Connection,
    PulledContact,
    PulledCustomer,
    PulledUser,
    RecordKind,
    SeveraRecord,
    SeveraSettings,
    StepState,
)
from severa_desktop.store.store import Store
from severa_desktop.texts import _
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.directory.page import DirectoryPage
from severa_desktop.ui.places import ACTIVITIES, DIRECTORY, TO_CHECK
from severa_desktop.ui.to_check.page import ToCheckPage
from tools.screenshot_stage import NotShownError, Stage

_PULLED_AT = 1_775_029_800


def exchanged(stage: Stage) -> Iterator[str]:
    """Draw an activity that Severa refused, what is to be checked, and the directory with what clashes."""
    with closing(Store.open(stage.context.folders.store)) as store:
        _connect(store)
        newest = _hold_newest(store)
        _let_clash(store)
    stage.context.changed.emit()
    stage.window.show_page(ACTIVITIES)
    stage.settle()
    page = stage.window.page
    if isinstance(page, ActivitiesPage):
        stage.choose_first_row()
        stage.settle()
        yield "severa-activity"
    stage.window.show_page(TO_CHECK)
    stage.settle()
    page = stage.window.page
    if not isinstance(page, ToCheckPage):
        raise NotShownError("the page of what is to check")
    row = next((row for row in range(page.model.rowCount()) if page.model.key(row) in page.model.held), None)
    if row is None:
        raise NotShownError(f"activity {newest} among what is to check")
    page.table.choose(row)
    stage.settle()
    yield "severa-to_check"
    stage.window.show_page(DIRECTORY)
    stage.settle()
    page = stage.window.page
    if not isinstance(page, DirectoryPage):
        raise NotShownError("the directory")
    page.table.choose(page.model.key(page.model.rowCount() - 1))
    stage.settle()
    yield "severa-directory"
    page.clash_bar.look_at.trigger()
    stage.settle()
    yield "severa-clashes"


def _connect(store: Store) -> None:
    with store.writing() as writer:
        settings = SeveraSettings("4f6c1d52-lindenhof", pulls_by_itself=False)
        writer.save_severa_connection(Connection(settings, pulled_at=_PULLED_AT))


def _hold_newest(store: Store) -> int:
    """Let the two newest activities wait for a person; returns the id of the first."""
    why = _("The activity type {name} is not one of Severa’s. Choose one that Severa has.").format(name="Notitie")
    with store.writing() as writer:
        ids = writer.outbox.new_activities()[-2:]
        writer.outbox.plan_new()
        for activity_id, state in zip(ids, (StepState.BLOCKED, StepState.REFUSED), strict=True):
            row = writer.outbox.of_activities([activity_id])[0]
            writer.outbox.hold(row, state, why)
    return ids[0]


def _let_clash(store: Store) -> None:
    """Let the last user be Severa's, and others wait."""
    with store.writing() as writer:
        directory = writer.directory()
        user, contact, customer = directory.users[0], directory.contacts[0], directory.customers[0]
        writer.save_severa_records([SeveraRecord(RecordKind.USERS, one.key, one.key) for one in directory.users[1:]])
        writer.save_severa_clashes(
            [
                Clash(
                    RecordKind.USERS,
                    PulledUser("a", user.name, user.emails),
                    user.key,
                    ClashWhy.ADDRESS,
                    user.emails[0],
                ),
                Clash(
                    RecordKind.CONTACTS,
                    PulledContact("b", contact.name, contact.emails, "c"),
                    contact.key,
                    ClashWhy.ADDRESS,
                    contact.emails[0],
                ),
                Clash(
                    RecordKind.CUSTOMERS,
                    PulledCustomer("c", customer.name.upper()),
                    customer.key,
                    ClashWhy.NAME,
                    customer.name,
                ),
            ]
        )
