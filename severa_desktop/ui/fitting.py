"""A place as high as what stands in it, as long as there is room; then it scrolls."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from severa_desktop.ui import theme

_LEAST = 12 * theme.UNIT


class FittingArea(QScrollArea):
    """Gives way to what stands below it only where not everything fits, and then ends between two things."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self._placed = QTimer(self)
        self._placed.setSingleShot(True)
        self._placed.setInterval(0)
        self._placed.timeout.connect(self._end_between)

    def sizeHint(self) -> QSize:
        """Return the height that the content needs at this width."""
        content = self._content
        width = self.viewport().width()
        height = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
        return QSize(content.minimumSizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """Return the content's least width, as it scrolls up and down only, and a height in which to read a little."""
        return QSize(self._content.minimumSizeHint().width(), min(_LEAST, self.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take or give room when the content needs more or less of it."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._placed.start()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
        self._placed.start()

    def _end_between(self) -> None:
        """Leave the place of what is seen in part empty, once everything has its place: half a button says nothing."""
        end, height = self.height(), self.height()
        if self.sizeHint().height() > height:
            parts = self._parts()
            while cut := [top for top, bottom in parts if top < end < bottom]:
                end = min(cut)
        # What is higher than the place itself is seen in part rather than not at all.
        self.setViewportMargins(0, 0, 0, height - end if end >= height // 2 else 0)

    def _parts(self) -> list[tuple[int, int]]:
        """Return where in the content each of the things begins and ends that a person sees."""
        parts = [
            one for one in self._content.findChildren(QWidget) if one.isVisible() and not one.findChildren(QWidget)
        ]
        tops = [one.mapTo(self._content, QPoint(0, 0)).y() for one in parts]
        return [(top, top + one.height()) for top, one in zip(tops, parts, strict=True)]
