"""Severa's published description as the judge of requests and answers; read once in a process."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from openapi_core.security.exceptions import SecurityProviderError
from openapi_core.security.factories import SecurityProviderFactory
from openapi_core.security.providers import BaseProvider
from openapi_core.validation.request.exceptions import SecurityValidationError
from werkzeug.datastructures import Headers, ImmutableMultiDict

Json = dict[str, object]
PREFIX = "/rest-api"
_FILE = Path(__file__).with_name("openapi.json")
_HOST = "https://api.severa.visma.com"
_METHODS = ("get", "post", "patch", "delete", "put")
_LOG_IN = ("/v1/token", "/v1/refreshtoken")
_ROWS_CHECKED = 4
"""Rows of an answer that are validated: all hundred would take twelve milliseconds, and they are made alike."""


class WrongError(Exception):
    """A request is not as the description says; the message says what is wrong."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Operation:
    """One thing that the API can be asked for."""

    method: str
    path: str
    """As the description writes it, with names in braces."""
    pattern: re.Pattern[str]
    scopes: frozenset[str]
    parameters: frozenset[str]
    """Names that may stand in the query."""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Asked:
    """A request as openapi-core wants it."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes | None
    host_url: str = _HOST
    parameters: RequestParameters = field(init=False)

    def __post_init__(self) -> None:
        query = ImmutableMultiDict(parse_qsl(self.query, keep_blank_values=True))
        self.parameters = RequestParameters(query=query, header=Headers(dict(self.headers)))
        self.method = self.method.lower()

    @property
    def content_type(self) -> str:
        return Headers(dict(self.headers)).get("Content-Type", "").lower()

    def written(self) -> list[object]:
        """Return all of it that is looked at, without what differs each time: whom it is for, and the token itself."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        headers.pop("host", None)
        kind, blank, token = headers.get("authorization", "").partition(" ")
        headers["authorization"] = f"{kind}{blank}{bool(token)}"
        return [self.method, self.path, self.query, sorted(headers.items()), self.body]


@dataclass(frozen=True)
class _Told:
    """An answer as openapi-core wants it."""

    status_code: int
    headers: Headers
    data: bytes | None
    content_type: str = "application/json"


class _Fault(Protocol):
    """What jsonschema says is wrong: a library without types."""

    json_path: str
    message: str
    context: Sequence["_Fault"]


class _Bearer(BaseProvider):
    """A token in the header; openapi-core by itself only warns that it does not know this way."""

    def __call__(self, parameters: RequestParameters) -> str:
        kind, _, token = str(parameters.header.get("Authorization", "")).partition(" ")
        if kind != "Bearer" or not token:
            raise SecurityProviderError("Authorization is not: Bearer, a blank and a token")
        return token


class _Providers(SecurityProviderFactory):
    PROVIDERS = {**SecurityProviderFactory.PROVIDERS, "oauth2": _Bearer}  # noqa: RUF012 - as the class above has it


class Description:
    """Tells what a request asks for, and whether it and its answer are as described."""

    def __init__(self) -> None:
        self._written: Json = json.loads(_FILE.read_text("utf-8"))
        paths = _object(self._written["paths"])
        for path in _LOG_IN:
            # A token cannot be had by a token only; the description says so of all operations.
            _object(_object(paths[path])["post"])["security"] = [{"ClientIdAuth": []}]
        # openapi-core would look for fields of a form in it. What stands in the parts, `server_uploads.py` looks at.
        upload = _object(_object(paths["/v1/projects/{projectGuid}/files"])["post"])["requestBody"]
        _object(_object(upload)["content"])["multipart/related"] = {}
        self.operations = [
            _operation(path, method, _object(item)[method])
            for path, item in paths.items()
            for method in _METHODS
            if method in _object(item)
        ]
        # That the file itself is sound, a test looks at: it takes half a second.
        config = Config(
            spec_validator_cls=None,
            security_provider_factory=_Providers(),
            extra_media_type_deserializers={"multipart/related": lambda _body, **_parameters: ""},
        )
        self._api = OpenAPI.from_dict(self._written, config=config)
        self._right: set[bytes] = set()
        """What was found to be as described: to look at it takes ten milliseconds each time, and tests ask alike."""

    def operation(self, method: str, path: str) -> Operation | None:
        """Return what is asked for at a path below the prefix, None if there is no such thing."""
        for one in self.operations:
            if one.method == method and one.pattern.fullmatch(path):
                return one
        return None

    def check(self, operation: Operation, asked: Asked) -> None:
        """Raise WrongError if a request is not as described."""
        key = _digest(asked.written())
        if key not in self._right:
            self._check(operation, asked)
            self._right.add(key)

    def _check(self, operation: Operation, asked: Asked) -> None:
        unknown = set(asked.parameters.query) - operation.parameters
        if unknown:
            raise WrongError(f"there is no parameter {', '.join(sorted(unknown))} for {operation.name}")
        try:
            self._api.validate_request(asked)
        except SecurityValidationError as error:
            raise WrongError(_why(error), 401) from None
        except OpenAPIError as error:
            raise WrongError(_why(error)) from None

    def check_answer(self, asked: Asked, status: int, told: object) -> None:
        """Raise WrongError if what this server answers is not as described; of long lists some rows are looked at."""
        some = [*told[: _ROWS_CHECKED // 2], *told[-_ROWS_CHECKED // 2 :]] if isinstance(told, list) else told
        body = None if told is None else json.dumps(some).encode()
        key = _digest([asked.method, asked.path, status, body])
        if key in self._right:
            return
        try:
            self._api.validate_response(asked, _Told(status, Headers(), body))
        except OpenAPIError as error:
            raise WrongError(f"this server's own answer: {_why(error)}") from None
        self._right.add(key)

    @cache  # noqa: B019 - there is one description in a process
    def blank(self, schema: str) -> Json:
        """Return the fields of a schema that may be null, as null: Severa answers all of them."""
        properties = _object(_object(self._schemas()[schema])["properties"])
        return {name: None for name, one in properties.items() if _may_be_null(_object(one))}

    def read_only(self, schema: str) -> frozenset[str]:
        """Return the fields of a schema that nobody may write."""
        properties = _object(_object(self._schemas()[schema])["properties"])
        return frozenset(name for name, one in properties.items() if _object(one).get("readOnly"))

    def _schemas(self) -> Json:
        return _object(_object(self._written["components"])["schemas"])


@cache
def description() -> Description:
    """Return the description."""
    return Description()


def scopes() -> frozenset[str]:
    """Return all scopes that there are."""
    return frozenset(scope for one in description().operations for scope in one.scopes)


def _operation(path: str, method: str, written: object) -> Operation:
    told = _object(written)
    pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))
    return Operation(
        method=method.upper(),
        path=path,
        pattern=re.compile(pattern),
        scopes=frozenset(_scopes(told.get("security", []))),
        parameters=frozenset(
            str(_object(one)["name"]) for one in _list(told.get("parameters", [])) if _object(one)["in"] == "query"
        ),
    )


def _scopes(security: object) -> Iterable[str]:
    for one in _list(security):
        yield from (str(scope) for scope in _list(_object(one).get("OAuth2", [])))


def _may_be_null(written: Json) -> bool:
    return bool(written.get("nullable")) or any(_object(one).get("nullable") for one in _list(written.get("anyOf", [])))


def _digest(parts: object) -> bytes:
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass")).digest()


def _why(error: BaseException) -> str:
    """Return what is wrong, down to the field."""
    told = [str(error)]
    while error.__cause__ is not None:
        error = error.__cause__
        told.append(str(error))
    fields = [f"{one.json_path}: {one.message}" for one in _leaves(getattr(error, "schema_errors", ()))]
    return "; ".join(dict.fromkeys(fields or told))


def _leaves(errors: Iterable[_Fault]) -> Iterable[_Fault]:
    """Return what is wrong itself, where one of several schemas would have to fit."""
    for error in errors:
        yield from _leaves(error.context) if error.context else (error,)


def _object(value: object) -> Json:
    assert isinstance(value, dict)
    return value


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
