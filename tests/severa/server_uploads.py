"""Uploads of files, as the description has them in words: JSON about a file, then the file, any number of times."""

import json
import re

from tests.severa.server_asking import Heard, not_as_described
from tests.severa.server_rules import Json

_BOUNDARY = re.compile(r'multipart/related;\s*boundary="?([^"]{1,70})"?', re.IGNORECASE)


def parts_of(heard: Heard) -> list[tuple[Json, str, bytes]]:
    """Return the files of an upload: what is told of each, its kind and its content."""
    boundary = _BOUNDARY.fullmatch(next((v for k, v in heard.headers.items() if k.lower() == "content-type"), ""))
    if boundary is None:
        raise not_as_described("an upload is multipart/related with a boundary")
    mark = b"--" + boundary[1].encode()
    before, *parts = (b"\r\n" + heard.body).split(b"\r\n" + mark)
    if before or not parts or parts.pop() not in (b"--", b"--\r\n"):
        raise not_as_described("the upload's parts are not between boundaries, or the last one is missing")
    files: list[tuple[Json, str, bytes]] = []
    told: Json | None = None
    for part in parts:
        content_type, content = _part(part)
        if content_type == "application/json" and told is None:
            told = _told_of_file(content)
        else:
            files.append((told or {}, content_type, content))
            told = None
    if told is not None or not files:
        raise not_as_described("no content follows what is told of a file")
    return files


def _part(part: bytes) -> tuple[str, bytes]:
    head, separator, content = part.partition(b"\r\n\r\n")
    fields = dict(line.decode("ascii").lower().split(": ", 1) for line in head.split(b"\r\n") if line)
    if not head.startswith(b"\r\n") or not separator or fields.keys() != {"content-type"}:
        raise not_as_described("a part of the upload has no Content-Type, or more than that")
    return fields["content-type"], content


def _told_of_file(content: bytes) -> Json:
    try:
        told = json.loads(content)
    except ValueError:
        raise not_as_described("what is told of a file is no JSON") from None
    if not isinstance(told, dict) or not told.keys() <= {"Name", "Description"} or not told.get("Name"):
        raise not_as_described("of a file Name and Description are told")
    return told
