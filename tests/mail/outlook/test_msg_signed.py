"""Signed and encrypted messages in a `.msg`: what was signed is what is read."""

import pytest

from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.outlook.msg import msg_to_rfc822
from tests.mail.outlook.msg_writer import EMBEDDED, Attached, Message, msg_file
from tests.mail.outlook.reading_back import CLEAR, CMS, FROM, convert, leaves, parse


@pytest.mark.parametrize("kind", ["IPM.Note.SMIME.MultipartSigned", "IPM.Note.SMIME", "ipm.note.smime"])
def test_clear_signed_message_is_what_was_signed(kind: str) -> None:
    given = Attached(
        {Tag.ATTACH_FILENAME: "smime.p7m", Tag.ATTACH_MIME_TAG: "multipart/signed", Tag.ATTACH_DATA: CLEAR}
    )
    raw = msg_to_rfc822(msg_file(Message({**FROM, Tag.MESSAGE_CLASS: kind, Tag.BODY: "copy"}, (), [given])))
    message = parse(raw)
    assert message.get_content_type() == "multipart/signed"
    assert message["X-Other"] is None
    assert [content for _, content in leaves(message)] == [b"signed text", b"sig"]
    assert raw.endswith(CLEAR[CLEAR.index(b"\r\n\r\n") :] + b"\r\n")


@pytest.mark.parametrize(
    ("tag", "name", "smime_type"),
    [
        ("application/pkcs7-mime; smime-type=signed-data", "smime.p7m", "signed-data"),
        ('application/x-pkcs7-mime;smime-type="enveloped-data";name=x', "", "enveloped-data"),
        ("application/octet-stream", "SMIME.P7M", None),
    ],
)
def test_opaque_message_is_its_cms_content(tag: str, name: str, smime_type: str | None) -> None:
    given = Attached({Tag.ATTACH_FILENAME: name, Tag.ATTACH_MIME_TAG: tag, Tag.ATTACH_DATA: CMS})
    message = convert({Tag.MESSAGE_CLASS: "IPM.Note.SMIME"}, given)
    assert message.get_content_type() == "application/pkcs7-mime"
    assert message.get_param("smime-type") == smime_type
    assert message.get_filename() == "smime.p7m"
    assert message.get_payload(decode=True) == CMS


def test_opaque_message_in_base64_is_kept_so() -> None:
    given = Attached({Tag.ATTACH_FILENAME: "smime.p7m", Tag.ATTACH_DATA: b"MIAGCSqGSIb3"})
    message = convert({Tag.MESSAGE_CLASS: "IPM.Note.SMIME"}, given)
    assert message.get_content_type() == "application/pkcs7-mime"
    assert message.get_payload(decode=True) == b"MIAGCSqGSIb3"


def test_opaque_entity_with_its_own_header_is_taken_as_it_is() -> None:
    entity = b"Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAG"
    given = Attached({Tag.ATTACH_DATA: entity})
    message = convert({Tag.MESSAGE_CLASS: "IPM.Note.SMIME"}, given)
    assert message.get_content_type() == "application/pkcs7-mime"
    assert message.get_payload(decode=True) == bytes.fromhex("308006")


@pytest.mark.parametrize(
    ("kind", "contents"),
    [
        ("IPM.Note", [CLEAR]),
        ("IPM.Note.SMIME", [CLEAR, b"second"]),
        ("IPM.Note.SMIME", [b"not CMS"]),
        ("IPM.Note.SMIME", [b"Content-Type: text/html\r\n\r\n<p>"]),
        ("IPM.Note.SMIME", []),
    ],
)
def test_other_messages_keep_their_attachments(kind: str, contents: list[bytes]) -> None:
    given = [Attached({Tag.ATTACH_FILENAME: "a.p7m", Tag.ATTACH_DATA: content}) for content in contents]
    message = convert({Tag.MESSAGE_CLASS: kind, Tag.BODY: "text"}, *given)
    assert [content for _, content in leaves(message)] == [b"text", *contents]


def test_signed_message_within_another_cannot_end_its_part() -> None:
    forged = CLEAR.replace(b"signed text", b"--=_outlook-00000001_=")
    for content, kind in ((CLEAR, "multipart/signed"), (forged, "multipart/mixed")):
        inner = Message({Tag.MESSAGE_CLASS: "IPM.Note.SMIME"}, (), [Attached({Tag.ATTACH_DATA: content})])
        message = convert({}, Attached({Tag.ATTACH_METHOD: EMBEDDED}, message=inner))
        (first,) = message.iter_attachments()
        (attached,) = first.iter_parts()
        assert attached.get_content_type() == kind
