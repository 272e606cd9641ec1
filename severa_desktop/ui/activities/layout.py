"""Makes harmless HTML quick to lay out: the window's thread does it, and may not be held up by any mail.

Qt lays a table out at once, and one in another twice for each level; a paragraph at once, and a word of thousands of
letters in their square. So tables around tables become blocks, as do those with too many cells, and what is too long
is broken. Nothing is left out. Takes well-formed HTML of few tags, as `services.viewing` gives it.
"""

import re
from dataclasses import dataclass

MOST_LETTERS = 100_000
"""Letters of HTML that are laid out within some ten milliseconds."""
_MOST_CELLS = 400
_MOST_IN_BLOCK = 2_000
"""Letters, with tags, after which a paragraph may be broken at a line's end or between words."""
_TAG = re.compile(r"<(/?)([a-z0-9]+)(?:[^>\"]|\"[^\"]*\")*>")
_SPAN = re.compile(r'colspan="(\d{1,4})"')
_LONG_RUN = re.compile(rf"(?:&#?\w{{1,8}};|.){{{_MOST_IN_BLOCK}}}[^\s&]{{0,400}}\s?", re.DOTALL)
_LONG_LINE = re.compile(rf".{{{_MOST_IN_BLOCK}}}\S{{0,400}}[^\S\n]?")
_PARTS = frozenset({"tbody", "thead", "tfoot", "colgroup", "col"})
_TABLE = frozenset({"table", "tr", "td", "th", "caption", *_PARTS})
_BLOCKS = frozenset({
    "address", "blockquote", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "td", "th", "tr", "ul",
})  # fmt: skip
_BREAK = "<div></div>"
"""Ends a paragraph for Qt, wherever it stands."""


@dataclass(slots=True)
class _Table:
    """A table of the document: where its tag stands, and what is in it."""

    start: int
    cells: int = 0
    holds_table: bool = False


def quick_layout(html: str) -> str | None:
    """Return HTML that says the same and is laid out quickly; None where there is too much of it."""
    if len(html) > MOST_LETTERS:
        return None
    kept = _kept_tables(html)
    parts: list[str] = []
    open_tables: list[bool] = []
    end = in_block = 0
    for tag in _TAG.finditer(html):
        text = html[end : tag.start()]
        parts.append(_broken(text))
        in_block += tag.end() - end
        end = tag.end()
        closing, name = bool(tag.group(1)), tag.group(2)
        if name == "table" and not closing:
            open_tables.append(tag.start() in kept)
        is_kept = not open_tables or open_tables[-1]
        if name == "table" and closing and open_tables:
            open_tables.pop()
        if name in _TABLE and not is_kept:
            parts.append(_as_block(name, closing=closing))
        elif name == "br" and in_block > _MOST_IN_BLOCK // 2:
            parts.append(_BREAK)
            in_block = 0
        else:
            parts.append(tag.group())
        if name in _BLOCKS:
            in_block = 0
    parts.append(_broken(html[end:]))
    return "".join(parts)


def quick_text(text: str) -> str:
    """Return a plain text whose lines are laid out quickly; only those no person writes are broken."""
    return _LONG_LINE.sub(lambda line: line.group() + "\n", text)


def _kept_tables(html: str) -> set[int]:
    """Return where those tables begin that are shown as tables: they hold no other, and not too many cells in all."""
    found: list[_Table] = []
    nested: list[_Table] = []
    for tag in _TAG.finditer(html):
        closing, name = bool(tag.group(1)), tag.group(2)
        if name == "table" and not closing:
            if nested:
                nested[-1].holds_table = True
            nested.append(_Table(tag.start()))
            found.append(nested[-1])
        elif name == "table" and nested:
            nested.pop()
        elif name in {"td", "th"} and not closing and nested:
            spans = _SPAN.search(tag.group())
            nested[-1].cells += int(spans.group(1)) if spans else 1
    kept: set[int] = set()
    left = _MOST_CELLS
    for table in found:
        if not table.holds_table and table.cells <= left:
            left -= table.cells
            kept.add(table.start)
    return kept


def _broken(text: str) -> str:
    """Return a text with paragraphs that are not too long, broken between words where there are any."""
    return _LONG_RUN.sub(lambda run: run.group() + _BREAK, text) if len(text) > _MOST_IN_BLOCK else text


def _as_block(name: str, *, closing: bool) -> str:
    if name in _PARTS:
        return ""
    return "</div>" if closing else "<div>"
