"""The sections of how mails are taken in, and of the window itself."""

from severa_desktop.services.setup import Setup
from severa_desktop.texts import LANGUAGES, _
from severa_desktop.ui.settings.fields import ChoiceField
from severa_desktop.ui.settings.section import Section
from severa_desktop.ui.settings.setting_fields import size_field, status_field

_OWN_NAMES = {"en": "English", "nl": "Nederlands"}
"""Languages by the names that their speakers look for; never translated."""


class IntakeSection(Section):
    """Whether mails are taken in at all, and how large they may be."""

    def __init__(self) -> None:
        super().__init__(_("Taking mails in"))
        self.status, self.max_size = status_field(), size_field()
        self.add(self.status)
        self.add(self.max_size)

    def show_setup(self, setup: Setup) -> None:
        """Take over what is stored."""
        self.status.show_stored(setup.settings.status.value)
        self.max_size.show_stored(str(setup.settings.max_size))


class LanguageSection(Section):
    """In which language the window speaks."""

    def __init__(self) -> None:
        super().__init__(_("This window"))
        choices = [("", _("As the system"))] + [(code, _OWN_NAMES[code]) for code in LANGUAGES]
        title = _("Language")
        # Whoever cannot read the language that is shown finds the field all the same.
        self.language = ChoiceField(title if title == "Language" else f"{title} (Language)", choices=choices)
        self.add(self.language)
