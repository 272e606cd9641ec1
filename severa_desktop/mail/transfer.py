"""Content-Transfer-Encoding: the bytes of a part as its sender had them (RFC 2045, section 6).

Everything decodes to something: damaged base64 loses the damaged characters, an invalid quoted-printable
escape stays as it stands, an unknown encoding is taken as it is. Charsets are not known here.
"""

import binascii
import re
import string
from collections.abc import Callable, Iterator

import pybase64

_ALPHABET = string.ascii_letters.encode() + string.digits.encode() + b"+/"
_WHITE = b" \t\r\n\f\v"
_BASE64_TEXT = _ALPHABET + _WHITE + b"="
_NO_ALPHABET = bytes(byte for byte in range(256) if byte not in _ALPHABET)
_PADDING = re.compile(rb"[=\s]*")
_MAX_CHUNKS = 1_000
"""Padded pieces read one by one; what pretends to have more is read as one piece."""

_BLOCK = 1 << 18
"""Quoted-printable is decoded in blocks of this size, so that repairs never copy a large part as a whole."""

_TRAILING_WHITE = re.compile(rb"(?<![ \t])[ \t]+(?=[\r\n]|\Z)")
_INVALID_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[\r\n])")
_BARE_SOFT_BREAK = re.compile(rb"=\r(?!\n)")

_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} [^\r\n]*(?:\r\n|\r|\n)", re.MULTILINE)
_LINE = re.compile(rb"[^\r\n]+")

_NO_TEXT = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def decode(content: bytes, start: int, end: int, encoding: str) -> bytes:
    """Return the decoded bytes of content[start:end]; `encoding` is the label in lower case. Never raises."""
    decoder = _DECODERS.get(encoding)
    return decoder(content, start, end) if decoder else content[start:end]


def decode_text(content: bytes, start: int, end: int, encoding: str) -> bytes:
    """Return the decoded bytes of a text.

    Unlike `decode` it expects what happens to texts: a list's footer put under base64, and plain text that
    is only labelled base64.
    """
    if encoding == "base64":
        return _decode_base64_text(content, start, end)
    if encoding == "quoted-printable":
        return _decode_quoted_printable(content, start, end, _decode_lines)
    return decode(content, start, end, encoding)


def unix_lines(text: bytes) -> bytes:
    """Return text with every CRLF and bare CR as LF."""
    if b"\r" not in text:
        return text
    text = text.replace(b"\r\n", b"\n")
    return text.replace(b"\r", b"\n") if b"\r" in text else text


# ---------------------------------------------------------------------------------- base64


def _decode_base64(content: bytes, start: int, end: int) -> bytes:
    pad = content.find(b"=", start, end)
    if pad < 0 or _PADDING.fullmatch(content, pad, end):
        return _decode_piece(memoryview(content)[start:end])
    return b"".join(_decode_pieces(content, start, end))


def _decode_piece(piece: bytes | memoryview) -> bytes:
    """Decode base64, with padding at most at its end; foreign characters are skipped, a lone last one is dropped."""
    try:
        return pybase64.b64decode(piece)
    except binascii.Error:
        letters = bytes(piece).translate(None, _NO_ALPHABET)
        missing = -len(letters) % 4
        return pybase64.b64decode(letters[:-1] if missing == 3 else letters + b"=" * missing)


def _decode_pieces(content: bytes, start: int, end: int) -> Iterator[bytes]:
    """Decode padded pieces one after the other; text behind the padding that is no base64 ends them."""
    held = b""
    for _ in range(_MAX_CHUNKS):
        pad = content.find(b"=", start, end)
        if pad < 0:
            break
        held += content[start:pad].translate(None, _NO_ALPHABET)
        padding = _PADDING.match(content, pad, end)
        start = padding.end() if padding else pad + 1
        open_letters = len(held) % 4
        if open_letters >= 2 and open_letters + content.count(b"=", pad, start) >= 4:
            yield _decode_piece(held)
            held = b""
            if not _continues(content, start, end):
                return
    yield _decode_piece(held + content[start:end].translate(None, _NO_ALPHABET))


def _continues(content: bytes, start: int, end: int) -> bool:
    """Whether another piece of base64 follows a padded one, rather than a footer or other text."""
    stop = content.find(b"=", start, end)
    piece = content[start : end if stop < 0 else stop].translate(None, _WHITE)
    return bool(piece) and not piece.translate(None, _ALPHABET) and (stop >= 0 or len(piece) % 4 == 0)


def _decode_base64_text(content: bytes, start: int, end: int) -> bytes:
    first, last = _stripped(content, start, end)
    blocks = range(first, last, _BLOCK)
    foreign = sum(len(content[at : min(at + _BLOCK, last)].translate(None, _BASE64_TEXT)) for at in blocks)
    if not foreign and content.find(b" ", first, last) < 0:
        return _decode_base64(content, start, end)
    footer = _footer_start(content, start, end)
    decoded = _decode_base64(content, start, footer)
    if footer == end and (_NO_TEXT.search(decoded) or foreign * 4 > last - first):
        return content[start:end]
    return decoded


def _stripped(content: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where content[start:end] begins and ends without the white space around it."""
    while start < end and content[start] in _WHITE:
        head = content[start : min(start + _BLOCK, end)]
        start += len(head) - len(head.lstrip(_WHITE))
    while start < end and content[end - 1] in _WHITE:
        tail = content[max(start, end - _BLOCK) : end]
        end -= len(tail) - len(tail.rstrip(_WHITE))
    return start, end


def _footer_start(content: bytes, start: int, end: int) -> int:
    """Return where text that is no base64 begins behind lines that are; the end if nowhere."""
    width = None
    letters = 0
    footer = None
    for line in _LINE.finditer(content, start, end):
        text = line[0].strip()
        if not text:
            continue
        clean = not text.translate(None, _ALPHABET + b"=")
        if width is None:
            if not clean:
                return end
            width = len(text)
        if clean and footer is None:
            letters += len(text)
        elif not clean and footer is None and letters % 4 == 0:
            footer = line.start()
        elif clean and footer is not None and len(text) == width:
            return end
    return end if footer is None else footer


# ---------------------------------------------------------------------------------- quoted-printable


def _decode_quoted_printable(
    content: bytes, start: int, end: int, decode_block: Callable[[bytes], bytes] | None = None
) -> bytes:
    decode_block = decode_block or _decode_block
    if end - start <= _BLOCK:
        return decode_block(content[start:end])
    return b"".join(decode_block(content[at:stop]) for at, stop in _blocks(content, start, end))


def _blocks(content: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut content[start:end] behind line ends; a longer line is cut where no escape stands."""
    while end - start > _BLOCK:
        stop = start + _BLOCK
        line_end = content.rfind(b"\n", start, stop) + 1
        if line_end <= start:
            line_end = stop
            while line_end > stop - 80 and not _can_cut(content, line_end):
                line_end -= 1
        yield start, line_end
        start = line_end
    yield start, end


def _can_cut(content: bytes, at: int) -> bool:
    """Whether neither an escape nor white space that a line end might follow is cut here."""
    before, behind = content[at - 1], content[at]
    return b"=" not in content[at - 2 : at] and before not in b" \t" and behind not in b" \t\r\n"


def _decode_block(text: bytes) -> bytes:
    if _has_trailing_white(text):
        text = _TRAILING_WHITE.sub(b"", text)
    if b"\r" not in text:
        decoded = binascii.a2b_qp(text)
        if len(decoded) == len(text) - 2 * text.count(b"="):
            return decoded
    # binascii skips to the next LF at a soft break with a bare CR, and takes `==` for `=`.
    text = _BARE_SOFT_BREAK.sub(b"", text).removesuffix(b"=")
    return binascii.a2b_qp(_INVALID_ESCAPE.sub(b"=3D", text))


def _decode_lines(text: bytes) -> bytes:
    return _decode_block(unix_lines(text))


def _has_trailing_white(text: bytes) -> bool:
    if b" \n" in text or text.endswith((b" ", b"\t")):
        return True
    return (b"\t" in text and (b"\t\n" in text or b"\t\r" in text)) or (b"\r" in text and b" \r" in text)


# ---------------------------------------------------------------------------------- uuencode


def _decode_uuencoded(content: bytes, start: int, end: int) -> bytes:
    begin = _UU_BEGIN.search(content, start, end)
    if not begin:
        return content[start:end]
    if content.startswith(b"begin-base64", begin.start()):
        return _decode_base64(content, begin.end(), end)
    decoded = bytearray()
    for line in _uu_lines(content, begin.end(), end):
        decoded += line
    return bytes(decoded)


def _uu_lines(content: bytes, start: int, end: int) -> Iterator[bytes]:
    for line in _LINE.finditer(content, start, end):
        text = line[0]
        if text.strip() in (b"end", b"`"):
            return
        # Spaces at the end stand for zero bits and are often cut; some programs write other things there.
        length = (text[0] - 32) & 63
        try:
            yield binascii.a2b_uu(text[: 1 + (4 * length + 2) // 3])
        except binascii.Error:
            continue


_DECODERS: dict[str, Callable[[bytes, int, int], bytes]] = {
    "base64": _decode_base64,
    "quoted-printable": _decode_quoted_printable,
    "x-uuencode": _decode_uuencoded,
    "x-uue": _decode_uuencoded,
    "uuencode": _decode_uuencoded,
}
