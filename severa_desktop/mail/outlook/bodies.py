"""The bodies of a message: plain text and HTML, or what its RTF holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from severa_desktop.mail.outlook.codepages import charset_of, narrow_charset, transcode
from severa_desktop.mail.outlook.lzfu import decompress_rtf
from severa_desktop.mail.outlook.mapi import Kind, Properties, Tag
from severa_desktop.mail.outlook.rtf import read_rtf

PLAIN, HTML = "text/plain", "text/html"
_UTF8 = "utf-8"


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it stands in the file, and how to read it."""

    media_type: str
    raw: memoryview
    charset: str
    """As MIME names it; empty if it is not known."""
    stored_as: str = ""
    """The charset of `raw` where it must be rewritten in `charset`."""

    def chunks(self) -> Iterator[bytes | memoryview]:
        """Yield the body's bytes in `charset`."""
        if self.stored_as:
            yield from transcode(self.raw, self.stored_as)
        else:
            yield self.raw


NOTHING = Body(PLAIN, memoryview(b""), _UTF8)


def read_bodies(properties: Properties) -> list[Body]:
    """Return the plain body, if there is one, and the HTML.

    RTF is looked at where the HTML is missing: Outlook keeps HTML wrapped in it. Its words alone
    count only where there is no other body.
    """
    plain, html = _text(properties, Tag.BODY, PLAIN), _html(properties)
    compressed = properties.binary(Tag.RTF_COMPRESSED) if html is None else None
    rtf = decompress_rtf(compressed) if compressed is not None else None
    if rtf:
        unwrapped = read_rtf(rtf)
        if unwrapped.is_html:
            html = Body(HTML, unwrapped.content, _UTF8)
        elif plain is None:
            plain = Body(PLAIN, unwrapped.content, _UTF8)
    return [body for body in (plain, html) if body]


def _html(properties: Properties) -> Body | None:
    raw = properties.binary(Tag.HTML)
    if not raw:
        return _text(properties, Tag.HTML, HTML)
    # These are the bytes that were sent: the label goes with them, right or wrong.
    return Body(HTML, raw, charset_of(properties.number(Tag.INTERNET_CPID)))


def _text(properties: Properties, tag: Tag, media_type: str) -> Body | None:
    value = properties.value(tag)
    if value is None or not value.raw:
        return None
    if value.kind is Kind.UNICODE:
        return Body(media_type, _without_end(value.raw, b"\0\0"), _UTF8, "utf-16-le")
    if value.kind is Kind.STRING8:
        raw = _without_end(value.raw, b"\0")
        charset = narrow_charset(raw, properties.codepages)
        return Body(media_type, raw, _UTF8 if charset else "", charset)
    return None


def _without_end(raw: memoryview, end: bytes) -> memoryview:
    return raw[: -len(end)] if bytes(raw[-len(end) :]) == end else raw
