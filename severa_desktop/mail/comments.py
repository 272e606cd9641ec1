"""RFC 5322 comments in structured header values: text in brackets, nested, that means nothing to programs."""

import re

_MOST_UNCLOSED = 10
"""After so many brackets that nothing closes, the rest of a value is left as it is."""

_MARK = re.compile(r"\\.|[()]", re.DOTALL)
_OUTSIDE = re.compile(r'"(?>(?:[^"\\]|\\.)*)"|\\.|\(', re.DOTALL)


def comment_end(text: str, start: int) -> int:
    """Return the offset after the comment that opens at `start`, or -1 if nothing closes it."""
    depth = 0
    for mark in _MARK.finditer(text, start):
        if mark[0] == "(":
            depth += 1
        elif mark[0] == ")":
            depth -= 1
            if depth == 0:
                return mark.end()
    return -1


def without_comments(text: str) -> str:
    """Return text with each comment replaced by a space; a bracket that nothing closes stays."""
    if "(" not in text:
        return text
    kept: list[str] = []
    position = search_from = unclosed = 0
    while unclosed < _MOST_UNCLOSED and (found := _OUTSIDE.search(text, search_from)):
        search_from = found.end()
        if found[0] != "(":
            continue
        end = comment_end(text, found.start())
        if end < 0:
            unclosed += 1
            continue
        kept += (text[position : found.start()], " ")
        position = search_from = end
    kept.append(text[position:])
    return "".join(kept)
