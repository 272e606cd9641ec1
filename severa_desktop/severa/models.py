"""What Severa's API answers and takes, as far as this program uses it.

Written by `python -m tools.severa_models` from the published description; not edited by hand. Of what Severa answers
each field may be missing: one that is not there, and one more than is known, spoil no list.
"""

from msgspec import Struct


class PublicAuthenticationOutputModel(Struct, frozen=True):
    """Answered: PublicAuthenticationOutputModel of the description."""

    access_token: str | None = None
    access_token_expires_in: float | None = None
    refresh_token: str | None = None
    refresh_token_expires_in: float | None = None
    scope: str | None = None


class ExceptionDetailModel(Struct, frozen=True):
    """Answered: ExceptionDetailModel of the description."""

    message: str | None = None


class ErrorModel(Struct, frozen=True):
    """Answered: ErrorModel of the description."""

    type: str | None = None
    details: tuple[ExceptionDetailModel, ...] | None = None


class ExceptionModel(Struct, frozen=True):
    """Answered: ExceptionModel of the description."""

    error: ErrorModel | None = None


class ActivityTypeModel(Struct, frozen=True, rename="camel"):
    """Answered: ActivityTypeModel of the description."""

    guid: str | None = None
    name: str | None = None
    category: str | None = None
    """One of Personal, Absences, CalendarEntry, SalesEvent, Task."""
    is_active: bool | None = True


class UserOutputModel(Struct, frozen=True, rename="camel"):
    """Answered: UserOutputModel of the description."""

    guid: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    is_active: bool | None = True


class CustomerModel(Struct, frozen=True, rename="camel"):
    """Answered: CustomerModel of the description."""

    guid: str | None = None
    name: str | None = None
    is_active: bool | None = True


class ContactCustomer(Struct, frozen=True):
    """Answered: ContactCustomer of the description."""

    guid: str | None = None


class ContactModel(Struct, frozen=True, rename="camel"):
    """Answered: ContactModel of the description."""

    guid: str | None = None
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    emails: tuple[str, ...] | None = None
    customer: ContactCustomer | None = None
    is_active: bool | None = True
    is_deleted: bool | None = None


class ModelBaseWithRequiredGuid(Struct, frozen=True):
    """Answered: ModelBaseWithRequiredGuid of the description."""

    guid: str | None = None


class CommunicationTypeSubModel(Struct, frozen=True):
    """Answered: CommunicationTypeSubModel of the description."""

    type: str | None = None
    """One of Phone, Fax, MobilePhone, IPPhone, InstantMessenger, EmailAddress."""


class ContactCommunicationModel(Struct, frozen=True, rename="camel"):
    """Answered: ContactCommunicationModel of the description."""

    guid: str | None = None
    contact: ModelBaseWithRequiredGuid | None = None
    communication_type: CommunicationTypeSubModel | None = None


class ProjectCustomerSubModel(Struct, frozen=True):
    """Answered: ProjectCustomerSubModel of the description."""

    guid: str | None = None


class SalesStatusSubModel(Struct, frozen=True):
    """Answered: SalesStatusSubModel of the description."""

    guid: str | None = None


class ModelWithName(Struct, frozen=True):
    """Answered: ModelWithName of the description."""

    guid: str | None = None


class ProjectOutputModel(Struct, frozen=True, rename="camel"):
    """Answered: ProjectOutputModel of the description."""

    guid: str | None = None
    number: int | None = None
    name: str | None = None
    is_closed: bool | None = None
    customer: ProjectCustomerSubModel | None = None
    sales_status: SalesStatusSubModel | None = None
    root_phase: ModelWithName | None = None


class ActivityModel(Struct, frozen=True):
    """Answered: ActivityModel of the description."""

    guid: str | None = None
    notes: str | None = None


class ActivityParticipantModel(Struct, frozen=True, rename="camel"):
    """Answered: ActivityParticipantModel of the description."""

    guid: str | None = None
    participant_guid: str | None = None


class ProjectFileModel(Struct, frozen=True):
    """Answered: ProjectFileModel of the description."""

    guid: str | None = None
    name: str | None = None
    description: str | None = None
    size: float | None = None


class NewClientCredentials(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Asked for: ClientCredentials of the description."""

    client_id: str
    client_secret: str
    scope: str | None = None


class NewActivityActivityType(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Asked for: ActivityActivityType of the description."""

    guid: str


class NewActivityOwnerModel(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Asked for: ActivityOwnerModel of the description."""

    guid: str


class NewActivityCustomer(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Asked for: ActivityCustomer of the description."""

    guid: str | None = None


class NewActivityPhase(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Asked for: ActivityPhase of the description."""

    guid: str | None = None


class NewActivityModel(Struct, kw_only=True, frozen=True, omit_defaults=True, rename="camel"):
    """Asked for: ActivityModel of the description."""

    name: str
    start_date_time: str
    activity_type: NewActivityActivityType
    owner_user: NewActivityOwnerModel
    customer: NewActivityCustomer | None = None
    phase: NewActivityPhase | None = None
    is_closed: bool | None = None
    notes: str | None = None


class NewActivityParticipantModel(Struct, kw_only=True, frozen=True, omit_defaults=True, rename="camel"):
    """Asked for: ActivityParticipantModel of the description."""

    activity_guid: str
    participant_guid: str
    type: str | None = None
    """One of User, Contact, Resource, Other."""


class NewPatchOperation(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Asked for: PatchOperation of the description."""

    op: str
    """One of Add, Copy, Move, Remove, Replace."""
    path: str | None
    value: str | None


class NewFileModel(Struct, kw_only=True, frozen=True, omit_defaults=True, rename="pascal"):
    """Asked for: FileModel of the description."""

    name: str
    description: str | None = None
