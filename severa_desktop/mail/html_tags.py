"""Finds the tags of an HTML document, however broken, in one pass and without a tree.

Yields where tags are; what they mean for a reader is decided by whoever asks. Nothing is loaded.
"""

import html
import re
from collections.abc import Iterator, Mapping

Tag = re.Match[str]
RAW_NAME, RAW_ATTRIBUTES, RAW_CONTENT, CLOSING, NAME, ATTRIBUTES, END = range(1, 8)
"""Groups of a tag. Comments and declarations have none; an element whose content is no text has RAW_…."""

# Quotes count behind an equals sign only, and only if they are closed: “title=don't” has no quote.
_ATTRIBUTES = r"""(?>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|))*)"""
_PLAIN_ATTRIBUTES = r"[^>]*+"
_LONGEST_TAG = 1 << 18
_RAW_NAMES = "script|style|title|xml|iframe|noembed|noframes|template"


def _pattern(attributes: str) -> re.Pattern[str]:
    comment = r"<!--(?:-?>|(?>(?:[^-]++|(?!--!?>)-)*)(?:--!?>|\Z))"
    content = r"((?>(?:[^<]++|(?!</\1[\s/>])<)*))(?:</\1(?=[\s/>])[^>]*+>?|\Z)"
    raw = rf"<({_RAW_NAMES})(?=[\s/>])({attributes})(?:>{content}|\Z)"
    tag = rf"<(/?)([a-z][^\s/>]*+)({attributes})(>|\Z)"
    return re.compile(rf"{comment}|{raw}|{tag}|<[!?/][^>]*+(?:>|\Z)", re.IGNORECASE)


_TAG = _pattern(_ATTRIBUTES)
_PLAIN_TAG = _pattern(_PLAIN_ATTRIBUTES)
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)\s*+(?>(?:=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++)))?)""")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def find_tags(document: str) -> Iterator[Tag]:
    """Yield every comment, declaration, tag and raw element in order."""
    length = len(document)
    for tag in _TAG.finditer(document):
        if tag.end() < length or _is_complete(tag):
            yield tag
        else:
            # A quote that swallows the rest: from here on a tag ends at the next `>`.
            yield from _find_plain_tags(document, tag.start())
            return


def _find_plain_tags(text: str, start: int) -> Iterator[Tag]:
    for tag in _PLAIN_TAG.finditer(text, start):
        if not _is_complete(tag):
            return
        yield tag


def _is_complete(tag: Tag) -> bool:
    return tag.lastindex is None or tag.start(RAW_CONTENT) >= 0 or tag[END] == ">"


def attributes_of(tag: Tag) -> str:
    """Return a tag's attributes as they stand there; nothing of a tag so long that only an attack is."""
    return tag[ATTRIBUTES] if tag.end() - tag.start() <= _LONGEST_TAG else ""


def read_attributes(text: str) -> Mapping[str, str]:
    """Return a tag's attributes by name in lower case, entities decoded; the first one counts."""
    found: dict[str, str] = {}
    for attribute in _ATTRIBUTE.finditer(text):
        name, double, single, bare = attribute.groups()
        value = double or single or (bare or "").strip("\"'")
        found.setdefault(name.lower(), decode_entities(value) if "&" in value else value)
    return found


def decode_entities(value: str) -> str:
    """Return an attribute's value with its entities decoded; `&copy=1` in an address is none."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), value)


def decode_text_entities(text: str) -> str:
    """Return text with its entities decoded as a browser does, also without their semicolon."""
    try:
        return html.unescape(text)
    except ValueError:  # a number of more digits than Python converts
        return decode_entities(text)
