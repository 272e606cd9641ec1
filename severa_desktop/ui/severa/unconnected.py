"""What stands in the section of Severa while nobody connected it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.section import beside


class Unconnected(QWidget):
    """What connecting means, and what begins it."""

    def __init__(self, begin: QWidget, *, is_sample: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.UNIT)
        if is_sample:
            column.addWidget(secondary(_("The sample company cannot be connected: it is nobody’s.")))
            begin.hide()
            return
        for sentence in (
            _(
                "Not connected: nothing is sent to Severa. Once it is connected, users, customers, contact persons, "
                "projects and activity types are fetched from there; that sends nothing but the credentials."
            ),
            _(
                "Activities are sent only when you say so, or by themselves if you choose that: subject, text, time, "
                "type, status, links and people of the mail, and attachments as files of the project. They are "
                "visible to whoever may see them in Severa."
            ),
        ):
            column.addWidget(secondary(sentence))
        column.addLayout(beside(begin))
