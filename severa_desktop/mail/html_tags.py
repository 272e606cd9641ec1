"""Finds the tags of an HTML document, however broken, in one pass and without a tree.

Yields where tags are; what they mean for a reader is decided by whoever asks. Nothing is loaded.
"""

import html
import re
from collections.abc import Generator, Iterable, Iterator, Mapping

Tag = re.Match[str]
RAW_NAME, RAW_ATTRIBUTES, RAW_CONTENT, CLOSING, NAME, ATTRIBUTES, END = range(1, 8)
"""Groups of a tag. Comments and declarations have none; an element whose content is no text has RAW_…."""

# Quotes count behind an equals sign only, and only if they are closed: “title=don't” has no quote.
_ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|))*+"""
_PLAIN_ATTRIBUTES = r"[^>]*+"
_LONGEST_WORD = 1 << 16
LONG_TAG = 1 << 20
"""Of a tag with more letters only `short_attributes` are looked at."""
_RAW_NAMES = "script|style|title|xml|iframe|noembed|noframes|template"


def _pattern(attributes: str) -> re.Pattern[str]:
    comment = r"<!--(?:-?>|(?:[^-]++|(?!--!?>)-)*+(?:--!?>|\Z))"
    content = r"((?:[^<]++|(?!</\1[\s/>])<)*+)(?:</\1(?=[\s/>])[^>]*+>?|\Z)"
    raw = rf"<({_RAW_NAMES})(?=[\s/>])({attributes})(?:>{content}|\Z)"
    tag = rf"<(/?)([a-z][^\s/>]*+)({attributes})(>|\Z)"
    return re.compile(rf"{comment}|{raw}|{tag}|<[!?/][^>]*+(?:>|\Z)", re.IGNORECASE)


_TAG = _pattern(_ATTRIBUTES)
_PLAIN_TAG = _pattern(_PLAIN_ATTRIBUTES)
_SLICE_END = re.compile("(?:()()()()()()()){0}")
_CLOSED_ATTRIBUTES = re.compile(r"""(?:[^=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+""")
_WORD = re.compile(r"""[^\s"'=]++|[\s"'=]++""")
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)\s*+(?:=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++)))?+""")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def find_tags(slices: Iterable[str]) -> Iterator[Tag]:
    """Yield every comment, declaration, tag and raw element in order.

    A tag's positions are those in its `string`: one slice, with what is left of the one before at its beginning.
    There is an empty match at the end of each; behind the last of them stands the text that goes on in the next.
    """
    following = iter(slices)
    document = next(following, "")
    enough = 0
    for upcoming in following:
        if len(document) >= enough:
            rest = yield from _find_closed_tags(document)
            document = document[rest:]
            # What is left over is looked through again: with at least as much again, so that it takes linear time.
            enough = 2 * len(document)
        document += upcoming  # in place, as no tag found in it is held any more
    length = len(document)
    for tag in _TAG.finditer(document):
        if tag.end() < length or _is_complete(tag):
            yield tag
        else:
            # A quote that swallows the rest: from here on a tag ends at the next `>`.
            yield from _find_plain_tags(document, tag.start())
            break
    yield _slice_end(document, length)


def is_slice_end(tag: Tag) -> bool:
    """Whether this is no tag but the end of a slice."""
    return tag.re is _SLICE_END


def _slice_end(document: str, position: int) -> Tag:
    return next(_SLICE_END.finditer(document, position))


def _find_closed_tags(document: str) -> Generator[Tag, None, int]:
    """Yield the tags of a slice that no following one can change; return where the next one has to begin."""
    # What reaches beyond one of these may go on: a tag that ends with the slice, or has a quote that is closed later.
    doubtful = [document.rfind('"'), document.rfind("'"), len(document) - 1]
    next_doubtful = min(doubtful)
    last = 0
    for tag in _TAG.finditer(document):
        end = tag.end()
        if end > next_doubtful:
            if end == len(document) or _has_open_quote(tag):
                last = tag.start()
                break
            next_doubtful = min(place for place in doubtful if place >= end)
        yield tag
        last = end
    else:
        last = _last_break(document, last)
    if last:
        yield _slice_end(document, last)
    return last


def _has_open_quote(tag: Tag) -> bool:
    start, end = max(tag.span(ATTRIBUTES), tag.span(RAW_ATTRIBUTES))
    return start >= 0 and not _CLOSED_ATTRIBUTES.fullmatch(tag.string, start, end)


def _last_break(document: str, start: int) -> int:
    """Return where text can be cut: at its last white space, so that neither an entity nor a tag is torn."""
    cut = max(document.rfind(" ", start), document.rfind("\n", start), start)
    return cut if len(document) - cut <= _LONGEST_WORD else len(document) - document.endswith("<")


def _find_plain_tags(text: str, start: int) -> Iterator[Tag]:
    for tag in _PLAIN_TAG.finditer(text, start):
        if not _is_complete(tag):
            return
        yield tag


def _is_complete(tag: Tag) -> bool:
    return tag.lastindex is None or tag.start(RAW_CONTENT) >= 0 or tag[END] == ">"


def short_attributes(tag: Tag) -> str:
    """Return a tag's attributes without the longest words, which are pictures written out in full."""
    words = (word.span() for word in _WORD.finditer(tag.string, *tag.span(ATTRIBUTES)))
    return "".join(tag.string[start:end] for start, end in words if end - start <= _LONGEST_WORD)


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
