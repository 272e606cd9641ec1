"""The fifth step: where mails come from."""

from severa_desktop.services.setup import Setup
from severa_desktop.texts import _
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.sources import SourcesSection
from severa_desktop.ui.wizard.step import ScrolledStep, Then


class SourcesStep(ScrolledStep):
    """Adds, changes, tries and removes sources."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Where mails come from"), _("Sources"))
        self.section = SourcesSection(context, self)
        self.add(self.section)

    def show_setup(self, setup: Setup) -> None:
        """Show the ways that fit the address, and the sources there are."""
        self.section.show_way(is_at_severa=setup.address is None or setup.address.is_at_severa)
        self.section.refresh()

    def take_focus(self) -> bool:
        """Begin at what is being entered, or at the sources."""
        self.section.take_focus()
        return True

    def leave(self, then: Then, *, forward: bool) -> None:
        """Go on; what is being entered stays and can be come back to, but going forward it is to be added or left."""
        if forward and self.section.form is not None:
            self.section.hold()
        else:
            then()
