"""Tooltips with text from elsewhere."""

from html import escape


def plain_tip(text: str) -> str:
    """Return a tooltip that shows a text as it is: Qt would take one with tags for HTML, and load what that names."""
    if "<" not in text:
        return text
    lines = escape(text).replace("\n", "<br>")
    return f"<qt>{lines}</qt>"
