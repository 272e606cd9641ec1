"""Pictures that the HTML shows."""

import time

import pytest

from severa_desktop.mail.entity import Description, describe
from severa_desktop.mail.fields import read_header
from severa_desktop.mail.html_pictures import ShownPictures


def part(*fields: str, media_type: str = "image/png") -> Description:
    lines = (f"Content-Type: {media_type}", *fields, "", "")
    header, _ = read_header("\r\n".join(lines).encode())
    return describe(header)


def shows(html: str, about: Description, location: str = "") -> bool:
    shown = ShownPictures([about])
    shown.add(html, location)
    return shown.show(about)


LOGO = part("Content-ID: <logo@x.nl>")


@pytest.mark.parametrize(
    "html",
    [
        '<img src="cid:logo@x.nl">',
        "<img src=cid:logo@x.nl>",
        "<IMG alt=x SRC = 'CID:LOGO@X.NL'/>",
        '<img src=" cid:logo@x.nl ">',
        '<img src="cid:logo%40x.nl">',
        '<img src="cid:%3Clogo%40x.nl%3E">',
        '<img src="cid:logo&#64;x.nl">',
        '<img srcset="https://x.nl/a.png 1x, cid:logo@x.nl 2x">',
        '<table background="cid:logo@x.nl">',
        '<td style="background-image: url(cid:logo@x.nl)">',
        "<td style='background: url(\"cid:logo@x.nl\") no-repeat'>",
        '<td style="background: URL(&quot;cid:logo@x.nl&quot;)">',
        "<td style=\"background: url( 'cid:logo@x.nl' )\">",
        "<style>body { background: url(cid:logo@x.nl) }</style>",
        "<STYLE type=text/css>.a{background:url('cid:LOGO@x.nl')}</STYLE>",
        '<input type="image" src="cid:logo@x.nl">',
        '<v:imagedata src="cid:logo@x.nl" o:title="x"/>',
        '<!--[if gte mso 9]><v:fill type="tile" src="cid:logo@x.nl"/><![endif]-->',
        '<a href="https://x.nl"><img src="cid:logo@x.nl"></a>',
        '<img title="a > b" src="cid:logo@x.nl">',
        '<p <img src="cid:logo@x.nl"><img src="cid:logo@x.nl">',
    ],
)
def test_shown(html: str) -> None:
    assert shows(html, LOGO)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>cid:logo@x.nl</p>",
        '<a href="cid:logo@x.nl">plaatje</a>',
        '<!-- <img src="cid:logo@x.nl"> -->',
        '<img src="cid:logo@x.nl.be">',
        '<img src="cid:logo">',
        '<img src="https://x.nl/logo@x.nl">',
        '<img alt="cid:logo@x.nl">',
        '<script>"<img src=cid:logo@x.nl>"</script>',
        '<img src="cid:">',
    ],
)
def test_not_shown(html: str) -> None:
    assert not shows(html, LOGO)


@pytest.mark.parametrize("field", ["Content-ID: <LOGO@x.nl>", "Content-Id:logo@x.nl", "Content-ID: <logo%40x.nl>"])
def test_forms_of_the_content_id(field: str) -> None:
    assert shows('<img src="cid:logo@x.nl">', part(field))


@pytest.mark.parametrize(
    ("field", "html", "location"),
    [
        ("logo.png", '<img src="logo.png">', ""),
        ("https://x.nl/logo.png", '<img src="https://x.nl/logo.png">', ""),
        ("https://x.nl/a/logo.png", '<img src="logo.png">', "https://x.nl/a/index.html"),
        ("logo.png", '<img src="https://x.nl/a/logo.png">', "https://x.nl/a/index.html"),
        ("mijn%20logo.png", '<img src="mijn logo.png">', ""),
        ("mijn logo.png", '<img src="mijn logo.png">', ""),
        ("mijn logo.png", '<img src="mijn%20logo.png">', ""),
        ("https://x.nl/folded/\n logo.png", '<img src="https://x.nl/folded/logo.png">', ""),
        ("logo.png", "<td style='background:url(logo.png)'>", ""),
    ],
)
def test_by_content_location(field: str, html: str, location: str) -> None:
    about = part(f"Content-Location: {field}")
    assert shows(html, about, location)
    assert not shows(html, part("Content-Location: ander.png"), location)


def test_only_pictures_are_shown() -> None:
    html = '<img src="cid:logo@x.nl">'
    assert not shows(html, part("Content-ID: <logo@x.nl>", media_type="application/pdf"))
    assert not shows(html, part("Content-ID: <logo@x.nl>", media_type="text/plain"))
    assert shows(html, part("Content-ID: <logo@x.nl>", media_type="application/octet-stream"))


def test_addresses_that_are_none_do_no_harm() -> None:
    assert not shows('<img src="http://[x/"><img src="//[">', part("Content-Location: y"), "http://[z")


def test_hostile_repetition_takes_linear_time() -> None:
    for piece in (
        "<img src=cid:x>",
        "<p style='url(",
        "url(",
        "<!--[if ",
        "<!--[if x]><img src=cid:x>-->",
        "<img src='",
        "cid:",
        "url( ",
    ):
        started = time.process_time()
        shows(piece * (300_000 // len(piece)), LOGO, "https://x.nl/")
        shows("<style>" + piece * (300_000 // len(piece)), LOGO)
        assert time.process_time() - started < 5


def test_white_space_in_styles_takes_linear_time() -> None:
    started = time.process_time()
    assert not shows("<style>url(" + " " * 100_000 + "x", LOGO)
    assert time.process_time() - started < 5
