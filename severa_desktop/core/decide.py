"""The rules in their order: what the copies of one mail become, and why. The product on one screen.

Needs only values: the copies, the directory, the settings. Whether a mail is a duplicate is known before
(`rules.identity` compares, the store finds); copies that were found belong in `copies`.
"""

from collections.abc import Sequence

from severa_desktop.core.directory import Directory, Project
from severa_desktop.core.model import Activity, Copy, Decision, ProjectLink
from severa_desktop.core.reasons import Reason, warnings_among
from severa_desktop.core.rules.copies import counting_copies
from severa_desktop.core.rules.customer import customer_of_contacts
from severa_desktop.core.rules.files import file_attachments
from severa_desktop.core.rules.guard import refuse_without_user
from severa_desktop.core.rules.owner import choose_owner
from severa_desktop.core.rules.participants import list_participants
from severa_desktop.core.rules.people import identify
from severa_desktop.core.rules.project import choose_customer, choose_project, established_project
from severa_desktop.core.rules.recipients import gather, unclear_addresses
from severa_desktop.core.rules.started import started_at
from severa_desktop.core.rules.subject import refuse_missing_subject
from severa_desktop.core.settings import Settings


def decide(copies: Sequence[Copy], directory: Directory, settings: Settings, notes: Sequence[Reason] = ()) -> Decision:
    """Return what the mail becomes, from its first copy together with the recipients of all later ones.

    `copies` holds at least one; `settings` has an address and an activity type. `notes` are reasons found
    while looking for copies (`message_id_reused`). Never raises for any mail.
    """
    if settings.address is None or settings.activity_type is None:
        raise ValueError("settings without address or activity type: ask missing_settings() first")
    counting, differing = counting_copies(copies)
    mail = counting[0].mail
    known = (*mail.notes, *notes, *differing)
    no_subject = refuse_missing_subject(mail)
    if no_subject:
        return _refused(no_subject, known)
    recipients = gather(counting, settings.address, directory)
    people = identify(recipients.people, directory)
    known = (*known, *unclear_addresses(recipients))
    no_user = refuse_without_user(mail, people)
    if no_user:
        return _refused(no_user, known)
    owner_person, owner, why_owner = choose_owner(people)
    of_contacts = customer_of_contacts(people, directory)
    participants, why_participants = list_participants(people, owner_person, several_customers=of_contacts.several)
    established = established_project(counting, settings.address, directory)
    choice = choose_project(recipients.numbered, established, directory)
    customer, why_customer = choose_customer(of_contacts, choice.project, directory)
    started, why_started = started_at(mail, counting[0].origin)
    reasons = (
        why_owner,
        *why_participants,
        *of_contacts.reasons,
        *choice.reasons,
        *why_customer,
        *file_attachments(mail.attachments, choice.project),
        *why_started,
        *known,
    )
    activity = Activity(
        id=None,
        subject=mail.subject,
        type=settings.activity_type,
        status=settings.activity_status.value,
        owner=owner,
        participants=participants,
        customer=customer,
        project=_link(choice.project),
        started_at=started,
        attachments=mail.attachments,
        message_id=mail.message_id,
        body=mail.body,
    )
    return Decision(reasons, warnings_among(reasons), activity)


def _refused(reason: Reason, known: Sequence[Reason]) -> Decision:
    reasons = (reason, *known)
    return Decision(reasons, warnings_among(reasons), refusal=reason.code)


def _link(project: Project | None) -> ProjectLink | None:
    if project is None:
        return None
    return ProjectLink(project.key, project.number, project.name, project.kind.value)
