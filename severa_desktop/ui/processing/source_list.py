"""The sources under each other, each with how it is doing now; one of them is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from severa_desktop.core.source_settings import ListedSource
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.context import Context
from severa_desktop.ui.processing.source_card import SourceCard
from severa_desktop.ui.processing.words import look_of


class SourceList(QWidget):
    """As high as it needs. Which sources there are, it is told; how they are doing, it follows by itself."""

    chosen = Signal(int)
    """Another source is chosen: its id, 0 for none."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._processing = context.processing
        self._cards: dict[int, SourceCard] = {}
        self._ids: list[int] = []
        self._chosen = 0
        self.setAccessibleName(_("Sources"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.UNIT)
        self._processing.changed.connect(self._refresh)
        self.show_sources(self._processing.sources)

    @property
    def source_id(self) -> int:
        """The id of the source that is chosen, 0 for none."""
        return self._chosen

    def show_sources(self, sources: Sequence[ListedSource]) -> None:
        """Show these; the one that is chosen stays so if it is among them, else the first is."""
        self._ids = [listed.source.id for listed in sources]
        for source_id in self._cards.keys() - set(self._ids):
            card = self._cards.pop(source_id)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for position, listed in enumerate(sources):
            card = self._cards.get(listed.source.id) or self._add(listed.source.id, position)
            card.show_source(listed, look_of(listed, self._processing.around))
        if self._chosen in self._ids:
            self.chosen.emit(self._chosen)
        else:
            self.choose(self._ids[0] if self._ids else 0)

    def _refresh(self) -> None:
        """Show how the sources are doing now."""
        for listed in self._processing.sources:
            if listed.source.id in self._cards:
                self._cards[listed.source.id].show_source(listed, look_of(listed, self._processing.around))

    def choose(self, source_id: int) -> None:
        """Choose a source; 0 for none."""
        if source_id and source_id not in self._cards:
            return
        for each, card in self._cards.items():
            card.mark(chosen=each == source_id)
        if source_id:
            self.setFocusProxy(self._cards[source_id])
        if source_id != self._chosen:
            self._chosen = source_id
            self.chosen.emit(source_id)

    def _add(self, source_id: int, position: int) -> SourceCard:
        card = self._cards[source_id] = SourceCard(source_id)
        card.chosen.connect(self.choose)
        card.stepped.connect(self._step)
        card.again.connect(self._processing.try_again)
        card.password.connect(self._use_password)
        self._column.insertWidget(position, card)
        return card

    def _step(self, step: int) -> None:
        position = self._ids.index(self._chosen) + step
        if 0 <= position < len(self._ids):
            self._cards[self._ids[position]].setFocus(Qt.FocusReason.OtherFocusReason)

    def _use_password(self, source_id: int, password: str) -> None:
        def then(trouble: str) -> None:
            card = self._cards.get(source_id)
            if card is not None and trouble:
                card.say_remark(_("It is used until the program ends, and kept nowhere. {why}").format(why=trouble))

        self._processing.use_password(source_id, password, then)
