"""Every file of other projects' mails, real and hostile, gets an outcome; how many became what is held for each folder.

The mails stand outside the project (`../shared/corpora`) and are read from there.
"""

import io
from collections import Counter
from pathlib import Path

import pytest

from severa_desktop.services.reading import ReadMail, read_item
from severa_desktop.sources.files import Skipped, walk

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
LIMIT = 50 * 1024 * 1024

pytestmark = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="the corpora of other projects are not there (../shared/corpora)"
)

# What is no mail: expected results beside the mails (.json, .xml, .list, decoded parts), pictures, header-less parts,
# reply texts without a header, and Outlook's drafts, memos and appointments, which have no sender yet.
OUTCOMES = {
    "HiraokaHyperTools+msgreader": {"not_an_email": 14, "read": 3},
    "MailCore+mailcore2": {"not_an_email": 30, "read": 34},
    "Sicos1977+MSGReader": {"read": 3, "not_an_email": 2},
    "SpamScope+mail-parser": {"read": 3},
    "Webklex+php-imap": {"read": 8},
    "apache+james-mime4j": {"read": 29, "not_an_email": 72},
    "apache+spamassassin": {"read": 29, "not_an_email": 1},
    "apache+tika": {"read": 7, "not_an_email": 3},
    "bbottema+outlook-message-parser": {"read": 3, "not_an_email": 1},
    "coddingtonbear+django-mailbox": {"read": 3},
    "datactive+bigbang": {"not_an_email": 4, "read": 58},
    "discourse+email_reply_trimmer": {"not_an_email": 28, "read": 1},
    "domainaware+parsedmarc": {"read": 2, "not_an_email": 2, "skipped": 1},
    "hfig+MAPI": {"read": 2},
    "himanshuo+spamassassin": {"read": 1, "not_an_email": 1},
    "jhillyerd+enmime": {"read": 11, "not_an_email": 5},
    "jstedfast+MimeKit": {"read": 16, "not_an_email": 26},
    "mailgun+flanker": {"not_an_email": 5, "read": 44},
    "mailgun+talon": {"not_an_email": 6, "read": 1},
    "mikel+mail": {"not_an_email": 2, "read": 14},
    "nodemailer+mailparser": {"read": 3},
    "php-mime-mail-parser+php-mime-mail-parser": {"not_an_email": 2, "read": 4},
    "postalsys+postal-mime": {"read": 1, "not_an_email": 1},
    "python+cpython": {"read": 7, "not_an_email": 2},
    "rspamd+rspamd": {"read": 27, "not_an_email": 3},
    "scanny+python-oxmsg": {"read": 1, "not_an_email": 1},
    "stalwartlabs+mail-parser": {"not_an_email": 35, "read": 14},
    "stdlib-js+datasets-spam-assassin": {"read": 726},
    "thunderbird+thunderbird-android": {"read": 5},
    "vikramarsid+msg_parser": {"read": 1, "not_an_email": 1},
    "zbateson+mail-mime-parser": {"read": 12},
}


def outcomes(folder: Path) -> Counter[str]:
    """Hand over each file of a folder on its own, and count what became of the mails in it."""
    counts: Counter[str] = Counter()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for item in walk([str(path)], max_bytes=LIMIT, now=0, stdin=io.BytesIO()):
            if isinstance(item, Skipped):
                counts["skipped"] += 1
                continue
            read = read_item(item, LIMIT)
            assert getattr(read, "defect", "") == "", path
            counts["read" if isinstance(read, ReadMail) else read.code.value] += 1
    return counts


def test_every_folder_is_looked_at() -> None:
    assert {path.name for path in CORPORA.iterdir() if path.is_dir()} == OUTCOMES.keys()


@pytest.mark.parametrize("folder", OUTCOMES)
def test_outcomes(folder: str) -> None:
    assert outcomes(CORPORA / folder) == OUTCOMES[folder]


@pytest.mark.parametrize("folder", OUTCOMES)
def test_a_whole_folder_brings_the_same_mails(folder: str) -> None:
    """In a folder, files that are no mail and not named as such are passed over; no mail is."""
    items = list(walk([str(CORPORA / folder)], max_bytes=LIMIT, now=0, stdin=io.BytesIO()))
    read = [read_item(item, LIMIT) for item in items if not isinstance(item, Skipped)]
    assert sum(isinstance(mail, ReadMail) for mail in read) == OUTCOMES[folder]["read"]
