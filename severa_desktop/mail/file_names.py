"""Names of attachments: safe on every system, readable, unique on their mail.

Matching rules, "File names". A name tells people what an attachment is; it never decides where
something is written.
"""

import re
import unicodedata

from severa_desktop.mail.charsets import clean_text
from severa_desktop.mail.entity import ATTACHED_MESSAGES

MAX_BYTES = 200
"""Of a name in UTF-8."""

_FORBIDDEN = re.compile('[\0-\x1f\x7f-\x9f<>:"|?*]')
_SEPARATORS = re.compile(r"[/\\]")
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9\u00b9\u00b2\u00b3]) *(?:\.|\Z)", re.IGNORECASE
)
_ENDS = ". \t\u00a0\u3000"

_NAMES = {"text/calendar": "invite.ics"}

_EXTENSIONS = {
    "application/gzip": ".gz",
    "application/ics": ".ics",
    "application/javascript": ".js",
    "application/json": ".json",
    "application/msexcel": ".xls",
    "application/mspowerpoint": ".ppt",
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/pgp-encrypted": ".asc",
    "application/pgp-keys": ".asc",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/postscript": ".ps",
    "application/rtf": ".rtf",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
    "application/vnd.ms-outlook": ".msg",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.ms-word.document.macroenabled.12": ".docm",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.rar": ".rar",
    "application/vnd.visio": ".vsd",
    "application/x-7z-compressed": ".7z",
    "application/x-gzip": ".gz",
    "application/x-pdf": ".pdf",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
    "application/x-rar-compressed": ".rar",
    "application/x-tar": ".tar",
    "application/x-zip-compressed": ".zip",
    "application/xhtml+xml": ".html",
    "application/xml": ".xml",
    "application/zip": ".zip",
    "audio/aac": ".aac",
    "audio/amr": ".amr",
    "audio/mp3": ".mp3",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/x-m4a": ".m4a",
    "audio/x-wav": ".wav",
    "image/bmp": ".bmp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/tiff": ".tif",
    "image/vnd.dwg": ".dwg",
    "image/vnd.dxf": ".dxf",
    "image/webp": ".webp",
    "image/x-png": ".png",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/global": ".eml",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/css": ".css",
    "text/csv": ".csv",
    "text/directory": ".vcf",
    "text/enriched": ".txt",
    "text/html": ".html",
    "text/javascript": ".js",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "text/rtf": ".rtf",
    "text/tab-separated-values": ".tsv",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/xml": ".xml",
    "video/3gpp": ".3gp",
    "video/mp4": ".mp4",
    "video/mpeg": ".mpg",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "video/x-ms-wmv": ".wmv",
    "video/x-msvideo": ".avi",
}
"""The same on every machine, unlike the table of the system's `mimetypes`."""


class FileNames:
    """Gives the attachments of one mail their names, in their order."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._position = 0

    def give(self, file_name: str, media_type: str, subject: str = "") -> str:
        """Return the next attachment's name.

        `file_name` is as the sender chose it, decoded; `subject` is an attached message's.
        """
        self._position += 1
        name = safe_name(file_name) or _generated_name(media_type, subject, self._position)
        return self._unique(name)

    def _unique(self, name: str) -> str:
        key = _comparable(name)
        if key not in self._taken:
            self._taken.add(key)
            return name
        number = self._numbers.get(key, 2)
        while (other := _numbered(name, number)) and _comparable(other) in self._taken:
            number += 1
        self._numbers[key] = number + 1
        self._taken.add(_comparable(other))
        return other


def safe_name(file_name: str) -> str:
    """Return the last path component of a name in its safe form; empty if nothing is left of it."""
    return _safe(_SEPARATORS.split(file_name)[-1])


def _generated_name(media_type: str, subject: str, position: int) -> str:
    if media_type in _NAMES:
        return _NAMES[media_type]
    if media_type in ATTACHED_MESSAGES:
        stem = _safe(_SEPARATORS.sub("_", subject))
        if stem:
            return _safe(_SEPARATORS.sub("_", subject).strip() + ".eml")
    return f"attachment-{position}{_EXTENSIONS.get(media_type, '.bin')}"


def _safe(component: str) -> str:
    name = clean_text(_FORBIDDEN.sub("_", component)).strip(_ENDS)
    if _DEVICE.match(name):
        name = "_" + name
    return _shortened(name)


def _shortened(name: str, suffix: str = "") -> str:
    """Return a name with a suffix before its last extension, within the limit of bytes."""
    stem, extension = _split(name)
    room = MAX_BYTES - len((suffix + extension).encode())
    if room < 1:
        stem, extension, room = name, "", MAX_BYTES - len(suffix.encode())
    encoded = stem.encode()
    if len(encoded) > room:
        stem = encoded[:room].decode(errors="ignore")
        if not suffix and not extension:
            stem = stem.rstrip(_ENDS)
    return stem + suffix + extension


def _numbered(name: str, number: int) -> str:
    return _shortened(name, f" ({number})")


def _split(name: str) -> tuple[str, str]:
    """Return what stands before the last dot and the extension with its dot."""
    stem, dot, extension = name.rpartition(".")
    return (stem, dot + extension) if stem else (name, "")


def _comparable(name: str) -> str:
    """Return a name without regard to case and Unicode form."""
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFD", name).casefold()
    return unicodedata.normalize("NFC", folded)
