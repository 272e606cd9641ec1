"""Outlook files of other projects, which stand beside this one: each is read as that project says it reads.

What differs from their expectations is stated beside the test.
"""

import json
import re
from email import message_from_binary_file, message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from severa_desktop.mail.outlook.compound import CompoundFile
from severa_desktop.mail.outlook.lzfu import decompress_rtf
from severa_desktop.mail.outlook.msg import is_msg, msg_to_rfc822
from severa_desktop.mail.outlook.rtf import read_rtf
from severa_desktop.mail.outlook.tnef import TnefContent, open_tnef
from tests.mail.outlook.reading_back import words

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
if not CORPORA.is_dir():
    pytest.skip(f"no corpora at {CORPORA}", allow_module_level=True)

MSGREADER = CORPORA / "HiraokaHyperTools+msgreader" / "test"
TNEF = CORPORA / "jstedfast+MimeKit" / "UnitTests" / "TestData" / "tnef"


def parse(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(message: EmailMessage, media_type: str) -> list[str]:
    return [str(part.get_content()) for part in message.walk() if part.get_content_type() == media_type]


ADDRESS, NAME_ONLY, NOBODY = "address", "name only", "nobody"

# Sender, number of recipients, and the attachments' names.
MESSAGES: dict[str, tuple[str, int, list[str | None]]] = {
    # A note that somebody kept: neither sender nor recipients.
    "A memo.msg": (NOBODY, 0, []),
    # The sender is known by an X500 name only, and so without an address; the recipient has one.
    "A schedule.msg": (NAME_ONLY, 1, []),
    # Not yet sent, as the next one and the draft.
    "attachAndInline.msg": (NOBODY, 1, ["attach.png", "image001.png"]),
    "nonUnicodeCP932.msg": (NOBODY, 1, []),
    "voteItems.msg": (ADDRESS, 1, []),
    "voteNo.msg": (ADDRESS, 1, []),
    "EmailWithAttachments.msg": (ADDRESS, 3, ["peterpan.jpg", "tinkerbell.jpg"]),
    "EmailWithSpecialCharsInSubject_2.msg": (ADDRESS, 1, []),
    # A report of late delivery: its two parts have no names.
    "attachments.msg": (ADDRESS, 1, [None, None]),
    "chinese message un_garbled.msg": (ADDRESS, 1, ["image001.png"]),
    "unsent draft.msg": (NOBODY, 1, []),
    # A contact, saved by a server that knew its owner by an X500 name only.
    "Swetlana.msg": (NAME_ONLY, 0, []),
    "sample.msg": (ADDRESS, 1, ["attachment.txt", "logo.gif", "background.gif"]),
    "no-attachments.msg": (ADDRESS, 1, []),
    # An attached message has no name of its own; its attachment is not the outer mail's.
    "other.msg": (ADDRESS, 1, [None]),
    "outer.msg": (NOBODY, 1, [None]),
}


def test_every_msg_is_known_or_no_compound_file() -> None:
    """Files that are named so and are none: MIME messages, and a Python script named as what it is not."""
    found = {path.name for path in CORPORA.rglob("*.msg") if is_msg(path.read_bytes()[:8])}
    assert found == set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_msg_is_read(name: str) -> None:
    sender, recipients, names = MESSAGES[name]
    (path,) = CORPORA.rglob(name)
    message = parse(msg_to_rfc822(path.read_bytes()))
    assert message["Subject"].strip()
    if sender is NOBODY:
        assert message["From"] is None
    else:
        assert ("@" in message["From"]) is (sender is ADDRESS)
    fields = [field for header in ("To", "Cc", "Bcc") for field in message.get_all(header, [])]
    assert sum(len(field.addresses) for field in fields) == recipients
    assert [part.get_filename() for part in message.iter_attachments()] == names
    assert parts(message, "text/plain") + parts(message, "text/html")


@pytest.mark.parametrize("path", sorted(MSGREADER.glob("*.json")), ids=lambda path: path.stem)
def test_msg_is_what_msgreader_says(path: Path) -> None:
    expected = json.loads(path.read_text())
    message = parse(msg_to_rfc822(path.with_suffix(".msg").read_bytes()))
    assert message["Subject"] == expected["subject"]
    for row in expected["recipients"]:
        (header,) = message.get_all(row["recipType"], [])
        address = row.get("smtpAddress") or row["email"]
        assert address in [one.addr_spec for one in header.addresses]
        if "headers" not in expected:
            assert row["name"] in [one.display_name for one in header.addresses]
    if expected.get("body"):
        assert parts(message, "text/plain")[0].splitlines() == expected["body"].splitlines()
    if "headers" in expected:
        assert message["Message-ID"].strip() in expected["headers"]
    for attachment, part in zip(expected["attachments"], message.iter_attachments(), strict=True):
        assert part.get_filename() == attachment["fileName"]
        assert len(part.get_payload(decode=True)) == attachment["contentLength"]
        assert part["Content-ID"] == (f"<{attachment['pidContentId']}>" if "pidContentId" in attachment else None)
        assert (part.get_content_disposition() == "inline") is attachment["attachmentHidden"]


@pytest.mark.parametrize("path", sorted(MSGREADER.glob("*.rtf")), ids=lambda path: path.stem)
def test_rtf_is_decompressed_as_msgreader_does(path: Path) -> None:
    compressed = CompoundFile(path.with_suffix(".msg").read_bytes()).root.stream("__substg1.0_10090102")
    assert compressed is not None
    rtf = decompress_rtf(compressed)
    assert rtf == path.read_bytes()
    body = read_rtf(rtf)
    assert body.is_html is (b"\\fromhtml1" in rtf[:200])
    if body.is_html:
        html = bytes(body.content).decode().strip()
        assert html.startswith("<html")
        assert html.endswith("</html>")
        assert "htmltag" not in html


def test_stored_rtf_is_read() -> None:
    (path,) = CORPORA.rglob("MELA.bin")
    rtf = decompress_rtf(memoryview(path.read_bytes()))
    assert rtf is not None
    assert rtf.startswith(b"{\\rtf1")


# -- TNEF ----------------------------------------------------------------------------------


def opened(path: Path) -> TnefContent:
    found = open_tnef(path.read_bytes())
    assert found is not None
    return found


def unpacked(path: Path, number: int, name: str) -> Path:
    """Return the file that MimeKit made of an attachment; files of one name have a number behind it."""
    file = path.with_suffix("") / name
    return file if file.exists() else file.with_name(f"{name}.{number}")


@pytest.mark.parametrize("path", sorted(TNEF.glob("*.tnef")), ids=lambda path: path.stem)
def test_tnef_is_what_mimekit_says(path: Path) -> None:
    # Their lists name the RTF body as a file, here it is the body.
    listed = [name for name in path.with_suffix(".list").read_text().splitlines() if name != "body.rtf"]
    found = opened(path)
    assert [attachment.name for attachment in found.attachments] == listed
    assert words(found.text) or words(found.html)
    for number, attachment in enumerate(found.attachments, 1):
        file = unpacked(path, number, attachment.name)
        if not file.exists():
            # The one that was left out of their repository.
            assert attachment.name == "spaconsole2.cfg"
            continue
        expected, content = file.read_bytes(), bytes(attachment.content)
        if file.suffix in {".ini", ".htm"}:
            # Their repository has changed the line ends of text.
            expected, content = (text.replace(b"\r\n", b"\n") for text in (expected, content))
        if attachment.name == "Untitled Attachment":
            # They leave the interface's identifier before an object: 16 bytes that are not its content.
            assert expected[:4] == b"\x0b\0\0\0"
            expected = expected[16:]
        assert content == expected


def test_body_in_html_is_the_one_that_mimekit_unpacked() -> None:
    found = opened(TNEF / "unicode-mapi-attr-name.tnef")
    expected = (TNEF / "unicode-mapi-attr-name" / "message.html").read_text(encoding="utf-8")
    html = words(found.html)
    assert html.splitlines() == expected.splitlines()
    assert all(f"cid:{attachment.content_id}" in html for attachment in found.attachments[1:])


def winmail(name: str) -> TnefContent:
    with (TNEF / name).open("rb") as file:
        message = message_from_binary_file(file)
    (packed,) = (part for part in message.walk() if part.get_content_type() == "application/ms-tnef")
    found = open_tnef(packed.get_payload(decode=True))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_messages_attached_in_winmail_are_rebuilt() -> None:
    found = winmail("rich-text.eml")
    assert words(found.text).strip().startswith("You've made this a Christmas to remember")
    picture, table, party = found.attachments
    assert picture.name == "kitten-playing-with-a-christmas-tree.jpg"
    assert len(picture.content) == 375_081
    task, invitation = parse(bytes(table.content)), parse(bytes(party.content))
    assert task["Subject"] == "Build a train table"
    assert task["Date"] == "Sat, 15 Dec 2018 14:37:31 +0000"
    assert invitation["Subject"] == "Christmas Celebration!"
    (attached,) = invitation.iter_attachments()
    assert attached.get_payload(decode=True) == bytes(picture.content)


def test_cyrillic_winmail_is_read() -> None:
    found = winmail("ukr.eml")
    assert found.attachments == ()
    html = words(found.html)
    assert "koi8-r" in html
    assert re.search(r"[а-яА-Я]{4}", html)
