"""The mail reader and the readers of Outlook's formats together: what a person sees of such a message."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from severa_desktop.core.model import Mail, Unreadable
from severa_desktop.core.reasons import Code
from severa_desktop.mail.charsets import clean_text
from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.reader import read
from tests.mail.outlook import tnef_writer as tnef
from tests.mail.outlook.compound_writer import compound_file
from tests.mail.outlook.msg_writer import (
    BCC,
    CC,
    EMBEDDED,
    X500,
    Attached,
    Message,
    Properties,
    msg_file,
    recipient,
)
from tests.mail.outlook.reading_back import AUTHOR_EX, CLEAR, CMS, FROM, NAMES


def mail(properties: Properties, *recipients: Properties, attachments: tuple[Attached, ...] = ()) -> Mail:
    found = read(msg_file(Message(properties, recipients, attachments)))
    assert isinstance(found, Mail)
    return found


def test_sent_item_is_a_mail() -> None:
    found = mail(
        {
            **FROM,
            Tag.SENDER_NAME: "Anna",
            Tag.CLIENT_SUBMIT_TIME: datetime(2026, 3, 2, 8, 15, tzinfo=UTC),
            Tag.INTERNET_MESSAGE_ID: "<abc@x.nl>",
            Tag.BODY: "Beste Piet,\r\n",
        },
        recipient(CC, "Jansen, Piet", "piet@x.nl"),
        recipient(BCC, "", "1001.mijnbedrijf@severamail.com"),
    )
    assert [(one.header, one.name, one.address) for one in (*found.senders, *found.recipients)] == [
        ("From", "Anna", "anna@x.nl"),
        ("Cc", "Jansen, Piet", "piet@x.nl"),
        ("Bcc", "", "1001.mijnbedrijf@severamail.com"),
    ]
    assert (found.subject, found.date, found.message_id) == ("Offerte", 1_772_439_300, "abc@x.nl")
    assert found.body == "Beste Piet,\n"
    assert found.notes == ()


@pytest.mark.parametrize("name", NAMES)
def test_person_known_by_an_x500_name_is_an_unreadable_address(name: str) -> None:
    found = mail(FROM, recipient(CC, name, X500, "EX"), recipient(CC, name, "piet@x.nl"))
    assert [(one.name, one.address) for one in found.recipients] == [(clean_text(name), "piet@x.nl")]
    assert [(note.code, note.header) for note in found.notes] == [(Code.ADDRESS_UNREADABLE, "Cc")]


def test_sender_known_by_an_x500_name_is_an_unreadable_address() -> None:
    found = mail(AUTHOR_EX)
    assert found.senders == ()
    assert [note.code for note in found.notes] == [Code.ADDRESS_UNREADABLE]


def test_attachments_are_those_of_the_message() -> None:
    packed = tnef.tnef_stream(tnef.message({Tag.BODY: "packed"}), tnef.attached(b"packed.txt", b"text"))
    found = mail(
        {**FROM, Tag.HTML: b'<p>See <img src="cid:picture@x">'},
        attachments=(
            Attached({Tag.ATTACH_CONTENT_ID: "picture@x", Tag.ATTACHMENT_HIDDEN: True, Tag.ATTACH_DATA: b"png"}),
            Attached({Tag.ATTACH_LONG_FILENAME: "offerte.pdf", Tag.ATTACH_DATA: b"%PDF"}),
            Attached({Tag.ATTACH_METHOD: EMBEDDED}, message=Message({Tag.SUBJECT: "RE: a/b"})),
            Attached({Tag.ATTACH_LONG_FILENAME: "winmail.dat", Tag.ATTACH_DATA: packed}),
        ),
    )
    assert [(one.name, one.media_type) for one in found.attachments] == [
        ("offerte.pdf", "application/pdf"),
        ("RE_ a_b.eml", "message/rfc822"),
        ("packed.txt", "text/plain"),
    ]
    assert found.body.strip() == "See"


@pytest.mark.parametrize("end", [b"", b"\r", b"\n", b"\r\n\r\n", b"\0", b"--"])
def test_large_attachment_is_read_as_it_was(end: bytes) -> None:
    content = bytes(range(256)) * 5000 + end
    found = mail(FROM, attachments=(Attached({Tag.ATTACH_DATA: content}), Attached({Tag.ATTACH_DATA: b"2"})))
    first, second = found.attachments
    assert (first.size, first.sha256) == (len(content), sha256(content).hexdigest())
    assert second.size == 1


def test_signed_and_encrypted_messages_are_read_through() -> None:
    kind: Properties = {**FROM, Tag.MESSAGE_CLASS: "IPM.Note.SMIME"}
    assert mail(kind, attachments=(Attached({Tag.ATTACH_DATA: CLEAR}),)).body == "signed text"
    sealed: Properties = {
        Tag.ATTACH_MIME_TAG: "application/pkcs7-mime;smime-type=enveloped-data",
        Tag.ATTACH_DATA: CMS,
    }
    encrypted = mail(kind, attachments=(Attached(sealed),))
    assert [one.name for one in encrypted.attachments] == ["smime.p7m"]
    assert [note.code for note in encrypted.notes] == [Code.CONTENT_ENCRYPTED]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (msg_file(Message({Tag.SUBJECT: "memo"})), Code.NOT_AN_EMAIL),
        (compound_file({"WordDocument": b"w"}), Code.NOT_AN_EMAIL),
        (msg_file(Message(FROM))[:1200], Code.UNREADABLE),
    ],
    ids=["memo", "document", "cut off"],
)
def test_what_is_no_message_says_why(content: bytes, code: Code) -> None:
    found = read(content)
    assert isinstance(found, Unreadable)
    assert found.code is code
