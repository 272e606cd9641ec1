"""The command `severa-desktop` and its commands, each loaded only when it is asked for."""

from collections.abc import Mapping
from importlib import import_module

import click

from severa_desktop import VERSION
from severa_desktop.cli.language import spoken
from severa_desktop.cli.output import tell
from severa_desktop.cli.session import Session, session_of
from severa_desktop.texts import _

COMMANDS: Mapping[str, str] = {
    "setup": "setup_command",
    "directory": "directory_command",
    "import": "import_command",
    "activities": "activities_command",
    "show": "show_command",
    "suggest": "suggest_command",
    "link": "link_command",
    "unlink": "unlink_command",
    "delete": "delete_command",
    "erase": "erase_command",
    "undo": "undo_command",
    "redo": "redo_command",
    "history": "history_command",
    "files": "files_command",
    "calendar": "calendar_command",
    "rejected": "rejected_command",
    "retry": "retry_command",
    "source": "source_command",
    "process": "process_command",
    "severa": "severa_command",
    "backup": "backup_command",
    "restore": "restore_command",
    "export": "export_command",
    "doctor": "doctor_command",
}
"""Each command and the module of this package that has it, as its `command`."""


class LazyGroup(click.Group):
    """A group whose commands are loaded on demand, so that starting takes no longer than it must."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands' names in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Load a command; it takes the global options too, as people put them after it."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"severa_desktop.cli.{COMMANDS[cmd_name]}").command
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        _add_global_options(command)
        return spoken(command)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. A broken pipe that gets here is none of standard output's, which click takes it for."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise RuntimeError("a pipe between the program’s own processes broke") from error


def _set_data_dir(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        if not value:
            raise click.BadParameter(_("give a folder."))
        session_of(context).data_dir = value


def _set_verbose(context: click.Context, _parameter: click.Parameter, *, value: bool) -> None:
    if value:
        session_of(context).verbose = True


def _print_version(context: click.Context, _parameter: click.Parameter, *, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(f"severa-desktop {VERSION}")
        context.exit()


def _global_options(*, hidden: bool) -> list[click.Option]:
    return [
        click.Option(
            ["--data-dir"],
            metavar="DIR",
            envvar=None if hidden else "SEVERA_DESKTOP_DATA",
            callback=_set_data_dir,
            expose_value=False,
            is_eager=True,
            hidden=hidden,
            help="Folder of the data [default: the platform’s; also SEVERA_DESKTOP_DATA].",
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            callback=lambda context, parameter, value: _set_verbose(context, parameter, value=value),
            expose_value=False,
            is_eager=True,
            hidden=hidden,
            help="Show the log on standard error.",
        ),
    ]


def _add_global_options(command: click.Command) -> None:
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _add_global_options(inner)
    elif not any(parameter.name == "data_dir" for parameter in command.params):
        command.params.extend(_global_options(hidden=True))


def _no_command(context: click.Context) -> int:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        tell(_("Name one of the commands above. The window opens with --data-dir, --sample, --hidden and files only."))
    return 0


root = LazyGroup(
    name="severa-desktop",
    help="""
    Files e-mails as activities, linked to customer, people and project, and says why.

    Without a command the window opens, and imports the files that are named; --sample opens it on a sample company,
    --hidden starts it in the tray. “severa-desktop COMMAND --help” tells more about a command.
    """,
    callback=click.pass_context(_no_command),
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "obj": None},
    params=[
        *_global_options(hidden=False),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=lambda context, parameter, value: _print_version(context, parameter, value=value),
            help="Print the version.",
        ),
    ],
)


def new_session() -> Session:
    """Return the session that a run starts with."""
    return Session()
