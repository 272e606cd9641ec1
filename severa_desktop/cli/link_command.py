"""`link`: links activities to a project or a customer."""

import click

from severa_desktop.cli.corrections import AS_JSON, IDS, print_action
from severa_desktop.cli.parameters import WORDS
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _


@click.command("link", short_help="Link activities to a project or a customer.")
@IDS
@click.option("--project", type=int, metavar="N", help="The project or sales case with this number.")
@click.option("--customer", type=WORDS, metavar="NAME", help="The customer with this name, case aside, or this key.")
@AS_JSON
@pass_session
def command(
    session: Session, *, ids: tuple[int, ...], project: int | None, customer: str | None, as_json: bool
) -> None:
    """Link the activities ID… to a project or to a customer, in place of what they are linked to.

    Attachments of an activity with a project are the project’s files. No later copy of a mail changes the link
    again. “undo” takes it back.
    """
    if (project is None) == (customer is None):
        raise click.UsageError(_("Give either --project or --customer."))
    services = session.application
    if customer is None:
        action = services.correcting.link_project(ids, project)
    else:
        action = services.correcting.link_customer(ids, services.directory_search.customer_named(customer).key)
    print_action(action, as_json=as_json)
