"""`winmail.dat`: its attachments and body come out, and what is cut off is not opened."""

import struct
import time
import tracemalloc
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.outlook.tnef import TnefAttachment, TnefContent, open_tnef
from tests.mail.outlook import tnef_writer as tnef
from tests.mail.outlook.compound_writer import compound_file
from tests.mail.outlook.msg_writer import Properties
from tests.mail.outlook.reading_back import BARE, WRAPPED, words

LONG = Tag.ATTACH_LONG_FILENAME


def opened(*attributes: bytes, codepage: int = 1252) -> TnefContent:
    found = open_tnef(tnef.tnef_stream(*attributes, codepage=codepage))
    assert found is not None
    return found


def only(content: TnefContent) -> TnefAttachment:
    (attachment,) = content.attachments
    return attachment


def message_in(attachment: TnefAttachment) -> EmailMessage:
    assert attachment.media_type == "message/rfc822"
    message = message_from_bytes(bytes(attachment.content), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


# -- attachments ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "name", "content"),
    [
        (tnef.attached(b"a.txt", b"text"), "a.txt", b"text"),
        (tnef.attached(b"LONGNA~1.TXT", b"text", {LONG: "long name.txt"}), "long name.txt", b"text"),
        (tnef.attached(b"\xdcbersicht.txt", b"text"), "Übersicht.txt", b"text"),
        (tnef.attached(b"????.txt", b"text", {LONG: "日本.txt"}), "日本.txt", b"text"),
        (tnef.attached(b"x.txt", b"text", {LONG: "Übersicht.txt"}, ansi="cp1252"), "Übersicht.txt", b"text"),
        (tnef.attached(b"title.txt", b"text", {Tag.DISPLAY_NAME: "shown"}), "title.txt", b"text"),
        (tnef.attached(b"", b"text", {Tag.DISPLAY_NAME: "shown"}), "shown", b"text"),
        (tnef.attached(b"", b"text") + tnef.attribute(2, tnef.TRANSPORT_NAME, b"t.txt\0"), "t.txt", b"text"),
        (tnef.attached(b"", b"text"), "", b"text"),
        (tnef.attached(b"empty.txt"), "empty.txt", b""),
        (tnef.attached(b"a.txt", None, {Tag.ATTACH_DATA: b"in the list"}), "a.txt", b"in the list"),
        (tnef.attached(b"a.txt", b"", {Tag.ATTACH_DATA: b"in the list"}), "a.txt", b"in the list"),
        (
            tnef.attribute(2, tnef.DATA, b"first") + tnef.attribute(2, tnef.TITLE, b"a.txt\0"),
            "a.txt",
            b"first",
        ),
    ],
)
def test_attachment(attributes: bytes, name: str, content: bytes) -> None:
    attachment = only(opened(attributes))
    assert attachment.name == name
    assert bytes(attachment.content) == content


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, ("application/pdf", "", "", False)),
        ({Tag.ATTACH_MIME_TAG: "IMAGE/PNG"}, ("image/png", "", "", False)),
        ({Tag.ATTACH_CONTENT_ID: "<a@b>", Tag.ATTACHMENT_HIDDEN: True}, ("application/pdf", "a@b", "", True)),
        ({Tag.ATTACH_CONTENT_LOCATION: "a.png", Tag.ATTACH_FLAGS: 4}, ("application/pdf", "", "a.png", True)),
    ],
)
def test_type_and_place(properties: Properties, expected: tuple[str, str, str, bool]) -> None:
    attachment = only(opened(tnef.attached(b"a.pdf", b"x", properties)))
    assert (
        attachment.media_type,
        attachment.content_id,
        attachment.content_location,
        attachment.is_inline,
    ) == expected


def test_attachments_keep_their_order_and_are_not_copied() -> None:
    stream = tnef.tnef_stream(*(tnef.attached(b"%d.bin" % number, bytes(1 << 20)) for number in range(8)))
    tracemalloc.start()
    found = open_tnef(stream)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert [attachment.name for attachment in found.attachments] == [f"{number}.bin" for number in range(8)]
    assert most < 1 << 20


def test_view_is_opened_as_bytes_are() -> None:
    stream = tnef.tnef_stream(tnef.attached(b"a.txt", b"text"))
    assert open_tnef(memoryview(stream)) == open_tnef(stream)


@pytest.mark.parametrize("codepage", [1251, 932])
def test_names_are_in_the_code_page_of_the_stream(codepage: int) -> None:
    name = {1251: "Договор.txt", 932: "契約書.txt"}[codepage]
    attributes = tnef.attached(name.encode(f"cp{codepage}"), b"x")
    properties = tnef.message({Tag.INTERNET_CPID: 28591})
    assert only(opened(properties, attributes, codepage=codepage)).name == name


def test_ole_object_is_its_storage() -> None:
    storage = compound_file({"CONTENTS": b"c"})
    properties: Properties = {
        Tag.ATTACH_METHOD: 6,
        Tag.ATTACH_DATA: (tnef.OBJECT, tnef.IID_STORAGE + storage),
    }
    attachment = only(opened(tnef.attached(b"Drawing", b"This cannot be shown.", properties)))
    assert bytes(attachment.content) == storage
    assert attachment.name == "Drawing"


# -- bodies --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "text", "html"),
    [
        (tnef.message({Tag.BODY: "naïve 😀"}), "naïve 😀", ""),
        (tnef.message({Tag.BODY: "naïve"}, "cp1252"), "naïve", ""),
        (tnef.attribute(1, tnef.BODY, b"na\xefve\0"), "naïve", ""),
        (tnef.attribute(1, tnef.BODY, b"older") + tnef.message({Tag.BODY: "newer"}), "newer", ""),
        (tnef.message({Tag.BODY: "newer"}) + tnef.attribute(1, tnef.BODY, b"older"), "newer", ""),
        (tnef.message({Tag.HTML: b"<p>na\xefve", Tag.INTERNET_CPID: 28591}), "", "<p>naïve"),
        (tnef.message({Tag.HTML: "<p>naïve".encode()}), "", "<p>naïve"),
        (tnef.message({Tag.HTML: "<p>naïve"}), "", "<p>naïve"),
        (tnef.message({Tag.RTF_COMPRESSED: WRAPPED}), "", "<p>naïve</p>"),
        (tnef.message({Tag.RTF_COMPRESSED: BARE}), "naïve\r\n", ""),
        (tnef.message({Tag.BODY: "a", Tag.RTF_COMPRESSED: WRAPPED}), "a", "<p>naïve</p>"),
        (tnef.message({Tag.RTF_COMPRESSED: b"damaged"}), "", ""),
        (tnef.message({}), "", ""),
    ],
)
def test_bodies(attributes: bytes, text: str, html: str) -> None:
    found = opened(attributes)
    assert (words(found.text), words(found.html)) == (text, html)
    assert found.attachments == ()


def test_every_kind_of_property_is_got_past() -> None:
    numbers: Properties = {
        Tag.ATTACH_FLAGS: 1,
        Tag.ATTACHMENT_HIDDEN: True,
        Tag.CLIENT_SUBMIT_TIME: datetime(2026, 3, 2, tzinfo=UTC),
        Tag.SMTP_ADDRESS: (0x0002, struct.pack("<Hxx", 1)),
        Tag.ADDRTYPE: (0x0005, bytes(8)),
        Tag.DISPLAY_NAME: (0x101F, struct.pack("<III", 2, 2, 3) + b"ab\0\0" + b"\3\0\0\0" + b"abc\0"),
        Tag.EMAIL_ADDRESS: (0x1003, struct.pack("<III", 2, 7, 8)),
        Tag.SENDER_NAME: (0x0014, bytes(8)),
    }
    numbers = {**numbers, Tag.DISPLAY_NAME: (0x101E, struct.pack("<II", 1, 3) + b"abc\0"), Tag.BODY: "found"}
    named = [
        tnef.Named(5, "number"),
        tnef.Named("Keywords", "text"),
        tnef.Named("odd", b"abc"),
        tnef.Named("multiple", (0x1003, struct.pack("<III", 2, 7, 8))),
    ]
    assert words(opened(tnef.message(numbers, named=named)).text) == "found"


# -- messages that were attached -----------------------------------------------------------


def test_attached_message_is_rebuilt() -> None:
    inner = tnef.tnef_stream(
        tnef.message(
            {
                Tag.SENT_REPRESENTING_SMTP_ADDRESS: "piet@x.nl",
                Tag.SENT_REPRESENTING_NAME: "Piet",
                Tag.SUBJECT: "Inner",
                Tag.BODY: "inner text",
                Tag.INTERNET_MESSAGE_ID: "<i@x.nl>",
                Tag.CLIENT_SUBMIT_TIME: datetime(2026, 3, 2, 8, 15, tzinfo=UTC),
            }
        ),
        tnef.recipients(
            {Tag.RECIPIENT_TYPE: 1, Tag.DISPLAY_NAME: "Anna", Tag.EMAIL_ADDRESS: "anna@x.nl"},
            {Tag.RECIPIENT_TYPE: 3, Tag.SMTP_ADDRESS: "hidden@x.nl"},
        ),
        tnef.attached(b"inner.pdf", b"pdf"),
    )
    sentence = b"This attachment is a MAPI 1.0 embedded message."
    attachment = only(opened(tnef.attached(b"Untitled Attachment", sentence, tnef.packed_message(inner))))
    message = message_in(attachment)
    assert attachment.name == ""
    assert message["From"] == "Piet <piet@x.nl>"
    assert message["To"] == "Anna <anna@x.nl>"
    assert message["Bcc"] == "hidden@x.nl"
    assert message["Subject"] == "Inner"
    assert message["Date"] == "Mon, 02 Mar 2026 08:15:00 +0000"
    assert message["Message-ID"] == "<i@x.nl>"
    body, file = message.iter_parts()
    assert body.get_payload(decode=True) == b"inner text"
    assert file.get_filename() == "inner.pdf"


def older_sender(name: bytes, address: bytes) -> bytes:
    return tnef.attribute(1, tnef.FROM, struct.pack("<HHHH", 4, 0, len(name), len(address)) + name + address + bytes(8))


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        (older_sender(b"J\xf6rg\0", b"SMTP:j@x.example\0"), "Jörg <j@x.example>"),
        (older_sender(b"Anna\0", b"EX:/O=X/CN=ANNA\0"), "Anna"),
        (older_sender(b"", b""), None),
        (tnef.attribute(1, tnef.FROM, b"\4\0"), None),
        (tnef.attribute(1, tnef.FROM, struct.pack("<HHHH", 4, 0, 999, 999) + b"Anna"), "Anna"),
    ],
)
def test_older_attributes_of_an_attached_message(sender: bytes, expected: str | None) -> None:
    inner = tnef.tnef_stream(
        sender,
        tnef.attribute(1, tnef.SUBJECT, b"Gr\xfc\xdfe\0"),
        tnef.attribute(1, tnef.DATE_SENT, tnef.moment(datetime(2026, 3, 2, 8, 15, tzinfo=UTC))),
        tnef.attribute(1, tnef.BODY, b"body"),
    )
    message = message_in(only(opened(tnef.attached(b"", None, tnef.packed_message(inner)))))
    assert message["From"] == expected
    assert message["Subject"] == "Grüße"
    assert message["Date"] == "Mon, 02 Mar 2026 08:15:00 +0000"
    assert message.get_payload(decode=True) == b"body"


@pytest.mark.parametrize("date", [b"", bytes(14), b"\xff" * 14, struct.pack("<7H", 1600, 1, 1, 0, 0, 0, 0)])
def test_older_date_that_is_none_is_left_out(date: bytes) -> None:
    inner = tnef.tnef_stream(tnef.attribute(1, tnef.DATE_SENT, date), tnef.attribute(1, tnef.SUBJECT, b"x\0"))
    message = message_in(only(opened(tnef.attached(b"", None, tnef.packed_message(inner)))))
    assert message["Date"] is None


def test_recipients_are_read_up_to_a_damaged_row() -> None:
    table = tnef.recipients({Tag.EMAIL_ADDRESS: "anna@x.nl"})
    damaged = tnef.attribute(1, tnef.RECIPIENTS, struct.pack("<I", 1_000_000) + table[13:-2] + b"\xff" * 9)
    for recipients, expected in ((damaged, "anna@x.nl"), (tnef.attribute(1, tnef.RECIPIENTS, b"\1"), None)):
        inner = tnef.tnef_stream(recipients)
        message = message_in(only(opened(tnef.attached(b"", None, tnef.packed_message(inner)))))
        assert message["To"] == expected


def test_attached_message_that_is_damaged_stays_a_file() -> None:
    for inner in (b"no TNEF", tnef.tnef_stream(tnef.attached(b"a", b"x" * 99))[:-50]):
        attachment = only(opened(tnef.attached(b"gone.msg", None, tnef.packed_message(inner))))
        assert attachment.media_type == "application/octet-stream"
        assert bytes(attachment.content) == inner
        assert attachment.name == "gone.msg"


def test_messages_nested_deeply_are_read_to_a_depth() -> None:
    stream = tnef.tnef_stream(tnef.message({Tag.SUBJECT: "deepest"}))
    for _ in range(1000):
        stream = tnef.tnef_stream(tnef.attached(b"", None, tnef.packed_message(stream)))
    found = open_tnef(stream)
    assert found is not None
    assert bytes(only(found).content).count(b"message/rfc822") < 100


# -- damage --------------------------------------------------------------------------------

WHOLE = tnef.tnef_stream(
    tnef.message({Tag.BODY: "text"}),
    tnef.attached(b"a.txt", b"a" * 200, {LONG: "a.txt"}),
    tnef.attached(b"b", b"b"),
)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x78\x9f\x3e", tnef.SIGNATURE, tnef.SIGNATURE + b"\1\0", b"PK" + WHOLE, WHOLE[1:], b"text"],
)
def test_what_is_no_tnef_is_not_opened(content: bytes) -> None:
    assert open_tnef(content) is None


def test_no_cut_off_stream_loses_an_attachment() -> None:
    complete = open_tnef(WHOLE)
    assert complete is not None
    contents = [bytes(attachment.content) for attachment in complete.attachments]
    for length in range(len(WHOLE)):
        found = open_tnef(WHOLE[:length])
        if found is not None:
            # Where an attribute ended, no more of the file can be told to be missing.
            kept = [bytes(attachment.content) for attachment in found.attachments]
            assert all(one in (b"", whole) for one, whole in zip(kept, contents, strict=False))


@pytest.mark.parametrize("end", [b"\r\n", b"\0" * 20, b"garbage" * 100, b"\1" + b"\xff" * 50])
def test_what_follows_the_stream_is_left_out(end: bytes) -> None:
    assert open_tnef(WHOLE + end) == open_tnef(WHOLE)


def test_attribute_that_is_cut_off_in_its_head_is_damage() -> None:
    assert open_tnef(WHOLE + b"\2\x0f\x80") is None


def test_wrong_checksums_are_tolerated() -> None:
    content = bytearray(WHOLE)
    at = WHOLE.index(b"a" * 200) + 200
    content[at : at + 2] = b"\xaa\xaa"
    assert open_tnef(bytes(content)) == open_tnef(WHOLE)


@pytest.mark.parametrize(
    "properties",
    [
        b"",
        b"\1\0\0",
        struct.pack("<I", 1),
        struct.pack("<I", 0xFFFFFFFF),
        struct.pack("<IHH", 1, 0x0003, 0x3701),
        struct.pack("<IHHII", 1, 0x0102, 0x3701, 1, 0xFFFFFFFF),
        struct.pack("<IHHII", 1, 0x0102, 0x3701, 0xFFFFFFFF, 0),
        struct.pack("<IHHI", 1, 0x1003, 0x3701, 0xFFFFFFFF),
        struct.pack("<IHHI", 1, 0x7777, 0x3701, 1),
        struct.pack("<IHH16xII", 1, 0x001F, 0x8001, 1, 0xFFFFFFF0),
        struct.pack("<IHH", 1, 0x001F, 0x8001),
    ],
)
def test_damaged_properties_are_not_opened(properties: bytes) -> None:
    assert open_tnef(tnef.tnef_stream(tnef.attribute(1, tnef.MESSAGE_PROPERTIES, properties))) is None
    assert open_tnef(tnef.tnef_stream(tnef.attribute(2, tnef.ATTACHMENT, properties))) is None


@pytest.mark.parametrize(
    "stream",
    [
        tnef.tnef_stream(tnef.attached() * 20_000),
        tnef.tnef_stream(tnef.attribute(2, tnef.DATA, b"") * 20_000),
        tnef.tnef_stream(tnef.attribute(1, 0x00069999, b"") * 20_000),
        tnef.tnef_stream(
            tnef.attribute(1, tnef.MESSAGE_PROPERTIES, struct.pack("<I", 50_000) + struct.pack("<HH", 0, 7) * 50_000)
        ),
        tnef.tnef_stream(
            tnef.attached(
                b"",
                None,
                tnef.packed_message(
                    tnef.tnef_stream(tnef.attribute(1, tnef.RECIPIENTS, struct.pack("<I", 20_000) + bytes(4) * 20_000))
                ),
            )
        ),
    ],
    ids=["attachments", "data", "attributes", "properties", "recipients"],
)
def test_time_and_memory_stay_small(stream: bytes) -> None:
    started = time.process_time()
    assert open_tnef(stream) is not None
    assert time.process_time() - started < 5
    # Second round, so that measuring does not count as time.
    tracemalloc.start()
    open_tnef(stream[: len(stream) // 4])
    open_tnef(stream)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * len(stream) + (4 << 20)
