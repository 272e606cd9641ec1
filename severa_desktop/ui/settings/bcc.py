"""How the integration address is added as Bcc in well-known mail programs."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QTabBar

from severa_desktop.texts import _
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.section import Section


class BccSection(Section):
    """A tab for each mail program, with what to do there."""

    def __init__(self) -> None:
        super().__init__(
            _("Add it as Bcc"), _("In the mail program with which you write. Those who get the mail do not see it.")
        )
        self._ways = _ways()
        self.programs = QTabBar()
        self.programs.setAccessibleName(_("Mail programs"))
        self.programs.setDrawBase(False)
        self.programs.setExpanding(False)
        for name, _steps in self._ways:
            self.programs.addTab(name)
        self.steps: QLabel = secondary()
        self.programs.currentChanged.connect(self._show)
        self.add(self.programs)
        self.add(self.steps)
        self._show(0)

    def _show(self, position: int) -> None:
        name, steps = self._ways[position]
        self.steps.setText("\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1)))
        self.steps.setAccessibleName(f"{name}: {self.steps.text()}")


def _ways() -> Sequence[tuple[str, Sequence[str]]]:
    paste = _("Paste the address there. For a mail of a project, put the project’s number and a dot before it.")
    contact = _("Keep the address as a contact named Severa: from then on, typing “sev” is enough.")
    return (
        (
            "Outlook",
            (
                _("Write a mail and choose Options › Bcc; in the new Outlook and on the web, Bcc beside To."),
                paste,
                contact,
            ),
        ),
        ("Gmail", (_("Write a mail and choose Bcc at the right of To (Ctrl+Shift+B)."), paste, contact)),
        (
            "Thunderbird",
            (
                _("Write a mail and choose Bcc at the right, above the subject (Ctrl+Shift+B)."),
                paste,
                _(
                    "For every mail at once: Account Settings › Copies & Folders › Bcc these email addresses. Then all "
                    "that you send becomes activities."
                ),
            ),
        ),
    )
