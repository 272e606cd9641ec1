"""A second reader, mail-parser, looks at every mail of the corpora; where the two differ is known and counted.

`KINDS` holds one example of each kind of difference. The counts hold all of them: a change of either reader shows.
"""

import io
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import mailparser  # type: ignore[import-untyped]
import pytest

from severa_desktop.core.model import Mail
from severa_desktop.mail.reader import read
from severa_desktop.sources.files import MailBytes, MailFile, walk

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
if not CORPORA.is_dir():
    pytest.skip(f"no corpora at {CORPORA}", allow_module_level=True)

OUTLOOK = bytes.fromhex("d0cf11e0")
LIMIT = 50 * 1024 * 1024
SPAM = "stdlib-js+datasets-spam-assassin/data"

ALIKE = 865
DIFFERENT = {"files": 90, "from": 71, "subject": 35, "Message-ID": 3, "crash": 2}


@dataclass(frozen=True)
class View:
    """What a reader sees in a mail."""

    subject: str
    senders: tuple[str, ...]
    files: int
    message_id: str


@dataclass(frozen=True)
class Kind:
    """A kind of difference: what mail-parser does, where it is seen, and what both find there."""

    reason: str
    example: str
    what: str
    ours: object
    theirs: object


KINDS = (
    Kind("bytes beyond ASCII are lost", f"{SPAM}/spam-1/00330.c5f7346dec1e6fe6ed324d8e78a2b46e.txt", "subject",
         "Sexabenteuer gefällig?", "Sexabenteuer gefllig?"),
    Kind("an encoded word with raw bytes in it stays encoded", "stalwartlabs+mail-parser/resources/eml/legacy/015.eml",
         "subject", "Die Hasen und die Frösche", "=?iso-8859-1?Q?Die_Hasen_und_die_Frsche?="),
    Kind("the space before an encoded word is lost", "mikel+mail/spec/fixtures/emails/rfc2822/example14.eml",
         "subject", "Re: TEST テストテスト", "Re: TESTテストテスト"),
    Kind("a second From is lost", "apache+spamassassin/t/data/spam/008", "senders",
         ("tst1@example.com", "tst2@example.com"), ("tst2@example.com",)),
    Kind("an address without angle brackets behind a name is not found",
         "jhillyerd+enmime/testdata/encode/utf8-to.raw.golden", "senders", ("foo@bar.com",), ()),
    Kind("the header ends where a line is no field", "rspamd+rspamd/test/functional/messages/phish_sender2.eml",
         "message_id", "CA+1S=h4aGimA6vSBJF=t1F+5z-Mua5+Cimf+NU_NDWJk8ZNOcw@mail.gmail.com", ""),
    Kind("a comment behind the Message-ID belongs to it", f"{SPAM}/spam-2/00083.1aead789d4b4c7022c51bc632e4f2445.txt",
         "message_id", "3b62c5423c63bfdd@andira.wanadoo.fr",
         "3b62c5423c63bfdd@andira.wanadoo.fr> (added by andira.wanadoo.fr)"),
    Kind("parts without a file name are no attachments",
         "MailCore+mailcore2/unittest/data/parser/input/mbox/jwz/60", "files", 1, 0),
    Kind("an attached message is no attachment", f"{SPAM}/spam-2/00169.86268e75abd1bd4bda4d6c129681df34.txt",
         "files", 1, 0),
    Kind("a signature is an attachment", "jhillyerd+enmime/testdata/mail/mime-signed.raw", "files", 0, 1),
    Kind("pictures that the HTML shows are attachments", f"{SPAM}/spam-2/00949.690398fb3aa163317614dc81757c23ef.txt",
         "files", 0, 1),
    Kind("winmail.dat is not opened", "jstedfast+MimeKit/UnitTests/TestData/tnef/rich-text.eml", "files", 3, 1),
    Kind("an invitation among the alternatives is no attachment",
         "postalsys+postal-mime/test/fixtures/calendar-event.eml", "files", 2, 1),
)  # fmt: skip


def our_view(mail: Mail) -> View:
    senders = tuple(each.address for each in mail.senders if each.header == "From")
    return View(mail.subject, senders, len(mail.attachments), mail.message_id)


def their_view(content: bytes) -> View:
    parsed = mailparser.parse_from_bytes(content)
    return View(
        " ".join((parsed.subject or "").split()),
        tuple(address.lower() for _, address in parsed.from_),
        len(parsed.attachments),
        str(parsed.message_id or "").strip().strip("<>").strip(),
    )


def mails() -> Iterator[tuple[str, bytes, Mail]]:
    """Every mail that we can read, but Outlook's files, which the other reader reads by another program."""
    for path in sorted(path for path in CORPORA.glob("*/**/*") if path.is_file()):
        for item in walk([str(path)], max_bytes=LIMIT, now=0, stdin=io.BytesIO()):
            if not isinstance(item, MailFile | MailBytes):
                continue
            content = path.read_bytes() if isinstance(item, MailFile) else item.content
            mail = read(content)
            if isinstance(mail, Mail) and not content.startswith(OUTLOOK):
                yield item.origin.source, content, mail


def compared(content: bytes, mail: Mail) -> list[str]:
    """Return what the two readers differ in."""
    ours = our_view(mail)
    try:
        theirs = their_view(content)
    except Exception:  # noqa: BLE001  The other reader may fail as it likes.
        return ["crash"]
    pairs = {
        "subject": (ours.subject, theirs.subject),
        "from": (ours.senders, theirs.senders),
        "files": (ours.files, theirs.files),
        "Message-ID": (ours.message_id, theirs.message_id),
    }
    return [what for what, (one, other) in pairs.items() if one != other]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.filterwarnings("ignore")
def test_readers_agree_but_for_what_is_known() -> None:
    counts: Counter[str] = Counter()
    alike = 0
    for _, content, mail in mails():
        different = compared(content, mail)
        counts.update(different)
        alike += not different
    assert dict(counts) == DIFFERENT
    assert alike == ALIKE


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.reason)
def test_kinds_of_differences(kind: Kind) -> None:
    content = (CORPORA / kind.example).read_bytes()
    mail = read(content)
    assert isinstance(mail, Mail)
    assert getattr(our_view(mail), kind.what) == kind.ours
    assert getattr(their_view(content), kind.what) == kind.theirs
