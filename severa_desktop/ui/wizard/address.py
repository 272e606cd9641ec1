"""The second step: the integration address, what works with it, and how it is added as Bcc."""

from PySide6.QtCore import Qt

from severa_desktop.core.settings import Setting
from severa_desktop.texts import _
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.address import AddressSection
from severa_desktop.ui.settings.bcc import BccSection
from severa_desktop.ui.wizard.step import ScrolledStep


class AddressStep(ScrolledStep):
    """Enters the address."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("E-mail address"))
        self.section = AddressSection(context, self, leads_away=False)
        self.bcc = BccSection()
        self.add(self.section, self.bcc)
        self.fields = {Setting.ADDRESS: self.section.field}

    def take_focus(self) -> bool:
        """Begin at the prefix."""
        self.section.field.prefix.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def take_focus_at_domain(self) -> None:
        """Let a person enter an address of the company's own."""
        self.section.field.domain.setFocus(Qt.FocusReason.OtherFocusReason)
        self.section.field.domain.selectAll()
