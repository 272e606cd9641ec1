"""Which parts are signatures, control parts, or content that is sealed by S/MIME or PGP.

Matching rules, "Structure". Decides from labels and names, and from the CMS content where labels are
missing; opens nothing itself and knows nothing of the parts around.
"""

import re
from enum import Enum, auto

from severa_desktop.mail.cms import Cms, Kind, read_cms
from severa_desktop.mail.entity import UNKNOWN, Description
from severa_desktop.mail.transfer import decode

PGP_CONTROL = "application/pgp-encrypted"
ENCRYPTED_CMS_NAME = "smime.p7m"
ENCRYPTED_PGP_NAME = "encrypted.asc"

_CMS_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNATURE_TYPES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_SIGNATURE_NAMES = frozenset({"smime.p7s", "signature.asc"})
_USUAL_SIGNATURE_NAME = re.compile(
    r"(?:smime|(?:digital[ _])?signature|(?:open)?pgp(?:[ _](?:digital[ _])?signature)?)?"
    r"(?:\.(?:p7s|asc|sig|pgp))?"
)
_ENVELOPED_LABELS = frozenset({"enveloped-data", "authenveloped-data"})
_PGP_MESSAGE = b"-----BEGIN PGP MESSAGE-----"
_LONGEST_CONTROL = 4_096
_LIKE_AN_ENTITY = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?content-type[ \t]*:", re.IGNORECASE)


class Role(Enum):
    """What a leaf part is within its mail."""

    CONTENT = auto()
    SIGNATURE = auto()
    CONTROL = auto()
    """PGP/MIME's `Version: 1`."""
    ENCRYPTED_CMS = auto()
    ENCRYPTED_PGP = auto()


def is_signature(about: Description, *, in_signed: bool) -> bool:
    """Whether a part is the signature of its mail; `in_signed` behind the first part of multipart/signed.

    Elsewhere (a list's server may have taken the message apart) a signature with a name of its own is that
    of a file, and an attachment like the file.
    """
    name = about.file_name.strip().lower()
    if name in _SIGNATURE_NAMES:
        return True
    if about.media_type in _SIGNATURE_TYPES:
        return in_signed or _USUAL_SIGNATURE_NAME.fullmatch(name) is not None
    return in_signed and about.media_type == UNKNOWN and name.endswith((".p7s", ".asc", ".sig"))


def is_pgp_control(about: Description, content: bytes, start: int, end: int) -> bool:
    """Whether a part is PGP/MIME's control part, and not the data with the control part's label."""
    if about.media_type != PGP_CONTROL:
        return False
    return end - start <= _LONGEST_CONTROL and _PGP_MESSAGE not in decode(content, start, end, about.encoding)


def may_be_cms(about: Description) -> bool:
    """Whether label or name promise an S/MIME object."""
    return about.media_type in _CMS_TYPES or about.file_name.strip().lower() == ENCRYPTED_CMS_NAME


def open_cms(about: Description, content: bytes, start: int, end: int) -> Cms:
    """Return what an S/MIME part holds.

    A document's own envelope (`contract.pdf.p7m`), as opposed to the message's, is `Kind.OTHER`.
    """
    encoded = decode(content, start, end, about.encoding)
    if not encoded.startswith(b"0"):
        encoded = decode(encoded, 0, len(encoded), "base64")
    cms = read_cms(encoded)
    if about.file_name.strip().lower() in ("", ENCRYPTED_CMS_NAME):
        if cms.kind is Kind.OTHER and about.smime_type in _ENVELOPED_LABELS:
            return Cms(Kind.ENCRYPTED)
        return cms
    if cms.kind is Kind.SIGNED and cms.content and _LIKE_AN_ENTITY.match(cms.content):
        return cms
    return cms if cms.kind is Kind.ENCRYPTED and about.smime_type in _ENVELOPED_LABELS else Cms(Kind.OTHER)
