"""Why a setting is refused, what one is advised to do and the settings' values, in words for every face."""

from collections.abc import Mapping

from severa_desktop.core.settings import (
    MAX_SIZE_LIMIT_MIB,
    SEVERA_DOMAIN,
    ActivityStatus,
    IntegrationStatus,
    Setting,
    SettingRefusedError,
    Settings,
    WhyRefused,
)
from severa_desktop.mail.address_form import readable_domain
from severa_desktop.services.directory_schema import quoted
from severa_desktop.services.errors import UserError
from severa_desktop.texts import N_, _

_MOST_NAMED = 10

_REFUSALS: Mapping[WhyRefused, str] = {
    WhyRefused.NO_ADDRESS: N_("{given} is no e-mail address. Give one such as mijnbedrijf@{severa}."),
    WhyRefused.NO_DOMAIN: N_("{given} is no domain of an e-mail address. Give one such as {severa}."),
    WhyRefused.PREFIX_NUMBERED: N_(
        "The prefix {given} begins with digits and a dot, so that it would be read as a project number before "
        "another prefix. Choose one that does not."
    ),
    WhyRefused.PREFIX_MALFORMED: N_(
        "The prefix {given} cannot be used: give 1 to 64 ASCII letters, digits, dots, hyphens or underscores, "
        "beginning and ending with a letter or digit."
    ),
    WhyRefused.TYPE_NAMELESS: N_("The activity type must have a name. Give one of the directory’s types."),
    WhyRefused.TYPE_UNKNOWN: N_("The directory has no activity type {given}. Give one of these: {known}."),
    WhyRefused.NO_CHOICE: N_("{given} is not among the values there are. Give one of {known}."),
    WhyRefused.SIZE_OUT_OF_RANGE: N_("The largest size of a mail must be from 1 to {most} MiB."),
}

_TITLES: Mapping[Setting, str] = {
    Setting.ADDRESS: N_("E-mail address"),
    Setting.ACTIVITY_TYPE: N_("Default activity type"),
    Setting.STATUS: N_("Status"),
    Setting.ACTIVITY_STATUS: N_("Status of new activities"),
    Setting.MAX_SIZE: N_("Largest mail"),
}

_INTEGRATION_STATUS: Mapping[IntegrationStatus, str] = {
    IntegrationStatus.ACTIVE: N_("Active"),
    IntegrationStatus.INACTIVE: N_("Inactive"),
}

_ACTIVITY_STATUS: Mapping[ActivityStatus, str] = {
    ActivityStatus.NOT_STARTED: N_("Not started"),
    ActivityStatus.IN_PROGRESS: N_("In progress"),
    ActivityStatus.IN_REVIEW: N_("In review"),
    ActivityStatus.DONE: N_("Done"),
}


class SettingError(UserError):
    """A setting that was refused, so that it can be said beside its field."""

    def __init__(self, refused: SettingRefusedError) -> None:
        super().__init__(refusal_sentence(refused))
        self.setting = refused.setting
        self.why = refused.why


def refusal_sentence(refused: SettingRefusedError) -> str:
    """Return why a setting is refused, and what would be right."""
    known = ", ".join(refused.known[:_MOST_NAMED]) + (", …" if len(refused.known) > _MOST_NAMED else "")
    return _(_REFUSALS[refused.why]).format(
        given=quoted(refused.given), known=known, severa=SEVERA_DOMAIN, most=f"{MAX_SIZE_LIMIT_MIB:,}"
    )


def setting_title(setting: Setting) -> str:
    """Return the name of a setting."""
    return _(_TITLES[setting])


def value_words(settings: Settings, setting: Setting) -> str:
    """Return the value of a setting, empty if it is not set."""
    match setting:
        case Setting.ADDRESS:
            address = settings.address
            return "" if address is None else f"{address.prefix}@{readable_domain(address.domain)}"
        case Setting.ACTIVITY_TYPE:
            return settings.activity_type or ""
        case Setting.STATUS:
            return integration_status_words(settings.status)
        case Setting.ACTIVITY_STATUS:
            return activity_status_words(settings.activity_status)
        case Setting.MAX_SIZE:
            return f"{settings.max_size} MiB"


def integration_status_words(status: IntegrationStatus) -> str:
    """Return the name of a status of the integration."""
    return _(_INTEGRATION_STATUS[status])


def activity_status_words(status: ActivityStatus) -> str:
    """Return the name of a status of activities."""
    return _(_ACTIVITY_STATUS[status])


def status_words(status: str) -> str:
    """Return the name of the status that an activity has, which may be one of another program's."""
    return activity_status_words(ActivityStatus(status)) if status in set(ActivityStatus) else status


def calendar_advice(activity_type: str) -> str:
    """Return what is advised for a default activity type that calendars show, and where in Severa it is done."""
    return _(
        "Activities of the type {kind} are synchronised with Google or Exchange calendars. Severa recommends excluding "
        "it from that, or every e-mail appears in the calendar: in Severa, in the settings of the calendar integration."
    ).format(kind=quoted(activity_type))
