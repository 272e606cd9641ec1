"""`unlink`: takes the link to a project or a customer off activities."""

import click

from severa_desktop.cli.corrections import AS_JSON, IDS, print_action
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _


@click.command("unlink", short_help="Unlink activities from their project or customer.")
@IDS
@click.option("--project", is_flag=True, help="From their project or sales case.")
@click.option("--customer", is_flag=True, help="From their customer.")
@AS_JSON
@pass_session
def command(session: Session, *, ids: tuple[int, ...], project: bool, customer: bool, as_json: bool) -> None:
    """Unlink the activities ID… from their project or from their customer.

    No later copy of a mail links them again. “undo” takes it back.
    """
    if project == customer:
        raise click.UsageError(_("Give either --project or --customer."))
    correcting = session.application.correcting
    action = correcting.link_project(ids, None) if project else correcting.link_customer(ids, None)
    print_action(action, as_json=as_json)
