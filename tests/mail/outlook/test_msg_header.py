"""The header of a message without transport headers: all from its properties, and nothing forged."""

from datetime import UTC, datetime, timedelta
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.outlook.msg import msg_to_rfc822
from tests.mail.outlook.msg_writer import BCC, CC, TO, X500, Message, Properties, msg_file, recipient
from tests.mail.outlook.reading_back import (
    AUTHOR_EX,
    AUTHOR_SMTP,
    NAMES,
    convert_header,
    decoded,
    mailboxes,
)

SENT = datetime(2026, 3, 2, 8, 15, 0, tzinfo=UTC)


def test_sent_item_has_all_from_properties() -> None:
    message = convert_header(
        {
            Tag.SENT_REPRESENTING_NAME: "Anna de Vries",
            Tag.SENT_REPRESENTING_ADDRTYPE: "EX",
            Tag.SENT_REPRESENTING_EMAIL_ADDRESS: X500,
            Tag.SENT_REPRESENTING_SMTP_ADDRESS: "anna@mijnbedrijf.nl",
            Tag.SUBJECT: "RE: Offerte webshop – versie 2",
            Tag.CLIENT_SUBMIT_TIME: SENT,
            Tag.MESSAGE_DELIVERY_TIME: SENT + timedelta(seconds=7),
            Tag.INTERNET_MESSAGE_ID: "<abc@mijnbedrijf.nl>",
            Tag.IN_REPLY_TO_ID: "<aaa@x.nl>",
            Tag.INTERNET_REFERENCES: "<zzz@x.nl> <aaa@x.nl>",
            Tag.BODY: "Beste Piet",
        },
        recipient(TO, "Piet Jansen", "piet@bakkerijjansen.nl"),
        recipient(CC, "Els", "els@bakkerijjansen.nl"),
        recipient(BCC, "Project 1001", "1001.mijnbedrijf@severamail.com"),
        recipient(TO, "Jan", "jan@x.nl"),
    )
    assert mailboxes(message, "From") == [("Anna de Vries", "anna@mijnbedrijf.nl")]
    assert "Sender" not in message
    assert mailboxes(message, "To") == [("Piet Jansen", "piet@bakkerijjansen.nl"), ("Jan", "jan@x.nl")]
    assert mailboxes(message, "Cc") == [("Els", "els@bakkerijjansen.nl")]
    assert mailboxes(message, "Bcc") == [("Project 1001", "1001.mijnbedrijf@severamail.com")]
    assert decoded(message["Subject"]) == "RE: Offerte webshop – versie 2"
    assert message["Date"] == "Mon, 02 Mar 2026 08:15:00 +0000"
    assert message["Message-ID"] == "<abc@mijnbedrijf.nl>"
    assert message["In-Reply-To"] == "<aaa@x.nl>"
    assert str(message["References"]).split() == ["<zzz@x.nl>", "<aaa@x.nl>"]
    assert message["MIME-Version"] == "1.0"


SENDER_EX: Properties = {
    Tag.SENDER_NAME: "Anna",
    Tag.SENDER_ADDRTYPE: "EX",
    Tag.SENDER_EMAIL_ADDRESS: X500,
}
SENDER_SMTP: Properties = {
    Tag.SENDER_NAME: "Bob",
    Tag.SENDER_ADDRTYPE: "SMTP",
    Tag.SENDER_EMAIL_ADDRESS: "bob@x.nl",
}


@pytest.mark.parametrize(
    ("properties", "author", "sender"),
    [
        (AUTHOR_SMTP, [("", "anna@x.nl")], []),
        (SENDER_SMTP, [("Bob", "bob@x.nl")], []),
        ({**SENDER_SMTP, Tag.SENDER_ADDRTYPE: "smtp"}, [("Bob", "bob@x.nl")], []),
        ({**AUTHOR_SMTP, **SENDER_SMTP}, [("", "anna@x.nl")], [("Bob", "bob@x.nl")]),
        ({**AUTHOR_SMTP, Tag.SENDER_SMTP_ADDRESS: "ANNA@x.nl"}, [("", "anna@x.nl")], []),
        ({**AUTHOR_SMTP, **SENDER_EX}, [("", "anna@x.nl")], []),
        ({**AUTHOR_EX, **SENDER_EX, Tag.SENDER_SMTP_ADDRESS: "anna@x.nl"}, [("Anna", "anna@x.nl")], []),
        ({**AUTHOR_EX, **SENDER_SMTP}, None, [("Bob", "bob@x.nl")]),
        ({Tag.SENDER_NAME: "Bob", Tag.SENDER_EMAIL_ADDRESS: "bob@x.nl"}, [("Bob", "bob@x.nl")], []),
        ({**SENDER_SMTP, Tag.SENDER_EMAIL_ADDRESS: "'bob@x.nl'"}, [("Bob", "bob@x.nl")], []),
        ({**SENDER_SMTP, Tag.SENDER_EMAIL_ADDRESS: "SMTP:bob@x.nl"}, [("Bob", "bob@x.nl")], []),
        ({**SENDER_SMTP, Tag.SENDER_EMAIL_ADDRESS: "<bob@x.nl>\0"}, [("Bob", "bob@x.nl")], []),
    ],
)
def test_sender(properties: Properties, author: list[tuple[str, str]] | None, sender: list[tuple[str, str]]) -> None:
    message = convert_header(properties)
    if author is not None:
        assert mailboxes(message, "From") == author
    assert mailboxes(message, "Sender") == sender


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (recipient(TO, "Jansen, Piet", X500, "EX"), "Jansen, Piet"),
        (recipient(TO, "Piet", X500, ""), "Piet"),
        (recipient(TO, "piet@x.nl", X500, "EX"), "piet@x.nl"),
        (recipient(TO, "Piet <piet@x.nl>", X500, "EX"), "Piet <piet@x.nl>"),
        (recipient(TO, "", X500, "EX"), "anna"),
        (recipient(TO, "", X500 + "@x.nl", "EX"), "anna@x.nl"),
        (recipient(TO, "Fax", "anna@+3120123456", "FAX"), "Fax"),
        (recipient(TO, "a, b; c: <d@e.nl>", "", "EX"), "a, b; c: <d@e.nl>"),
        ({Tag.DISPLAY_NAME: "piet@x.nl"}, "piet@x.nl"),
        (recipient(TO, "Piet", "piet@x.nl\r\nBcc: mallory@example.com"), "Piet"),
        (recipient(TO, "Piet", "piet@x.nl, mallory@example.com"), None),
        (recipient(TO, "Piet", "piet@x>.nl"), "Piet"),
        (recipient(TO, "Piet", "=?utf-8?q?a?=@x.nl"), "Piet"),
    ],
)
def test_person_without_address_is_an_entry_without_one(row: Properties, name: str | None) -> None:
    message = convert_header(AUTHOR_SMTP, row)
    entry = str(message["To"])
    if name is None:
        assert getaddresses([entry]) == [("Piet", '"piet@x.nl, mallory"@example.com')]
        return
    assert "@" not in entry
    assert "<" not in entry
    assert decoded(entry) == name


def test_people_without_address_stand_apart_from_the_others() -> None:
    message = convert_header(
        AUTHOR_SMTP,
        recipient(CC, "Jansen", X500, "EX"),
        recipient(CC, "Piet", "piet@x.nl"),
        recipient(CC, "Anna", X500, "EX"),
        recipient(CC, "Els", "els@x.nl"),
    )
    both, *others = message.get_all("Cc", [])
    assert both == "Piet <piet@x.nl>,\r\n Els <els@x.nl>"
    assert [decoded(other) for other in others] == ["Jansen", "Anna"]


def test_sender_known_by_an_x500_name_only_is_an_entry_without_address() -> None:
    message = convert_header(AUTHOR_EX)
    assert decoded(message["From"]) == "Anna"
    assert "@" not in str(message["From"])


@pytest.mark.parametrize(
    ("row", "header", "address"),
    [
        ({**recipient(TO, "Piet", X500, "EX"), Tag.SMTP_ADDRESS: "piet@x.nl"}, "To", "piet@x.nl"),
        (recipient(TO, "Piet", "piet@x.nl", ""), "To", "piet@x.nl"),
        (recipient(TO, "Piet", "piet@x.nl", "EX"), "To", "piet@x.nl"),
        (recipient(CC, "Piet", "piet@x.nl"), "Cc", "piet@x.nl"),
        (recipient(BCC, "Piet", "piet@x.nl"), "Bcc", "piet@x.nl"),
        (recipient(0x10000000 | CC, "Piet", "piet@x.nl"), "Cc", "piet@x.nl"),
        (recipient(BCC - 0x80000000, "Piet", "piet@x.nl"), "Bcc", "piet@x.nl"),
        (recipient(7, "Piet", "piet@x.nl"), "To", "piet@x.nl"),
        ({Tag.DISPLAY_NAME: "Piet", Tag.EMAIL_ADDRESS: "piet@x.nl"}, "To", "piet@x.nl"),
        ({Tag.RECIPIENT_DISPLAY_NAME: "Piet", Tag.EMAIL_ADDRESS: "piet@x.nl"}, "To", "piet@x.nl"),
        (recipient(TO, "Piet", "o'brien+a/b@x.nl"), "To", "o'brien+a/b@x.nl"),
        (recipient(TO, "Piet", '"a b"@x.nl'), "To", '"a b"@x.nl'),
        (recipient(TO, "Piet", "a..b@x.nl"), "To", '"a..b"@x.nl'),
        (recipient(TO, "Piet", "piet@x.nl."), "To", "piet@x.nl."),
        (recipient(TO, "Piet", "\u200bpiet@x.nl"), "To", "piet@x.nl"),
    ],
)
def test_recipient(row: Properties, header: str, address: str) -> None:
    assert mailboxes(convert_header({}, row), header) == [("Piet", address)]


def test_address_at_a_number_of_a_host_stays_as_it_is() -> None:
    """Read as text: not every `email` package reads such an address."""
    assert str(convert_header({}, recipient(TO, "Piet", "piet@[192.168.0.1]"))["To"]) == "Piet <piet@[192.168.0.1]>"


def test_originator_and_empty_rows_are_nobody() -> None:
    message = convert_header({}, recipient(0, "Piet", "piet@x.nl"), {Tag.RECIPIENT_TYPE: TO}, recipient(TO, " ", ""))
    assert message["To"] is None
    assert message["Cc"] is None


def test_address_beyond_ascii_stays_as_it_is() -> None:
    raw = msg_to_rfc822(msg_file(Message({}, [recipient(TO, "Jörg", "jörg@bücher.example")])))
    assert "<jörg@bücher.example>".encode() in raw


def test_many_recipients_keep_their_order() -> None:
    rows = [recipient(TO, f"n{number}", f"a{number}@x.nl") for number in range(300)]
    assert mailboxes(convert_header({}, *rows), "To") == [(f"n{number}", f"a{number}@x.nl") for number in range(300)]


@pytest.mark.parametrize("name", NAMES)
def test_name_is_read_as_it_was(name: str) -> None:
    message = convert_header({**AUTHOR_SMTP, Tag.SENT_REPRESENTING_NAME: name}, recipient(TO, name, "piet@x.nl"))
    assert mailboxes(message, "From") == [(name, "anna@x.nl")]
    assert mailboxes(message, "To") == [(name, "piet@x.nl")]
    assert message["Bcc"] is None


@given(st.text(min_size=1).filter(lambda text: text.strip("\0").strip() == text))
@example("\ud800")
def test_any_name_is_read_as_it_was(name: str) -> None:
    message = convert_header(AUTHOR_SMTP, recipient(TO, name, "piet@x.nl"), recipient(CC, name, X500, "EX"))
    expected = name.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert mailboxes(message, "To") == [(expected, "piet@x.nl")]
    assert decoded(message["Cc"]) == expected
    assert "@" not in str(message["Cc"])
    assert set(message.keys()) == {
        "From", "To", "Cc", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("properties", "subject"),
    [
        ({Tag.SUBJECT: "Offerte"}, "Offerte"),
        ({Tag.SUBJECT: "\x01\x05RE: Offerte"}, "RE: Offerte"),
        ({Tag.SUBJECT_PREFIX: "RE: ", Tag.NORMALIZED_SUBJECT: "Offerte"}, "RE: Offerte"),
        ({Tag.SUBJECT: "RE: a", Tag.SUBJECT_PREFIX: "RE: ", Tag.NORMALIZED_SUBJECT: "a"}, "RE: a"),
        ({Tag.SUBJECT: "é" * 300}, "é" * 300),
        ({Tag.SUBJECT: "word " * 300}, "word " * 300),
        ({Tag.SUBJECT: "a\r\nX-Forged: yes"}, "a\r\nX-Forged: yes"),
        ({Tag.SUBJECT: "=?utf-8?q?literal?="}, "=?utf-8?q?literal?="),
        ({Tag.SUBJECT: ""}, None),
        ({Tag.SUBJECT: " \t"}, None),
        ({}, None),
    ],
)
def test_subject(properties: Properties, subject: str | None) -> None:
    message = convert_header(properties)
    assert (None if message["Subject"] is None else decoded(message["Subject"])) == subject
    assert message["X-Forged"] is None


@pytest.mark.parametrize(
    ("properties", "date"),
    [
        ({Tag.CLIENT_SUBMIT_TIME: SENT}, "Mon, 02 Mar 2026 08:15:00 +0000"),
        ({Tag.MESSAGE_DELIVERY_TIME: SENT}, "Mon, 02 Mar 2026 08:15:00 +0000"),
        (
            {Tag.CLIENT_SUBMIT_TIME: (0x40, bytes(8)), Tag.MESSAGE_DELIVERY_TIME: SENT},
            "Mon, 02 Mar 2026 08:15:00 +0000",
        ),
        ({Tag.CLIENT_SUBMIT_TIME: (0x40, b"\xff" * 8)}, None),
        ({Tag.CLIENT_SUBMIT_TIME: (0x40, bytes.fromhex("0040dda35745b30c"))}, None),
        ({Tag.CLIENT_SUBMIT_TIME: datetime(1970, 1, 1, tzinfo=UTC)}, "Thu, 01 Jan 1970 00:00:00 +0000"),
        (
            {Tag.CLIENT_SUBMIT_TIME: datetime(2100, 12, 31, 23, 59, 59, tzinfo=UTC)},
            "Fri, 31 Dec 2100 23:59:59 +0000",
        ),
        ({}, None),
    ],
    ids=["submitted", "delivered", "never submitted", "end of time", "4501", "first", "last", "none"],
)
def test_date(properties: Properties, date: str | None) -> None:
    assert convert_header(properties)["Date"] == date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a@b>", "<a@b>"),
        ("a@b", "<a@b>"),
        (" <a@b> ", "<a@b>"),
        ("<a@b>\r\nX-Forged: yes", "<a@b>\r\n X-Forged:\r\n yes"),
        ("", None),
        ("\0", None),
    ],
)
def test_message_id(text: str, expected: str | None) -> None:
    message = convert_header({Tag.INTERNET_MESSAGE_ID: text})
    assert message["Message-ID"] == expected
    assert message["X-Forged"] is None


def test_ansi_message_is_read_in_its_code_page() -> None:
    message = convert_header(
        {Tag.MESSAGE_CODEPAGE: 1251, Tag.INTERNET_CPID: 65001, Tag.SUBJECT: "Привет"},
        recipient(TO, "Анна", "anna@x.example"),
        ansi="cp1251",
    )
    assert decoded(message["Subject"]) == "Привет"
    assert mailboxes(message, "To") == [("Анна", "anna@x.example")]


def test_item_that_is_no_mail_gets_what_it_has() -> None:
    message = convert_header({Tag.MESSAGE_CLASS: "IPM.StickyNote", Tag.SUBJECT: "memo"})
    assert message["From"] is None
    assert message["Message-ID"] is None
    assert message["Subject"] == "memo"
