"""The fields of the settings: each is made here, for the page of settings and for setting up step by step alike."""

from collections.abc import Mapping

from severa_desktop.core.settings import ActivityStatus, IntegrationStatus, Setting
from severa_desktop.services.setting_words import activity_status_words, integration_status_words, setting_title
from severa_desktop.services.setup import Setup
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.texts import _
from severa_desktop.ui.settings.fields import ChoiceField, Field, SizeField


def type_field() -> ChoiceField:
    """Return the field of the default activity type; what there is to choose from comes with `show_types`."""
    return ChoiceField(setting_title(Setting.ACTIVITY_TYPE), _("The type of the activities that e-mails become."))


def show_types(field: ChoiceField, setup: Setup) -> None:
    """Offer the directory's activity types, and show the one that is stored."""
    field.offer([(kind.name, kind.name) for kind in setup.activity_types])
    field.show_stored(setup.settings.activity_type or "")


def activity_status_field() -> ChoiceField:
    """Return the field of the status of new activities."""
    return ChoiceField(
        setting_title(Setting.ACTIVITY_STATUS),
        _("Severa’s article lists only “Status” and does not say which of the two it means, so both are here."),
        [(status.value, activity_status_words(status)) for status in ActivityStatus],
    )


def status_field() -> ChoiceField:
    """Return the field of the integration's status."""
    return ChoiceField(
        setting_title(Setting.STATUS),
        _(
            "Whether mails are taken in at all. Inactive: nothing is imported, whichever way it comes, and nothing "
            "is lost."
        ),
        [(status.value, integration_status_words(status)) for status in IntegrationStatus],
    )


def size_field() -> SizeField:
    """Return the field of the largest mail."""
    return SizeField(
        setting_title(Setting.MAX_SIZE), _("A larger one is not read. It is listed under To check, with its name.")
    )


def entered_text(fields: Mapping[Setting, Field]) -> SettingsText:
    """Return the settings whose fields hold something else than what is stored."""
    values = {setting: field.value() for setting, field in fields.items() if field.differs}
    size = values.get(Setting.MAX_SIZE)
    return SettingsText(
        values.get(Setting.ADDRESS),
        values.get(Setting.ACTIVITY_TYPE),
        values.get(Setting.STATUS),
        values.get(Setting.ACTIVITY_STATUS),
        None if size is None else int(size),
    )
