"""What can be done with the chosen activities: one action each, with its keys, for buttons and menus alike."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import times
from severa_desktop.ui.actions import action
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context

if TYPE_CHECKING:
    from severa_desktop.services.correcting import Action
    from severa_desktop.services.directory_search import Found
    from severa_desktop.ui.picker import DirectoryPicker

_MOST_COPIED = 100
"""Mails that are copied as text at once: more than that nobody pastes."""
Change = Callable[[Application, Sequence[int]], "Action | None"]


class Corrections(QObject):
    """Acts on the activities that are chosen when an action is triggered."""

    asking = Signal(str, object)
    """A question that is to be asked in place, and what is done if the answer is yes."""

    def __init__(self, context: Context, page: QWidget, chosen: Callable[[], list[int]]) -> None:
        """`chosen` returns the ids of the activities that an action is for. The keys work on the whole page."""
        super().__init__(page)
        self._context = context
        self._page = page
        self._chosen = chosen
        self.link_project = self.add(_("Link to project …"), self._pick_project, "Ctrl+P", "briefcase")
        self.link_customer = self.add(_("Link to customer …"), self._pick_customer, "Ctrl+K", "building-2")
        self.unlink_project = self.add(_("Unlink project"), self._unlink_project, "Ctrl+Shift+P", "unlink")
        self.unlink_customer = self.add(_("Unlink customer"), self._unlink_customer, "Ctrl+Shift+K", "unlink")
        self.change_owner = self.add(_("Change owner …"), self._pick_owner, "Ctrl+E", "user")
        self.add_participant = self.add(_("Add participant …"), self._ask_participant, "Ctrl+Shift+E", "user-plus")
        self.mark_checked = self.add(_("Mark as checked"), self._mark_checked, "Ctrl+M", "check")
        self.open_original = self.add(_("Open in mail program"), self._open, "Ctrl+O", "external-link")
        self.save_original = self.add(_("Save original as …"), self._save, "Ctrl+S", "save")
        self.save_calendar = self.add(_("Save for the calendar …"), self._save_calendar, "Ctrl+T", "calendar")
        self.copy_text = self.add(_("Copy as text"), self._copy, "Ctrl+C", "copy")
        self.delete = self.add(_("Delete"), self._delete, "Del", "trash-2")
        self.erase = self.add(_("Erase for good …"), self._erase, "Shift+Del", "flame")

    def of_one(self) -> list[QAction]:
        """Return the actions of an activity's menu, those of its rows left out."""
        return [
            self.mark_checked,
            self.open_original,
            self.save_original,
            self.save_calendar,
            self.copy_text,
            self.delete,
            self.erase,
        ]

    def of_many(self) -> list[QAction]:
        """Return the actions of the list's menu."""
        return [
            self.link_project,
            self.link_customer,
            self.change_owner,
            self.add_participant,
            self.unlink_project,
            self.unlink_customer,
            *self.of_one(),
        ]

    def remove_participant(self, address: str) -> None:
        """Take somebody off the chosen activities."""
        self._change(lambda services, ids: services.correcting.remove_participant(ids, address))

    def link_to(self, found: "Found") -> None:
        """Link the chosen activities to a project or a customer."""
        if found.kind.value == "project":
            self._change(lambda services, ids: services.correcting.link_project(ids, found.number))
        else:
            self._change(lambda services, ids: services.correcting.link_customer(ids, found.key))

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self._context.say(_("Copied: {text}").format(text=text))

    def add(self, text: str, done: Callable[[], object], keys: str, picture: str = "") -> QAction:
        """Return one more action of the page."""
        return action(self._page, text, done, keys=keys, picture=picture)

    def _pick_project(self) -> None:
        self._pick(_("Number or name of the project or sales case"), self.link_to, "project")

    def _pick_customer(self) -> None:
        self._pick(_("Name of the customer"), self.link_to, "customer")

    def _pick(self, hint: str, then: "Callable[[Found], object]", *kinds: str) -> "DirectoryPicker | None":
        """Let a person choose a record of one of these kinds for the chosen activities; None where there are none."""
        if not self._chosen():
            return None
        # Loaded when it is wanted: the window opens sooner.
        from severa_desktop.services.directory_search import Kind  # noqa: PLC0415
        from severa_desktop.ui.picker import pick  # noqa: PLC0415

        return pick(self._context, [Kind(kind) for kind in kinds], hint, self._where(), then)

    def _pick_owner(self) -> None:
        self._pick(_("Name of the user"), self._own, "user")

    def _own(self, found: "Found") -> None:
        self._change(lambda services, ids: services.correcting.change_owner(ids, found.key))

    def _unlink_project(self) -> None:
        self._change(lambda services, ids: services.correcting.link_project(ids, None))

    def _unlink_customer(self) -> None:
        self._change(lambda services, ids: services.correcting.link_customer(ids, None))

    def _ask_participant(self) -> None:
        picker = self._pick(_("Name, or an e-mail address"), self._add_participant, "user", "contact")
        if picker is not None:
            picker.typed.connect(self._add_address)

    def _add_participant(self, found: "Found") -> None:
        self._add_address(found.email)

    def _add_address(self, address: str) -> None:
        self._change(lambda services, ids: services.correcting.add_participant(ids, address))

    def _mark_checked(self) -> None:
        self._change(lambda services, ids: services.correcting.mark_checked(ids))

    def _delete(self) -> None:
        self._change(lambda services, ids: services.correcting.delete(ids))

    def _erase(self) -> None:
        ids = self._chosen()
        if not ids:
            return
        question = ngettext("Erase this activity for good?", "Erase {count} activities for good?", len(ids)).format(
            count=times.number(len(ids))
        )
        consequence = _(
            "Its mail, text, names and attachments go, and cannot be brought back. "
            "Only a fingerprint stays, so that no mailbox brings the mail in again."
        )
        self.asking.emit(f"{question} {consequence}", lambda: self._erase_now(ids))

    def _erase_now(self, ids: Sequence[int]) -> None:
        self._context.background.run(
            self._page, lambda services: services.correcting.erase(ids), self._erased, lane=Lane.SLOW
        )

    def _open(self) -> None:
        folder = self._context.copies
        if ids := self._chosen():
            self._context.background.run(
                self._page,
                lambda services: services.viewing.original_copy(ids[0], folder),
                lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            )

    def _save(self) -> None:
        if ids := self._chosen():
            self._context.background.run(
                self._page,
                lambda services: services.viewing.original_name(ids[0]),
                lambda name: self._save_as(ids[0], name),
            )

    def _save_as(self, activity_id: int, name: str) -> None:
        def save(target: Path) -> None:
            self._context.background.run(
                self._page,
                lambda services: services.viewing.save_original(activity_id, target),
                lambda path: self._context.say(_("Saved: {path}").format(path=path)),
                lane=Lane.SLOW,
            )

        from severa_desktop.ui.activities.saving import ask_for_file  # noqa: PLC0415 - as for choosing

        ask_for_file(self._page, _("Save original"), name, save)

    def _save_calendar(self) -> None:
        if ids := self._chosen():
            from severa_desktop.ui.activities.calendar_file import save_for_calendar  # noqa: PLC0415 - as for choosing

            save_for_calendar(
                self._context, self._page, lambda services, target: services.calendar.export_ids(ids, target)
            )

    def _copy(self) -> None:
        if ids := self._chosen():
            self._context.background.run(
                self._page,
                lambda services: "\n\n".join(map(services.viewing.as_text, ids[:_MOST_COPIED])),
                self._copied,
            )

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._context.say(_("Copied as text."))

    def _change(self, change: Change) -> None:
        ids = self._chosen()
        if ids:
            self._context.changes.make(lambda services: change(services, ids))

    def _erased(self, count: int) -> None:
        self._context.say(ngettext("{count} activity erased.", "{count} activities erased.", count).format(count=count))
        self._context.changed.emit()

    def _where(self) -> QWidget:
        """Return what a picker opens under: the button that has the focus, or the page."""
        focus = QGuiApplication.focusObject()
        return focus if isinstance(focus, QWidget) and self._page.isAncestorOf(focus) else self._page
