"""Other projects' mails are read as these projects say that they read them.

Where their expectation differs from the matching rules, `EXPLAINED` says why. Outlook's formats have a test of
their own, tests/mail/outlook/test_corpora.py.
"""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from severa_desktop.core.model import Mail
from severa_desktop.mail.reader import part_content, read
from severa_desktop.sources.files import MailBytes, walk

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
if not CORPORA.is_dir():
    pytest.skip(f"no corpora at {CORPORA}", allow_module_level=True)

MAILCORE = CORPORA / "MailCore+mailcore2" / "unittest" / "data" / "parser"
STALWART = CORPORA / "stalwartlabs+mail-parser" / "resources" / "eml"
MIME4J = CORPORA / "apache+james-mime4j" / "core" / "src" / "test" / "resources" / "mimetools-testmsgs"
FLANKER = CORPORA / "mailgun+flanker" / "tests" / "fixtures" / "messages" / "dkim"
MIMEKIT = CORPORA / "jstedfast+MimeKit" / "UnitTests" / "TestData" / "mbox"

PATH_IN_NAME = "expects the path that the name was sent with; of a name only the last component counts"
RAW_LATIN_1 = "expects U+FFFD for raw bytes that are no UTF-8; they are read by the best guess"
TWO_DIGIT_YEAR = "expects a year after 2090 for one of the nineties written with two digits"

EXPLAINED = {
    ("mbox/jwz/1", "date"): TWO_DIGIT_YEAR,
    ("mbox/jwz/42", "date"): TWO_DIGIT_YEAR,
    ("mbox/jwz/43", "date"): TWO_DIGIT_YEAR + ", and no zone for JST",
    ("mbox/jwz/88", "To"): 'expects the word before a phrase, IN%"…@…", to be an address of its own',
    ("mbox/jwz/129", "files"): "expects the signature smime.p7s as an attachment",
    ("mbox/jwz/144", "files"): PATH_IN_NAME,
    ("legacy/015.eml", "files"): "expects the pictures that the HTML shows as attachments",
    ("legacy/017.eml", "names of To"): RAW_LATIN_1,
    ("legacy/026.eml", "files"): RAW_LATIN_1,
    ("rfc/001.eml", "files"): PATH_IN_NAME,
    ("thirdparty/012.eml", "text"): "expects text/x-myown as an attachment; a nameless text is body",
}

SENT = {"from": "From", "sender": "Sender", "to": "To", "cc": "Cc", "bcc": "Bcc"}


@dataclass
class Expected:
    """What another project reads in a mail; None where it does not say."""

    path: Path
    subject: str
    message_id: str | None
    people: dict[str, list[tuple[str, str]]]
    files: list[str]
    """Names of the attachments, of nameless ones none."""
    date: int | None = None
    text: str | None = None
    with_names: bool = field(default=True)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def mail_in(path: Path) -> Mail:
    mail = read(path.read_bytes())
    assert isinstance(mail, Mail), path
    return mail


def differences(expected: Expected) -> Iterator[tuple[str, object, object]]:
    """Compare what was read with what is expected; an address without a domain is none to us."""
    mail = mail_in(expected.path)
    yield "subject", mail.subject, expected.subject
    if expected.message_id is not None:
        yield "Message-ID", mail.message_id, expected.message_id
    if expected.date is not None:
        yield "date", mail.date, expected.date
    for header, people in expected.people.items():
        ours = [each for each in mail.senders + mail.recipients if each.header == header]
        theirs = [(name, address.lower()) for name, address in people if "@" in address]
        yield header, [each.address for each in ours], [address for _, address in theirs]
        if expected.with_names:
            yield f"names of {header}", [each.name for each in ours], [name for name, _ in theirs]
    nameless = re.compile(r"attachment-\d+\.\w+|.*\.eml")
    named = [each.name for each in mail.attachments if not nameless.fullmatch(each.name)]
    yield "files", named, expected.files
    if expected.text is not None:
        yield "text", squeezed(mail.body), squeezed(expected.text)


def unexplained(name: str, expected: Expected) -> tuple[list[object], set[tuple[str, str]]]:
    found = [(what, ours, theirs) for what, ours, theirs in differences(expected) if ours != theirs]
    table = {key for key in EXPLAINED if key[0] == name}
    return [each for each in found if (name, each[0]) not in table], table - {(name, each[0]) for each in found}


# ---------------------------------------------------------------------------------- mailcore2


def mailcore(path: Path) -> Expected:
    """Read what mailcore2 wrote down. It drops names in comments and makes up missing IDs and senders."""
    output = json.loads((MAILCORE / "output" / path.relative_to(MAILCORE / "input")).read_text())
    header = output["header"]
    made_up = header.get("messageID") == "MyMessageID123@mail.gmail.com"
    people = {
        SENT[key]: [(each.get("displayName", ""), each["mailbox"]) for each in value.get("items", [value])]
        for key, value in header.items()
        if key in SENT and key != "sender"
    }
    return Expected(
        path,
        header.get("subject", ""),
        None if made_up else header.get("messageID", ""),
        people,
        list(mailcore_files(output["mainPart"])),
        int(header["date"]) if "date" in header else None,
        with_names=False,
    )


def mailcore_files(part: Any) -> Iterator[str]:  # noqa: ANN401  JSON
    if part.get("class") == "mailcore::MessagePart":
        return
    if "filename" in part:
        yield part["filename"]
    parts = part.get("parts", [])
    for child in parts if isinstance(parts, list) else parts["items"]:
        yield from mailcore_files(child)


MAILCORE_MAILS = sorted(path for path in (MAILCORE / "input").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", MAILCORE_MAILS, ids=lambda path: str(path.relative_to(MAILCORE / "input")))
def test_mailcore(path: Path) -> None:
    name = path.relative_to(MAILCORE / "input").as_posix()
    assert unexplained(name, mailcore(path)) == ([], set())


# ---------------------------------------------------------------------------------- stalwart


def stalwart(path: Path) -> Expected:
    parts = json.loads(path.with_suffix(".json").read_text())
    values: dict[str, list[Any]] = {}
    for each in parts["parts"][0]["headers"]:
        if isinstance(each["name"], str):
            values.setdefault(each["name"], []).append(each["value"])
    people = {SENT[key]: [p for v in values[key] for p in stalwart_people(v)] for key in SENT if key in values}
    texts = [parts["parts"][number]["body"] for number in parts["text_body"]]
    attached = [name for number in parts["attachments"] if (name := stalwart_name(parts["parts"][number]))]
    plain = all("Text" in text for text in texts)
    return Expected(
        path,
        squeezed(values.get("subject", [{"Text": ""}])[0]["Text"]),
        values.get("message_id", [{"Text": ""}])[0]["Text"],
        people,
        attached,
        text=" ".join(text["Text"] for text in texts) if plain else None,
    )


def stalwart_people(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  JSON
    addresses = value["Address"]
    groups = [addresses["List"]] if "List" in addresses else [each["addresses"] for each in addresses["Group"]]
    for group in groups:
        yield from ((each["name"] or "", each["address"] or "") for each in group)


def stalwart_name(part: Any) -> str | None:  # noqa: ANN401  JSON
    found = None
    for header in part["headers"]:
        if header["name"] in ("content_type", "content_disposition") and "ContentType" in header["value"]:
            attributes = header["value"]["ContentType"].get("attributes") or []
            names = [each["value"] for each in attributes if each["name"] in ("name", "filename")]
            found = names[0] if names else found
    return found


# No From, Sender or Message-ID: no mail to us.
HEADLESS = {"malformed/011.eml", "thirdparty/009.eml"}
STALWART_MAILS = [
    name for path in sorted(STALWART.rglob("*.eml")) if (name := path.relative_to(STALWART).as_posix()) not in HEADLESS
]


@pytest.mark.parametrize("name", STALWART_MAILS)
def test_stalwart(name: str) -> None:
    assert unexplained(name, stalwart(STALWART / name)) == ([], set())


@pytest.mark.parametrize("name", STALWART_MAILS)
def test_line_ends_make_no_difference(name: str) -> None:
    """As stalwart's expectations for the same mails with other line ends."""
    unix = (STALWART / name).read_bytes().replace(b"\r\n", b"\n")
    one, other = read(unix), read(unix.replace(b"\n", b"\r\n"))
    assert isinstance(one, Mail)
    assert isinstance(other, Mail)
    for what in ("subject", "senders", "recipients", "body", "notes", "message_id"):
        assert getattr(one, what) == getattr(other, what)
    assert [each.name for each in one.attachments] == [each.name for each in other.attachments]


# ---------------------------------------------------------------------------------- mime4j


MIME4J_MAILS = sorted(
    path.name.removesuffix("_decoded.xml")
    for path in MIME4J.glob("*_decoded.xml")
    if path.name != "ticket-60931_decoded.xml"  # a part of a mail, without a sender
)
# HTML and enriched text are made readable, and so are not to be found as they were sent.
MARKED_UP = re.compile(r"<p>|<bold>")


def decoded_parts(element: ET.Element) -> Iterator[str]:
    """Return the files that hold the decoded parts, but those within an attached message."""
    for child in element:
        if child.tag in ("text-body", "binary-body"):
            yield child.get("name", "")
        elif child.tag == "multipart" or (child.tag == "body-part" and child.find("message") is None):
            yield from decoded_parts(child)


@pytest.mark.parametrize("name", MIME4J_MAILS)
def test_mime4j(name: str) -> None:
    content = (MIME4J / f"{name}.msg").read_bytes()
    mail = mail_in(MIME4J / f"{name}.msg")
    files = [part_content(content, each.part).decode("latin-1") for each in mail.attachments]
    pieces = {squeezed(file) for file in files}
    tree = ET.parse(MIME4J / f"{name}_decoded.xml").getroot()  # noqa: S314  our own disk's
    for part in decoded_parts(tree):
        text = (MIME4J / part).read_bytes().decode("latin-1")
        if squeezed(text) in pieces:
            continue
        if MARKED_UP.search(text):
            words = re.findall(r"\w+", re.sub(r"<[^>]*>", " ", text))
            assert set(words) <= set(re.findall(r"\w+", mail.body)), part
        else:
            assert squeezed(text) in squeezed(mail.body), part


@pytest.mark.parametrize("name", MIME4J_MAILS)
def test_mime4j_written_again_is_the_same_mail(name: str) -> None:
    one, other = mail_in(MIME4J / f"{name}.msg"), mail_in(MIME4J / f"{name}.out")
    for what in ("subject", "senders", "recipients", "body", "notes", "message_id", "date"):
        assert getattr(one, what) == getattr(other, what)
    assert [each.name for each in one.attachments] == [each.name for each in other.attachments]


# ---------------------------------------------------------------------------------- flanker, MimeKit


@pytest.mark.parametrize("path", sorted(FLANKER.glob("email.*"))[1:], ids=lambda path: path.name)
def test_flanker_relaxed_form_is_the_same_mail(path: Path) -> None:
    """Field names in lower case, white space reduced (RFC 6376, "relaxed")."""
    one, other = mail_in(path), mail_in(path.with_name(f"relaxed.expected{path.suffix}"))
    for what in ("subject", "senders", "recipients", "notes", "message_id", "date"):
        assert getattr(one, what) == getattr(other, what)
    assert squeezed(one.body) == squeezed(other.body)
    assert [each.name for each in one.attachments] == [each.name for each in other.attachments]


def test_mimekit_mailbox() -> None:
    summary = (MIMEKIT / "issue1189-summary.txt").read_text()
    expected = re.findall(r'From: "(.*)" <(.*)>\nTo: "(.*)" <(.*)>\nSubject: (.*)\n', summary)
    found = []
    for item in walk([str(MIMEKIT / "issue1189.mbox.txt")], max_bytes=1 << 20, now=0, stdin=io.BytesIO()):
        assert isinstance(item, MailBytes)
        mail = read(item.content)
        assert isinstance(mail, Mail)
        sender, receiver = mail.senders[0], next(each for each in mail.recipients if each.header == "To")
        found.append((sender.name, sender.address, receiver.name, receiver.address, mail.subject))
    assert found == expected
    assert len(found) == 4
