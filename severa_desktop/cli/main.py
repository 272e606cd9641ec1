"""Runs one command and turns whatever happens into an exit code and a sentence; never a traceback.

0 all well; 1 some mail was not imported, or a finding; 2 wrong use, broken setting or unreadable directory;
130 interrupted.
"""

import sys
from collections.abc import Sequence

import click

from severa_desktop.cli.group import new_session, root
from severa_desktop.cli.interruption import EXIT_INTERRUPTED, handle_signals, interrupted
from severa_desktop.cli.language import choose_language, spoken
from severa_desktop.cli.output import OutputClosedError, prepare_streams, settle_output, tell
from severa_desktop.cli.session import Session
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

EXIT_WELL = 0
EXIT_WRONG = 2


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with these arguments, else the process's, and return the exit code."""
    prepare_streams()
    handle_signals()
    choose_language()
    session = new_session()
    try:
        return _run(session, arguments)
    except OutputClosedError:
        return EXIT_WELL
    except (click.Abort, KeyboardInterrupt):
        tell(interrupted())
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        tell(_usage_sentence(error))
        return EXIT_WRONG
    except UserError as error:
        tell(str(error))
        return EXIT_WRONG
    except Exception as error:  # noqa: BLE001 - the last resort, so that nobody ever sees a traceback
        return _report(session, error, sys.argv[1:] if arguments is None else arguments)
    finally:
        settle_output()


def _run(session: Session, arguments: Sequence[str] | None) -> int:
    given = None if arguments is None else list(arguments)
    try:
        code = spoken(root).main(given, "severa-desktop", standalone_mode=False, obj=session)
    finally:
        session.close()
    return code if isinstance(code, int) else EXIT_WELL


def _usage_sentence(error: click.ClickException) -> str:
    """Return a wrong use in one line, with where to read what is right."""
    sentence = error.format_message().strip()
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "severa-desktop"
    more = _("See “{command} --help”.").format(command=path)
    return f"{sentence}{'' if sentence.endswith(('.', '?', '!')) else '.'} {more}"


def _report(session: Session, error: Exception, arguments: Sequence[str]) -> int:
    """Say a known error in its sentence; write any other to the log and say where that is."""
    from severa_desktop.services.errors import sentence_for

    sentence = sentence_for(error)
    if sentence is not None:
        tell(sentence)
        return EXIT_WRONG
    from severa_desktop.logs import write_defect

    kind = type(error).__name__
    try:
        write_defect(session.folders.log, error, arguments)
    except OSError as log_error:
        sentence = _("A defect stopped this ({kind}: {error}), and the log cannot be written ({log_error}).")
        tell(sentence.format(kind=kind, error=error, log_error=log_error))
    else:
        sentence = _("A defect stopped this ({kind}). Please report it with the log: {log}")
        tell(sentence.format(kind=kind, log=session.folders.log))
    return EXIT_WRONG
