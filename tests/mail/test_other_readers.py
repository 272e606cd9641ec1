"""What other readers get wrong on mails that ours reads: why the reading is our own (see ARCHITECTURE.md)."""

import email
import email.policy

import mailparser  # type: ignore[import-untyped]
import pytest

from severa_desktop.core.model import Mail
from severa_desktop.mail.reader import read

AFTER_A_MARK = b"\xef\xbb\xbfFrom: a@x.nl\r\nSubject: Hi\r\nMessage-ID: <1@x>\r\n\r\nbody"
NESTED_COMMENT = b"From: " + b"(" * 3000 + b" a@x.nl\r\nMessage-ID: <1@x>\r\nSubject: Hi\r\n\r\nbody"
LINE_BREAK_IN_A_NAME = b"From: =?utf-8?Q?=0d=0a?= <a@x.nl>\r\nSubject: Hi\r\n\r\nbody"
NO_ZONE = b"From: a@x.nl\r\nSubject: Hi\r\nDate: Mon, 02 Mar 2026 09:15:00\r\n\r\nbody"
NAMELESS = (
    b"From: a@x.nl\r\nSubject: Hi\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--b--\r\n"
)


def ours(content: bytes) -> Mail:
    mail = read(content)
    assert isinstance(mail, Mail)
    assert mail.subject == "Hi"
    return mail


def test_email_loses_all_headers_after_a_byte_order_mark() -> None:
    assert email.message_from_bytes(AFTER_A_MARK)["Subject"] is None
    assert ours(AFTER_A_MARK).senders[0].address == "a@x.nl"


def test_emails_default_policy_recurses_to_death_on_a_nested_comment() -> None:
    message = email.message_from_bytes(NESTED_COMMENT, policy=email.policy.default)
    with pytest.raises(RecursionError):
        str(message["From"])
    assert ours(NESTED_COMMENT).message_id == "1@x"


def test_emails_default_policy_raises_on_a_malformed_header() -> None:
    message = email.message_from_bytes(LINE_BREAK_IN_A_NAME, policy=email.policy.default)
    with pytest.raises(ValueError, match="CR or LF"):
        str(message["From"])
    assert ours(LINE_BREAK_IN_A_NAME).senders[0].address == "a@x.nl"


def test_mail_parser_drops_a_date_without_zone() -> None:
    assert mailparser.parse_from_bytes(NO_ZONE).date is None
    assert ours(NO_ZONE).date == 1_772_442_900


def test_mail_parser_loses_a_nameless_attachment() -> None:
    assert mailparser.parse_from_bytes(NAMELESS).attachments == []
    assert [attachment.name for attachment in ours(NAMELESS).attachments] == ["attachment-1.png"]
