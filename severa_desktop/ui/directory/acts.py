"""What can be done with the records that are selected: one action each, with its keys, for buttons and menus alike."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from severa_desktop.core.directory import Contact, Customer, Project, User
from severa_desktop.services.activities import Wanted
from severa_desktop.services.directory_listing import Line
from severa_desktop.services.directory_merge import Record, record_key
from severa_desktop.services.directory_schema import Section
from severa_desktop.texts import _, ngettext
from severa_desktop.ui.actions import action
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.directory.edits import DirectoryEdits
from severa_desktop.ui.places import ACTIVITIES


class Acts(QObject):
    """Acts on the records that are selected when an action is triggered."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        edits: DirectoryEdits,
        selected: Callable[[], list[Line]],
        edit: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self._context = context
        self._edits = edits
        self._selected = selected
        self._section = Section.USERS
        self.change = action(page, _("Change …"), edit, keys="F2", picture="pencil")
        self.show_activities = action(
            page, _("Show activities"), self._show_activities, keys="Ctrl+Return", picture="mails"
        )
        self.deactivate = action(page, _("Deactivate"), self._deactivate, keys="Del", picture="user-minus")
        self.activate = action(page, _("Activate"), self._activate, keys="Del", picture="user-plus")
        self.close = action(
            page, ngettext("Close project", "Close projects", 1), self._deactivate, keys="Del", picture="x"
        )
        self.reopen = action(page, _("Reopen"), self._activate, keys="Del", picture="undo-2")
        self.remove = action(page, _("Remove"), self._remove, keys="Del", picture="trash-2")
        self.update(Section.USERS)

    def all(self) -> tuple[QAction, ...]:
        """Return all of them, in the order in which they stand."""
        return (
            self.change,
            self.show_activities,
            self.deactivate,
            self.activate,
            self.close,
            self.reopen,
            self.remove,
        )

    def usable(self) -> list[QAction]:
        """Return those that can be used now, for a menu."""
        return [one for one in self.all() if one.isEnabled()]

    def update(self, section: Section) -> None:
        """Let those be used that fit what is selected, in this section."""
        self._section = section
        lines = self._selected()
        some = bool(lines)
        active = any(line.is_active for line in lines)
        # What comes from Severa is changed there; of activity types something here, too.
        ours = not any(line.is_severas for line in lines)
        people = section in {Section.USERS, Section.CUSTOMERS, Section.CONTACTS}
        self.change.setEnabled(len(lines) == 1 and (ours or section is Section.ACTIVITY_TYPES))
        self.show_activities.setEnabled(len(lines) == 1 and wanted_of(lines[0].record) is not None)
        self.deactivate.setEnabled(people and active and ours)
        self.activate.setEnabled(people and some and not active and ours)
        self.close.setText(ngettext("Close project", "Close projects", max(len(lines), 1)))
        self.close.setEnabled(section is Section.PROJECTS and active and ours)
        self.reopen.setEnabled(section is Section.PROJECTS and some and not active and ours)
        self.remove.setEnabled(section is Section.ACTIVITY_TYPES and some and ours)

    def _keys(self) -> list[str]:
        return [record_key(line.record) for line in self._selected()]

    def _deactivate(self) -> None:
        self._edits.set_active(self._section, self._keys(), active=False)

    def _activate(self) -> None:
        self._edits.set_active(self._section, self._keys(), active=True)

    def _remove(self) -> None:
        self._edits.remove_types(self._keys())

    def _show_activities(self) -> None:
        for line in self._selected()[:1]:
            wanted = wanted_of(line.record)
            if wanted is not None:
                self._context.go(Destination(ACTIVITIES, wanted=wanted))


def wanted_of(record: Record) -> Wanted | None:
    """Return which activities are a record's, None where there can be none."""
    match record:
        case Customer():
            return Wanted(customer=record.name)
        case Project():
            return Wanted(project=record.number)
        case User() if record.emails:
            return Wanted(owner=record.emails[0])
        case Contact() if record.emails:
            return Wanted(search=record.emails[0])
        case _:
            return None
