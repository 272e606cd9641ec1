"""Activities, participants and files of the tests' Severa: made, changed and looked for."""

import json

from tests.severa.server_asking import Heard, RefusalError, Told, missing, not_as_described, time_of
from tests.severa.server_pages import by_row, by_token, only_these
from tests.severa.server_records import (
    Activity,
    AnyRecord,
    Contact,
    Customer,
    Project,
    ProjectFile,
    Rows,
    TakingPart,
    User,
)
from tests.severa.server_rules import Json
from tests.severa.server_uploads import parts_of
from tests.severa.server_world import World

_FILTERS = ("userGuids", "customerGuids", "phaseGuids", "projectGuids", "startDateTime", "endDateTime", "changedSince")


class Writes:
    """Answers what is asked of activities and what belongs to them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def activities(self, heard: Heard) -> Told:
        only_these(heard, *_FILTERS)
        users, customers, phases, projects = (set(heard.values(name)) for name in _FILTERS[:4])
        start, end, since = (heard.time(name) for name in _FILTERS[4:])

        def wanted(one: Activity) -> bool:
            return (
                (not users or one.owner.guid in users)
                and (not customers or (one.customer is not None and one.customer.guid in customers))
                and (not phases or (one.phase is not None and one.phase.phase in phases))
                and (not projects or (one.phase is not None and one.phase.guid in projects))
                and (start is None or (one.start if one.end is None else one.end) > start)
                and (end is None or one.start <= end)
                and (since is None or one.changed >= since)
            )

        return by_token(heard, self._world.activities, wanted)

    def activity(self, heard: Heard) -> Told:
        return Told(self._activity(heard.path.split("/")[3]).told())

    def make_activity(self, heard: Heard) -> Told:
        asked: Json = json.loads(heard.body)
        end = asked.get("endDateTime")
        activity = Activity(
            guid=self._world.guid(),
            changed=self._world.now(),
            name=_text(asked["name"]),
            start=time_of(_text(asked["startDateTime"])),
            end=None if end is None else time_of(_text(end)),
            type=_known(self._world.types, _guid(asked["activityType"]), "activity type"),
            owner=_known(self._world.users, _guid(asked["ownerUser"]), "user"),
            customer=self._customer(_guid(asked.get("customer"))),
            phase=self._phase(_guid(asked.get("phase"))),
            closed=asked.get("isClosed") is True,
            notes=_text_or_none(asked.get("notes")),
            location=_text_or_none(asked.get("location")),
        )
        self._world.activities.add(activity)
        self._world.made.append(activity)
        return Told(activity.told(), 201)

    def change_activity(self, heard: Heard) -> Told:
        activity = self._activity(heard.path.split("/")[3])
        operations: list[Json] = json.loads(heard.body)
        values = dict(self._change(operation) for operation in operations)
        if activity.locked:
            raise RefusalError(400, f"Activity “{activity.name}” is locked.", "InvalidOperation")
        self._world.change(activity, **values)
        return Told([activity.told()])

    def _change(self, operation: Json) -> tuple[str, object]:
        """Return the field that one operation changes, and its new value."""
        if operation["op"] != "Replace":
            raise not_as_described(f"only Replace is supported, not {operation['op']}")
        path, value = operation.get("path"), _text_or_none(operation.get("value"))
        match path:
            case "/name" if value:
                return "name", value
            case "/startDateTime" if value:
                return "start", time_of(value)
            case "/activityType/guid" if value:
                return "type", _known(self._world.types, value, "activity type")
            case "/ownerUser/guid" if value:
                return "owner", _known(self._world.users, value, "user")
            case "/customer/guid":
                return "customer", self._customer(value)
            case "/phase/guid":
                return "phase", self._phase(value)
            case "/isClosed" if value in ("true", "false"):
                return "closed", value == "true"
            case "/notes":
                return "notes", value
            case _:
                raise not_as_described(f"{path} cannot be replaced by {value!r}")

    def participants(self, heard: Heard) -> Told:
        activity = self._activity(heard.path.split("/")[3])
        return Told([one.told() for one in self._world.taking_part if one.activity is activity])

    def add_participant(self, heard: Heard) -> Told:
        asked: Json = json.loads(heard.body)
        activity = self._world.activities.get(_text(asked["activityGuid"]))
        if activity is None:
            raise RefusalError(400, "Activity does not exist.", "InvalidParameter")
        guid = _text(asked["participantGuid"])
        person: User | Contact | None
        match asked.get("type"):
            case "User":
                person = self._world.users.get(guid)
            case "Contact":
                person = self._world.contacts.get(guid)
            case other:
                raise not_as_described(f"nobody can be added to an activity as {other}")
        if person is None:
            raise RefusalError(400, "Participant does not exist.", "InvalidParameter")
        taking_part = TakingPart(guid=self._world.guid(), changed=self._world.now(), activity=activity, person=person)
        self._world.taking_part.add(taking_part)
        self._world.made.append(taking_part)
        return Told(taking_part.told(), 201)

    def remove_participant(self, heard: Heard) -> Told:
        activity = self._activity(heard.path.split("/")[3])
        taking_part = self._world.taking_part.get(heard.path.split("/")[5])
        if taking_part is None or taking_part.activity is not activity:
            raise missing()
        self._world.taking_part.remove(taking_part)
        return Told(None, 204)

    def files(self, heard: Heard) -> Told:
        only_these(heard)
        project = self._project(heard)
        return by_row(heard, (one for one in self._world.files if one.project is project), ProjectFile.told)

    def add_files(self, heard: Heard) -> Told:
        project = self._project(heard)
        files = [self._file(project, *one) for one in parts_of(heard)]
        if project.locked:
            raise RefusalError(400, f"Project {project.number} is locked.", "InvalidOperation")
        for file in files:
            self._world.files.add(file)
            self._world.made.append(file)
        return Told([file.told() for file in files], 201)

    def _file(self, project: Project, told: Json, content_type: str, content: bytes) -> ProjectFile:
        return ProjectFile(
            guid=self._world.guid(),
            changed=self._world.now(),
            project=project,
            name=_text_or_none(told.get("Name")) or "Naamloos",
            description=_text_or_none(told.get("Description")),
            content_type=content_type,
            content=content,
        )

    def _activity(self, guid: str) -> Activity:
        activity = self._world.activities.get(guid)
        if activity is None:
            raise missing()
        return activity

    def _project(self, heard: Heard) -> Project:
        project = self._world.projects.get(heard.path.split("/")[3])
        if project is None:
            raise missing()
        return project

    def _customer(self, guid: str | None) -> Customer | None:
        return None if guid is None else _known(self._world.customers, guid, "customer")

    def _phase(self, guid: str | None) -> Project | None:
        if guid is None:
            return None
        project = self._world.phase(guid)
        if project is None:
            raise RefusalError(400, "There is no such phase.", "InvalidParameter")
        if project.locked:
            raise RefusalError(400, f"Phase “{project.name}” is locked.", "InvalidOperation")
        return project


def _known(rows: Rows[AnyRecord], guid: str | None, what: str) -> AnyRecord:
    record = rows.get(guid or "")
    if record is None:
        raise RefusalError(400, f"There is no such {what}.", "InvalidParameter")
    return record


def _guid(value: object) -> str | None:
    return _text_or_none(value["guid"]) if isinstance(value, dict) and value.get("guid") else None


def _text(value: object) -> str:
    assert isinstance(value, str)
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)
