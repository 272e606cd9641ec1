"""`severa clashes`, `join` and `keep-apart`: records of Severa that have the same as records made by hand."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.json_form import Json
from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.parameters import WORDS
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.cli.table import Column, print_table
from severa_desktop.core.severa import RecordKind
from severa_desktop.texts import N_, _, ngettext, number

if TYPE_CHECKING:
    from severa_desktop.services.severa.joining import Waiting

_KINDS = click.Choice([kind.value for kind in RecordKind if kind is not RecordKind.ACTIVITY_TYPES])
_COLUMNS = (Column(N_("KIND"), 12), Column(N_("GUID"), 36), Column(N_("NAME"), 30, shrinks=True), Column(N_("WHY")))


@click.command("clashes", short_help="List what clashes with records made by hand.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a record.")
@pass_session
def clashes(session: Session, *, as_json: bool) -> None:
    """List the records of Severa that wait, as one made by hand has their place, and those left out otherwise."""
    joining = session.application.severa.joining
    waiting, left_out = joining.clashes(), joining.left_out()
    if as_json:
        prepare_json()
        for one in (*waiting, *left_out):
            print_json(_object(one))
        return
    print_table(_COLUMNS, map(_row, waiting))
    if waiting:
        tell(_("Join them with: severa-desktop severa join KIND GUID, or --all"))
    if left_out:
        if waiting:
            print_line()
        print_line(_("Not taken over as they are in Severa ({count}):").format(count=number(len(left_out))))
        print_table(_COLUMNS, map(_row, left_out))
    if not waiting and not left_out:
        tell(_("Nothing clashes."))


@click.command("join", short_help="Join records of Severa with those made by hand.")
@click.argument("kind", type=_KINDS, required=False, metavar="[KIND]")
@click.argument("guids", metavar="[GUID…]", type=WORDS, nargs=-1)
@click.option("--all", "every", is_flag=True, help="Join all that wait.")
@pass_session
def join(session: Session, *, kind: str | None, guids: Sequence[str], every: bool) -> None:
    """Let the record made by hand be the record of Severa: it keeps its activities, and gets Severa's values.

    KIND is users, customers, contacts or projects; GUID is listed by “severa clashes”.
    """
    joining = session.application.severa.joining
    if every == bool(guids):
        raise click.UsageError(_("Give KIND and GUID as “severa clashes” lists them, or --all."))
    wanted = [(one.clash.kind, one.clash.pulled.guid) for one in joining.clashes()] if every else _names(kind, guids)
    count = joining.join(wanted).count
    words = ngettext("{count} record was joined.", "{count} records were joined.", count)
    tell(words.format(count=number(count)))


@click.command("keep-apart", short_help="Keep records of Severa beside those made by hand.")
@click.argument("kind", type=_KINDS)
@click.argument("guids", metavar="GUID…", type=WORDS, nargs=-1, required=True)
@pass_session
def keep_apart(session: Session, *, kind: str, guids: Sequence[str]) -> None:
    """Let the record of Severa live beside the one made by hand. KIND is contacts or customers."""
    count = session.application.severa.joining.keep_apart(_names(kind, guids)).count
    words = ngettext("{count} record was kept apart.", "{count} records were kept apart.", count)
    tell(words.format(count=number(count)))


def _names(kind: str | None, guids: Sequence[str]) -> list[tuple[RecordKind, str]]:
    return [(RecordKind(kind), guid) for guid in guids] if kind else []


def _row(waiting: "Waiting") -> list[str]:
    from severa_desktop.services.severa.words import why_words

    clash = waiting.clash
    return [clash.kind.value, clash.pulled.guid, clash.pulled.name, why_words(waiting)]


def _object(waiting: "Waiting") -> Json:
    clash = waiting.clash
    return {
        "kind": clash.kind.value,
        "guid": clash.pulled.guid,
        "name": clash.pulled.name,
        "why": clash.why.value,
        "what": clash.what,
        "key": clash.key or None,
        "can_be_kept_apart": waiting.can_be_kept_apart,
    }
