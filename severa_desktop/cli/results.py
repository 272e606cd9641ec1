"""Prints what became of mails, one by one as they come, for `import` and `retry` alike."""

from collections import Counter
from collections.abc import Callable, Iterable

from severa_desktop.cli.json_form import result_object
from severa_desktop.cli.output import OutputClosedError, can_show, print_json, print_line
from severa_desktop.core.model import Activity, ImportResult, Outcome
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.printable import one_line
from severa_desktop.sentences import change_words, reason_sentence, warnings_and_refusals
from severa_desktop.texts import _, ngettext, number

_MARKS = {Outcome.ACTIVITY: "✓", Outcome.DUPLICATE: "=", Outcome.REJECTED: "✗", Outcome.FAILED: "✗"}
_PLAIN_MARKS = {Outcome.ACTIVITY: "+", Outcome.DUPLICATE: "=", Outcome.REJECTED: "x", Outcome.FAILED: "x"}

Printer = Callable[[ImportResult], None]


def json_printer(result: ImportResult) -> None:
    """Print a result as one JSON object a line."""
    print_json(result_object(result))


def human_printer(print_lines: Callable[[str], None] = print_line, *, only_problems: bool = False) -> Printer:
    """Return what prints a result in words, or only one that was not imported."""
    marks = _MARKS if can_show("✓✗…→—") else _PLAIN_MARKS

    def print_result(result: ImportResult) -> None:
        if not only_problems or result.outcome in {Outcome.REJECTED, Outcome.FAILED}:
            print_lines(result_text(result, marks[result.outcome]))

    return print_result


def print_results(results: Iterable[ImportResult], print_result: Printer) -> Counter[Outcome]:
    """Print each result as it comes and return how many there were of each outcome."""
    counts: Counter[Outcome] = Counter()
    try:
        for result in results:
            counts[result.outcome] += 1
            print_result(result)
    except OutputClosedError as error:
        # Nobody reads on, but mails were left: that is an interruption and not "all well".
        raise KeyboardInterrupt from error
    return counts


def exit_code(counts: Counter[Outcome]) -> int:
    """Return 1 if some mail was rejected or failed, else 0."""
    return 1 if counts[Outcome.REJECTED] or counts[Outcome.FAILED] else 0


def summary(counts: Counter[Outcome]) -> str:
    """Return how many mails there were of each outcome, in words."""
    total = counts.total()
    parts = ", ".join(_counted(outcome, counts[outcome]) for outcome in Outcome if counts[outcome])
    mails = ngettext("{count} mail", "{count} mails", total).format(count=number(total))
    return f"{mails}: {parts}." if parts else f"{mails}."


def _counted(outcome: Outcome, count: int) -> str:
    return _counted_words(outcome, count).format(count=number(count))


def _counted_words(outcome: Outcome, count: int) -> str:
    match outcome:
        case Outcome.ACTIVITY:
            return ngettext("{count} new activity", "{count} new activities", count)
        case Outcome.DUPLICATE:
            return _("{count} known already")
        case Outcome.REJECTED:
            return _("{count} rejected")
        case Outcome.FAILED:
            return _("{count} not readable")


def result_text(result: ImportResult, mark: str) -> str:
    """Return a result in words: a line for the outcome, then one for each warning or change."""
    first = f"{mark} {result.source}: {_outcome_words(result)}"
    notes = [change_words(change) for change in result.changes]
    notes += warnings_and_refusals(result.reasons, result.warnings)
    return "\n".join([one_line(first), *(f"    {one_line(note)}" for note in notes)])


def _outcome_words(result: ImportResult) -> str:
    match result.outcome:
        case Outcome.ACTIVITY:
            return _("activity") if result.activity is None else _activity_words(result.activity)
        case Outcome.DUPLICATE:
            return _duplicate_words(result)
        case Outcome.REJECTED:
            return _("rejected. {why}").format(why=_refusal(result.reasons, result.reason))
        case Outcome.FAILED:
            return _("not read. {why}").format(why=_refusal(result.reasons, result.reason))


def _activity_words(activity: Activity) -> str:
    words = _("would be an activity") if activity.id is None else _("activity {id}").format(id=activity.id)
    links = [activity.customer.name] if activity.customer else []
    if activity.project:
        project = activity.project
        links.append(_("project {number} {name}").format(number=project.number, name=project.name))
    return f"{words}, {activity.subject}{' — ' if links else ''}{', '.join(links)}"


def _duplicate_words(result: ImportResult) -> str:
    if any(reason.code is Code.DELETED_BY_USER for reason in result.reasons):
        return _refusal(result.reasons, Code.DELETED_BY_USER)
    if result.activity_id is None:
        return _("known already, which changed:") if result.changes else _("known already")
    words = _("activity {id} already, which changed:") if result.changes else _("activity {id} already")
    return words.format(id=result.activity_id)


def _refusal(reasons: Iterable[Reason], code: Code | None) -> str:
    for reason in reasons:
        if reason.code is code:
            return reason_sentence(reason)
    return "" if code is None else reason_sentence(Reason(code))
