"""One source in the list: what it is, how it is doing, what it brought, and what is to be done where something is."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from severa_desktop.core.source_settings import ListedSource
from severa_desktop.services.source_words import kind_words, source_address
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.page import secondary, toned
from severa_desktop.ui.processing.sign import Sign
from severa_desktop.ui.processing.words import Act, Look, counts_words
from severa_desktop.ui.tips import plain_tip

_FIELD_WIDTH = 28 * theme.UNIT


class SourceCard(QFrame):
    """Chosen by a click or by the keyboard's focus; arrow keys are the list's."""

    chosen = Signal(int)
    stepped = Signal(int)
    """To the next (1) or the one before (-1)."""
    again = Signal(int)
    """Try it again."""
    password = Signal(int, str)
    """A person entered one."""

    def __init__(self, source_id: int) -> None:
        super().__init__()
        self._source_id = source_id
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sign = Sign()
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setFont(theme.strong_font(self._name.font()))
        self._name.setWordWrap(True)
        self._state = toned("", "secondary")
        self._state.setWordWrap(False)
        self._counts = secondary()
        self._sentence = toned("", "secondary")
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setPlaceholderText(_("Password"))
        self._field.setAccessibleName(_("Password"))
        self._field.setFixedWidth(_FIELD_WIDTH)
        self._field.returnPressed.connect(self._act)
        self._field.textChanged.connect(self._name_button)
        self._button = QPushButton()
        self._button.setAutoDefault(True)  # Enter presses it too
        self._button.clicked.connect(self._act)
        self._remark = toned("", "warning")
        for label in (self._name, self._counts, self._sentence, self._remark):
            # A name or path that cannot be broken must not make the whole page wider; the tooltip has it whole.
            label.setMinimumWidth(1)
        self._is_chosen = False
        self._lay_out()

    def show_source(self, listed: ListedSource, look: Look) -> None:
        """Show how the source is doing now; what a person is entering stays."""
        name = f"{kind_words(listed.source.settings)}  {source_address(listed.source.settings)}"
        self._name.setText(name)
        self._name.setToolTip(plain_tip(name))
        self._sign.show_picture(look.picture, look.tone)
        self._state.setText(look.words[:1].upper() + look.words[1:])
        self._tone(self._state, look.tone)
        self._counts.setText(counts_words(listed))
        self._sentence.setText(look.sentence)
        self._sentence.setToolTip(plain_tip(look.sentence))
        self._tone(self._sentence, look.tone)
        self._sentence.setVisible(bool(look.sentence))
        self._acts.setVisible(look.act is not Act.NOTHING)
        self._field.setVisible(look.act is Act.GIVE_PASSWORD)
        self._button.setEnabled(True)
        self._name_button()
        if look.act is not Act.GIVE_PASSWORD:
            self._field.clear()
        parts = (name, look.words, look.sentence, self._counts.text())
        self.setAccessibleName(". ".join(filter(None, parts)))

    def say_remark(self, sentence: str) -> None:
        """Say what became of a password that was entered, if there is something to say."""
        self._remark.setText(sentence)
        self._remark.setVisible(bool(sentence))

    def mark(self, *, chosen: bool) -> None:
        """Show whether this is the one that is chosen."""
        self._is_chosen = chosen
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a bar at the side of the one that is chosen, and a line round the one with the keyboard's focus."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours().accent))
        if self._is_chosen:
            painter.drawRoundedRect(QRectF(0, theme.UNIT, 4, self.height() - 2 * theme.UNIT), 2, 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.colours().accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.UNIT - 1, theme.UNIT - 1)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Be chosen."""
        super().mousePressEvent(event)
        self.chosen.emit(self._source_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Be chosen."""
        super().focusInEvent(event)
        self.chosen.emit(self._source_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next or the one before by arrow keys."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self.hasFocus():
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.UNIT)
        top.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._name, 1)
        top.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        self._acts = QWidget()
        acts = QHBoxLayout(self._acts)
        acts.setContentsMargins(0, theme.UNIT // 2, 0, 0)
        acts.setSpacing(theme.UNIT)
        acts.addWidget(self._field)
        acts.addWidget(self._button)
        acts.addStretch()
        below = QVBoxLayout()
        below.setContentsMargins(3 * theme.UNIT, 0, 0, 0)
        below.setSpacing(theme.UNIT // 2)
        for widget in (self._counts, self._sentence, self._remark, self._acts):
            below.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.UNIT, theme.UNIT, 2 * theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT // 2)
        column.addLayout(top)
        column.addLayout(below)
        self._remark.hide()

    def _name_button(self) -> None:
        """Say what the button does: with a password entered, it uses that."""
        uses = not self._field.isHidden() and bool(self._field.text())
        self._button.setText(_("Use this password") if uses else _("Try again"))
        self._button.setProperty("main", "true" if uses else "false")
        self._button.style().unpolish(self._button)
        self._button.style().polish(self._button)

    def _act(self) -> None:
        password = "" if self._field.isHidden() else self._field.text()
        self._field.clear()
        self.say_remark("")
        self._button.setEnabled(False)
        if password:
            self.password.emit(self._source_id, password)
        else:
            self.again.emit(self._source_id)

    @staticmethod
    def _tone(label: QLabel, tone: str) -> None:
        if label.property("tone") != tone:
            label.setProperty("tone", tone)
            label.style().unpolish(label)
            label.style().polish(label)
