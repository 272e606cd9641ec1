"""The pictures that an HTML document shows (matching rules, "The body", pictures that the HTML shows).

Reads addresses only: nothing is fetched, and a link to a picture does not show it.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from severa_desktop.mail.entity import Description, normalise_content_id
from severa_desktop.mail.html_tags import (
    CLOSING,
    NAME,
    RAW_CONTENT,
    RAW_NAME,
    attributes_of,
    decode_text_entities,
    find_tags,
    read_attributes,
)

_SOURCE_ATTRIBUTES = {
    "img": ("src", "srcset"),
    "source": ("srcset",),
    "input": ("src",),
    "image": ("src", "href", "xlink:href"),
    "v:imagedata": ("src", "o:href"),
    "v:image": ("src",),
    "v:fill": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "video": ("poster",),
}
_STYLED = re.compile(r"(?:background|style)\s*=", re.IGNORECASE)
_CSS_URL = re.compile(r"""url\(\s*+(?:"([^"]*+)"|'([^']*+)'|([^()\s"']*+))\s*+\)""", re.IGNORECASE)
_CONDITIONAL = re.compile(r"<!--\s*\[if")
_SHOWN_TYPES = ("image/", "application/octet-stream")
_LONGEST_ADDRESS = 4_096


class ShownPictures:
    """Which of a mail's parts are pictures that its HTML bodies show."""

    def __init__(self, parts: Iterable[Description]) -> None:
        """Take the parts that might be shown; only their addresses are remembered of what is found."""
        candidates = [about for about in parts if may_be_shown(about)]
        self._content_ids = {about.content_id for about in candidates if about.content_id}
        self._locations = {about.location for about in candidates if about.location}
        self._shown_ids: set[str] = set()
        self._shown_locations: set[str] = set()

    def add(self, document: str, location: str = "") -> None:
        """Take in an HTML body; `location` is the Content-Location that its relative addresses refer to."""
        places = {place: part for part in self._locations for place in same_places(part, location)}
        for address in shown_addresses(document, conditional=True):
            scheme, _, rest = address.partition(":")
            if scheme.lower() == "cid":
                content_id = normalise_content_id(rest)
                if content_id in self._content_ids:
                    self._shown_ids.add(content_id)
            elif places:
                self._shown_locations.update(
                    places[place] for place in same_places(address, location) if place in places
                )

    def show(self, about: Description) -> bool:
        """Whether the part with this description is shown."""
        return may_be_shown(about) and (about.content_id in self._shown_ids or about.location in self._shown_locations)


def may_be_shown(about: Description) -> bool:
    """Whether a document could show a part at all."""
    return bool(about.content_id or about.location) and about.media_type.startswith(_SHOWN_TYPES)


def same_places(address: str, base: str) -> Iterator[str]:
    """Yield the forms in which an address is compared: as it stands, and as it stands at the base."""
    yield _place(address)
    if base:
        try:
            yield _place(urljoin(base, address))
        except ValueError:
            return


def _place(address: str) -> str:
    # Spaces go: RFC 2557 lets an address be folded, and some write theirs with spaces that the HTML escapes.
    return normalise_content_id(address).replace(" ", "")


def shown_addresses(document: str, *, conditional: bool) -> Iterator[str]:
    """Yield what the document shows; with `conditional` also in the comments that Outlook shows."""
    for tag in find_tags(document):
        if tag.lastindex is None:
            if conditional and _CONDITIONAL.match(document, tag.start()):
                yield from shown_addresses(document[tag.start() + 4 : tag.end() - 3], conditional=False)
        elif tag[RAW_NAME]:
            if tag[RAW_NAME].lower() == "style":
                yield from _css_addresses(document, *tag.span(RAW_CONTENT))
        elif not tag[CLOSING]:
            yield from _tag_addresses(tag[NAME].lower(), attributes_of(tag))


def _tag_addresses(name: str, text: str) -> Iterator[str]:
    sources = _SOURCE_ATTRIBUTES.get(name, ())
    if not sources and not _STYLED.search(text):
        return
    attributes = read_attributes(text)
    for source in (*sources, "background"):
        value = attributes.get(source, "")
        for address in value.split(",") if source == "srcset" else (value,):
            if address and len(address) <= _LONGEST_ADDRESS:
                yield address.strip().partition(" ")[0] if source == "srcset" else address.strip()
    style = attributes.get("style", "")
    yield from _css_addresses(style, 0, len(style))


def _css_addresses(text: str, start: int, end: int) -> Iterator[str]:
    if text.find("url", start, end) < 0 and text.find("URL", start, end) < 0:
        return
    for found in _CSS_URL.finditer(text, start, end):
        value = (found[1] or found[2] or found[3] or "").strip()
        if value and len(value) <= _LONGEST_ADDRESS:
            yield decode_text_entities(value) if "&" in value else value
