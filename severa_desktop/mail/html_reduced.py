"""A mail's HTML reduced to what a simple view shows: few tags, written anew, so that nothing else is left.

Nothing is fetched: pictures are those of the mail itself, all others are left out and counted. Colours, fonts and
fixed widths go, as the view has its own. Whatever the document is, the result is well formed, and small to lay out.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType

from severa_desktop.mail.html_hidden import HiddenElement, can_hide
from severa_desktop.mail.html_pictures import shown_addresses
from severa_desktop.mail.html_tags import (
    ATTRIBUTES,
    CLOSING,
    NAME,
    find_tags,
    read_attributes,
)
from severa_desktop.printable import one_line

MOST_TAGS = 30_000
"""Tags of a document that are written; laying out more takes seconds."""
_DEEPEST = 60
_MOST_CELLS = 50_000
_WIDEST_SPAN = 50
_LONGEST_LINK = 8_192
_LONGEST_STYLE = 1_024

_BLOCKS = frozenset((
    "address", "blockquote", "caption", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li",
    "ol", "p", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_LETTERS = frozenset((
    "b", "big", "cite", "code", "del", "em", "i", "ins", "kbd", "q", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "tt", "u",
))  # fmt: skip
_VOID = frozenset(("br", "hr"))
_TABLE_PARTS = frozenset(("caption", "tbody", "td", "tfoot", "th", "thead", "tr"))
_WITHOUT_CONTENT = frozenset((
    "audio", "canvas", "datalist", "map", "math", "object", "select", "svg", "textarea", "video",
))  # fmt: skip
"""What stands within these is no text of the mail."""
_ENDED_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    dict.fromkeys(("dd", "dt"), frozenset(("dd", "dt")))
    | {"li": frozenset(("li",)), "caption": frozenset(("caption",))}
    | dict.fromkeys(("td", "th"), frozenset(("td", "th", "caption")))
    | {"tr": frozenset(("td", "th", "tr", "caption"))}
    | dict.fromkeys(("tbody", "tfoot", "thead"), frozenset(("td", "th", "tr", "tbody", "tfoot", "thead", "caption")))
)
"""Elements that end where another begins, if no list or table begins between them."""
_TABLE = frozenset(("table",))
_WALLS = frozenset(("caption", "table", "td", "th"))
"""A closing tag closes nothing beyond these, unless it is a table's."""
_LISTS_AND_WALLS = _WALLS.union(("dl", "ol", "ul"))

_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?|ftp):|//|\\\\", re.IGNORECASE)
_NOISE = dict.fromkeys(range(0x21))
_DIGITS = re.compile(r"[0-9]{1,4}")
_PERCENT = re.compile(r"[0-9]{1,3}%")
_STYLES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "font-style": re.compile("italic|oblique"),
        "font-weight": re.compile("bold|bolder|[5-9]00"),
        "text-align": re.compile("left|right|center|justify"),
        "text-decoration": re.compile("underline|line-through"),
        "white-space": re.compile("pre|pre-wrap"),
    }
)
_WORDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "align": re.compile("left|right|center|justify"),
        "border": re.compile("[01]"),
        "cellpadding": re.compile("[0-9]|1[0-9]"),
        "cellspacing": re.compile("[0-9]"),
        "dir": re.compile("ltr|rtl"),
        "start": _DIGITS,
        "type": re.compile("[1aAiI]|circle|disc|square"),
        "valign": re.compile("top|middle|bottom"),
        "width": _PERCENT,
    }
)
_OF_BLOCKS = ("align", "dir")
_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "hr": (),
        "ol": ("dir", "start", "type"),
        "table": ("align", "border", "cellpadding", "cellspacing", "dir", "width"),
        "td": ("align", "dir", "valign", "width"),
        "th": ("align", "dir", "valign", "width"),
        "ul": ("dir", "type"),
    }
)


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is left of a document."""

    html: str
    remote_pictures: int
    """Pictures of the text that would have been fetched from elsewhere, each address once."""


def reduce_html(document: str, own_picture: Callable[[str], str | None]) -> Reduced | None:
    """Return a document reduced; None if it has too many tags to be laid out.

    `own_picture` gives for the source of a picture the one to write instead, None if it does not come with the mail.
    """
    writer = _Writer(own_picture)
    last = 0
    for tag in find_tags(document):
        start, end = tag.span()
        writer.text(document[last:start])
        last = end
        if tag[NAME] is not None:
            writer.tag(tag[NAME].lower(), tag[ATTRIBUTES], closing=bool(tag[CLOSING]))
        if writer.tags > MOST_TAGS:
            return None
    writer.text(document[last:])
    remote = {address for address in shown_addresses(document, conditional=False) if _is_remote(address)}
    return Reduced(writer.finish(), len(remote))


def _is_remote(address: str) -> bool:
    return _REMOTE.match(address.translate(_NOISE)) is not None


@dataclass(slots=True)
class _Table:
    """How large a table is by now."""

    rows: int = 0
    columns: int = 0
    in_row: int = 0

    @property
    def cells(self) -> int:
        """Cells that laying it out makes: those that a shorter row lacks too."""
        return self.rows * max(self.columns, 1)


@dataclass(slots=True)
class _Writer:
    own_picture: Callable[[str], str | None]
    tags: int = 0
    _written: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _tables: list[_Table] = field(default_factory=list)
    _cells: int = 0
    _hidden: HiddenElement | None = None

    def finish(self) -> str:
        while self._open:
            self._end()
        return "".join(self._written)

    def text(self, text: str) -> None:
        if text and self._hidden is None:
            self._written.append(text.replace("<", "&lt;"))

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        if self._hidden is not None:
            if self._hidden.ends_at(name, closing=closing):
                self._hidden = None
            return
        if not closing and (name in _WITHOUT_CONTENT or can_hide(name, attributes)):
            self._hidden = HiddenElement(name)
        elif name == "img":
            self._picture(attributes)
        elif name in _VOID:
            self._write(f"<{name}>")
        elif closing:
            self._close(name)
        elif name == "a":
            self._link(attributes)
        elif name in _BLOCKS or name in _LETTERS:
            self._begin(name, attributes)

    # -- elements --------------------------------------------------------------------------

    def _begin(self, name: str, attributes: str) -> None:
        if name in _BLOCKS and self._open and self._open[-1] == "p":
            self._end()
        if name in _ENDED_BY:
            self._end_before(name)
        if len(self._open) >= _DEEPEST or (name in _TABLE_PARTS and not self._has_room(name)):
            return
        values = read_attributes(attributes) if attributes.strip(" /\n\t") else {}
        written = _words(name, values) + (_style(values.get("style", "")) if name in _BLOCKS or name == "span" else "")
        if name in ("td", "th"):
            written += self._spans(values)
        if name == "table":
            self._tables.append(_Table())
        self._open.append(name)
        self._write(f"<{name}{written}>")

    def _end(self) -> None:
        name = self._open.pop()
        if name == "table":
            self._tables.pop()
        self._written.append(f"</{name}>")

    def _end_before(self, name: str) -> None:
        """End the elements that cannot go on where another begins, within the list or table that is open."""
        walls = _TABLE if name in _TABLE_PARTS else _LISTS_AND_WALLS
        inside = next((at + 1 for at in range(len(self._open) - 1, -1, -1) if self._open[at] in walls), 0)
        ended = next((at for at in range(inside, len(self._open)) if self._open[at] in _ENDED_BY[name]), None)
        while ended is not None and len(self._open) > ended:
            self._end()

    def _close(self, name: str) -> None:
        beyond_walls = name == "table" or name in _TABLE_PARTS
        for position in range(len(self._open) - 1, -1, -1):
            if self._open[position] == name:
                while len(self._open) > position:
                    self._end()
                return
            if self._open[position] in _WALLS and (not beyond_walls or self._open[position] == "table"):
                return

    def _has_room(self, name: str) -> bool:
        """Whether a part of a table can be laid out; where not, what it holds joins the cell before."""
        if not self._tables:
            return False
        table = self._tables[-1]
        before = table.cells
        if name == "tr":
            table.rows, table.in_row = table.rows + 1, 0
        elif name in ("td", "th"):
            table.in_row += 1
            table.rows = max(table.rows, 1)
            table.columns = max(table.columns, table.in_row)
        self._cells += table.cells - before
        return self._cells <= _MOST_CELLS

    def _spans(self, values: Mapping[str, str]) -> str:
        written = ""
        table = self._tables[-1]
        for name in ("colspan", "rowspan"):
            span = int(values[name]) if _DIGITS.fullmatch(values.get(name, "")) else 1
            if 1 < span <= _WIDEST_SPAN:
                before = table.cells
                if name == "colspan":
                    table.in_row += span - 1
                    table.columns = max(table.columns, table.in_row)
                self._cells += table.cells - before
                written += f' {name}="{span}"'
        return written

    # -- links and pictures ----------------------------------------------------------------

    def _link(self, attributes: str) -> None:
        self._close("a")
        address = read_attributes(attributes).get("href", "").translate(_NOISE)
        if _LINK.match(address) and len(address) <= _LONGEST_LINK and len(self._open) < _DEEPEST:
            self._open.append("a")
            self._write(f'<a href="{escape(address)}" title="{escape(one_line(address))}">')

    def _picture(self, attributes: str) -> None:
        values = read_attributes(attributes)
        own = self.own_picture(values.get("src", "").strip())
        if own is not None:
            sizes = "".join(
                f' {name}="{values[name]}"' for name in ("width", "height") if _DIGITS.fullmatch(values.get(name, ""))
            )
            self._write(f'<img src="{escape(own)}" alt="{escape(values.get("alt", ""))}"{sizes}>')
        else:
            self.text(escape(values.get("alt", "")))

    def _write(self, tag: str) -> None:
        self.tags += 1
        self._written.append(tag)


def _words(name: str, values: Mapping[str, str]) -> str:
    """Return those attributes that one word each can be, written anew."""
    written = ""
    for attribute in _OF.get(name, _OF_BLOCKS if name in _BLOCKS else ()) if values else ():
        value = values.get(attribute, "").strip()
        value = value if attribute == "type" else value.lower()
        if _WORDS[attribute].fullmatch(value):
            written += f' {attribute}="{value}"'
    return written


def _style(style: str) -> str:
    kept = []
    for declaration in style[:_LONGEST_STYLE].split(";") if style else ():
        name, _, value = declaration.partition(":")
        allowed = _STYLES.get(name.strip().lower())
        value = value.replace("!important", "").strip().lower()
        if allowed and allowed.fullmatch(value):
            kept.append(f"{name.strip().lower()}:{value}")
    return f' style="{";".join(kept)}"' if kept else ""
