"""Lays out running text in lines: paragraphs, list items, table cells, quotations.

Knows nothing of HTML. Line breaks are held back until text follows, so that no blank lines pile up.
"""

import re

_WHITE = re.compile("[ \t\n\r\f]+")
_SPACES = " \t\n\r\f"
_INVISIBLE = re.compile("[\u00ad\u034f\u200b\u2060\ufeff]+")
_LINES = re.compile(r"\n+|[^\n]+")
_NBSP = "\u00a0"
_MOST_BREAKS = 3
_DEEPEST = 10
"""Levels of lists and of quotations that are indented."""
_PIECES = 4_096


class TextWriter:
    """Collects the text of one document."""

    def __init__(self, indentation: int) -> None:
        """Take how many characters may be spent on indentation, bullets and quotation marks in all."""
        self._indentation = indentation
        self._chunks: list[str] = []
        self._pieces: list[str] = []
        self._empty = True
        self._held = True
        """Something is to be written before the next text."""
        self._breaks = 0
        self._space = False
        self._fresh = False
        """An item or cell was begun and has no text yet: breaks have nothing to separate."""
        self._bullet = ""
        self._tab = False
        self._row_has_text = False
        self._broken = False
        """A line ended within the current table cell."""
        self._quotes = 0
        self._lists: list[int | None] = []
        self._unindented = 0
        self._in_link = False
        self._link_has_text = False
        self._link_start = 0
        """Where the text of a link begins among the pieces."""
        self._shown: list[str] = []
        """What is shown of a link and no longer among the pieces, as far as it is not too long."""
        self._shown_length = 0
        self._most_shown = 0

    def finish(self) -> list[str]:
        """Return the whole text in pieces, without a line end behind the last line."""
        self._flush()
        return self._chunks

    # -- text ------------------------------------------------------------------------------

    def text(self, text: str) -> None:
        """Add running text; white space collapses, also with what stands around it."""
        if text.isascii():
            words = " ".join(text.split())
        else:
            words = _INVISIBLE.sub("", _WHITE.sub(" ", text))
            words = words.strip(" ")
            if not words.strip(_NBSP):
                words = ""
        if not words:
            self._space = self._space or (bool(text) and not self._empty)
            return
        spaced = self._space or text[0] in _SPACES
        if self._held:
            self._write_held(space=spaced)
        elif spaced:
            words = " " + words
        self._space = text[-1] in _SPACES
        self._add(words)

    def preformatted(self, text: str) -> None:
        """Add text whose spaces and line ends stand as they are."""
        for line in _LINES.finditer(text):
            if line[0][0] == "\n":
                if not self._empty:
                    self._breaks += len(line[0])
                    self._held = True
            else:
                self._write_held(space=False)
                self._add(line[0].rstrip("\r"))

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)
        if len(self._pieces) >= _PIECES:
            self._flush()

    def _flush(self) -> None:
        if self._in_link:
            self._note_shown()
        self._chunks.append("".join(self._pieces).replace(_NBSP, " "))
        self._pieces.clear()

    def _write_held(self, *, space: bool) -> None:
        """Write what was held back before the next text."""
        if self._empty or self._breaks:
            start = self._line_start()
            if not self._empty:
                start = "\n" * self._breaks + start
                self._broken = self._row_has_text
            self._add(start)
        elif self._tab:
            self._add("\t")
        elif space:
            self._add(" ")
        self._empty = self._held = self._tab = self._fresh = self._space = False
        self._row_has_text = True
        self._breaks = 0
        if self._in_link and not self._link_has_text:
            self._begin_shown()
            self._link_has_text = True

    def _line_start(self) -> str:
        if not (self._lists or self._quotes or self._bullet):
            return ""
        depth = len(self._lists) - bool(self._bullet)
        start = "> " * min(self._quotes, _DEEPEST) + "  " * max(0, min(depth, _DEEPEST)) + self._bullet
        self._bullet = ""
        self._indentation -= len(start)
        return start if self._indentation >= 0 else ""

    # -- lines -----------------------------------------------------------------------------

    def line_break(self) -> None:
        """End the line; further ones leave lines blank."""
        if not self._empty:
            self._breaks = min(self._breaks + 1, max(self._breaks, _MOST_BREAKS))
            self._held = True

    def end_line(self, breaks: int) -> None:
        """Have the next text begin a line; with two breaks behind a blank line."""
        if not self._empty and not self._fresh:
            self._breaks = max(self._breaks, breaks)
            self._held = True

    def quote(self, change: int) -> None:
        """Begin (1) or end (-1) a quotation."""
        self._quotes = max(0, self._quotes + change)

    def begin_list(self, start: int | None) -> None:
        """Begin a list, numbered from `start` on or, with None, with bullets."""
        if self._lists:
            self._breaks = min(self._breaks, 1)
        if len(self._lists) <= _DEEPEST:
            self._lists.append(start)
        else:
            self._unindented += 1

    def end_list(self) -> None:
        """End the innermost list."""
        self._fresh = False
        self._bullet = ""
        if self._unindented:
            self._unindented -= 1
        elif self._lists:
            self._lists.pop()
        if self._lists:
            self._breaks = min(self._breaks, 1)

    def begin_item(self) -> None:
        """Begin a list item."""
        self._fresh = False
        self.end_line(1)
        number = self._lists[-1] if self._lists else None
        self._bullet = "- " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1
        self._fresh = True

    def end_item(self) -> None:
        """End a list item."""
        self._fresh = False
        self._bullet = ""
        self.end_line(1)

    def begin_row(self) -> None:
        """Begin a table row."""
        self._fresh = self._row_has_text = self._broken = False
        self.end_line(1)

    def begin_cell(self) -> None:
        """Begin a table cell: behind a tab, or on a line of its own if the cell before has several."""
        self._fresh = False
        if self._row_has_text and not self._broken:
            self._breaks, self._tab, self._held = 0, True, True
        elif self._row_has_text:
            self.end_line(1)
        self._broken = False
        self._fresh = True

    def end_cell(self) -> None:
        """End a table cell."""
        self._fresh = False

    def end_table(self) -> None:
        """End a table; if it stands in a cell, that cell has several lines."""
        self._fresh = False
        self._broken = True

    # -- links -----------------------------------------------------------------------------

    def begin_link(self, longest: int) -> None:
        """Begin to note what is shown of a link, up to a length."""
        self._in_link = self._held = True
        self._link_has_text = False
        self._most_shown = longest
        self._begin_shown()

    def end_link(self) -> str:
        """Return what was shown since the link began, empty if nothing; only `…` of a text that is longer."""
        has_text = self._in_link and self._link_has_text
        self._in_link = False
        if not has_text:
            return ""
        self._note_shown()
        return "".join(self._shown) if self._shown_length <= self._most_shown else "…"

    def _begin_shown(self) -> None:
        self._link_start = len(self._pieces)
        self._shown_length = 0
        self._shown.clear()

    def _note_shown(self) -> None:
        text = "".join(self._pieces[self._link_start :])
        self._link_start = 0
        self._shown_length += len(text)
        if self._shown_length <= self._most_shown:
            self._shown.append(text)

    def link_address(self, address: str, *, after_text: bool) -> None:
        """Write a link's address: behind its text, also where the text ends a line."""
        if not after_text:
            self._write_held(space=True)
            self._add(f"<{address}>")
        else:
            self._add(f" <{address}>")
