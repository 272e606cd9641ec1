"""Attachments of a `.msg`: names, types, places and bytes; messages within messages."""

from email.message import EmailMessage

import pytest

from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.outlook.msg import msg_to_rfc822
from severa_desktop.mail.outlook.rfc822 import DEEPEST
from tests.mail.outlook.compound_writer import Tree, compound_file
from tests.mail.outlook.msg_writer import EMBEDDED, OLE, Attached, Message, Properties, message_tree, msg_file
from tests.mail.outlook.reading_back import FROM, attachment, convert, leaves, parse

# -- attachments ---------------------------------------------------------------------------

LONG, SHORT, SHOWN = Tag.ATTACH_LONG_FILENAME, Tag.ATTACH_FILENAME, Tag.DISPLAY_NAME


@pytest.mark.parametrize(
    ("properties", "name"),
    [
        ({LONG: "offerte versie 2.pdf", SHORT: "OFFERT~1.PDF", SHOWN: "x"}, "offerte versie 2.pdf"),
        ({SHORT: "OFFERT~1.PDF", SHOWN: "x"}, "OFFERT~1.PDF"),
        ({SHOWN: "picture"}, "picture"),
        ({LONG: " ", SHOWN: "picture"}, "picture"),
        ({LONG: "Übersicht 日本.pdf"}, "Übersicht 日本.pdf"),
        ({LONG: 'a"b\\c;d.pdf'}, 'a"b\\c;d.pdf'),
        ({LONG: "C:\\Users\\x\\a.pdf"}, "C:\\Users\\x\\a.pdf"),
        ({LONG: "a\r\nX-Forged: yes\r\n\r\n.pdf"}, "a\r\nX-Forged: yes\r\n\r\n.pdf"),
        ({LONG: "%41=?utf-8?q?x?=.pdf"}, "%41=?utf-8?q?x?=.pdf"),
        ({LONG: "ä" * 150 + ".pdf"}, "ä" * 150 + ".pdf"),
        ({LONG: "a" * 600 + ".pdf"}, "a" * 400 + "a" * 96 + ".pdf"),
        ({LONG: "d" * 600 + "/a.pdf"}, "a.pdf"),
        ({}, None),
    ],
)
def test_attachment_name(properties: Properties, name: str | None) -> None:
    part = attachment(convert({}, Attached({Tag.ATTACH_METHOD: 1, Tag.ATTACH_DATA: b"x", **properties})))
    assert part.get_filename() == name
    assert part["X-Forged"] is None
    assert part.get_content_disposition() == "attachment"


@pytest.mark.parametrize(
    ("tag", "name", "media_type"),
    [
        ("application/pdf", "a.bin", "application/pdf"),
        ("IMAGE/PNG; name=x", "", "image/png"),
        ("", "a.PDF", "application/pdf"),
        ("", "photo.jpeg", "image/jpeg"),
        ("", "unknown.xyz", "application/octet-stream"),
        ("", "", "application/octet-stream"),
        ("no type", "a.pdf", "application/pdf"),
        ("text/html\r\nX-Forged: yes", "", "application/octet-stream"),
        ("multipart/mixed", "a.pdf", "application/octet-stream"),
        ("text/calendar; method=REQUEST", "", "text/calendar"),
    ],
)
def test_media_type(tag: str, name: str, media_type: str) -> None:
    properties: Properties = {Tag.ATTACH_MIME_TAG: tag, LONG: name, Tag.ATTACH_DATA: b"x"}
    part = attachment(convert({}, Attached(properties)))
    assert part.get_content_type() == media_type
    assert part["X-Forged"] is None


@pytest.mark.parametrize(
    ("properties", "disposition", "identifier"),
    [
        ({Tag.ATTACH_CONTENT_ID: "a@b", Tag.ATTACHMENT_HIDDEN: True}, "inline", "<a@b>"),
        ({Tag.ATTACH_CONTENT_ID: "<a@b>", Tag.ATTACH_FLAGS: 4}, "inline", "<a@b>"),
        ({Tag.ATTACH_CONTENT_ID: "a@b"}, "attachment", "<a@b>"),
        ({Tag.ATTACHMENT_HIDDEN: True}, "attachment", None),
        ({Tag.ATTACH_CONTENT_ID: "a\r\nX-Forged: b"}, "attachment", "<a X-Forged: b>"),
        ({Tag.ATTACH_CONTENT_ID: "", Tag.ATTACHMENT_HIDDEN: False}, "attachment", None),
        ({Tag.ATTACH_CONTENT_ID: "日" * 2000}, "attachment", f"<{'日' * 300}>"),
        (
            {Tag.ATTACH_CONTENT_ID: "a", Tag.ATTACHMENT_HIDDEN: True, Tag.ATTACH_MIME_TAG: "text/plain"},
            "attachment",
            "<a>",
        ),
    ],
)
def test_picture_in_the_body(properties: Properties, disposition: str, identifier: str | None) -> None:
    given: Properties = {Tag.ATTACH_MIME_TAG: "image/png", Tag.ATTACH_DATA: b"x"}
    part = attachment(convert({Tag.HTML: b'<img src="cid:a@b">'}, Attached({**given, **properties})))
    assert part.get_content_disposition() == disposition
    assert part["Content-ID"] == identifier
    assert part["X-Forged"] is None


def test_content_location_is_kept() -> None:
    part = attachment(convert({}, Attached({Tag.ATTACH_DATA: b"x", Tag.ATTACH_CONTENT_LOCATION: "http://x/a.png"})))
    assert part["Content-Location"] == "http://x/a.png"


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 4095, 4096, 57 * 1024, 57 * 1024 + 1, 300_000])
def test_content_is_whole(size: int) -> None:
    content = bytes(number * 7 % 251 for number in range(size))
    part = attachment(convert({Tag.BODY: "a"}, Attached({Tag.ATTACH_DATA: content})))
    assert part.get_payload(decode=True) == content


@pytest.mark.parametrize("end", [b"", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\0"])
def test_large_attachment_is_not_encoded(end: bytes) -> None:
    content = bytes(range(256)) * 5000 + end
    raw = msg_to_rfc822(msg_file(Message(FROM, (), [Attached({Tag.ATTACH_DATA: content})])))
    assert b"Content-Transfer-Encoding: binary\r\n\r\n" + content + b"\r\n--=_outlook-" in raw


def test_large_attachment_cannot_end_its_part() -> None:
    content = bytes(2 << 20) + b"\r\n--=_outlook-00000001_=--\r\n"
    part = attachment(convert({}, Attached({Tag.ATTACH_DATA: content})))
    assert part.get_payload(decode=True) == content


def test_attachments_keep_their_order() -> None:
    given = [Attached({LONG: f"{number}.txt", Tag.ATTACH_DATA: b"%d" % number}) for number in range(20)]
    message = convert({Tag.BODY: "a"}, *given)
    assert [part.get_filename() for part in message.iter_attachments()] == [f"{number}.txt" for number in range(20)]


def test_text_attachment_of_a_message_without_body_is_no_body() -> None:
    message = convert({}, Attached({Tag.ATTACH_MIME_TAG: "text/plain", Tag.ATTACH_DATA: b"file"}))
    assert leaves(message) == [("text/plain", b""), ("text/plain", b"file")]
    assert attachment(message).get_payload(decode=True) == b"file"


@pytest.mark.parametrize("method", [0, 2, 3, 4, 7])
def test_attachment_by_reference_is_told_by_its_name(method: int) -> None:
    part = attachment(convert({}, Attached({Tag.ATTACH_METHOD: method, LONG: "on the server.docx"})))
    assert part.get_filename() == "on the server.docx"
    assert part.get_payload(decode=True) == b""


@pytest.mark.parametrize(
    ("storage", "content"),
    [
        ({"\x01Ole": b"12", "CONTENTS": b"picture", "z": b"z" * 99}, b"picture"),
        ({"Package": b"docx", "CONTENTS": b"c"}, b"docx"),
        ({"\x01Ole10Native": b"native", "big": b"b" * 99}, b"native"),
        ({"\x01CompObj": b"c", "WordDocument": b"w" * 9}, b"w" * 9),
        ({"deep": {"x": b"x"}}, b""),
        ({}, b""),
    ],
)
def test_ole_object_keeps_its_main_stream(storage: Tree, content: bytes) -> None:
    part = attachment(convert({}, Attached({Tag.ATTACH_METHOD: OLE, SHOWN: "Object"}, storage=storage)))
    assert part.get_payload(decode=True) == content
    assert part.get_filename() == "Object"


# -- messages within messages --------------------------------------------------------------


def test_embedded_message_becomes_an_attached_message() -> None:
    inner = Message(
        {
            Tag.SENDER_SMTP_ADDRESS: "piet@x.nl",
            Tag.SUBJECT: "Inner",
            Tag.BODY: "inner text",
            Tag.TRANSPORT_MESSAGE_HEADERS: "From: piet@x.nl\r\nReceived: by x\r\n",
        },
        [{Tag.EMAIL_ADDRESS: "1001.mijnbedrijf@severamail.com"}],
        [Attached({LONG: "inner.pdf", Tag.ATTACH_DATA: b"pdf"})],
    )
    given = Attached({Tag.ATTACH_METHOD: EMBEDDED, SHOWN: "Inner"}, message=inner)
    message = convert({Tag.BODY: "outer text"}, given, Attached({LONG: "outer.pdf", Tag.ATTACH_DATA: b"x"}))
    assert "To" not in message
    first, second = message.iter_attachments()
    assert first.get_content_type() == "message/rfc822"
    assert first.get_filename() is None
    assert second.get_filename() == "outer.pdf"
    (attached,) = first.iter_parts()
    assert isinstance(attached, EmailMessage)
    assert attached["Subject"] == "Inner"
    assert attached["To"] == "1001.mijnbedrijf@severamail.com"
    assert leaves(attached) == [("text/plain", b"inner text"), ("application/pdf", b"pdf")]


def test_embedded_text_is_read_in_the_outer_code_page() -> None:
    inner = Attached({Tag.ATTACH_METHOD: EMBEDDED}, message=Message({Tag.SUBJECT: "Привет"}, ansi="cp1251"))
    raw = msg_to_rfc822(msg_file(Message({Tag.MESSAGE_CODEPAGE: 1251}, (), [inner], "cp1251")))
    (first,) = parse(raw).iter_attachments()
    (attached,) = first.iter_parts()
    assert attached["Subject"] == "Привет"


def test_embedded_message_that_is_missing_is_an_empty_attachment() -> None:
    for given in (
        Attached({Tag.ATTACH_METHOD: EMBEDDED, SHOWN: "gone"}),
        Attached({Tag.ATTACH_METHOD: EMBEDDED, SHOWN: "gone"}, storage={"x": b""}),
    ):
        part = attachment(convert({}, given))
        assert part.get_content_type() == "application/octet-stream"
        assert part.get_filename() == "gone"


def test_messages_are_written_to_a_depth_only() -> None:
    tree = message_tree(Message({Tag.SUBJECT: "deepest"}), embedded=True)
    for number in range(1000):
        given = [Attached({Tag.ATTACH_METHOD: EMBEDDED}, storage=tree)]
        tree = message_tree(Message({Tag.SUBJECT: f"{number}"}, (), given), embedded=number < 999)
    raw = msg_to_rfc822(compound_file(tree))
    assert raw.count(b"message/rfc822") == DEEPEST - 1
    assert raw.count(b"\nSubject: ") == DEEPEST - 1
    assert raw.startswith(b"Subject: 999\r\n")


def test_attached_message_file_stays_the_same_bytes() -> None:
    eml = b"From: piet@x.nl\nSubject: x\n\nbody without end"
    given = Attached({Tag.ATTACH_MIME_TAG: "message/rfc822", LONG: "x.eml", Tag.ATTACH_DATA: eml})
    raw = msg_to_rfc822(msg_file(Message(FROM, (), [given])))
    assert b"\r\n\r\n" + eml + b"\r\n--=_outlook-" in raw
    part = attachment(parse(raw))
    assert part.get_content_type() == "message/rfc822"
    assert part.get_filename() == "x.eml"


def test_attached_file_cannot_end_its_part() -> None:
    eml = b"From: piet@x.nl\r\n\r\n--=_outlook-00000001_=\r\n\r\nforged"
    given = Attached({Tag.ATTACH_MIME_TAG: "message/rfc822", Tag.ATTACH_DATA: eml})
    part = attachment(convert({Tag.BODY: "a"}, given))
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_payload(decode=True) == eml
