"""Writes severa_desktop/severa/models.py: the models of Severa's API, from its published description.

Only what the program uses: which schemas and fields, the tables below say. Run `python -m tools.severa_models` after a
change of them, or of tests/severa/openapi.json. Fetches nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTION = ROOT / "tests" / "severa" / "openapi.json"
WRITTEN = ROOT / "severa_desktop" / "severa" / "models.py"

ANSWERS = {
    "PublicAuthenticationOutputModel": (
        "access_token",
        "access_token_expires_in",
        "refresh_token",
        "refresh_token_expires_in",
        "scope",
    ),
    "ExceptionDetailModel": ("message",),
    "ErrorModel": ("type", "details"),
    "ExceptionModel": ("error",),
    "ActivityTypeModel": ("guid", "name", "category", "isActive"),
    "UserOutputModel": ("guid", "firstName", "lastName", "email", "isActive"),
    "CustomerModel": ("guid", "name", "isActive"),
    "ContactCustomer": ("guid",),
    "ContactModel": ("guid", "name", "firstName", "lastName", "emails", "customer", "isActive", "isDeleted"),
    "ModelBaseWithRequiredGuid": ("guid",),
    "CommunicationTypeSubModel": ("type",),
    "ContactCommunicationModel": ("guid", "contact", "communicationType"),
    "ProjectCustomerSubModel": ("guid",),
    "SalesStatusSubModel": ("guid",),
    "ModelWithName": ("guid",),
    "ProjectOutputModel": ("guid", "number", "name", "isClosed", "customer", "salesStatus", "rootPhase"),
    "ActivityModel": ("guid", "notes"),
    "ActivityParticipantModel": ("guid", "participantGuid"),
    "ProjectFileModel": ("guid", "name", "description", "size"),
}
REQUESTS = {
    "ClientCredentials": ("client_id", "client_secret", "scope"),
    "ActivityActivityType": ("guid",),
    "ActivityOwnerModel": ("guid",),
    "ActivityCustomer": ("guid",),
    "ActivityPhase": ("guid",),
    "ActivityModel": ("name", "startDateTime", "activityType", "ownerUser", "customer", "phase", "isClosed", "notes"),
    "ActivityParticipantModel": ("activityGuid", "participantGuid", "type"),
    "PatchOperation": ("op", "path", "value"),
    "FileModel": ("name", "description"),
}
_PASCAL = frozenset({"FileModel"})
"""Written with capitals in the one place that it is used, the upload of files."""

_SAID = {"PatchOperation": ("path", "value")}
"""Asked for in any case: nothing is a value, too."""
_LONGEST_LINE = 120
_HEAD = '''\
"""What Severa's API answers and takes, as far as this program uses it.

Written by `python -m tools.severa_models` from the published description; not edited by hand. Of what Severa answers
each field may be missing: one that is not there, and one more than is known, spoil no list.
"""

from msgspec import Struct\
'''
_BASIC = {"string": "str", "boolean": "bool", "integer": "int", "number": "float"}


class _Reference(msgspec.Struct):
    ref: str | None = msgspec.field(name="$ref", default=None)


class _Schema(_Reference):
    type: str | None = None
    enum: tuple[str | None, ...] = ()
    required: tuple[str, ...] = ()
    properties: dict[str, "_Schema"] = {}
    any_of: tuple["_Schema", ...] = msgspec.field(name="anyOf", default=())
    all_of: tuple["_Schema", ...] = msgspec.field(name="allOf", default=())
    items: "_Schema | None" = None
    default: bool | int | float | str | None = None


class _Components(msgspec.Struct):
    schemas: dict[str, _Schema]


class _Description(msgspec.Struct):
    components: _Components


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a field holds: how its type is written, and which words it takes if only some."""

    written: str
    words: tuple[str, ...] = ()


def main() -> None:
    """Write the models."""
    WRITTEN.write_text(models(DESCRIPTION.read_text(encoding="utf-8")), encoding="utf-8")


def models(description: str) -> str:
    """Return the module's text; raises KeyError for what the description does not have (any more)."""
    schemas = msgspec.json.decode(description, type=_Description).components.schemas
    parts = [_HEAD]
    for name, fields in ANSWERS.items():
        parts.append("\n".join(_model(schemas, name, fields, is_request=False)))
    for name, fields in REQUESTS.items():
        parts.append("\n".join(_model(schemas, name, fields, is_request=True)))
    return "\n\n\n".join(parts) + "\n"


def _model(schemas: dict[str, _Schema], name: str, fields: tuple[str, ...], *, is_request: bool) -> Iterator[str]:
    schema = schemas[name]
    options = "kw_only=True, frozen=True, omit_defaults=True" if is_request else "frozen=True"
    if name in _PASCAL:
        options += ', rename="pascal"'
    elif any(_snake(field) != field for field in fields):
        options += ', rename="camel"'
    yield f"class {'New' if is_request else ''}{name}(Struct, {options}):"
    yield f'    """{"Asked for" if is_request else "Answered"}: {name} of the description."""'
    yield ""
    for field in fields:
        kind = _kind(schemas, schema.properties[field], is_request=is_request)
        if is_request and field in schema.required:
            yield f"    {_snake(field)}: {kind.written}"
        elif field in _SAID.get(name, ()):
            yield f"    {_snake(field)}: {kind.written} | None"
        else:
            default = None if is_request else schema.properties[field].default
            yield f"    {_snake(field)}: {kind.written} | None = {default!r}"
        words = f'    """One of {", ".join(kind.words)}."""'
        if kind.words and len(words) <= _LONGEST_LINE:
            yield words


def _kind(schemas: dict[str, _Schema], schema: _Schema, *, is_request: bool) -> _Kind:
    if schema.ref is not None:
        name = schema.ref.rpartition("/")[2]
        if words := schemas[name].enum:
            return _Kind("str", tuple(word for word in words if word is not None))
        known = REQUESTS if is_request else ANSWERS
        if name not in known:
            raise KeyError(name)
        return _Kind(f"{'New' if is_request else ''}{name}")
    if schema.any_of or schema.all_of:
        # The others say that it may be null.
        return _kind(schemas, (*schema.any_of, *schema.all_of)[0], is_request=is_request)
    if schema.type == "array" and schema.items is not None:
        return _Kind(f"tuple[{_kind(schemas, schema.items, is_request=is_request).written}, ...]")
    return _Kind(_BASIC[schema.type or ""])


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


if __name__ == "__main__":
    main()
