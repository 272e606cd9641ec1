"""Text parts as strings: charset, kinds, blank texts."""

import pytest

from severa_desktop.mail.texts import TextKind, clean_source, html_charset, is_blank, readable, text_kind


@pytest.mark.parametrize(
    ("document", "charset"),
    [
        (b'<meta charset="windows-1252">', "windows-1252"),
        (b"<meta http-equiv=x content='text/html; charset=ISO-8859-15'>", "iso-8859-15"),
        (b'<?xml version="1.0" encoding="koi8-r"?><html>', "koi8-r"),
        (b'<meta charset="utf-16">', "utf-8"),
        (b"<p>charset=x</p>", ""),
        (b" " * 5_000 + b'<meta charset="x">', ""),
        (b"<meta " * 1_000_000, ""),
        (b"", ""),
    ],
)
def test_charset_of_html(document: bytes, charset: str) -> None:
    assert html_charset(document) == charset


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("text/plain", TextKind.PLAIN),
        ("text/x-onbekend", TextKind.PLAIN),
        ("text/html", TextKind.HTML),
        ("application/xhtml+xml", TextKind.HTML),
        ("text/enriched", TextKind.ENRICHED),
        ("text/x-amp-html", TextKind.FURTHER),
        ("text/calendar", None),
        ("text/csv", None),
        ("image/png", None),
        ("message/rfc822", None),
    ],
)
def test_kinds(media_type: str, kind: TextKind | None) -> None:
    assert text_kind(media_type) is kind


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\u00a0\u2003", "\u200b\u200d\ufeff\u00ad", "\u200e\u202a\u2066"])
def test_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(text + ".")


def test_clean_source() -> None:
    assert clean_source("a\r\nb\rc\nd\0\x07") == "a\nb\nc\nd\x07"
    assert clean_source("a\r\n\r\n\r") == "a\n\n\n"


def test_readable() -> None:
    assert "".join(readable("<b>a</b>\n", TextKind.PLAIN)) == "<b>a</b>\n"
    assert "".join(readable("<b>a</b>\n", TextKind.HTML)) == "a"
    enriched = "<color><param>red</param>rood</color><nl><<x> <Paragraph>y</paragraph>"
    assert "".join(readable(enriched, TextKind.ENRICHED)) == "rood\n<x> \ny"
    assert "".join(readable("<b>rood</b> " * 100_000, TextKind.ENRICHED)) == "rood " * 100_000
