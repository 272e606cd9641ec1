"""Which parts are attachments, and what is said of them (matching rules, "The body", "File names")."""

import base64
import hashlib
import struct

import pytest

from severa_desktop.core.model import Attachment, Mail
from severa_desktop.mail.reader import part_content, read

TEXT = ("Content-Type: text/plain", "", "Zie bijlage")
PDF = ("Content-Type: application/pdf; name=offerte.pdf", "", "%PDF")
Part = tuple[str, ...]


def message(*parts: Part, kind: str = "mixed") -> bytes:
    each = [line for part in parts for line in ("--b", *part)]
    head = ("From: anna@mijnbedrijf.nl", "Subject: x", f"Content-Type: multipart/{kind}; boundary=b", "")
    return "\r\n".join((*head, *each, "--b--", "")).encode()


def parsed(content: bytes) -> Mail:
    found = read(content)
    assert isinstance(found, Mail)
    return found


def names(*parts: Part, kind: str = "mixed") -> list[str]:
    return [attachment.name for attachment in parsed(message(*parts, kind=kind)).attachments]


def test_an_attachment() -> None:
    content = bytes(range(256)) * 300
    encoded = base64.encodebytes(content).decode()
    head = ('Content-Type: Application/PDF; name="offerte.pdf"', "Content-Transfer-Encoding: BASE64")
    found = parsed(message(TEXT, (*head, "", encoded)))
    assert found.attachments == (
        Attachment(1, "offerte.pdf", "application/pdf", len(content), hashlib.sha256(content).hexdigest()),
    )


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("base64", "JVBERg=="),
        ("quoted-printable", "=25PDF"),
        ("7bit", "%PDF"),
        ("x-onbekend", "%PDF"),
        ("", "%PDF"),
    ],
)
def test_size_and_hash_are_of_the_decoded_bytes(encoding: str, sent: str) -> None:
    content = message(TEXT, ("Content-Type: application/pdf", f"Content-Transfer-Encoding: {encoding}", "", sent))
    (attachment,) = parsed(content).attachments
    assert (attachment.size, attachment.sha256) == (4, hashlib.sha256(b"%PDF").hexdigest())
    assert part_content(content, attachment.part) == b"%PDF"


def test_every_other_leaf_is_an_attachment() -> None:
    assert names(
        TEXT,
        ("Content-Type: application/pdf", "", "x"),
        ("Content-Type: image/png", "Content-Disposition: inline", "", "x"),
        ("Content-Type: audio/mpeg", "", "x"),
        ("Content-Type: x/y", "", ""),
        ("Content-Type: message/delivery-status", "", "x"),
    ) == ["attachment-1.pdf", "attachment-2.png", "attachment-3.mp3", "attachment-4.bin", "attachment-5.txt"]


def test_a_mail_that_is_nothing_but_a_file() -> None:
    found = parsed(b"From: a@b.nl\nContent-Type: application/pdf; name=a.pdf\n\n%PDF")
    assert (found.body, [each.name for each in found.attachments]) == ("", ["a.pdf"])
    assert found.attachments[0].part == 0


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (('Content-Type: application/pdf; name="a b.pdf"',), "a b.pdf"),
        (("Content-Disposition: attachment; filename=a.pdf",), "a.pdf"),
        (
            ('Content-Type: x/y; name="type.pdf"', "Content-Disposition: inline; filename=disp.pdf"),
            "disp.pdf",
        ),
        (("Content-Type: x/y; name=type.pdf", "Content-Disposition: attachment; filename="), "type.pdf"),
        (('Content-Type: x/y; name="C:\\Users\\x\\a.pdf"',), "a.pdf"),
        (("Content-Type: x/y; name*=utf-8''P%C3%A4%C3%A4t%C3%B6s.pdf",), "Päätös.pdf"),
        (("Content-Type: x/y; name*0*=utf-8''P%C3%A4; name*1*=%C3%A4t.pdf",), "Päät.pdf"),
        (('Content-Type: x/y; name="=?utf-8?Q?P=C3=A4=C3=A4t.pdf?="',), "Päät.pdf"),
        (('Content-Type: x/y; name="../../etc/passwd"',), "passwd"),
    ],
)
def test_the_name(fields: Part, name: str) -> None:
    assert names(TEXT, (*fields, "", "x")) == [name]


# -- attached messages -------------------------------------------------------------------------

INNER = (
    "From: mallory@example.com",
    "To: 1001.mijnbedrijf@severamail.com",
    "Subject: Oude =?utf-8?Q?offerte_=C3=A9?=",
    "Message-ID: <in@x>",
    "Content-Type: multipart/mixed; boundary=i",
    "",
    *("--i", "", "Binnen"),
    *("--i", *PDF),
    "--i--",
)


def test_an_attached_message_is_one_attachment_named_by_its_subject() -> None:
    found = parsed(message(TEXT, ("Content-Type: message/rfc822", "", *INNER)))
    assert [(each.name, each.media_type) for each in found.attachments] == [("Oude offerte é.eml", "message/rfc822")]
    assert (found.body, found.subject, found.message_id, found.recipients) == ("Zie bijlage", "x", "", ())
    assert [sender.address for sender in found.senders] == ["anna@mijnbedrijf.nl"]


def test_an_attached_message_in_base64() -> None:
    inner = "\r\n".join(INNER).encode()
    encoded = base64.encodebytes(inner).decode()
    content = message(TEXT, ("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", encoded))
    (attachment,) = parsed(content).attachments
    assert (attachment.name, attachment.size) == ("Oude offerte é.eml", len(inner))
    assert part_content(content, attachment.part) == inner


def test_an_attached_message_without_a_subject() -> None:
    assert names(TEXT, PDF, ("Content-Type: message/rfc822", "", "From: a@b.nl", "", "x")) == [
        "offerte.pdf",
        "attachment-2.eml",
    ]


def test_a_mail_that_is_nothing_but_an_attached_message() -> None:
    found = parsed("\r\n".join(("From: a@b.nl", "Content-Type: message/rfc822", "", *INNER)).encode())
    assert (found.body, [each.name for each in found.attachments]) == ("", ["Oude offerte é.eml"])


# -- pictures ----------------------------------------------------------------------------------

HTML = ("Content-Type: text/html; charset=utf-8", "", '<p>Hallo <img src="cid:logo@x"></p>')
LOGO = ("Content-Type: image/png; name=logo.png", "Content-ID: <logo@x>")


def test_a_picture_that_the_html_shows_is_none() -> None:
    assert names(HTML, (*LOGO, "", "PNG"), kind="related") == []
    assert names(HTML, (*LOGO, "Content-Disposition: attachment; filename=l.png", "", "PNG"), kind="related") == []
    assert names(HTML, (*LOGO, "", "PNG"), PDF) == ["offerte.pdf"]
    assert names((*LOGO, "", "PNG"), HTML) == []


def test_a_picture_that_is_not_shown_is_one() -> None:
    assert names(TEXT, (*LOGO, "", "PNG"), kind="related") == ["logo.png"]
    other = ("Content-Type: text/html", "", '<a href="cid:logo@x">x</a> cid:logo@x')
    assert names(other, (*LOGO, "Content-Disposition: inline", "", "PNG"), kind="related") == ["logo.png"]


def test_the_html_shows_it_also_where_the_plain_text_is_read() -> None:
    inner = ("Content-Type: multipart/alternative; boundary=c", "", "--c", *TEXT, "--c", *HTML, "--c--")
    assert names(inner, (*LOGO, "", "PNG"), kind="related") == []


def test_what_an_attached_html_shows_stays() -> None:
    attached = ("Content-Type: text/html; name=a.html", "Content-Disposition: attachment", *HTML[1:])
    assert names(TEXT, attached, (*LOGO, "", "PNG")) == ["a.html", "logo.png"]


def test_a_picture_shown_by_its_location() -> None:
    html = (
        "Content-Type: text/html",
        "Content-Location: https://x.nl/a/index.html",
        "",
        "<img src=b/logo.png>",
    )
    picture = ("Content-Type: image/png", "Content-Location: https://x.nl/a/b/logo.png", "", "PNG")
    assert names(html, picture, kind="related") == []
    assert names(html, (*picture[:1], "Content-Location: logo.png", "", "PNG"), kind="related") == ["attachment-1.png"]


# -- TNEF --------------------------------------------------------------------------------------


def attribute(level: int, name: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def tnef(body: bytes = b"", *files: tuple[bytes, bytes]) -> str:
    content = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00089006, b"\0\0\1\0")
    if body:
        content += attribute(1, 0x0002800C, body + b"\0")
    for name, value in files:
        content += attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, name + b"\0")
        content += attribute(2, 0x0006800F, value)
    return base64.encodebytes(content).decode()


def packed(content: str, content_type: str = "application/ms-tnef; name=winmail.dat") -> Part:
    return (f"Content-Type: {content_type}", "Content-Transfer-Encoding: base64", "", content)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/ms-tnef",
        "application/vnd.ms-tnef; name=x",
        "application/octet-stream; name=winmail.dat",
        "application/octet-stream; name=WINMAIL.DAT",
    ],
)
def test_the_attachments_in_tnef_replace_it(content_type: str) -> None:
    files = ((b"een.pdf", b"%PDF"), (b"twee.txt", b"tekst"))
    content = message(TEXT, packed(tnef(b"Ander", *files), content_type), PDF)
    found = parsed(content)
    assert found.body == "Zie bijlage"
    assert [each.name for each in found.attachments] == ["een.pdf", "twee.txt", "offerte.pdf"]
    assert [part_content(content, each.part) for each in found.attachments] == [b"%PDF", b"tekst", b"%PDF"]


@pytest.mark.parametrize("text", [("Content-Type: text/plain", "", " \r\n"), PDF])
def test_the_body_in_tnef_where_the_mail_has_none(text: Part) -> None:
    assert parsed(message(text, packed(tnef(b"Uit Outlook\r\n")))).body == "Uit Outlook\n"


@pytest.mark.parametrize("content", ["AAAA", "", tnef(b"x", (b"a", b"b"))[:40]])
def test_tnef_that_cannot_be_opened_stays_an_attachment(content: str) -> None:
    assert names(TEXT, packed(content)) == ["winmail.dat"]
