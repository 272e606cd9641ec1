"""One mail that was read becomes a result: looked up, decided and written, all in one transaction.

Every way in (files, retry, later mailboxes) ends here, so that a mail is treated alike however it came.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from severa_desktop.core.decide import decide
from severa_desktop.core.directory import Directory
from severa_desktop.core.model import Activity, Copy, Decision, ImportResult, Outcome
from severa_desktop.core.reasons import Code, Reason, warnings_among
from severa_desktop.core.rules.changes import changes_between, merge, merge_reasons
from severa_desktop.core.rules.copies import differs
from severa_desktop.core.rules.identity import Identity, fingerprint, identity_of, is_same_mail
from severa_desktop.core.settings import Settings
from severa_desktop.services.kept_mails import read_copies
from severa_desktop.services.reading import FailedMail, Read, ReadMail
from severa_desktop.store.changes import Decided
from severa_desktop.store.records import (
    Known,
    NewActivity,
    NewCopy,
    NewFailure,
    NewRefusal,
    State,
    StoredActivity,
)
from severa_desktop.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Rules:
    """What decisions are made from, besides the mail."""

    directory: Directory
    settings: Settings


class Recorder:
    """Records mails within one transaction of the store; made anew for each."""

    def __init__(self, writer: Writer, rules: Rules, import_id: int, now: int) -> None:
        self._writer = writer
        self._rules = rules
        self._import_id = import_id
        self._now = now

    def record(self, mails: Sequence[Read]) -> list[ImportResult]:
        """Return what became of each mail, in order."""
        identities = {id(mail): identity_of(mail.mail) for mail in mails if isinstance(mail, ReadMail)}
        times = Counter(identity.key for identity in identities.values())
        known = self._writer.known_by(times)
        results = []
        for mail in mails:
            if isinstance(mail, FailedMail):
                results.append(self._fail(mail))
                continue
            identity = identities[id(mail)]
            # A key that stands twice in this batch may have become known a moment ago.
            fresh = self._writer.known_by([identity.key]) if times[identity.key] > 1 else known
            self._writer.failures_over(mail.original, mail.origin.source)
            results.append(self._place(mail, identity, fresh.get(identity.key, ())))
        return results

    def _fail(self, mail: FailedMail) -> ImportResult:
        """Keep what could not be read, once for the same bytes."""
        reasons = (Reason(mail.code, text=mail.text),)
        self._writer.add_failure(
            NewFailure(mail.code, mail.text, reasons, mail.origin, self._import_id, self._now, mail.original)
        )
        return ImportResult(mail.origin.source, Outcome.FAILED, mail.code, reasons=reasons)

    def _place(self, mail: ReadMail, identity: Identity, candidates: Sequence[Known]) -> ImportResult:
        """Treat a mail as a copy of one that is known, or as new."""
        same = [known for known in candidates if _is_same(known, identity)]
        gone: int | None = None
        for known in same:
            if known.activity_id is not None:
                if known.state is State.LIVE:
                    return self._add_copy(mail, known, known.activity_id)
                gone = known.activity_id
        if gone is not None and not mail.origin.by_hand:
            reason = Reason(Code.DELETED_BY_USER, activity_id=gone)
            return ImportResult(mail.origin.source, Outcome.DUPLICATE, reasons=(reason,))
        reused = any(known.activity_id is not None for known in candidates if known not in same)
        refused = next((known for known in same if known.refusal_id is not None), None)
        return self._decide_anew(mail, identity, refused, reused=reused)

    def _decide_anew(self, mail: ReadMail, identity: Identity, refused: Known | None, *, reused: bool) -> ImportResult:
        """Decide on a mail that is no activity yet, together with copies of it that were refused."""
        copies = [Copy(mail.mail, mail.origin), *(read_copies(self._writer, refused.copies) if refused else ())]
        reuse = Reason(Code.MESSAGE_ID_REUSED, header="Message-ID", text=mail.mail.message_id)
        decision = decide(copies, self._rules.directory, self._rules.settings, (reuse,) if reused else ())
        result = ImportResult(
            mail.origin.source,
            Outcome.REJECTED,
            decision.refusal,
            None,
            decision.warnings,
            (),
            decision.reasons,
        )
        if decision.refusal is not None:
            self._refuse(mail, identity, decision.refusal, decision.reasons, refused)
        if decision.activity is None:
            return result
        activity_id = self._accept(mail, identity, decision.activity, decision, refused)
        activity = replace(decision.activity, id=activity_id)
        return replace(result, outcome=Outcome.ACTIVITY, activity_id=activity_id, activity=activity)

    def _accept(
        self,
        mail: ReadMail,
        identity: Identity,
        activity: Activity,
        decision: Decision,
        refused: Known | None,
    ) -> int:
        """Keep a new activity; a mail that was refused before leaves "Not imported" with its copies."""
        activity_id = self._writer.add_activity(
            NewActivity(
                identity=identity,
                activity=activity,
                reasons=decision.reasons,
                warnings=decision.warnings,
                origin=mail.origin,
                original=mail.original,
                body=mail.body,
                search_text=mail.terms,
                import_id=self._import_id,
                taken_at=self._now,
                in_reply_to=mail.mail.in_reply_to,
            )
        )
        if refused and refused.refusal_id is not None:
            self._writer.refusal_accepted(refused.refusal_id, activity_id)
        return activity_id

    def _refuse(
        self,
        mail: ReadMail,
        identity: Identity,
        refusal: Code,
        reasons: tuple[Reason, ...],
        refused: Known | None,
    ) -> None:
        """Keep a rejected mail, once however often it is handed in."""
        content = mail.mail
        new = NewRefusal(
            identity=identity,
            reason=refusal,
            reasons=reasons,
            subject=content.subject,
            sender=content.senders[0].address if content.senders else "",
            received_at=content.received if content.date is None else content.date,
            origin=mail.origin,
            original=mail.original,
            import_id=self._import_id,
            taken_at=self._now,
        )
        if refused and refused.refusal_id is not None:
            self._writer.update_refusal(refused.refusal_id, new)
        else:
            self._writer.add_refusal(new)

    def _add_copy(self, mail: ReadMail, known: Known, activity_id: int) -> ImportResult:
        """Let a later copy of an activity's mail add what it brings; an exact one brings nothing."""
        stored = self._writer.activity(activity_id)
        if stored is None:
            raise LookupError(f"activity {activity_id} is known but not there")
        if _is_held(mail, known):
            return _duplicate(mail.origin.source, stored)
        copies = read_copies(self._writer, known.copies)
        notes = tuple(reason for reason in stored.reasons if reason.code is Code.MESSAGE_ID_REUSED)
        before = decide(copies, self._rules.directory, self._rules.settings, notes)
        with_it = (*copies, Copy(mail.mail, mail.origin))
        after = decide(with_it, self._rules.directory, self._rules.settings, notes)
        if before.activity is None or after.activity is None:
            # The directory has changed so that the mail would be refused today: what was made stays.
            return _duplicate(mail.origin.source, stored)
        merged = merge(stored.activity, before.activity, after.activity, stored.edited)
        reasons = merge_reasons(stored.reasons, before.reasons, after.reasons)
        if merged == stored.activity and reasons == stored.reasons:
            return _duplicate(mail.origin.source, stored)
        new = NewCopy(mail.origin, mail.original, self._import_id, self._now)
        self._writer.add_copy(activity_id, new, differs=differs(copies[0].mail, mail.mail))
        warnings = warnings_among(reasons)
        self._writer.change_activity(activity_id, Decided(merged, reasons, warnings), self._import_id, self._now)
        changed = replace(stored, activity=merged, reasons=reasons, warnings=warnings)
        changes = changes_between(stored.activity, merged)
        return replace(_duplicate(mail.origin.source, changed), changes=changes)


def _is_same(known: Known, identity: Identity) -> bool:
    """Tell whether a mail is a copy of one that is known, of an erased one by its fingerprint."""
    wanted = fingerprint(identity) if known.state is State.ERASED else identity
    return is_same_mail(known.identity, wanted)


def _is_held(mail: ReadMail, known: Known) -> bool:
    """Tell whether a copy with the same bytes, that came with no fewer recipients, is kept already."""
    return any(
        copy.sha256 == mail.original.sha256
        and set(mail.origin.envelope) <= set(copy.origin.envelope)
        and set(copy.origin.account) <= set(mail.origin.account)
        for copy in known.copies
    )


def _duplicate(source: str, stored: StoredActivity) -> ImportResult:
    """Return the result that points to an activity there is, with everything that is known of it."""
    activity = stored.activity
    reasons = (Reason(Code.DUPLICATE_OF, activity_id=activity.id), *stored.reasons)
    return ImportResult(source, Outcome.DUPLICATE, None, activity.id, stored.warnings, (), reasons, activity)
