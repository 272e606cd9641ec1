"""The ways by which mails can come into this program, each with what begins it: helps to choose one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import push_button
from severa_desktop.ui.page import secondary


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its name, what it means, what begins it."""

    title: str
    meaning: str
    begin: QAction


class WayChoice(QWidget):
    """Shows some ways under each other."""

    def __init__(self, ways: Sequence[Way]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * theme.UNIT)
        grid.setVerticalSpacing(2 * theme.UNIT)
        grid.setColumnStretch(0, 1)
        self.buttons = [push_button(way.begin) for way in ways]
        for row, (way, button) in enumerate(zip(ways, self.buttons, strict=True)):
            title = QLabel(way.title)
            title.setFont(theme.strong_font(title.font()))
            words = QVBoxLayout()
            words.setSpacing(theme.UNIT // 2)
            words.addWidget(title)
            words.addWidget(secondary(way.meaning))
            grid.addLayout(words, row, 0)
            grid.addWidget(button, row, 1)


def ways_of_severa(mailbox: QAction, address: QAction, folder: QAction) -> Sequence[Way]:
    """Return the ways for an address at Severa's own domain."""
    return (
        Way(
            _("Read your own mailboxes"),
            _("The Sent folder keeps the Bcc, the inbox has what colleagues were copied on. One for each colleague."),
            mailbox,
        ),
        Way(
            _("Use an address of your own"),
            _(
                "Such as severa@mijnbedrijf.nl, with 1001.severa@mijnbedrijf.nl for a project. Your mail server takes "
                "all of them in, as one catch-all mailbox or by LMTP: so none is missed, whoever sends it."
            ),
            address,
        ),
        _folder_way(folder),
    )


def ways_of_own(mailbox: QAction, listener: QAction, folder: QAction) -> Sequence[Way]:
    """Return the ways for an address at a domain of the company's own."""
    return (
        Way(
            _("Read a catch-all mailbox"),
            _("One mailbox that takes in the address, with and without a number before it."),
            mailbox,
        ),
        Way(
            _("Let the mail server deliver here"),
            _("For a company with a mail server on this computer, such as Postfix or Exim: by LMTP, within a second."),
            listener,
        ),
        _folder_way(folder),
    )


def _folder_way(folder: QAction) -> Way:
    return Way(
        _("Watch a folder"),
        _("Mail files that anybody or any program puts there are taken in, if they name the address."),
        folder,
    )
