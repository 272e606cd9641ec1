"""`source`: where mails come from by themselves."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.asking import ask_password, ask_where_missing, password_from_input
from severa_desktop.cli.json_form import Json, time_text
from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.parameters import RECORD_ID, WORDS
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.cli.table import Column, print_table
from severa_desktop.cli.times import local_time
from severa_desktop.core.source_settings import (
    AfterFile,
    AfterMail,
    Condition,
    FolderSettings,
    ImapSettings,
    ListedSource,
    Security,
    Source,
    usual_port,
)
from severa_desktop.printable import one_line
from severa_desktop.texts import N_, _, number

if TYPE_CHECKING:
    from severa_desktop.services.sources import NewSource, SourcesService

_IMPORTED_TO = "Severa/Imported"
_COUNTS = (N_("TAKEN"), N_("NOT IMPORTED"), N_("LEFT ALONE"))


def _values(kind: type[StrEnum]) -> list[str]:
    return [each.value for each in kind]


_DEDICATED = click.option("--dedicated", is_flag=True, help="Every mail in it counts as sent to the integration.")
_ACCOUNT = click.option(
    "--account-address", "account", type=WORDS, multiple=True, metavar="A", help="An address of the account’s own."
)
_PASSWORD = click.option("--password-stdin", "from_input", is_flag=True, help="Read the password from standard input.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a source.")
_ID = click.argument("source_id", metavar="ID", type=RECORD_ID)


@click.group("source", no_args_is_help=False, short_help="Where mails come from by themselves.")
def command() -> None:
    """Watched folders, mailboxes and listeners; “process” lets their mails in."""


@command.group("add", no_args_is_help=False, short_help="Add a watched folder, a mailbox or a listener.")
def add() -> None:
    """Add a source of mails. Only mails addressed to the integration are taken, others are left alone."""


@add.command("folder", short_help="A folder into which mail files are put.")
@click.argument("path", metavar="PATH")
@click.option(
    "--after",
    type=click.Choice(_values(AfterFile)),
    default=AfterFile.LEAVE.value,
    help="Move: into the folders imported and not-imported beside [default: leave].",
)
@_DEDICATED
@_ACCOUNT
@pass_session
def add_folder(session: Session, *, path: str, after: str, dedicated: bool, account: Sequence[str]) -> None:
    """Take mails from files that are put into the folder PATH, or into folders within it."""
    from severa_desktop.services.sources import NewSource

    sources = session.application.sources
    _say_added(sources.add(NewSource(FolderSettings(path, AfterFile(after)), tuple(account), dedicated)).source)


@add.command("imap", short_help="A mailbox on a mail server.")
@click.argument("host", metavar="HOST", type=WORDS)
@click.option("--user", type=WORDS, required=True, metavar="U", help="The name to log in with.")
@click.option("--port", type=int, metavar="N", help="[default: 993 with tls, else 143]")
@click.option(
    "--security",
    type=click.Choice(_values(Security)),
    default=Security.TLS.value,
    help="None: to this computer only [default: tls].",
)
@click.option("--folder", "folders", type=WORDS, multiple=True, metavar="NAME", help="To read [default: INBOX].")
@click.option(
    "--after",
    type=click.Choice(_values(AfterMail)),
    default=AfterMail.LEAVE.value,
    help="What happens to mails that were taken; none is ever deleted [default: leave].",
)
@click.option("--move-to", type=WORDS, metavar="NAME", help="Folder for --after move [default: Severa/Imported].")
@_DEDICATED
@_ACCOUNT
@click.option("--ca", "ca_file", metavar="FILE", help="The company’s own certificate authority, in PEM form.")
@_PASSWORD
@pass_session
def add_imap(
    session: Session,
    *,
    host: str,
    user: str,
    port: int | None,
    security: str,
    folders: Sequence[str],
    after: str,
    move_to: str | None,
    dedicated: bool,
    account: Sequence[str],
    ca_file: str | None,
    from_input: bool,
) -> None:
    """Take mails from a mailbox on the IMAP server HOST. Its password is asked for, and kept in the keyring."""
    from severa_desktop.services.source_words import provider_advice
    from severa_desktop.services.sources import NewSource

    if move_to is not None and after != AfterMail.MOVE:
        raise click.UsageError(_("--move-to goes with --after move only."))
    settings = ImapSettings(
        host=host,
        user=user,
        port=usual_port(Security(security)) if port is None else port,
        security=Security(security),
        folders=tuple(folders) or ("INBOX",),
        after=AfterMail(after),
        move_to=_IMPORTED_TO if move_to is None else move_to,
        ca_file=ca_file,
    )
    sources = session.application.sources
    new = sources.check(NewSource(settings, tuple(account), dedicated))
    advice = provider_advice(settings.host)
    if advice:
        tell(advice)
    added = sources.add(new, password_from_input() if from_input else _asked(new, sources))
    _say_added(added.source)
    if added.trouble:
        tell(added.trouble)


@add.command("lmtp", short_help="A listener for a mail server on this computer.")
@click.argument("place", metavar="unix:PATH|127.0.0.1:PORT", type=WORDS)
@pass_session
def add_lmtp(session: Session, *, place: str) -> None:
    """Take mails that a mail server on this computer delivers by LMTP to a socket file or a port."""
    from severa_desktop.services.source_checks import parse_lmtp_place
    from severa_desktop.services.sources import NewSource

    _say_added(session.application.sources.add(NewSource(parse_lmtp_place(place))).source)


@command.command("list", short_help="List the sources with how each is doing.")
@_JSON
@pass_session
def list_sources(session: Session, *, as_json: bool) -> None:
    """List the sources with what they brought, and what is wrong where something is."""
    listed = session.application.sources.sources()
    if as_json:
        prepare_json()
        for one in listed:
            print_json(_source_object(one))
        return
    if not listed:
        from severa_desktop.services.source_words import way_words

        address = session.application.setup.setup().address
        tell(_("There is no source yet. Add one with: severa-desktop source add"))
        tell(way_words(is_at_severa=address is None or address.is_at_severa))
    columns = [
        Column(N_("ID"), 6, right=True),
        Column(N_("KIND"), 14),
        Column(N_("ADDRESS")),
        Column(N_("STATE"), 12),
        Column(N_("LAST SUCCESS"), 16),
        *(Column(word, 12, right=True) for word in _COUNTS),
    ]
    print_table(columns, map(_row, listed))
    for one in listed:
        if one.state.error:
            print_line(one_line(_("Source {id}: {sentence}").format(id=one.source.id, sentence=one.state.error)))


@command.command("test", short_help="Try whether a source works.")
@_ID
@_JSON
@pass_session
def test(session: Session, *, source_id: int, as_json: bool) -> int:
    """Try whether the source ID works, without taking mails in. Ends with 1 if it does not."""
    sources = session.application.sources
    listed = sources.source(source_id)
    ask_where_missing(listed.source, session.application.passwords)
    error = sources.test(source_id)
    if as_json:
        prepare_json()
        # What was found now, not what a process noted some time ago.
        condition = Condition.STOPPED if error else Condition.WAITING
        print_json(_source_object(listed) | {"state": condition.value, "error": error or None})
    else:
        print_line(one_line(error or _("Source {id} works.").format(id=source_id)))
    return 1 if error else 0


@command.command("password", short_help="Give a mailbox another password.")
@_ID
@_PASSWORD
@pass_session
def set_password(session: Session, *, source_id: int, from_input: bool) -> None:
    """Keep another password for the mailbox ID in the keyring."""
    from severa_desktop.services.source_words import source_address

    sources = session.application.sources
    address = source_address(sources.mailbox(source_id).settings)
    trouble = sources.set_password(source_id, password_from_input() if from_input else ask_password(address))
    tell(trouble or _("The password of source {id} was changed.").format(id=source_id))


@command.command("remove", short_help="Remove a source.")
@_ID
@pass_session
def remove(session: Session, *, source_id: int) -> None:
    """Remove the source ID and its password. Mails that it brought stay."""
    trouble = session.application.sources.remove(source_id)
    tell(_("Source {id} was removed. The mails that it brought stay.").format(id=source_id))
    if trouble:
        tell(trouble)


def _asked(new: "NewSource", sources: "SourcesService") -> str:
    """Ask for a mailbox's password, unless it could not be kept: then it is asked for when it is needed."""
    from severa_desktop.services.source_words import source_address

    return "" if sources.why_no_password_is_kept() else ask_password(source_address(new.settings))


def _say_added(source: Source) -> None:
    from severa_desktop.services.source_words import kind_words, source_address

    sentence = _("Source {id} was added: {kind} {address}")
    kind, address = kind_words(source.settings), source_address(source.settings)
    print_line(one_line(sentence.format(id=source.id, kind=kind, address=address)))


def _source_object(listed: ListedSource) -> Json:
    from severa_desktop.services.source_words import source_address

    source, state = listed.source, listed.state
    return {
        "id": source.id,
        "kind": source.kind.value,
        "address": source_address(source.settings),
        "state": state.condition.value,
        "error": state.error or None,
        "last_success": None if state.last_success is None else time_text(state.last_success),
        "taken": state.taken,
        "not_imported": state.not_imported,
        "left_alone": state.left_alone,
    }


def _row(listed: ListedSource) -> list[str]:
    from severa_desktop.services.source_words import condition_words, kind_words, source_address

    source, state = listed.source, listed.state
    return [
        str(source.id),
        kind_words(source.settings),
        source_address(source.settings),
        condition_words(state.condition),
        _("never") if state.last_success is None else local_time(state.last_success),
        *(number(count) for count in (state.taken, state.not_imported, state.left_alone)),
    ]
