"""How an activity stands with Severa, in one line below its head, and what can be done about it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from severa_desktop.core.severa import OutboxRow
from severa_desktop.services.severa.standing import ActivityStanding, Place
from severa_desktop.texts import N_, _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import push_button
from severa_desktop.ui.activities.correcting import Corrections
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.settings.section import Remark

_SIGNS = {
    Place.IN_SEVERA: ("circle-check", "secondary"),
    Place.WAITING: ("clock", "secondary"),
    Place.CORRECTION_WAITS: ("clock", "secondary"),
    Place.BLOCKED: ("triangle-alert", "warning"),
    Place.REFUSED: ("circle-alert", "error"),
    Place.STUCK: ("triangle-alert", "warning"),
    Place.LEFT: ("x", "secondary"),
}
_WORDS = {
    Place.IN_SEVERA: N_("In Severa"),
    Place.WAITING: N_("Waiting to be sent to Severa"),
    Place.CORRECTION_WAITS: N_("In Severa; a correction waits to be sent"),
    Place.BLOCKED: N_("Cannot be sent to Severa"),
    Place.REFUSED: N_("Cannot be sent to Severa"),
    Place.STUCK: N_("Does not get to Severa, and is still being tried"),
    Place.LEFT: N_("Not sent to Severa"),
}
_SEND = {
    Place.WAITING: N_("Send now"),
    Place.CORRECTION_WAITS: N_("Send now"),
    Place.BLOCKED: N_("Send again"),
    Place.REFUSED: N_("Send again"),
    Place.STUCK: N_("Send again"),
    Place.LEFT: N_("Send after all"),
}
_HELD = frozenset((Place.BLOCKED, Place.REFUSED, Place.STUCK))


class SeveraLine(QWidget):
    """Hidden where there is nothing to say."""

    def __init__(self, context: Context, corrections: Corrections, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._activity_id = 0
        self.standing: ActivityStanding | None = None
        """What is shown."""
        self.send = corrections.add(_("Send to Severa"), self._send, "Ctrl+Shift+V", "upload")
        self.leave = corrections.add(_("Do not send"), self._leave, "Ctrl+Shift+Del", "x")
        self._remarks = {sign: Remark(*sign) for sign in dict.fromkeys(_SIGNS.values())}
        self._buttons = tuple(push_button(made) for made in (self.send, self.leave))
        self._place = QWidget()
        row = FlowLayout(self._place, spacing=theme.UNIT)
        for button in self._buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.UNIT, 0, theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        for remark in self._remarks.values():
            column.addWidget(remark)
        column.addWidget(self._place)
        self.show_standing(0, None)

    def show_standing(self, activity_id: int, standing: ActivityStanding | None) -> None:
        """Show how an activity stands; nothing for None."""
        self._activity_id, self.standing = activity_id, standing
        self.setVisible(standing is not None)
        place = None if standing is None else standing.place
        for sign, remark in self._remarks.items():
            is_it = standing is not None and _SIGNS[standing.place] == sign
            remark.say(_sentence(standing) if is_it and standing is not None else "")
        words = "" if place is None else _SEND.get(place, "")
        self.send.setText(_(words) if words else _("Send to Severa"))
        self.send.setEnabled(bool(words))
        self.leave.setEnabled(place in _HELD)
        self._buttons[1].setVisible(place in _HELD)
        self._place.setVisible(bool(words))

    def _send(self) -> None:
        self._context.severa.send((self._activity_id,))

    def _leave(self) -> None:
        activity_id = self._activity_id

        def then(held: tuple[OutboxRow, ...]) -> None:
            self._context.changed.emit()
            self._context.say(_("The activity is not sent to Severa."), lambda: self._take_back(held))

        self._context.background.run(
            self, lambda services: services.severa.standings.leave([activity_id]), then, lane=Lane.SLOW
        )

    def _take_back(self, held: Sequence[OutboxRow]) -> None:
        self._context.background.run(
            self,
            lambda services: services.severa.standings.hold_again(held),
            lambda _none: self._context.changed.emit(),
            lane=Lane.SLOW,
        )


def _sentence(standing: ActivityStanding) -> str:
    words = _(_WORDS[standing.place])
    return _("{words}: {why}").format(words=words, why=standing.why) if standing.why else words
