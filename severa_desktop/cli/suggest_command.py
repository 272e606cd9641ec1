"""`suggest`: what may be done about mails that the rules left open."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.json_form import Json, named_object
from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.parameters import RECORD_ID
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.core.model import ProjectLink
from severa_desktop.core.reasons import Named
from severa_desktop.printable import one_line
from severa_desktop.sentences import suggestion_words, why_suggested
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.services.suggesting import Suggestion

_MOST = 100


@click.command("suggest", short_help="Say what may be done about mails that the rules left open.")
@click.argument("ids", metavar="[ID…]", nargs=-1, type=RECORD_ID)
@click.option("--rejected", is_flag=True, help="For mails that “rejected” lists, not for activities.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a mail.")
@pass_session
def command(session: Session, *, ids: tuple[int, ...], rejected: bool, as_json: bool) -> None:
    """Suggest customers, projects, contact persons and users for the activities ID…, each with the reason.

    Without ID, for the newest 100 activities that lack a link or need a look. Nothing is changed.
    """
    found = _suggestions(session, ids, rejected=rejected)
    if as_json:
        prepare_json()
    count = 0
    for number, suggestions in found:
        if as_json:
            _print_json(number, suggestions, rejected=rejected)
        else:
            _print(session, number, suggestions, rejected=rejected)
        count += 1
    if not count and not as_json:
        tell(_("There is nothing to suggest."))
    elif count and not as_json and not rejected:
        tell(_("Link with: severa-desktop link ID --project N, or --customer NAME."))


def _suggestions(
    session: Session, ids: tuple[int, ...], *, rejected: bool
) -> "Iterator[tuple[int, tuple[Suggestion, ...]]]":
    """Yield those mails for which there is something to suggest."""
    suggesting = session.application.suggesting
    suggest = suggesting.for_refusal if rejected else suggesting.for_activity
    wanted: Iterable[int] = dict.fromkeys(ids)
    if not ids:
        wanted = suggesting.rejected(_MOST) if rejected else suggesting.worth_asking(_MOST)
    for number in wanted:
        suggestions = suggest(number)
        if suggestions:
            yield number, suggestions


def _print(session: Session, number: int, suggestions: "Iterable[Suggestion]", *, rejected: bool) -> None:
    if rejected:
        subject = session.application.checking.opened_refusal(number).refusal.subject
    else:
        subject = session.application.activities.activity(number).activity.subject
    print_line(one_line(f"{number}  {subject}"))
    for one in suggestions:
        print_line(one_line(f"    {suggestion_words(one)}. {why_suggested(one.why)}"))


def _print_json(number: int, suggestions: "Iterable[Suggestion]", *, rejected: bool) -> None:
    name = "rejected_id" if rejected else "activity_id"
    print_json({name: number, "suggestions": [_suggestion_object(one) for one in suggestions]})


def _suggestion_object(one: "Suggestion") -> Json:
    shown: Json = {"kind": one.kind.value}
    target = one.target
    if isinstance(target, Named):
        shown["customer"] = named_object(target)
    elif isinstance(target, ProjectLink):
        shown["project"] = {"number": target.number, "name": target.name, "kind": target.kind}
    else:
        shown |= {"address": target.address, "name": target.name}
        if target.customer:
            shown["customer"] = named_object(target.customer)
    why = one.why
    evidence: Json = {
        "reason": why.reason.value,
        "address": why.address,
        "domain": why.domain,
        "number": why.number,
        "customers": [named_object(customer) for customer in why.customers],
        "activity_id": why.activity_id,
    }
    return {**shown, "why": {key: value for key, value in evidence.items() if value}}
