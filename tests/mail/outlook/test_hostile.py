"""No bytes crash the readers of Outlook's formats, whatever was changed in them and wherever."""

import struct
from contextlib import suppress
from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.outlook.msg import DamagedMessage, NotAMessage, msg_to_rfc822
from severa_desktop.mail.outlook.tnef import open_tnef
from tests.mail.outlook import tnef_writer as tnef
from tests.mail.outlook.msg_writer import EMBEDDED, OLE, Attached, Message, Properties, msg_file
from tests.mail.outlook.reading_back import CLEAR, WRAPPED, words

PROPERTIES: Properties = {
    Tag.MESSAGE_CLASS: "IPM.Note",
    Tag.SENDER_SMTP_ADDRESS: "anna@x.nl",
    Tag.SENDER_NAME: "Anna",
    Tag.SUBJECT: "Offerte",
    Tag.CLIENT_SUBMIT_TIME: datetime(2026, 3, 2, tzinfo=UTC),
    Tag.TRANSPORT_MESSAGE_HEADERS: "From: anna@x.nl\r\nReceived: from a\r\n",
    Tag.BODY: "text",
    Tag.RTF_COMPRESSED: WRAPPED,
}
PEOPLE: list[Properties] = [{Tag.RECIPIENT_TYPE: 3, Tag.EMAIL_ADDRESS: "piet@x.nl", Tag.DISPLAY_NAME: "Piet"}]
INNER = Message(
    {Tag.SUBJECT: "Inner", Tag.MESSAGE_CLASS: "IPM.Note.SMIME"}, PEOPLE, [Attached({Tag.ATTACH_DATA: CLEAR})]
)
MSG = msg_file(
    Message(
        PROPERTIES,
        PEOPLE,
        [
            Attached({Tag.ATTACH_METHOD: 1, Tag.ATTACH_LONG_FILENAME: "a.pdf", Tag.ATTACH_DATA: bytes(5000)}),
            Attached({Tag.ATTACH_METHOD: EMBEDDED}, message=INNER),
            Attached({Tag.ATTACH_METHOD: OLE}, storage={"CONTENTS": b"c"}),
        ],
    )
)
ANSI = msg_file(Message({**PROPERTIES, Tag.MESSAGE_CODEPAGE: 932}, PEOPLE, ansi="cp932"))
WINMAIL = tnef.tnef_stream(
    tnef.attribute(1, tnef.FROM, struct.pack("<HHHH", 4, 0, 4, 14) + b"Annasmtp:anna@x.nl"),
    tnef.message({**PROPERTIES, Tag.RTF_COMPRESSED: WRAPPED}, named=[tnef.Named("x", "y")]),
    tnef.recipients(*PEOPLE),
    tnef.attached(b"a.txt", b"text", {Tag.ATTACH_CONTENT_ID: "a@b"}),
    tnef.attached(
        b"",
        None,
        tnef.packed_message(tnef.tnef_stream(tnef.message(PROPERTIES), tnef.recipients(*PEOPLE), tnef.attached(b"x"))),
    ),
)

# Numbers that lengths, counts and links are most sensitive to, or any bytes.
_VALUES = st.one_of(
    st.binary(min_size=1, max_size=8),
    st.sampled_from([0, 1, 2, 0x7F, 0xFF, 0x100, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF]).map(
        lambda number: struct.pack("<I", number)
    ),
)
_CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), _VALUES), max_size=12)


def changed(content: bytes, changes: list[tuple[float, bytes]], length: float) -> bytes:
    """Return the content with some bytes replaced, and cut off at a share of its length."""
    copy = bytearray(content)
    for where, value in changes:
        at = int(where * len(copy)) // 4 * 4
        copy[at : at + len(value)] = value
    return bytes(copy[: int(length * len(copy))])


_LENGTHS = st.one_of(st.just(1.0), st.floats(0, 1))


@given(st.sampled_from([MSG, ANSI]), _CHANGES, _LENGTHS)
@example(MSG, [], 1.0)
def test_no_changed_msg_raises_anything_else(content: bytes, changes: list[tuple[float, bytes]], length: float) -> None:
    with suppress(DamagedMessage, NotAMessage):
        assert b"MIME-Version: 1.0\r\n" in msg_to_rfc822(changed(content, changes, length))


@given(_CHANGES, _LENGTHS)
@example([], 1.0)
def test_no_changed_tnef_raises(changes: list[tuple[float, bytes]], length: float) -> None:
    open_tnef(changed(WINMAIL, changes, length))


@given(st.binary(max_size=2000))
def test_no_bytes_raise(content: bytes) -> None:
    open_tnef(content)
    open_tnef(tnef.SIGNATURE + content)
    for whole in (content, MSG[:512] + content):
        with suppress(DamagedMessage, NotAMessage):
            msg_to_rfc822(whole)


def test_unchanged_inputs_are_whole() -> None:
    assert msg_to_rfc822(MSG).count(b"Content-Disposition: attachment") == 3
    found = open_tnef(WINMAIL)
    assert found is not None
    assert len(found.attachments) == 2
    assert words(found.html) == "<p>naïve</p>"
