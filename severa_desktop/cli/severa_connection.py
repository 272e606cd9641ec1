"""`severa connect`, `test`, `status` and `disconnect`: the connection itself."""

import os
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.asking import ask_secret, ask_secret_where_missing, secret_from_input
from severa_desktop.cli.json_form import Json, time_text
from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.parameters import WORDS
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.cli.table import Column, print_table
from severa_desktop.cli.times import local_time
from severa_desktop.core.severa import PUBLISHED_URL, OutboxCounts, PushMode, SeveraSettings
from severa_desktop.printable import one_line
from severa_desktop.texts import N_, _, number

if TYPE_CHECKING:
    from severa_desktop.services.severa.connecting import Connection, Tried

PUSH_WORDS = {
    PushMode.OFF: N_("Activities are not sent."),
    PushMode.BY_HAND: N_("Activities are sent by hand."),
    PushMode.AUTOMATIC: N_("Activities are sent by themselves."),
}


@click.command("connect", short_help="Connect with Severa.")
@click.option("--client-id", type=WORDS, required=True, metavar="ID", help="As Severa shows it.")
@click.option(
    "--url", type=WORDS, metavar="URL", help="Where the API is [default: https://api.severa.visma.com/rest-api]."
)
@click.option("--secret-stdin", "from_input", is_flag=True, help="Read the client secret from standard input.")
@pass_session
def connect(session: Session, *, client_id: str, url: str | None, from_input: bool) -> None:
    """Try the credentials and keep them: the secret in the keyring, and nowhere else.

    They are made in Severa: Settings › Integrations › REST API. The secret is read from SEVERA_DESKTOP_SEVERA_SECRET if
    that is set, else it is asked for. What they must allow, and why, “severa test” says.
    """
    from severa_desktop.services.severa.client_secret import VARIABLE

    connecting = session.application.severa.connecting
    before = connecting.connection()
    settings = SeveraSettings(client_id, url or PUBLISHED_URL)
    if before is not None:
        former = before.settings
        settings = SeveraSettings(client_id, url or former.url, former.push, former.pulls_by_itself)
    secret = secret_from_input() if from_input else os.environ.get(VARIABLE) or ask_secret(client_id)
    connected = connecting.connect(settings, secret)
    _print_scopes(connected.tried)
    if connected.trouble:
        tell(connected.trouble)
    tell(_("Severa is connected. Fetch the directory from there with: severa-desktop severa pull"))


@click.command("test", short_help="Try whether the connection works.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@pass_session
def test(session: Session, *, as_json: bool) -> int:
    """Try the connection, and say what the credentials must allow and why. Ends with 1 if something is missing."""
    connecting = session.application.severa.connecting
    ask_secret_where_missing(connecting)
    tried = connecting.test()
    if as_json:
        prepare_json()
        print_json({"can_pull": tried.can_pull, "can_push": tried.can_push, "scopes": _scopes_object(tried)})
    else:
        _print_scopes(tried)
        tell(_("The connection works.") if tried.can_push else _("The connection works, but something is missing."))
    return 0 if tried.can_push else 1


@click.command("status", short_help="Say how the connection is doing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@pass_session
def status(session: Session, *, as_json: bool) -> None:
    """Say whether Severa is connected, when the directory was fetched, and what waits."""
    application = session.application
    connection = application.severa.connecting.connection()
    clashes = application.severa.joining.count()
    outbox = application.severa.pushing.counts()
    if as_json:
        prepare_json()
        print_json({"connected": False} if connection is None else _status_object(connection, clashes, outbox))
        return
    if connection is None:
        print_line(_("Severa is not connected. Connect it with: severa-desktop severa connect"))
        return
    for line in _status_lines(connection, clashes, outbox):
        print_line(one_line(line))


@click.command("disconnect", short_help="Forget the credentials.")
@pass_session
def disconnect(session: Session) -> None:
    """Forget the credentials. What was fetched stays, and can be changed by hand; what was sent stays in Severa."""
    trouble = session.application.severa.connecting.disconnect()
    tell(_("Severa is not connected any more. What was fetched stays, and can be changed by hand now."))
    if trouble:
        tell(trouble)


def _print_scopes(tried: "Tried") -> None:
    from severa_desktop.services.severa.connecting import SCOPES

    rows = ((scope.name, _("missing") if scope in tried.missing else _("granted"), _(scope.why)) for scope in SCOPES)
    print_table([Column(N_("SCOPE"), 18), Column("", 10), Column(N_("WHAT FOR"))], rows)


def _scopes_object(tried: "Tried") -> list[Json]:
    from severa_desktop.services.severa.connecting import SCOPES

    return [{"name": scope.name, "why": scope.why, "granted": scope not in tried.missing} for scope in SCOPES]


def _status_object(connection: "Connection", clashes: int, outbox: OutboxCounts) -> Json:
    settings = connection.settings
    return {
        "connected": True,
        "url": settings.url,
        "client_id": settings.client_id,
        "push": settings.push.value,
        "pulls_by_itself": settings.pulls_by_itself,
        "pulled_at": None if connection.pulled_at is None else time_text(connection.pulled_at),
        "full_at": None if connection.full_at is None else time_text(connection.full_at),
        "error": connection.error or None,
        "clashes": clashes,
        "sent": outbox.sent,
        "waiting": outbox.waiting,
        "held": outbox.to_check,
    }


def _status_lines(connection: "Connection", clashes: int, outbox: OutboxCounts) -> list[str]:
    settings = connection.settings
    lines = [_("Connected with {url} as {id}.").format(url=settings.url, id=settings.client_id)]
    if connection.pulled_at is None:
        lines.append(_("The directory was not fetched yet."))
    else:
        lines.append(_("The directory was fetched at {time}.").format(time=local_time(connection.pulled_at)))
    if connection.error:
        lines.append(_("Fetching it did not work the last time: {why}").format(why=connection.error))
    if clashes:
        sentence = _("Waiting to be joined: {count}. See them with: severa-desktop severa clashes")
        lines.append(sentence.format(count=number(clashes)))
    counts = _("In Severa: {sent}. Waiting to be sent: {waiting}. Held: {held}.").format(
        sent=number(outbox.sent), waiting=number(outbox.waiting), held=number(outbox.to_check)
    )
    return [*lines, f"{_(PUSH_WORDS[settings.push])} {counts}"]
