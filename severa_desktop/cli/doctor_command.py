"""`doctor`: checks that all is well."""

import click

from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.printable import one_line
from severa_desktop.texts import _


@click.command("doctor", short_help="Check the store, the settings and the directory.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a finding.")
@pass_session
def command(session: Session, *, as_json: bool) -> int:
    """Check that all is well, and say what to do about what is not. Ends with 1 if there is anything."""
    if as_json:
        prepare_json()
    well = True
    for finding in session.examine():
        well = False
        if as_json:
            print_json({"code": finding.code, "text": finding.text, "advice": finding.advice})
        else:
            print_line(one_line(finding.text))
            print_line(one_line(f"    {finding.advice}"))
    if well:
        tell(_("All is well."))
    return 0 if well else 1
