"""What sending would do, before it is done: how many activities, which ones, and what cannot be sent."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from severa_desktop.services.severa.events import WouldSend
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.page import secondary, toned
from severa_desktop.ui.settings.section import beside

_EDGE = 2 * theme.UNIT
_SHOWN = 10


class SendLook(QFrame):
    """Shows a look; hidden until there is one."""

    def __init__(self, page: QWidget, send: Callable[[], object], leave: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("surface", "raised")
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.title.setFont(theme.strong_font(self.title.font()))
        self.subjects, self.blocked = secondary(), toned("", "warning")
        self.send = action(page, _("Send these"), send, keys="Ctrl+Alt+Return", picture="upload")
        self.leave = action(page, _("Not now"), leave, keys="Ctrl+Alt+N", picture="x")
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        column.setSpacing(theme.UNIT)
        for widget in (self.title, self.subjects, self.blocked):
            column.addWidget(widget)
        self._buttons = (push_button(self.send), push_button(self.leave))
        column.addLayout(beside(*self._buttons))
        self.close_look()

    def show_look(self, found: WouldSend) -> None:
        """Show what would be sent."""
        count = found.activities
        words = ngettext("{count} activity would be sent", "{count} activities would be sent", count)
        self.title.setText(words.format(count=times.number(count)) if count else _("Nothing would be sent"))
        lines = [one or _("No subject") for one in found.subjects[:_SHOWN]]
        if count > len(lines):
            left = count - len(lines)
            lines.append(ngettext("and {count} more", "and {count} more", left).format(count=times.number(left)))
        self.subjects.setText("\n".join(lines))
        self.subjects.setVisible(bool(lines))
        held = [f"⚠ {subject or _('No subject')}: {why}" for subject, why in found.blocked[:_SHOWN]]
        left = found.blocked_count - len(held)
        if left:
            held.append(ngettext("and {count} more", "and {count} more", left).format(count=times.number(left)))
        self.blocked.setText("\n".join(held))
        self.blocked.setVisible(bool(held))
        self.send.setEnabled(bool(count))
        self._buttons[0].setVisible(bool(count))
        self.leave.setEnabled(True)
        self.show()
        button = self._buttons[0 if count else 1]
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_look(self) -> None:
        """Show nothing."""
        for made in (self.send, self.leave):
            made.setEnabled(False)
        self.hide()
