"""What the commands that change activities share: their ids, and saying what was done."""

from typing import TYPE_CHECKING

import click

from severa_desktop.cli.json_form import time_text
from severa_desktop.cli.output import prepare_json, print_json, print_line, tell
from severa_desktop.cli.parameters import RECORD_ID
from severa_desktop.printable import one_line
from severa_desktop.texts import _, number

if TYPE_CHECKING:
    from severa_desktop.services.correcting import Action

IDS = click.argument("ids", metavar="ID…", nargs=-1, required=True, type=RECORD_ID)
"""The activities that a command changes."""

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")


def print_action(action: "Action | None", *, as_json: bool, sentence: str = "", nothing: str = "") -> None:
    """Say what was done, `{done}` in the sentence if one is given; where that is nothing, so on standard error."""
    from severa_desktop.services.change_words import action_sentence

    if as_json:
        prepare_json()
        if action is not None:
            print_json(
                {
                    "action_id": action.id,
                    "kind": action.kind.value,
                    "what": action.what,
                    "activities": action.count,
                    "undone": action.undone,
                    "at": time_text(action.at),
                }
            )
    elif action is None:
        tell(nothing or _("Nothing to change: it is so already."))
    else:
        done = action_sentence(action, number)
        print_line(one_line(sentence.format(done=done) if sentence else done))
