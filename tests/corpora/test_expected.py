"""Where other projects' mails come with expected results, ours are compared; every difference is explained here."""

import json
from pathlib import Path
from typing import Any

import pytest

from severa_desktop.core.model import Mail
from severa_desktop.mail.fields import read_header
from severa_desktop.mail.reader import read
from severa_desktop.mail.structure import read_structure
from tests.corpora.test_outcomes import CORPORA

pytestmark = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="the corpora of other projects are not there (../shared/corpora)"
)

MIME4J = CORPORA / "apache+james-mime4j/core/src/test/resources/mimetools-testmsgs"
MAILCORE = CORPORA / "MailCore+mailcore2/unittest/data"
STALWART = CORPORA / "stalwartlabs+mail-parser/resources/eml"

# They take an attached message apart; ours is one attachment, and nothing inside it touches the outer mail.
INSIDE_AN_ATTACHED_MESSAGE = {
    "ak-0696_decoded_1_2_1.txt",
    "frag_decoded_1_2_1_1.txt",
    "frag_decoded_1_2_1_2_1_2_1_1.txt",
    "frag_decoded_1_2_1_2_1_2_1_2.bin",
    "mp-msg-rfc822_decoded_1_2_1.txt",
    "multi-nested2_decoded_1_5_1.txt",
    "multi-nested3_decoded_1_5_1.txt",
}
# Theirs is the local part alone (`nsb`), which is no address.
SENDER_WITHOUT_DOMAIN = {"1", "144", "48", "90"}
# They make up a Message-ID where the mail has none.
WITHOUT_MESSAGE_ID = "MyMessageID123@mail.gmail.com"
# Neither From nor Sender nor Message-ID: no mail to us.
NO_MAIL = {"malformed/011", "thirdparty/009"}
ATTACHMENTS = {
    "legacy/015": "they count the two pictures that the HTML shows as well",
    "thirdparty/012": "they count a nameless inline text of a type of its own, which is the body here",
}


def test_mime4j_decodes_the_same_parts() -> None:
    different = set()
    for message in sorted(MIME4J.glob("*.msg")):
        content = message.read_bytes()
        header, body = read_header(content, skip_preamble=True)
        # White space aside: their decoded texts have other line ends.
        leaves = [b"".join(leaf.decoded().split()) for leaf in read_structure(content, header, body).leaves]
        for part in MIME4J.glob(f"{message.stem}_decoded_*"):
            if part.suffix != ".xml" and b"".join(part.read_bytes().split()) not in leaves:
                different.add(part.name)
    assert different == INSIDE_AN_ATTACHED_MESSAGE


def mailcore_files() -> list[Path]:
    results = sorted(MAILCORE.glob("*/output/**/*"))
    return [path for path in results if path.is_file() and source_of(path).exists()]


def source_of(result: Path) -> Path:
    return Path(str(result).replace("/output/", "/input/"))


def test_mailcore_reads_the_same_subject_sender_and_message_id() -> None:
    files = mailcore_files()
    assert len(files) == 28
    for path in files:
        expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["header"]
        mail = read(source_of(path).read_bytes())
        assert isinstance(mail, Mail), path
        assert mail.subject == " ".join(expected.get("subject", "").split()), path
        message_id = expected["messageID"]
        assert mail.message_id == ("" if message_id == WITHOUT_MESSAGE_ID else message_id), path
        sender = expected.get("from", {}).get("mailbox", "").lower()
        found = mail.senders[0].address if mail.senders else ""
        assert found == ("" if path.name in SENDER_WITHOUT_DOMAIN else sender), path


def test_stalwart_reads_the_same_subject_senders_and_number_of_attachments() -> None:
    different = set()
    for path in sorted(path for path in STALWART.rglob("*.json") if not path.name.endswith(".crlf.json")):
        name = f"{path.parent.name}/{path.stem}"
        expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        mail = read(path.with_suffix(".eml").read_bytes())
        if not isinstance(mail, Mail):
            assert name in NO_MAIL
            continue
        headers = {
            header["name"]: header["value"]
            for header in expected["parts"][0]["headers"]
            if isinstance(header["name"], str)
        }
        assert mail.subject == " ".join(headers.get("subject", {"Text": ""})["Text"].split()), name
        senders = json.dumps(headers.get("from")).lower()
        assert all(sender.address in senders for sender in mail.senders if sender.header == "From"), name
        if len(mail.attachments) != len(expected["attachments"]):
            different.add(name)
    assert different == ATTACHMENTS.keys()
