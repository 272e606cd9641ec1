"""`setup`: shows and changes the settings, and takes a whole setup to another computer."""

from enum import StrEnum
from pathlib import Path

import click

from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.parameters import WORDS
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.core.settings import ActivityStatus, IntegrationStatus, Setting, Settings, missing_settings
from severa_desktop.printable import one_line
from severa_desktop.texts import _


def _values(kind: type[StrEnum]) -> list[str]:
    return [each.value for each in kind]


@click.command("setup", short_help="Show or change the settings.")
@click.option("--address", type=WORDS, metavar="A", help="Integration address, such as mijnbedrijf@severamail.com.")
@click.option("--activity-type", type=WORDS, metavar="T", help="Type of new activities, one of the directory’s.")
@click.option("--status", type=click.Choice(_values(IntegrationStatus)), help="Inactive: nothing is imported.")
@click.option("--activity-status", type=click.Choice(_values(ActivityStatus)), help="Status of new activities.")
@click.option("--max-size", type=int, metavar="MIB", help="Largest mail that is taken in [default: 50].")
@click.option("--export", "export", metavar="FILE", help="Write settings and directory to a file, no secrets.")
@click.option("--import", "take_over", metavar="FILE", help="Take over settings and directory from such a file.")
@click.option("--json", "as_json", is_flag=True, help="Print the settings as JSON.")
@pass_session
def command(
    session: Session,
    *,
    address: str | None,
    activity_type: str | None,
    status: str | None,
    activity_status: str | None,
    max_size: int | None,
    export: str | None,
    take_over: str | None,
    as_json: bool,
) -> None:
    """Show the settings, or change those that are named."""
    from severa_desktop.services.setting_words import calendar_advice
    from severa_desktop.services.setup_file import SettingsText, settings_object

    text = SettingsText(address, activity_type, status, activity_status, max_size)
    changing = text != SettingsText()
    if take_over is not None and (changing or export is not None):
        raise click.UsageError(_("--import takes all settings over. Use it without other settings and --export."))
    service = session.application.setup
    if take_over is not None:
        service.take_over(Path(take_over))
        tell(_("Settings and directory were taken over from {file}.").format(file=take_over))
    settings = service.change(text) if changing else service.settings()
    if export is not None:
        service.export(Path(export))
        tell(_("Settings and directory were written to {file}.").format(file=export))
    if as_json:
        prepare_json()
        print_json(settings_object(settings))
    elif export is None:
        _print_settings(settings)
    if changing and settings.activity_type is not None and service.is_calendar_synced(settings):
        tell(calendar_advice(settings.activity_type))


def _print_settings(settings: Settings) -> None:
    from severa_desktop.services.setting_words import setting_title

    missing = _("not set (needed)")
    # Values as the options take them.
    shown = {
        Setting.ADDRESS: missing if settings.address is None else str(settings.address),
        Setting.ACTIVITY_TYPE: settings.activity_type or missing,
        Setting.STATUS: settings.status.value,
        Setting.ACTIVITY_STATUS: settings.activity_status.value,
        Setting.MAX_SIZE: f"{settings.max_size} MiB",
    }
    longest = max(len(setting_title(setting)) for setting in shown)
    for setting, value in shown.items():
        print_line(f"{setting_title(setting):<{longest}}  {one_line(value)}")
    if missing_settings(settings):
        tell(_("Mails can be imported once address and activity type are set."))
