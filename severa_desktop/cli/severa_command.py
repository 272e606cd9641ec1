"""`severa`: connects the store with Severa, and exchanges with it."""

import click

from severa_desktop.cli import severa_clashes, severa_connection, severa_outbox, severa_pull, severa_push


@click.group("severa", no_args_is_help=False, short_help="Connect with Severa, and exchange with it.")
def command() -> None:
    """Fetch the directory from Severa, and send activities there, by its REST API.

    Follows Severa's published API description. Nothing is sent anywhere unless Severa is connected.
    """


for _inner in (
    severa_connection.connect,
    severa_connection.test,
    severa_connection.status,
    severa_pull.pull,
    severa_clashes.clashes,
    severa_clashes.join,
    severa_clashes.keep_apart,
    severa_push.push,
    severa_push.sending,
    severa_outbox.held,
    severa_outbox.try_again,
    severa_outbox.leave,
    severa_connection.disconnect,
):
    command.add_command(_inner)
