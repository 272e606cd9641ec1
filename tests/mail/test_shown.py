"""Which HTML of a message is shown, with which pictures."""

import base64

import pytest

from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.shown import MOST_LETTERS, ShownHtml, TooMuchHtmlError, shown_html
from tests.mail.outlook.tnef_writer import message, tnef_stream

PNG = "iVBORw0KGgo="


def mail(*parts: str, kind: str = "mixed") -> bytes:
    head = f"From: a@b.example\r\nContent-Type: multipart/{kind}; boundary=b\r\n\r\n"
    return (head + "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n").encode()


def part(media_type: str, body: str, **fields: str) -> str:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"Content-Type: {media_type}\r\n{more}\r\n{body}"


def picture(**fields: str) -> str:
    return part("image/png", PNG, Content_Transfer_Encoding="base64", **fields)


def shown(content: bytes) -> ShownHtml:
    found = shown_html(content)
    assert found
    return found


def test_of_alternatives_the_html_is_shown() -> None:
    content = mail(part("text/plain", "plain"), part("text/html", "<b>rich</b>"), kind="alternative")
    assert shown(content).html == "<b>rich</b>"


def test_a_mail_without_html_has_none() -> None:
    assert shown_html(mail(part("text/plain", "plain"))) is None
    assert shown_html(b"From: a@b.example\r\n\r\nplain") is None
    assert shown_html(mail(part("text/html", "<b>a</b>", Content_Disposition="attachment; filename=a.html"))) is None


def test_html_that_outlook_packed_is_shown_where_there_is_no_other_text() -> None:
    content = base64.encodebytes(tnef_stream(message({Tag.HTML: b"<b>a</b>"}))).decode()
    packed = part("application/ms-tnef; name=winmail.dat", content, Content_Transfer_Encoding="base64")
    assert shown(mail(packed)).html == "<b>a</b>"
    assert shown_html(mail(part("text/plain", "plain"), packed)) is None


def test_texts_between_html_keep_their_lines() -> None:
    content = mail(part("text/html", "<b>a</b>"), part("text/plain", "\r\n1 < 2\r\n  b\r\n"), part("text/html", "c"))
    assert shown(content).html == '<b>a</b><hr><div style="white-space:pre-wrap">1 &lt; 2\n  b</div><hr>c'


def test_pictures_are_found_by_content_id_however_it_is_written() -> None:
    html = '<img src="cid:Logo%40X"><img src="cid:other">'
    found = shown(mail(part("text/html", html), picture(Content_ID="<logo@x>"), kind="related"))
    (own,) = found.pictures
    assert (own.media_type, own.part) == ("image/png", 1)
    assert found.html == f'<img src="cid:{own.content_id}" alt="">'


def test_pictures_are_found_by_location() -> None:
    html = part(
        "text/html", '<img src="a.png"><img src="http://x.example/b.png">', Content_Location="http://x.example/"
    )
    found = shown(mail(html, picture(Content_Location="http://x.example/a.png"), kind="related"))
    assert [own.part for own in found.pictures] == [1]
    assert found.remote_pictures == 1
    assert found.html.count("<img") == 1


def test_a_drawing_is_no_picture() -> None:
    drawing = part("image/svg+xml", "<svg/>", Content_ID="<a>")
    assert shown(mail(part("text/html", '<img src="cid:a">'), drawing, kind="related")).pictures == ()


def test_html_that_is_too_large_is_said() -> None:
    with pytest.raises(TooMuchHtmlError):
        shown_html(mail(part("text/html", "a" * (MOST_LETTERS + 1))))
    with pytest.raises(TooMuchHtmlError):
        shown_html(mail(part("text/html", "<br>" * 100_000)))
