"""Empty files, which Outlook and Thunderbird leave where a mail was dragged: said so, with the way that works."""

import pytest

from severa_desktop.core.model import Unreadable
from severa_desktop.core.reasons import Code
from severa_desktop.mail.reader import EMPTY, NOT_AN_EMAIL, read


@pytest.mark.parametrize("content", [b"", b"\r\n", b" \n\t\n"])
def test_an_empty_file_is_called_empty(content: bytes) -> None:
    assert read(content) == Unreadable(Code.NOT_AN_EMAIL, EMPTY)


@pytest.mark.parametrize("content", [b"x", b"\0\0", b"%PDF-1.4"])
def test_another_file_is_called_no_email(content: bytes) -> None:
    assert read(content) == Unreadable(Code.NOT_AN_EMAIL, NOT_AN_EMAIL)
