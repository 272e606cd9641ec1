"""What can be done about activities that are not in Severa, or not wholly: sending them again, or letting them be."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from severa_desktop.core.severa import OutboxRow
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import times
from severa_desktop.ui.actions import action
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import Page


class Sending(QObject):
    """Decides about those that are chosen."""

    def __init__(self, context: Context, page: Page, chosen: Callable[[], list[int]]) -> None:
        """Take what returns the ids of the activities that are chosen and held."""
        super().__init__(page)
        self._context = context
        self._page = page
        self._chosen = chosen
        self.again = action(page, _("Send again"), self._send_again, keys="Ctrl+E", picture="upload")
        self.leave = action(
            page,
            _("Do not send"),
            self._leave,
            keys="Ctrl+Shift+Del",
            picture="x",
            tip=_("Do not send: off this list; sent after all once the activity changes"),
        )

    def _send_again(self) -> None:
        ids = self._chosen()

        def then(_none: None) -> None:
            self._context.changed.emit()
            self._context.severa.send(tuple(ids))

        self._page.take_focus()
        self._context.background.run(
            self, lambda services: services.severa.standings.try_again(ids), then, lane=Lane.SLOW
        )

    def _leave(self) -> None:
        ids = self._chosen()

        def then(held: tuple[OutboxRow, ...]) -> None:
            self._context.changed.emit()
            words = ngettext(
                "{count} activity is not sent to Severa.", "{count} activities are not sent to Severa.", len(ids)
            )
            self._context.say(words.format(count=times.number(len(ids))), lambda: self._take_back(held))

        self._page.take_focus()
        self._context.background.run(self, lambda services: services.severa.standings.leave(ids), then, lane=Lane.SLOW)

    def _take_back(self, held: Sequence[OutboxRow]) -> None:
        self._context.background.run(
            self,
            lambda services: services.severa.standings.hold_again(held),
            lambda _none: self._context.changed.emit(),
            lane=Lane.SLOW,
        )
