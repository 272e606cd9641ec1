"""Elements that a browser does not show, and where they end in a document that is read without a tree."""

import re

_VOID = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "hr", "img", "input", "link",
    "meta", "param", "source", "track", "wbr",
))  # fmt: skip
_ENDING_PARAGRAPHS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_HIDING = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def is_hidden(attributes: str) -> bool:
    """Whether a tag's attributes say that it is not shown."""
    return ("isplay" in attributes or "ISPLAY" in attributes) and _HIDING.search(attributes) is not None


def can_hide(name: str, attributes: str) -> bool:
    """Whether an element that begins with this tag is not shown."""
    return name not in _VOID and is_hidden(attributes)


class HiddenElement:
    """An element that is not shown; takes the tags within it until it ends."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 1

    def ends_at(self, name: str, *, closing: bool) -> bool:
        """Whether the element has ended with this tag; a paragraph also ends where the next block does."""
        if name == self._name:
            self._depth += -1 if closing else 1
        return not self._depth or (self._name == "p" and name in _ENDING_PARAGRAPHS)
