"""The panel of one activity: its head, attachments, text, and why. Made when the first one is shown."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from severa_desktop.services.activities import StoredActivity, sort_id
from severa_desktop.services.correcting import HistoryEntry
from severa_desktop.services.severa.standing import ActivityStanding
from severa_desktop.services.viewing import ThreadMail
from severa_desktop.ui.activities.attachments import AttachmentBox
from severa_desktop.ui.activities.body import MailBody
from severa_desktop.ui.activities.correcting import Corrections
from severa_desktop.ui.activities.heading import Heading
from severa_desktop.ui.activities.severa_line import SeveraLine
from severa_desktop.ui.activities.why import WhyView
from severa_desktop.ui.context import Context
from severa_desktop.ui.fitting import FittingArea


@dataclass(frozen=True, slots=True)
class Opened:
    """What the panel shows of one activity."""

    stored: StoredActivity
    is_checked: bool
    """A person saw its warnings."""
    history: tuple[HistoryEntry, ...]
    thread: tuple[ThreadMail, ...]
    severa: ActivityStanding | None = None
    """How it stands with Severa; None where there is nothing to say of it."""

    @property
    def sort_id(self) -> int:
        """What its row in a list is known by."""
        return sort_id(self.stored.activity.started_at, self.stored.activity.id or 0)


@dataclass(frozen=True, slots=True)
class ReadingKeys:
    """Actions of the page that do something in the panel, whose keys its tooltips name."""

    more: QAction
    as_sent: QAction
    route: QAction


class ActivityPanel(QFrame):
    """Shows an activity that was read."""

    def __init__(self, context: Context, corrections: Corrections, keys: ReadingKeys, parent: QWidget) -> None:
        # Each part is made within the one that holds it: moving it there later would style it once more.
        super().__init__(parent)
        self.setProperty("surface", "base")
        self._shown_id: int | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = QFrame()
        head.setProperty("surface", "base")
        whole.addWidget(FittingArea(head))
        rows = QVBoxLayout(head)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.heading = Heading(corrections, keys.more, head)
        self.attachments = AttachmentBox(context, head)
        self.severa = SeveraLine(context, corrections, head)
        rows.addWidget(self.heading)
        rows.addWidget(self.severa)
        rows.addWidget(self.attachments)
        texts = QSplitter(Qt.Orientation.Vertical, self)
        whole.addWidget(texts, 1)
        self.body = MailBody(context, texts)
        self.body.as_sent.setToolTip(f"{self.body.as_sent.toolTip()} ({keys.as_sent.shortcut().toString()})")
        self.why = WhyView(context, texts)
        texts.setStretchFactor(0, 3)
        texts.setStretchFactor(1, 2)
        texts.setChildrenCollapsible(False)

    def show_opened(self, opened: Opened, search: str) -> None:
        """Show an activity; the same one stays as it is where nothing has changed."""
        activity = opened.stored.activity
        self.heading.show_activity(opened.stored, search, is_checked=opened.is_checked)
        self.severa.show_standing(activity.id or 0, opened.severa)
        if self._shown_id != activity.id:
            self._shown_id = activity.id
            self.attachments.show_all(activity.id or 0, activity.attachments)
            self.body.show_body(activity.id or 0, activity.body)
        self.why.show_why(opened.stored, opened.history, opened.thread)

    def mark(self, search: str) -> None:
        """Mark these words."""
        self.heading.mark(search)
        self.body.mark(search)
