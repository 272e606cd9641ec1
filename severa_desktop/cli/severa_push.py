"""`severa push` and `sending`: activities that go to Severa."""

import sys
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from severa_desktop.cli.asking import ask_secret_where_missing
from severa_desktop.cli.json_form import Json
from severa_desktop.cli.output import is_terminal, prepare_json, print_json, print_line, tell
from severa_desktop.cli.progress import progress_bar
from severa_desktop.cli.session import Session, pass_session
from severa_desktop.cli.severa_connection import PUSH_WORDS
from severa_desktop.core.severa import PushMode, Step
from severa_desktop.printable import one_line
from severa_desktop.texts import N_, _, ngettext, number

if TYPE_CHECKING:
    from severa_desktop.services.severa.pushing import Pushed, PushResult

_MODES = {"off": PushMode.OFF, "by-hand": PushMode.BY_HAND, "automatic": PushMode.AUTOMATIC}


@click.command("push", short_help="Send activities to Severa.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an activity.")
@pass_session
def push(session: Session, *, dry_run: bool, as_json: bool) -> int:
    """Send what is not in Severa yet, and what was corrected since: activities, participants, attachments.

    Nothing is sent twice, whatever happens meanwhile. What Severa refuses waits with its reason (“severa held”), and
    nothing else waits for it. Ends with 1 if something was refused or did not work. What was done before Ctrl+C stays.
    """
    application = session.application
    pushing = application.severa.pushing
    if as_json:
        prepare_json()
    steps: Counter[Step] = Counter()
    refused = 0
    if dry_run:
        for one in pushing.preview():
            steps.update(one.done)
            refused += one.is_refused
            _print(one, as_json=as_json)
        tell(_would_words(steps, refused))
        return 1 if refused else 0
    ask_secret_where_missing(application.severa.connecting)
    count = 0

    def told(one: "Pushed") -> None:
        nonlocal count, refused
        count += 1
        refused += one.is_refused
        if as_json:
            print_json(_object(one))
        bar.advance(count, None)

    with progress_bar(wanted=not (as_json and is_terminal(sys.stdout)), pace=N_("{count} activities/s")) as bar:
        result = pushing.push(told)
    for line in _result_lines(result):
        tell(line)
    return 1 if refused or result.error else 0


@click.command("sending", short_help="Say when activities are sent.")
@click.argument("mode", type=click.Choice(list(_MODES)))
@pass_session
def sending(session: Session, *, mode: str) -> None:
    """Let activities be sent not at all (off), with “severa push” and in the window (by-hand), or by themselves too."""
    session.application.severa.connecting.set_push(_MODES[mode])
    tell(_(PUSH_WORDS[_MODES[mode]]))


def _print(one: "Pushed", *, as_json: bool) -> None:
    if as_json:
        print_json(_object(one))
    else:
        print_line(one_line(f"{one.activity_id}  {one.subject}  {one.error or _steps_words(Counter(one.done))}"))


def _object(one: "Pushed") -> Json:
    return {
        "activity_id": one.activity_id,
        "subject": one.subject,
        "steps": [step.value for step in one.done],
        "left": one.left,
        "refused": one.is_refused,
        "error": one.error or None,
    }


def _would_words(steps: Mapping[Step, int], refused: int) -> str:
    if not steps:
        return _("There is nothing to be sent.")
    words = _("Would be done: {steps}.").format(steps=_steps_words(steps))
    return f"{words} {_held_words(refused)}".strip()


def _result_lines(result: "PushResult") -> list[str]:
    lines = [_("Done: {steps}.").format(steps=_steps_words(result.done)) if result.done else _("Nothing was sent.")]
    if result.left.waiting:
        words = ngettext("{count} activity still waits.", "{count} activities still wait.", result.left.waiting)
        lines.append(words.format(count=number(result.left.waiting)))
    advice = _("See why with: severa-desktop severa held")
    if result.left.stuck:
        words = ngettext(
            "{count} of them does not get to Severa, and is still being tried.",
            "{count} of them do not get to Severa, and are still being tried.",
            result.left.stuck,
        )
        lines.append(f"{words.format(count=number(result.left.stuck))} {advice}")
    held = result.left.blocked + result.left.refused
    if held:
        lines.append(f"{_held_words(held)} {advice}")
    return [*lines, result.error] if result.error else lines


def _held_words(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "{count} activity cannot be sent as it is.", "{count} activities cannot be sent as they are.", count
    )
    return words.format(count=number(count))


def _steps_words(steps: Mapping[Step, int]) -> str:
    counts = {step: steps.get(step, 0) for step in Step}
    new, corrections, files = counts[Step.CREATE], counts[Step.CHANGE], counts[Step.ADD_FILE]
    added, removed = counts[Step.ADD_PARTICIPANT], counts[Step.REMOVE_PARTICIPANT]
    words = {
        Step.CREATE: ngettext("{count} new activity", "{count} new activities", new),
        Step.CHANGE: ngettext("{count} correction", "{count} corrections", corrections),
        Step.ADD_PARTICIPANT: ngettext("{count} participant", "{count} participants", added),
        Step.REMOVE_PARTICIPANT: ngettext("{count} participant taken off", "{count} participants taken off", removed),
        Step.ADD_FILE: ngettext("{count} file", "{count} files", files),
    }
    return ", ".join(words[step].format(count=number(counts[step])) for step in Step if counts[step])
