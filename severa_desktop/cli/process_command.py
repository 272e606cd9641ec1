"""`process`: lets the sources bring mails in, until it is stopped or once."""

import queue
import time
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.asking import ask_where_missing
from severa_desktop.cli.output import OutputClosedError, prepare_json, tell
from severa_desktop.cli.results import Printer, human_printer, json_printer
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.printable import one_line
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.core.model import ImportResult
    from severa_desktop.core.source_settings import Source
    from severa_desktop.services.processing.service import ProcessingService, Stop
    from severa_desktop.services.severa.exchanging import Exchanging

_SOURCES_PAUSE = 10.0
"""Seconds between two looks whether somebody added or removed a source."""
_TURN = 0.2


@click.command("process", short_help="Let mails arrive by themselves, from all sources.")
@click.option("--once", is_flag=True, help="Take what is there and end.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a mail, as they come.")
@pass_session
def command(session: Session, *, once: bool, as_json: bool) -> int:
    """Take mails in from all sources (see “source add”) until stopped by Ctrl+C or SIGTERM.

    Where Severa is connected, the directory is fetched each hour meanwhile, and activities are sent soon after they
    came if that is automatic (“severa sending”). With --once nothing is exchanged: see “severa pull” and “severa push”.
    Ends with 1 if a source failed.
    """
    if as_json:
        prepare_json()
    from severa_desktop.services.importing import check_ready
    from severa_desktop.services.processing.service import Listener

    check_ready(session.application.setup.settings())
    sources = session.application.sources
    for listed in sources.sources():
        if ask_where_missing(listed.source, session.application.passwords):
            sources.try_again(listed.source.id)
    results: queue.SimpleQueue[ImportResult] = queue.SimpleQueue()
    service = session.application.processing(
        Listener(lambda _source, result: results.put(result), _say_elsewhere, _say_stopped)
    )
    exchanging = None if once else session.application.severa.exchanging(session.folders.log, tell)
    printer = json_printer if as_json else human_printer()
    try:
        if not service.start(once=once):
            raise UserError(_("There is no source yet. Add one with: severa-desktop source add"))
        _run(service, exchanging, results, printer, once=once)
    except (KeyboardInterrupt, OutputClosedError):
        # The way in which this command ends when all is well.
        tell(_("Stopping; what was taken in stays."))
    finally:
        # Both end at the same time: neither waits for the other.
        if exchanging is not None:
            exchanging.let_end()
        service.close()
        if exchanging is not None:
            exchanging.close()
    while not results.empty():
        printer(results.get())
    return 0 if service.all_went_well else 1


def _say_elsewhere(source: "Source", is_elsewhere: bool) -> None:
    sentence = (
        _("Source {id}: Another process of this program works on it; this one waits until that ends.")
        if is_elsewhere
        else _("Source {id}: It is worked on here now.")
    )
    tell(sentence.format(id=source.id))


def _say_stopped(source: "Source", why: "Stop", sentence: str) -> None:
    from severa_desktop.services.processing.service import Stop

    tell(one_line(_("Source {id} stopped: {sentence}").format(id=source.id, sentence=sentence)))
    if why in {Stop.REFUSED, Stop.HELD}:
        advice = _(
            "It is not tried again until you give another password with: severa-desktop source password {id}, or, "
            "where it is right now: source test {id}"
        )
        tell(advice.format(id=source.id))


def _run(
    service: "ProcessingService",
    exchanging: "Exchanging | None",
    results: "queue.SimpleQueue[ImportResult]",
    printer: Printer,
    *,
    once: bool,
) -> None:
    """Print results as they come, until all sources have ended (once) or somebody stops it."""
    looked = time.monotonic()
    while True:
        if exchanging is not None:
            exchanging.look()
        try:
            printer(results.get(timeout=_TURN))
            continue
        except queue.Empty:
            pass
        if once and service.wait(0):
            return
        if not once and time.monotonic() - looked >= _SOURCES_PAUSE:
            service.start()
            looked = time.monotonic()
