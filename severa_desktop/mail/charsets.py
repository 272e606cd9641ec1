"""Bytes of mails to text, whatever charset their label claims, and text to the one clean form of a value.

Nothing here fails: where the label is wrong the bytes are read as UTF-8, else by the best guess, at worst as
Windows-1252. No text that leaves here holds surrogates.
"""

import codecs
import re
import unicodedata

from severa_desktop.mail.charset_labels import ESCAPED, LATIN, MULTI_BYTE, SIBLINGS, WIDE, codec_for
from severa_desktop.mail.escaped_charsets import decode_escaped

_SAMPLE = 64 * 1024
"""Bytes on which a guess is made."""
_FEWEST_FOR_GUESS = 10
"""With fewer bytes beyond ASCII statistics say nothing, and Windows-1252 it is."""
_SHARE_FOR_GUESS = 0.3
"""Text in Latin letters has fewer bytes beyond ASCII than this share."""
_SURE_UTF_8 = 4
"""So many valid UTF-8 characters do not occur by chance under an East Asian label."""

_NO_ASCII = WIDE | ESCAPED | {"utf_7"}
_UTF_8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_C1 = re.compile(rb"[\x80-\x9f]")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_MARKS = ((b"\xef\xbb\xbf", "utf_8"), (b"\xff\xfe\0\0", "utf_32_le"), (b"\0\0\xfe\xff", "utf_32_be"),
          (b"\xff\xfe", "utf_16_le"), (b"\xfe\xff", "utf_16_be"))  # fmt: skip
_WIDER = {"cp950": "big5hkscs", "euc_jp": "euc_jis_2004", "cp932": "shift_jis_2004"}
_GUESSES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r",
    "cp932", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip

_DROPPED = re.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_LONG_TEXT = 1000
_MOST_MARKS = 30
"""Combining marks on one letter that are kept in long texts, as in Unicode's stream-safe form."""


def decode_bytes(data: bytes, label: str) -> str:
    """Return the text of bytes that a mail labels with this charset; an empty label is an unknown one.

    Matching rules, "Reading the message", "Decoded". Line ends and control characters stay.
    """
    codec = codec_for(label) if label else None
    if codec not in _NO_ASCII and data.isascii():
        return decode_escaped(data, "iso2022_jp") if b"\x1b$" in data else data.decode("ascii")
    return _decode(data, codec).removeprefix("\ufeff")


def decodes_strictly(data: bytes, label: str) -> bool:
    """Tell whether the bytes are what their label says; an unknown label says UTF-8."""
    codec = codec_for(label) or "utf_8"
    return (codec not in _NO_ASCII and data.isascii()) or _strictly(data, codec) is not None


def clean_text(text: str) -> str:
    """Return the clean form of a decoded value: no line breaks, control, override or zero-width characters.

    Runs of white space are one space, ends are cut, Unicode is NFC. Matching rules, "Reading the message",
    "A decoded value".
    """
    if text.isascii():
        if not text.isprintable():
            text = _DROPPED.sub("", text)
        return " ".join(text.split())
    text = " ".join(_DROPPED.sub("", text).split())
    if len(text) > _LONG_TEXT:
        text = _without_heaps_of_marks(text)
    return unicodedata.normalize("NFC", text)


def _without_heaps_of_marks(text: str) -> str:
    # Python sorts the marks after one letter by insertion, which takes minutes for a heap of them.
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _decode(data: bytes, codec: str | None) -> str:
    if codec in MULTI_BYTE:
        return _decode_multi_byte(data, codec)
    if codec in WIDE:
        return _decode_wide(data, codec)
    if codec in ESCAPED and data.isascii():
        return decode_escaped(data, codec)
    if codec == "utf_7" and data.isascii():
        return _decode_utf_7(data)
    if codec is None or codec in _NO_ASCII or codec == "utf_8":
        return _decode_unlabelled(data)
    return _decode_single_byte(data, codec)


def _decode_unlabelled(data: bytes) -> str:
    text = _strictly(data, "utf_8")
    return _guessed(data) if text is None else text


def _decode_single_byte(data: bytes, codec: str) -> str:
    text = _strictly(data, "utf_8")
    if text is not None and (codec in LATIN or len(data) > len(text) + 1):
        return text
    if codec in SIBLINGS and _C1.search(data):
        codec = SIBLINGS[codec]
    decoded = data.decode(codec, "replace")
    return decoded if codec == "cp1252" or _is_mostly_good(decoded) else _guessed(data)


def _decode_multi_byte(data: bytes, codec: str) -> str:
    sure = _SURE_UTF_8
    if codec == "gb18030" and _strictly(data[:_SAMPLE], "gb2312") is not None:
        sure *= 2
    if _utf_8_characters(data) >= sure:
        return _decode_unlabelled(data)
    for candidate in (codec, _WIDER.get(codec, codec), "utf_8"):
        text = _strictly(data, candidate)
        if text is not None:
            return text
    replaced = data.decode(codec, "replace")
    return replaced if _is_mostly_good(replaced) else _guessed(data)


def _utf_8_characters(data: bytes) -> int:
    """Count the characters beyond ASCII if the beginning of the data is UTF-8, else 0."""
    sample = data[:_SAMPLE]
    try:
        text, _ = codecs.utf_8_decode(sample, "strict", len(data) <= _SAMPLE)
    except UnicodeError:
        return 0
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_mostly_good(text: str) -> bool:
    bad = text.count("\ufffd")
    return bad == 0 or len(text) - len(text.encode("ascii", "ignore")) >= 5 * bad


def _decode_wide(data: bytes, codec: str) -> str:
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return data[: _whole(data, marked)].decode(marked, "replace")
    sample = data[:_SAMPLE]
    if 0 not in sample:  # neither spaces nor line breaks: hardly what the label says
        letters = len(sample) - len(sample.translate(None, bytes(range(0x20, 0x7F))))
        if letters >= 0.8 * len(sample) or _utf_8_characters(data):
            return _decode_unlabelled(data)
    if codec.startswith("utf_16"):
        big, little = sample[::2].count(0), sample[1::2].count(0)
        big_endian = big > little if big != little else codec != "utf_16_le"
        codec = "utf_16_be" if big_endian else "utf_16_le"
    elif codec == "utf_32":
        codec = "utf_32_be" if sample[:1] == b"\0" else "utf_32_le"
    return data[: _whole(data, codec)].decode(codec, "replace")


def _whole(data: bytes, codec: str) -> int:
    unit = {"utf_16": 2, "utf_32": 4}.get(codec[:6], 1)
    return len(data) // unit * unit


def _decode_utf_7(data: bytes) -> str:
    text = data.decode("utf_7", "replace")
    if not _SURROGATES.search(text):
        return text
    # Halves of surrogate pairs may be encoded one by one; lone ones are no text.
    return text.encode("utf_16_le", "surrogatepass").decode("utf_16_le", "replace")


def _guessed(data: bytes) -> str:
    """Read bytes that are not UTF-8 and of which nothing is known."""
    for mark, codec in _MARKS[1:]:
        if data.startswith(mark):
            return data[: _whole(data, codec)].decode(codec, "replace")
    first = _HIGH.search(data)
    sample = data[first.start() :][:_SAMPLE] if first else b""
    high = len(sample) - len(sample.translate(None, _HIGH_BYTES))
    if len(sample) - len(_UTF_8_CHARACTER.sub(b"", sample)) > high / 2:
        return data.decode("utf_8", _STRAY_BYTES)
    if high >= _FEWEST_FOR_GUESS and high >= _SHARE_FOR_GUESS * len(b"".join(sample.split())):
        likely = _strictly(data, _most_likely_codec(sample))
        if likely is not None:
            return likely
    return data.decode("cp1252", "replace")


def _most_likely_codec(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 35 ms that one mail in thousands needs

    best = from_bytes(sample, cp_isolation=_GUESSES, preemptive_behaviour=False, enable_fallback=False).best()
    return best.encoding if best else "cp1252"


def _read_stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.reason == "unexpected end of data":
        return "\ufffd", error.end  # a character that was cut off
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_STRAY_BYTES = "severa-windows-1252"
codecs.register_error(_STRAY_BYTES, _read_stray_bytes)
