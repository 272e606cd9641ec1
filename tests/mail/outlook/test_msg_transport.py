"""The header that a message came with: taken as it is, and what it lacks from the properties."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.outlook.msg import msg_to_rfc822
from tests.mail.outlook.msg_writer import BCC, CC, TO, Message, Properties, msg_file, recipient
from tests.mail.outlook.reading_back import (
    convert_header,
    mailboxes,
)

SENT = datetime(2026, 3, 2, 8, 15, 0, tzinfo=UTC)
SENDER_SMTP: Properties = {
    Tag.SENDER_NAME: "Bob",
    Tag.SENDER_ADDRTYPE: "SMTP",
    Tag.SENDER_EMAIL_ADDRESS: "bob@x.nl",
}

RECEIVED = (
    "Received: from a by b\r\n\tfor <1001.mijnbedrijf@severamail.com>; Mon, 2 Mar 2026 08:15:07 +0000\r\n"
    "Received: from c by a\r\n"
    "From: =?iso-8859-1?Q?J=F6rg?= <joerg@x.example>\r\n"
    "To: anna@mijnbedrijf.nl\r\n"
    "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    "Date: Mon, 2 Mar 2026 09:15:00 +0100\r\n"
    "Message-ID: <sent@x.example>\r\n"
    "X-Custom: kept\r\n as it is\r\n"
    'Content-Type: multipart/alternative;\r\n\tboundary="theirs"\r\n'
    "Content-Transfer-Encoding: 7bit\r\nContent-Language: nl\r\nMIME-Version: 1.0 (theirs)\r\n"
)
OTHERS: Properties = {
    **SENDER_SMTP,
    Tag.SUBJECT: "Changed",
    Tag.CLIENT_SUBMIT_TIME: SENT + timedelta(days=1),
    Tag.INTERNET_MESSAGE_ID: "<other@x.nl>",
}


def test_transport_headers_are_taken_as_they_are() -> None:
    message = convert_header(
        {**OTHERS, Tag.TRANSPORT_MESSAGE_HEADERS: RECEIVED},
        recipient(TO, "Somebody", "else@x.nl"),
        recipient(CC, "Els", "els@x.nl"),
        recipient(BCC, "Project", "1001.mijnbedrijf@severamail.com"),
    )
    assert len(message.get_all("Received", [])) == 2
    assert "for <1001.mijnbedrijf@severamail.com>" in message.get_all("Received", [])[0]
    assert message["From"] == "=?iso-8859-1?Q?J=F6rg?= <joerg@x.example>"
    assert message.get_all("To") == ["anna@mijnbedrijf.nl"]
    assert message["Subject"] == "=?utf-8?q?Gr=C3=BC=C3=9Fe?="
    assert message["Date"] == "Mon, 2 Mar 2026 09:15:00 +0100"
    assert message["Message-ID"] == "<sent@x.example>"
    assert message["X-Custom"] == "kept\r\n as it is"
    assert message["Sender"] is None
    # Neither hides anybody that the table knows.
    assert mailboxes(message, "Bcc") == [("Project", "1001.mijnbedrijf@severamail.com")]
    assert mailboxes(message, "Cc") == [("Els", "els@x.nl")]


def test_mime_fields_are_written_anew() -> None:
    message = convert_header({Tag.TRANSPORT_MESSAGE_HEADERS: RECEIVED, Tag.BODY: "text"})
    assert message.get_all("Content-Type") == ["text/plain; charset=utf-8"]
    assert message.get_all("Content-Transfer-Encoding") == ["base64"]
    assert message.get_all("MIME-Version") == ["1.0"]
    assert message["Content-Language"] is None
    assert message.get_payload(decode=True) == b"text"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("From", "Bob <bob@x.nl>"),
        ("To", "Somebody <else@x.nl>"),
        ("Subject", "Changed"),
        ("Date", "Tue, 03 Mar 2026 08:15:00 +0000"),
        ("Message-ID", "<other@x.nl>"),
    ],
)
@pytest.mark.parametrize("how", ["missing", "empty", "blank and folded"])
def test_what_transport_headers_lack_comes_from_properties(name: str, expected: str, how: str) -> None:
    lines = [line for line in RECEIVED.split("\r\n") if not line.startswith(f"{name}:")]
    if how != "missing":
        lines.insert(0, f"{name}: \r\n\t" if how == "blank and folded" else f"{name}:")
    message = convert_header(
        {**OTHERS, Tag.TRANSPORT_MESSAGE_HEADERS: "\r\n".join(lines)}, recipient(TO, "Somebody", "else@x.nl")
    )
    assert [value for value in message.get_all(name, []) if value.strip()] == [expected]


@pytest.mark.parametrize("header", ["Bcc: hidden@x.nl", "bcc : hidden@x.nl", "BCC:\r\n hidden@x.nl"])
def test_bcc_that_stands_in_the_header_is_not_added_to(header: str) -> None:
    properties: Properties = {Tag.TRANSPORT_MESSAGE_HEADERS: f"From: a@x.nl\r\n{header}\r\n"}
    raw = msg_to_rfc822(msg_file(Message(properties, [recipient(BCC, "Other", "other@x.nl")])))
    assert len(re.findall(rb"(?im)^bcc ?:", raw)) == 1


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("Microsoft Mail Internet Headers Version 2.0\r\nFrom: a@x.nl\r\n", ["From"]),
        ("\r\n\r\nFrom: a@x.nl\r\nTo: b@x.nl\r\n\r\n--part\r\nX-Part: 1\r\n", ["From", "To"]),
        ("From: a@x.nl\nTo: b@x.nl\rX: c", ["From", "To", "X"]),
        ("From: a@x.nl\r\nno colon\r\n continued\r\nTo: b@x.nl", ["From", "To"]),
        (" continued first\r\nFrom: a@x.nl", ["From"]),
        ("From: a@x.nl\r\n--=_outlook-00000001_=: x\r\nTo: b@x.nl", ["From", "To"]),
        ("Fr\0om: a@x.nl\0\r\nTo: b@x.nl", ["From", "To"]),
        ("From: a@x.nl\r\nÜber: b\r\nTo: c", ["From", "To"]),
        ("\r\n", []),
        ("", []),
        ("only text", []),
    ],
)
def test_damaged_transport_headers(header: str, names: list[str]) -> None:
    message = convert_header({Tag.TRANSPORT_MESSAGE_HEADERS: header})
    assert message.keys()[: len(names)] == names
    assert message.keys()[len(names) :] == ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"]


def test_ansi_transport_headers_stay_the_same_bytes() -> None:
    header = b"From: J\xf6rg <j@x.nl>\r\nSubject: Gr\xfc\xdfe\r\n"
    raw = msg_to_rfc822(msg_file(Message({Tag.TRANSPORT_MESSAGE_HEADERS: (0x1E, header)})))
    assert raw.startswith(header)


def test_result_is_readable_by_the_strict_policy() -> None:
    raw = msg_to_rfc822(msg_file(Message({**OTHERS, Tag.BODY: "x"}, [recipient(TO, "Zoë", "z@x.nl")])))
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert message["To"].addresses[0].display_name == "Zoë"
