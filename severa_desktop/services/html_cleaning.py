"""The last word on a mail's HTML before a window shows it: whatever was done before, only what stands here is left.

Nothing that runs, nothing that loads, no colours: those were chosen for a white page, and the window may be dark.
"""

import nh3

_TAGS = {
    "a", "address", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "dd", "del", "div", "dl",
    "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "tt", "u", "ul",
}  # fmt: skip
_WITH_CONTENT = {"script", "style", "title", "template", "iframe", "object", "svg", "math", "video", "audio"}
_BLOCKS = (
    "address", "blockquote", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "pre",
    "span", "tbody", "tfoot", "thead", "tr",
)  # fmt: skip
_CELL = {"align", "colspan", "dir", "rowspan", "style", "valign", "width"}
_ATTRIBUTES = {name: {"align", "dir", "style"} for name in _BLOCKS} | {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"dir", "start", "type"},
    "table": {"align", "border", "cellpadding", "cellspacing", "dir", "style", "width"},
    "td": _CELL,
    "th": _CELL,
    "ul": {"dir", "type"},
}
_STYLES = {"font-style", "font-weight", "text-align", "text-decoration", "white-space"}
_LINKS = ("http://", "https://", "mailto:", "tel:")


def clean_html(html: str) -> str:
    """Return HTML without anything that is not listed above; pictures only by ``cid:``, links only outwards."""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer",
    )


def _kept(element: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if value.startswith("cid:part") else None
    if element == "a" and attribute == "href":
        return value if value.lower().startswith(_LINKS) else None
    return value
