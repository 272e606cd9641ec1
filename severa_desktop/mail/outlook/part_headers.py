"""Type, name and place of an attachment, as the header of a MIME part."""

import re
from urllib.parse import quote

from severa_desktop.mail.outlook.mapi import Properties, Tag

UNKNOWN_TYPE = "application/octet-stream"
MESSAGE_TYPE = "message/rfc822"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_()+-][A-Za-z0-9 ._()+-]{0,69}")
_SEPARATORS = re.compile(r"[/\\]")
_LONGEST_NAME = 400
_LONGEST_REFERENCE = 900
_SHOWN_IN_HTML = 0x4
"""PR_ATTACH_FLAGS: the body refers to the attachment."""
_SEGMENT = 60
_TYPES_BY_EXTENSION = {
    "bmp": "image/bmp",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif",
    "htm": "text/html",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "svg": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "webp": "image/webp",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "text/xml",
    "zip": "application/zip",
}
"""For attachments without a type of their own: Outlook gives none to those that it attached itself."""


def attachment_name(properties: Properties) -> str:
    """Return the name that an attachment was given; empty if it has none. It may hold anything."""
    for tag in (Tag.ATTACH_LONG_FILENAME, Tag.ATTACH_FILENAME, Tag.DISPLAY_NAME):
        name = properties.text(tag)
        if name.strip():
            return name
    return ""


def media_type(properties: Properties, name: str) -> str:
    """Return an attachment's media type in lower case, without parameters.

    A type of the multipart kind is never returned: the content is one part.
    """
    given = properties.text(Tag.ATTACH_MIME_TAG).partition(";")[0].strip().lower()
    if _MEDIA_TYPE.fullmatch(given):
        return UNKNOWN_TYPE if given.startswith("multipart/") else given
    return _TYPES_BY_EXTENSION.get(name.rpartition(".")[2].strip().lower(), UNKNOWN_TYPE)


def content_id(properties: Properties) -> str:
    """Return an attachment's Content-ID without brackets; empty if it has none."""
    return _one_line(properties.text(Tag.ATTACH_CONTENT_ID)).strip("<> ")


def content_location(properties: Properties) -> str:
    """Return an attachment's Content-Location; empty if it has none."""
    return _one_line(properties.text(Tag.ATTACH_CONTENT_LOCATION))


def is_inline(properties: Properties) -> bool:
    """Tell whether an attachment was hidden because the body shows it."""
    flags = properties.number(Tag.ATTACH_FLAGS) or 0
    return properties.flag(Tag.ATTACHMENT_HIDDEN) or bool(flags & _SHOWN_IN_HTML)


def part_header(properties: Properties, name: str, kind: str) -> list[bytes]:
    """Return the lines of a part's header but for the encoding of its content."""
    identifier, location = content_id(properties), content_location(properties)
    # Text that is said to be inline would be read as part of the body.
    shown = is_inline(properties) and bool(identifier or location) and not kind.startswith("text/")
    disposition = b"inline" if shown else b"attachment"
    lines = [
        b"Content-Type: " + kind.encode(),
        b";\r\n ".join((b"Content-Disposition: " + disposition, *_name_parameters(name))),
    ]
    if identifier:
        lines.append(f"Content-ID: <{identifier}>".encode())
    if location:
        lines.append(f"Content-Location: {location}".encode())
    return lines


def _name_parameters(name: str) -> list[bytes]:
    """Return the `filename` parameter, in pieces where it is long (RFC 2231)."""
    if not name:
        return []
    if len(name) > _LONGEST_NAME:
        name = _SEPARATORS.split(name)[-1]
        name = name[:_LONGEST_NAME] + name[_LONGEST_NAME:][-100:]
    if _PLAIN_NAME.fullmatch(name):
        return [f'filename="{name}"'.encode()]
    segments = [""]
    for char in name:
        escaped = quote(char, safe="", errors="replace")
        if len(segments[-1]) + len(escaped) > _SEGMENT:
            segments.append("")
        segments[-1] += escaped
    segments[0] = "utf-8''" + segments[0]
    if len(segments) == 1:
        return [f"filename*={segments[0]}".encode()]
    return [f"filename*{number}*={segment}".encode() for number, segment in enumerate(segments)]


def _one_line(text: str) -> str:
    shown = "".join(char if char.isprintable() else " " for char in text[:_LONGEST_REFERENCE])
    return " ".join(shown.split()).encode()[:_LONGEST_REFERENCE].decode("utf-8", "ignore")
