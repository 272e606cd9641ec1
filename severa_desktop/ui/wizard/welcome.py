"""The first step: what will happen, the sample company to try first, a colleague's file to begin with."""

from PySide6.QtWidgets import QLabel

from severa_desktop.texts import _
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.context import Context, Reopening
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.colleague import ColleagueSection
from severa_desktop.ui.settings.section import Section
from severa_desktop.ui.wizard.step import ScrolledStep


class WelcomeStep(ScrolledStep):
    """Nothing has to be entered here."""

    def __init__(self, context: Context, real: Context) -> None:
        """`real` is the window's own context."""
        super().__init__(context, _("Welcome"))
        sample = Section(
            _("Have a look first"),
            _(
                "An invented company with two months of mails. It is kept apart from your own data, and is removed "
                "with one click."
            ),
        )
        self.sample = action(
            self, _("Try it with the sample company"), lambda: real.reopening.emit(Reopening.SAMPLE), keys="Alt+S"
        )
        self._sample_button = push_button(self.sample)
        sample.add_row(self._sample_button)
        self.colleague = ColleagueSection(context, self, lambda: None, writes=False)
        self.add(_promise(), *(() if real.is_sample else (sample,)), self.colleague)


def _promise() -> Section:
    section = Section(_("From e-mail to activity"))
    words = QLabel(
        _(
            "Severa Desktop turns e-mails into activities: linked to the customer, the people and the project, each "
            "with the reason why."
        )
    )
    words.setWordWrap(True)
    section.add(words)
    section.add(
        secondary(
            _(
                "The next steps ask for the address of the integration, what new activities are like, your customers "
                "and colleagues, and where mails come from. At the end you try it. You can go back at any time; "
                "nothing is kept before you finish, and everything can be changed later."
            )
        )
    )
    return section
