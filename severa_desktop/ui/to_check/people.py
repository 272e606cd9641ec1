"""Adding somebody on a mail to the directory, with the way back."""

from PySide6.QtCore import QObject, Signal

from severa_desktop.services.directory_editing import Edited, Typed
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.errors import UserError
from severa_desktop.services.suggesting import NewPerson
from severa_desktop.texts import _
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context


class NewPeople(QObject):
    """Adds people as users, or as contact persons of their customer."""

    problem = Signal(str)
    """Somebody could not be added: why."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def add(self, person: NewPerson) -> None:
        """Add somebody: with a customer as its contact person, else as user."""
        section = Section.USERS if person.customer is None else Section.CONTACTS
        typed = Typed(
            name=person.name,
            emails=person.address,
            customer=None if person.customer is None else person.customer.key,
        )
        self._context.background.run(
            self,
            lambda services: services.directory_editing.add(section, typed),
            lambda edited: self._say(person, edited),
            failed=self._fail,
            lane=Lane.SLOW,
        )

    def _fail(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.problem.emit(str(error))
        else:
            self._context.went_wrong.emit(error)

    def _say(self, person: NewPerson, edited: Edited) -> None:
        if person.customer is None:
            words = _("{name} is a user now.").format(name=person.name)
        else:
            words = _("{name} is a contact person of {customer} now.").format(
                name=person.name, customer=person.customer.name
            )
        self._context.say(words, lambda: self._take_back(person, edited))
        self._context.changed.emit()

    def _take_back(self, person: NewPerson, edited: Edited) -> None:
        def say(_done: Edited) -> None:
            self._context.say(_("{name} is not active any more.").format(name=person.name))
            self._context.changed.emit()

        self._context.background.run(
            self, lambda services: services.directory_editing.take_back(edited), say, lane=Lane.SLOW
        )
