"""Says reasons, warnings and changes in words, made from a code and its evidence alone.

Each code has one or more templates, the fullest first; the first whose evidence is all there is used.
"""

import re
from collections.abc import Iterable, Mapping
from string import Formatter

from severa_desktop.core.model import Change, ChangeCode, ParticipantKind
from severa_desktop.core.reasons import Code, Named, Reason
from severa_desktop.core.suggestions import Evidence, NewPerson, Suggestion, SuggestionKind, SuggestionReason
from severa_desktop.texts import N_, _, number

TEMPLATES: Mapping[Code, tuple[str, ...]] = {
    Code.OWNER_IS_SENDER: (
        N_("The owner is the user who sent the mail: {who}."),
        N_("The owner is the user who sent the mail."),
    ),
    Code.OWNER_IS_RECIPIENT: (
        N_("No user sent the mail, so that the owner is its first user among the recipients: {who}."),
        N_("No user sent the mail, so that the owner is its first user among the recipients."),
    ),
    Code.USER_IS_PARTICIPANT: (N_("{who} is a user."), N_("A user is on the mail.")),
    Code.CONTACT_IS_PARTICIPANT: (
        N_("{who} is the address of contact person {contacts}."),
        N_("{who} is a contact person."),
        N_("A contact person is on the mail."),
    ),
    Code.CUSTOMER_FROM_CONTACTS: (
        N_("Linked to customer {customers} because {who} is the address of their contact person {contacts}."),
        N_("Linked to customer {customers}, whose contact person is on the mail."),
        N_("Linked to the customer of the contact person on the mail."),
    ),
    Code.CUSTOMER_FROM_PROJECT: (
        N_("Linked to customer {customers}, project {number}’s, as no contact person is on the mail."),
        N_("Linked to the project’s customer, as no contact person is on the mail."),
    ),
    Code.CONTACTS_OF_SEVERAL_CUSTOMERS: (
        N_("Linked to no customer, as contact persons of several are on the mail: {contacts} of {customers}."),
        N_("Linked to no customer, because contact persons of several are on the mail."),
    ),
    Code.EXTERNAL_PARTICIPANT: (
        N_("{who} is the address of contact person {contacts}, external here as the customers differ."),
        N_("{who} is not in the directory."),
        N_("Somebody who is not in the directory is on the mail."),
    ),
    Code.PROJECT_FROM_ADDRESS: (
        N_("Linked to project {number} because the mail went to {who}."),
        N_("Linked to the project whose number is in an address of the mail."),
    ),
    Code.ATTACHMENTS_FILED: (
        N_("The attachments are files of project {number}: {text}."),
        N_("The attachments are files of the project."),
    ),
    Code.DUPLICATE_OF: (
        N_("The same mail is activity {activity_id} already."),
        N_("The same mail is an activity already."),
    ),
    Code.SUBJECT_MISSING: (N_("The mail has no subject. Severa makes no activity of such a mail."),),
    Code.NO_SEVERA_USER: (
        N_("Neither the sender {who} nor any recipient is an active user. Add one to the directory and retry."),
        N_("Neither a sender nor any recipient is an active user. Add one to the directory and retry."),
    ),
    Code.NOT_AN_EMAIL: (N_("{text}"), N_("This is no e-mail.")),
    Code.TOO_LARGE: (
        N_("{text}"),
        N_("The mail is larger than the limit. Raise it with “setup --max-size”."),
    ),
    Code.UNREADABLE: (N_("{text}"), N_("The mail could not be read.")),
    Code.PROJECT_NUMBER_UNKNOWN: (
        N_("No project has the number {number} ({who}). Nothing was linked to it."),
        N_("No project has the number in {who}. Nothing was linked to it."),
        N_("No project has the number in an address of the mail."),
    ),
    Code.SEVERAL_PROJECT_NUMBERS: (
        N_("The mail names several projects, among them {number} ({who}). Choose which one it belongs to."),
        N_("The mail names several projects. Choose which one it belongs to."),
    ),
    Code.PROJECT_CLOSED: (N_("Project {number} is closed."), N_("The project is closed.")),
    Code.CUSTOMER_DIFFERS_FROM_PROJECT: (
        N_("The contact person’s customer and the one of project {number} differ: {customers}."),
        N_("The contact person’s customer and the project’s differ."),
    ),
    Code.INTEGRATION_ADDRESS_UNCLEAR: (
        N_("{who} looks like the integration address but is not. It was not used."),
        N_("An address looks like the integration address but is not."),
    ),
    Code.ADDRESS_UNREADABLE: (
        N_("No address can be read in {header}: {text}"),
        N_("No address can be read in {header}."),
        N_("An entry without a readable address was skipped."),
    ),
    Code.DATE_MISSING: (
        N_("The mail’s date cannot be read ({text}). The time it was received, or the file’s, is used."),
        N_("The mail has no date. The time it was received, or the file’s, is used."),
    ),
    Code.DATE_IMPLAUSIBLE: (
        N_("The mail’s date ({text}) is later than it was received. The time it was received is used."),
        N_("The mail’s date is later than it was received. The time it was received is used."),
    ),
    Code.MESSAGE_ID_REUSED: (
        N_("Another mail has the same Message-ID: activity {activity_id}."),
        N_("Another mail has the same Message-ID."),
    ),
    Code.COPY_DIFFERS: (
        N_("A copy has another text or other attachments ({text}). It added nothing."),
        N_("A copy has another text or other attachments. It added nothing."),
    ),
    Code.DELETED_BY_USER: (N_("Its activity was deleted by a user. Import the mail by hand to make it anew."),),
    Code.CONTENT_ENCRYPTED: (N_("The content is encrypted and cannot be read here."),),
    Code.STRUCTURE_LIMITED: (
        N_("The mail’s text is longer than the {text} that are shown and searched. The original is kept whole."),
        N_("The mail is nested too deep or has too many parts. It was read up to the limit."),
    ),
}
"""Words for every code."""

_WARNINGS: Mapping[Code, str] = {
    Code.PROJECT_NUMBER_UNKNOWN: N_("Unknown project number"),
    Code.SEVERAL_PROJECT_NUMBERS: N_("Several projects"),
    Code.PROJECT_CLOSED: N_("Project closed"),
    Code.CUSTOMER_DIFFERS_FROM_PROJECT: N_("Two customers"),
    Code.INTEGRATION_ADDRESS_UNCLEAR: N_("Address unclear"),
    Code.ADDRESS_UNREADABLE: N_("Unreadable address"),
    Code.DATE_MISSING: N_("No date"),
    Code.DATE_IMPLAUSIBLE: N_("Implausible date"),
    Code.MESSAGE_ID_REUSED: N_("Message-ID used twice"),
    Code.COPY_DIFFERS: N_("Copy differs"),
    Code.CONTENT_ENCRYPTED: N_("Encrypted"),
    Code.STRUCTURE_LIMITED: N_("Read in part"),
}

_REFUSALS: Mapping[Code, str] = {
    Code.SUBJECT_MISSING: N_("No subject"),
    Code.NO_SEVERA_USER: N_("No user on it"),
    Code.NOT_AN_EMAIL: N_("No e-mail"),
    Code.TOO_LARGE: N_("Too large"),
    Code.UNREADABLE: N_("Not readable"),
}

_CHANGES: Mapping[ChangeCode, str] = {
    ChangeCode.PROJECT_ADDED: N_("linked to project {number}"),
    ChangeCode.PARTICIPANT_ADDED: N_("{address} added"),
    ChangeCode.PARTICIPANT_CHANGED: N_("{address} is {kind} now"),
    ChangeCode.CUSTOMER_CHANGED: N_("customer changed"),
}

_KINDS: Mapping[ParticipantKind, str] = {
    ParticipantKind.USER: N_("user"),
    ParticipantKind.CONTACT: N_("contact person"),
    ParticipantKind.EXTERNAL: N_("external participant"),
}

_FAILURES = frozenset({Code.NOT_AN_EMAIL, Code.TOO_LARGE, Code.UNREADABLE})
KEPT = (
    N_(
        "It has more than the {limit} bytes that are taken in. "
        "Raise the limit with “setup --max-size” and import it again."
    ),
    N_(
        "It has {size} bytes, and at most {limit} are taken in. "
        "Raise the limit with “setup --max-size” and import it again."
    ),
    N_("It could not be read ({reason}). Check the disk or network it lies on, then import it again."),
)
"""The sentences of what could not be read that hold values, as they are kept in English with the mail; the others are
translated as they are."""

_HEADERS: Mapping[str, str] = {"From": N_("From"), "To": N_("To"), "Cc": N_("Cc"), "Bcc": N_("Bcc")}
"""Fields of a mail that people know by a word of their language; the others keep their names."""

_SUGGESTIONS: Mapping[SuggestionKind, str] = {
    SuggestionKind.LINK_CUSTOMER: N_("Link to customer {name}"),
    SuggestionKind.LINK_PROJECT: N_("Link to project {number} {name}"),
    SuggestionKind.ADD_CONTACT: N_("Add {address} as contact person of {customer}"),
    SuggestionKind.ADD_USER: N_("Add {address} as user"),
}

_WHY_SUGGESTED: Mapping[SuggestionReason, tuple[str, ...]] = {
    SuggestionReason.NUMBER_IN_ADDRESS: (N_("The mail went to {address}."), N_("The mail went to its number.")),
    SuggestionReason.NUMBER_IN_SUBJECT: (N_("Its number stands in the subject."),),
    SuggestionReason.SAME_THREAD: (N_("Activity {activity_id} of the same conversation is linked to it."),),
    SuggestionReason.SHARED_CUSTOMER: (N_("All contact persons on the mail are this customer’s."),),
    SuggestionReason.CUSTOMER_OF_PROJECT: (N_("Project {number} is this customer’s."),),
    SuggestionReason.FORWARDED_FROM: (
        N_("The mail was forwarded from {address}; contact persons of this customer have addresses at {domain}."),
        N_("The mail was forwarded from {address}, a contact person of this customer."),
    ),
    SuggestionReason.ALL_BUT_ONE: (N_("All contact persons on the mail but {address} are this customer’s."),),
    SuggestionReason.OWN_DOMAIN: (N_("Users have addresses at {domain} too."),),
    SuggestionReason.COMPANY_DOMAIN: (
        N_("Contact persons of this customer have addresses at {domain}, as {address} on the mail."),
    ),
    SuggestionReason.ONLY_OPEN_PROJECT: (N_("It is the only open project of {customers}."),),
}


def suggestion_words(suggestion: Suggestion) -> str:
    """Return what is suggested, in a few words as for a button."""
    target = suggestion.target
    words = _(_SUGGESTIONS[suggestion.kind])
    if isinstance(target, NewPerson):
        return words.format(address=target.address, customer=target.customer.name if target.customer else "")
    return words.format(name=target.name, number=getattr(target, "number", None))


def why_suggested(why: Evidence) -> str:
    """Return why something is suggested, as a sentence."""
    found: dict[str, object] = {"number": why.number, "activity_id": why.activity_id, "customers": _and(why.customers)}
    found |= {name: value for name, value in (("address", why.address), ("domain", why.domain)) if value}
    templates = _WHY_SUGGESTED[why.reason]
    fitting = (one for one in templates if all(name in found for name in _names(one)))
    return _(next(fitting, templates[-1])).format_map(found)


def reason_sentence(reason: Reason) -> str:
    """Return a reason in words; what a mail says in it is not made printable here."""
    evidence = _evidence(reason)
    for template in TEMPLATES[reason.code]:
        if all(name in evidence for name in _names(template)):
            return _(template).format_map(evidence)
    return reason.code.value


def warning_words(code: Code) -> str:
    """Return a warning in two or three words, for a list."""
    return _(_WARNINGS[code])


def refusal_words(code: Code) -> str:
    """Return why a mail was not imported in two or three words, for a list."""
    return _(_REFUSALS[code])


def kind_words(kind: ParticipantKind) -> str:
    """Return what a participant is to the company, in a word or two."""
    return _(_KINDS[kind])


def change_words(change: Change) -> str:
    """Return what a later copy changed, in a few words."""
    kind = "" if change.kind is None else kind_words(change.kind)
    return _(_CHANGES[change.code]).format(number=change.number, address=change.address, kind=kind)


def warnings_and_refusals(reasons: Iterable[Reason], codes: Iterable[Code]) -> list[str]:
    """Return the sentences of those reasons that have one of the codes, each sentence once."""
    wanted = set(codes)
    return list(dict.fromkeys(reason_sentence(reason) for reason in reasons if reason.code in wanted))


def _evidence(reason: Reason) -> dict[str, object]:
    found: dict[str, object] = {}
    if reason.header:
        found["header"] = _header(reason.header)
    if reason.address:
        found["who"] = f"{reason.address} ({_header(reason.header)})" if reason.header else reason.address
    if reason.customers:
        found["customers"] = _and(reason.customers)
    if reason.contacts:
        found["contacts"] = _and(reason.contacts)
    for name in ("number", "activity_id", "text"):
        value = getattr(reason, name)
        if value is not None and value != "":
            found[name] = kept_sentence(value) if reason.code in _FAILURES and isinstance(value, str) else value
    return found


def kept_sentence(text: str) -> str:
    """Return why something could not be read in the language chosen; it is kept in English, as scripts get it."""
    for template in KEPT:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(template))
        if found := re.fullmatch(pattern, text):
            return _(template).format_map({name: _with_marks(value) for name, value in found.groupdict().items()})
    return _(text)


def _with_marks(value: str) -> str:
    digits = value.replace(",", "")
    return number(int(digits)) if digits.isdecimal() else value


def _header(name: str) -> str:
    words = _HEADERS.get(name)
    return name if words is None else _(words)


def _and(records: Iterable[Named]) -> str:
    return ", ".join(record.name for record in records)


def _names(template: str) -> list[str]:
    return [field for _text, field, _spec, _conversion in Formatter().parse(template) if field]
