"""HTML as readable text (matching rules, "The activity", body): links and lists kept, nothing fetched or run.

One pass over the tags, without a tree: broken HTML reads as far as it is text. White space collapses as
in a browser, scripts, styles, titles, comments and what is hidden are left out.
"""

import re
from collections.abc import Iterator

from severa_desktop.mail.html_hidden import HiddenElement, can_hide, is_hidden
from severa_desktop.mail.html_tags import (
    CLOSING,
    NAME,
    attributes_of,
    decode_text_entities,
    find_tags,
    read_attributes,
)
from severa_desktop.mail.text_writer import TextWriter

_BLOCKS = (
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup",
    "legend", "main", "menu", "nav", "optgroup", "option", "section", "summary", "table", "tbody",
    "tfoot", "thead",
)  # fmt: skip
_PARAGRAPHS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "ul", "ol", "dir")
_BREAKS = dict.fromkeys(_BLOCKS, 1) | dict.fromkeys(_PARAGRAPHS, 2)
"""Line breaks around a block: after a paragraph or a heading stands a blank line."""
_LISTS = ("ul", "ol", "menu", "dir")
_SPECIAL = frozenset(("a", "blockquote", "br", "hr", "img", "li", "pre", "table", "td", "th", "tr", *_LISTS))
_MEANT = _SPECIAL.union(_BREAKS)

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_KEPT_SCHEMES = frozenset({"http", "https", "ftp", "mailto", "tel", "sms", "sip", "sips", "webcal", "news"})
_URL_NOISE = dict.fromkeys(range(0x21))
_START = re.compile(r"\d{1,9}")
_TEXT_SLICE = 1 << 16
_INDENTATION = 4_096
"""Characters that a document may spend on indentation however small it is."""


def html_to_text(document: str) -> list[str]:
    """Return what a reader sees of an HTML document, with LF line ends, in pieces. Linear in time and memory.

    They are put together by whoever asks, once the document has gone: a large text must not stand beside it.
    """
    document = document.replace("\0", "")
    renderer = _Renderer(_INDENTATION + len(document) // 2)
    last = 0
    for tag in find_tags(document):
        start, end = tag.span()
        if start > last:
            renderer.text(document, last, start)
        last = end
        name = tag[NAME]
        if name is not None:
            name = name.lower()
            attributes = attributes_of(tag)
            # Most tags only change the letters' looks.
            if name in _MEANT or renderer.hidden or "isplay" in attributes or "ISPLAY" in attributes:
                renderer.tag(name, attributes, closing=bool(tag[CLOSING]))
    renderer.text(document, last, len(document))
    return renderer.writer.finish()


class _Renderer:
    """What the tags read so far mean for the text that follows."""

    def __init__(self, indentation: int) -> None:
        self.writer = TextWriter(indentation)
        self.hidden: HiddenElement | None = None
        """The element within which nothing is shown."""
        self._pre_depth = 0
        self._pre_begins = False
        self._address = ""

    def text(self, document: str, start: int, end: int) -> None:
        if self.hidden:
            return
        if end - start > _TEXT_SLICE:
            for piece in _slices(document, start, end):
                self._text(piece)
        else:
            self._text(document[start:end])

    def _text(self, text: str) -> None:
        if "&" in text:
            text = decode_text_entities(text)
        if self._pre_depth:
            self.writer.preformatted(text.removeprefix("\n") if self._pre_begins else text)
            self._pre_begins = False
        else:
            self.writer.text(text)

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        if self.hidden:
            if self.hidden.ends_at(name, closing=closing):
                self.hidden = None
            return
        if not closing and can_hide(name, attributes):
            self.hidden = HiddenElement(name)
            return
        if breaks := _BREAKS.get(name):
            self.writer.end_line(breaks)
        if name in _SPECIAL:
            self._special(name, attributes, closing=closing)

    def _special(self, name: str, attributes: str, *, closing: bool) -> None:
        writer = self.writer
        if name == "br":
            writer.line_break()
        elif name == "a":
            self._end_link()
            if not closing:
                self._begin_link(attributes)
        elif name in _LISTS:
            if closing:
                writer.end_list()
            else:
                writer.begin_list(_list_start(attributes) if name == "ol" else None)
        elif name == "blockquote":
            writer.quote(-1 if closing else 1)
        elif name == "pre":
            self._pre_depth = max(0, self._pre_depth + (-1 if closing else 1))
            self._pre_begins = not closing
        elif closing:
            self._closed(name)
        else:
            self._opened(name, attributes)

    def _closed(self, name: str) -> None:
        if name == "li":
            self.writer.end_item()
        elif name in ("td", "th"):
            self.writer.end_cell()
        elif name == "table":
            self.writer.end_table()
            self.writer.end_line(1)

    def _opened(self, name: str, attributes: str) -> None:
        writer = self.writer
        if name == "li":
            writer.begin_item()
        elif name == "tr":
            writer.begin_row()
        elif name in ("td", "th"):
            writer.begin_cell()
        elif name == "hr":
            writer.end_line(1)
            writer.text("---")
            writer.end_line(1)
        elif name == "img" and not is_hidden(attributes):
            writer.text(read_attributes(attributes).get("alt", ""))

    def _begin_link(self, attributes: str) -> None:
        address = read_attributes(attributes).get("href", "").translate(_URL_NOISE)
        scheme = _SCHEME.match(address)
        if address and not address.startswith("#") and (not scheme or scheme[1].lower() in _KEPT_SCHEMES):
            self._address = address
            self.writer.begin_link(len(address) + 16)

    def _end_link(self) -> None:
        if self._address:
            shown = self.writer.end_link()
            if _bare(shown) != _bare(self._address):
                self.writer.link_address(self._address, after_text=bool(shown))
            self._address = ""


def _list_start(attributes: str) -> int:
    found = _START.match(read_attributes(attributes).get("start", "")) if attributes else None
    return int(found[0]) if found else 1


def _bare(address: str) -> str:
    """Return what an address and its shortened form have in common."""
    bare = address.strip().lower()
    for scheme in ("http://", "https://", "mailto:", "tel:"):
        bare = bare.removeprefix(scheme)
    return bare.removeprefix("www.").rstrip("/").replace(" ", "")


def _slices(document: str, start: int, end: int) -> Iterator[str]:
    """Yield text in slices of bounded size, cut at white space."""
    while end - start > _TEXT_SLICE:
        stop = start + _TEXT_SLICE
        space = max(document.rfind(" ", start, stop), document.rfind("\n", start, stop))
        stop = space if space > start else stop
        yield document[start:stop]
        start = stop
    yield document[start:end]
