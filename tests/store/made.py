"""Activities put into a store without any mail: what the store's tests start from."""

from severa_desktop.core.model import Activity, Attachment, Origin, Owner, Participant, ParticipantKind, ProjectLink
from severa_desktop.core.query import mail_terms
from severa_desktop.core.reasons import Code, Named, Reason
from severa_desktop.core.rules.identity import Identity
from severa_desktop.store.compression import compress, compress_text
from severa_desktop.store.records import NewActivity
from severa_desktop.store.store import Store
from severa_desktop.store.writer import Writer


def keep(
    place: Store | Writer,
    number: int,
    *,
    subject: str,
    body: str = "body",
    started_at: int = 1_000,
    file_name: str | None = None,
    customer: str | None = None,
    project: int | None = None,
    warned: bool = False,
) -> int:
    """Keep an activity of Anna's with Piet on it; return its id."""
    if isinstance(place, Store):
        with place.writing() as writer:
            return keep(
                writer,
                number,
                subject=subject,
                body=body,
                started_at=started_at,
                file_name=file_name,
                customer=customer,
                project=project,
                warned=warned,
            )
    files = () if file_name is None else (Attachment(1, file_name, "application/pdf", 3, "ab" * 32),)
    activity = Activity(
        id=None,
        subject=subject,
        type="E-mail",
        status="done",
        owner=Owner("u1", "Anna de Vries", "anna@acme.example"),
        participants=(Participant("Piet Jansen", "piet@bakery.example", ParticipantKind.CONTACT, "p1"),),
        customer=None if customer is None else Named(customer, ""),
        project=None if project is None else ProjectLink("j1", project, "", "project"),
        started_at=started_at,
        attachments=files,
        message_id=f"{number}@acme.example",
        body=body,
    )
    warnings = (Code.PROJECT_CLOSED,) if warned else ()
    return place.add_activity(
        NewActivity(
            identity=Identity(f"id:{number}@acme.example", "anna@acme.example", started_at, subject, is_list=False),
            activity=activity,
            reasons=tuple(Reason(code) for code in warnings),
            warnings=warnings,
            origin=Origin(f"{number}.eml", 0),
            original=compress(f"mail {number}".encode()),
            body=compress_text(body),
            search_text=mail_terms(subject, body, [file_name] if file_name else []),
            import_id=place.begin_import(0) if number == 1 else 1,
            taken_at=0,
        )
    )
