"""People read from a message's header alone are those of the whole reading."""

from pathlib import Path

import pytest

from severa_desktop.core.model import Mail
from severa_desktop.mail.reader import read, read_people
from severa_desktop.paths import resource_folder

MAILS = sorted(path for path in (resource_folder() / "sample" / "mails").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.name)
def test_the_people_of_sample_mails(path: Path) -> None:
    content = path.read_bytes()
    mail = read(content)
    expected = (mail.senders, mail.recipients) if isinstance(mail, Mail) else ((), ())
    assert read_people(content) == expected


@pytest.mark.parametrize("content", [b"", b"no mail", bytes.fromhex("d0cf11e0a1b11ae1") + b"damaged"])
def test_what_is_no_mail_has_nobody(content: bytes) -> None:
    assert read_people(content) == ((), ())
