"""`erase`: removes activities and their mails for good."""

import sys

import click

from severa_desktop.cli.corrections import AS_JSON, IDS
from severa_desktop.cli.interruption import EXIT_INTERRUPTED
from severa_desktop.cli.output import agreed, is_terminal, prepare_json, print_json, print_line, tell
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.texts import _, ngettext, number


@click.command("erase", short_help="Erase activities and their mails for good.")
@IDS
@click.option("--yes", is_flag=True, help="Do not ask. Needed where nobody can be asked, as in a script.")
@AS_JSON
@pass_session
def command(session: Session, *, ids: tuple[int, ...], yes: bool, as_json: bool) -> int:
    """Erase the activities ID…, deleted ones too: mails, texts, names and attachments. There is no way back.

    A fingerprint of each mail stays, so that no source brings it in again. Asks before it erases, and ends with
    130 if the answer is no.
    """
    count = len(set(ids))
    if not yes:
        if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
            raise click.UsageError(_("Erasing cannot be undone. Add --yes if you mean it."))
        question = ngettext(
            "Erase this activity for good? Mail, text, names and attachments go, and there is no way back.",
            "Erase {count} activities for good? Mail, text, names and attachments go, and there is no way back.",
            count,
        ).format(count=number(count))
        if not agreed(question):
            tell(_("Nothing was erased."))
            return EXIT_INTERRUPTED
    erased = session.application.correcting.erase(ids)
    if as_json:
        prepare_json()
        print_json({"erased": erased})
    else:
        sentence = ngettext("{count} activity erased.", "{count} activities erased.", erased)
        print_line(sentence.format(count=number(erased)))
    return 0
