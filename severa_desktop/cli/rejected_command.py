"""`rejected`: lists “Not imported”."""

from typing import TYPE_CHECKING

import click

from severa_desktop.cli.json_form import time_text
from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.cli.times import local_time
from severa_desktop.core.reasons import Reason
from severa_desktop.printable import one_line
from severa_desktop.sentences import reason_sentence
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.services.not_imported import Refusal


@click.command("rejected", short_help="List the mails that were not imported.")
@click.option("--failed", is_flag=True, help="Also those that could not be read.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a mail.")
@pass_session
def command(session: Session, *, failed: bool, as_json: bool) -> None:
    """List the mails that a rule rejected; “retry” decides anew about them."""
    refusals = session.application.not_imported.refusals(failed=failed)
    if as_json:
        prepare_json()
    for refusal in refusals:
        if as_json:
            print_json(
                {
                    "id": refusal.id,
                    "source": refusal.source,
                    "outcome": refusal.outcome.value,
                    "reason": refusal.reason.value,
                    "subject": refusal.subject,
                    "from": refusal.sender,
                    "received_at": None if refusal.received_at is None else time_text(refusal.received_at),
                }
            )
        else:
            _print_refusal(refusal)
    if not refusals and not as_json:
        tell(_("Nothing was rejected, and everything could be read.") if failed else _("Nothing was rejected."))


def _print_refusal(refusal: "Refusal") -> None:
    subject = refusal.subject or _("(no subject)")
    print_line(one_line(f"{refusal.id}  {refusal.source}"))
    if refusal.sender or refusal.subject or refusal.received_at is not None:
        sender = refusal.sender or _("unknown sender")
        when = "" if refusal.received_at is None else f", {local_time(refusal.received_at)}"
        print_line(one_line(f"    {subject} — {sender}{when}"))
    reason = next((one for one in refusal.reasons if one.code is refusal.reason), Reason(refusal.reason))
    print_line(one_line(f"    {reason_sentence(reason)}"))
