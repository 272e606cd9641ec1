"""File names: how results name a source, natural order, which names are a system's own or a mail's.

Names are labels here. Nothing in this module looks at a disk or builds a path.
"""

import os
import re

_MAIL_EXTENSIONS = (".eml", ".msg", ".mbox", ".mbx", ".emlx")
_SYSTEM_NAMES = frozenset(
    ("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information")
)

_DIGITS = re.compile(r"0*([0-9]+)")
# Control characters, line separators, direction marks and lone surrogates: a name must not be able to
# break a line, steer a terminal or stop text from being written as UTF-8.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def label(path: str) -> str:
    r"""Return a path as results name it: with ``/``, and printable whatever bytes the name has.

    Bytes that are no text in the file system's encoding appear as ``\xe9``.
    """
    if os.sep == "\\":
        path = path.replace("\\", "/")
    return printable(path)


def member_label(name: str) -> str:
    """Return the name of a zip's member as results show it. It may climb (``../``): it is a label only."""
    return printable(name.replace("\\", "/").lstrip("/"))


def printable(text: str) -> str:
    r"""Return text with its unsafe characters written out, such as ``\x1b``."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that Python could not decode
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def natural_key(path: str) -> tuple[str, str]:
    """Return the key for natural order: ``2.eml`` before ``10.eml``, case aside, ties by the name itself."""
    return _DIGITS.sub(_counted_digits, path.casefold()), path


def _counted_digits(found: re.Match[str]) -> str:
    # A longer number is a larger one, so its length in front makes comparing text compare numbers.
    return "0" + chr(len(found[1])) + found[1]


def is_system_name(name: str) -> bool:
    """Tell whether a file or folder of this name is passed over: a dot file or the system's own."""
    return name.startswith(".") or name.casefold() in _SYSTEM_NAMES


def is_mail_name(name: str) -> bool:
    """Tell whether a file of this name (or path) gets an outcome whatever it holds."""
    return name.lower().endswith(_MAIL_EXTENSIONS)


def is_zip_name(name: str) -> bool:
    """Tell whether this name (or path) says zip."""
    return name.lower().endswith(".zip")
