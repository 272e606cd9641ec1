"""What a MIME entity's own header says about its content (RFC 2045, 2183, 2392, 2557).

Every answer is usable as it is: a missing or malformed field gives what RFC 2045 says for a missing one.
The content itself is not looked at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import unquote

from severa_desktop.mail.encoded_words import decode_header
from severa_desktop.mail.fields import Header
from severa_desktop.mail.parameters import parse_parameters

TEXT_PLAIN = "text/plain"
MESSAGE = "message/rfc822"
UNKNOWN = "application/octet-stream"
ATTACHED_MESSAGES = frozenset({MESSAGE, "message/global"})

_TOKEN = r"[a-z0-9!#$%&'*+.^_`{|}~-]+"  # noqa: S105 - RFC 2045's word for it
_MEDIA_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}")
_MISSPELT = {
    "plain/text": TEXT_PLAIN,
    "html/text": "text/html",
    "text/text": TEXT_PLAIN,
    "text/txt": TEXT_PLAIN,
}
_ENCODING = re.compile(rb"[\s\"'(]*([A-Za-z0-9_-]+)")
_RAW_BOUNDARY = re.compile(rb"boundary[ \t]*=[ \t]*(?:\"([^\"\r\n]+)\"|([^\s;\"]+))", re.IGNORECASE)
_NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Description:
    """An entity's content fields, in lower case where case does not matter."""

    media_type: str
    charset: str
    file_name: str
    """Decoded, as the sender chose it; empty if there is none."""
    is_attachment: bool
    """Marked `attachment`, whatever its content is."""
    encoding: str
    """Content-Transfer-Encoding; empty if there is none."""
    content_id: str
    """Without brackets, percent-decoded, case folded."""
    location: str
    """Content-Location, as written."""
    boundaries: tuple[bytes, ...]
    """What a multipart's boundary may be, the likeliest first."""
    smime_type: str


def describe(header: Header, default_type: str = TEXT_PLAIN) -> Description:
    """Return what a header says; `default_type` is for an entity that names no type."""
    raw_type = _first(header, "content-type")
    raw_disposition = _first(header, "content-disposition")
    value, parameters = parse_parameters(raw_type) if raw_type else ("", _NO_PARAMETERS)
    disposition, about_file = parse_parameters(raw_disposition) if raw_disposition else ("", _NO_PARAMETERS)
    file_name = about_file.get("filename", "") or about_file.get("name", "") or parameters.get("name", "")
    is_attachment = disposition == "attachment"
    media_type = _media_type(value, default_type, is_file=bool(file_name) or is_attachment)
    return Description(
        media_type=media_type,
        charset=parameters.get("charset", ""),
        file_name=file_name,
        is_attachment=is_attachment,
        encoding=_encoding(_first(header, "content-transfer-encoding")),
        content_id=_content_id(_first(header, "content-id")),
        location=_location(header),
        boundaries=_boundaries(raw_type, parameters) if media_type.startswith("multipart/") else (),
        smime_type=parameters.get("smime-type", "").lower(),
    )


def describe_file(media_type: str, file_name: str, content_id: str, location: str) -> Description:
    """Return the description of a file that was packed in another part, without a header of its own."""
    return Description(
        media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else UNKNOWN,
        charset="",
        file_name=file_name,
        is_attachment=True,
        encoding="",
        content_id=normalise_content_id(content_id),
        location=location.replace(" ", ""),
        boundaries=(),
        smime_type="",
    )


def normalise_content_id(text: str) -> str:
    """Return the form in which a Content-ID and a `cid:` address are compared."""
    return unquote(text).strip().removeprefix("<").removesuffix(">").strip().casefold()


def _first(header: Header, name: str) -> bytes:
    value = header.first(name)
    return value or next((other for other in header.all(name) if other), b"")


def _media_type(value: str, default: str, *, is_file: bool) -> str:
    if not value:
        return default
    if _MEDIA_TYPE.fullmatch(value):
        return _MISSPELT.get(value, value)
    if value in ("multipart", "multipart/"):
        return "multipart/mixed"
    # RFC 2045, 5.2: a type that cannot be read is plain text; a file of such a type is anything.
    return UNKNOWN if is_file and value != "text" else TEXT_PLAIN


def _encoding(raw: bytes) -> str:
    found = _ENCODING.match(raw)
    return found[1].decode("ascii").lower() if found else ""


def _content_id(raw: bytes) -> str:
    return normalise_content_id(decode_header(raw)) if raw else ""


def _location(header: Header) -> str:
    raw = _first(header, "content-location")
    return decode_header(raw).replace(" ", "") if raw else ""


def _boundaries(raw_type: bytes, parameters: Mapping[str, str]) -> tuple[bytes, ...]:
    """Return the decoded parameter and, where decoding changed it, the one that stands in the bytes."""
    decoded = parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
    found = _RAW_BOUNDARY.search(raw_type)
    raw = (found[1] or found[2]).rstrip() if found else b""
    return tuple(dict.fromkeys(boundary for boundary in (decoded, raw) if boundary))
