"""A mail's HTML made harmless for showing: no scripts, no styles, nothing from elsewhere.

Colours and fonts of the mail are dropped too: they were chosen for a white page, and the window may be dark.
"""

from dataclasses import dataclass

import nh3

MOST_LETTERS = 2 * 1024 * 1024
"""Longer documents are not cleaned: the window shows their text."""

_TAGS = {
    "a", "abbr", "address", "b", "blockquote", "br", "caption", "center", "cite", "code", "dd", "del", "div", "dl",
    "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s",
    "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_WITH_CONTENT = {
    "script", "style", "head", "title", "template", "noscript", "iframe", "object", "embed", "svg", "math", "video",
    "audio", "canvas", "form", "select", "textarea", "button", "map",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "ol": {"start"},
}
_LARGEST_PICTURE = 4_000
_MOST_CELLS = 100


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """What may be shown of an HTML body."""

    html: str
    remote_pictures: int
    """Pictures that would have been fetched from elsewhere; they are left out."""


def clean_html(source: str) -> CleanHtml | None:
    """Return an HTML document made harmless; None if it is too long."""
    if len(source) > MOST_LETTERS:
        return None
    remote = 0

    def kept(element: str, attribute: str, value: str) -> str | None:
        nonlocal remote
        if element == "img" and attribute == "src":
            if value.strip().lower().startswith("cid:"):
                return value.strip()
            remote += 1
            return None
        if attribute in {"width", "height"}:
            return value if value.isdecimal() and int(value) <= _LARGEST_PICTURE else None
        if attribute in {"colspan", "rowspan"}:
            # The text document makes room for each cell that is spanned.
            return value if value.isdecimal() and int(value) <= _MOST_CELLS else None
        return value

    html = nh3.clean(
        source,
        tags=_TAGS,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
    return CleanHtml(html, remote)
