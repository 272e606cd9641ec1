"""What is dropped or pasted, from every kind of program: taken, or said why not and what works."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from severa_desktop.core.model import Mail
from severa_desktop.mail.reader import read
from severa_desktop.ui.importing.dropping import count_of, may_be_mail, read_drop
from tests.services.company import message
from tests.ui.importing.mime import CONTENTS, DESCRIPTORS, data, descriptor, descriptors, text, urls, virtual_files

NO_MAIL = "There is no e-mail in this. Drop .eml or .msg files, folders, mbox files or zip files of them."
ONLY_ADDRESS = (
    "The mail program handed over only the mail's address, not the mail. "
    "Drag the mail to a folder or the desktop first, and from there into this window."
)
NO_CONTENT = (
    "Outlook announced mails but handed over none of their content. "
    "Drag them to a folder first, and from there into this window."
)


def test_files_and_folders_are_taken_as_they_are_named(tmp_path: Path) -> None:
    paths = [tmp_path / "Offerte é 50%.eml", tmp_path / "folder", tmp_path / "a#b?.msg"]
    mime = urls(*(path.as_uri() for path in paths))
    assert may_be_mail(mime)
    assert count_of(mime) == 3
    dropped = read_drop(mime)
    assert dropped.paths == tuple(map(str, paths))
    assert (dropped.contents, dropped.problems) == ((), ())


def test_an_empty_file_is_taken_so_that_the_result_can_say_what_is_wrong_with_it(tmp_path: Path) -> None:
    (tmp_path / "empty.eml").touch()
    assert read_drop(urls((tmp_path / "empty.eml").as_uri())).paths == (str(tmp_path / "empty.eml"),)


def test_files_are_preferred_to_their_content_beside_them() -> None:
    mime = urls("file:///mails/one.eml")
    mime.setData("message/rfc822", message())
    mime.setText("From: nobody\n")
    dropped = read_drop(mime)
    assert dropped.paths == ("/mails/one.eml",)
    assert dropped.contents == ()


def test_ten_thousand_files_are_counted_without_looking_at_any() -> None:
    lines = b"".join(b"file:///mails/%d.eml\r\n" % number for number in range(10_000))
    assert count_of(data("text/uri-list", b"# what this is\r\n" + lines + b"\r\n")) == 10_000


@pytest.mark.parametrize("kind", ["message/rfc822", "application/vnd.ms-outlook"])
def test_a_mail_handed_over_as_data_is_taken(kind: str) -> None:
    mime = data(kind, message())
    assert may_be_mail(mime)
    assert count_of(mime) == 1
    assert read_drop(mime).contents == (("Dropped mail", message()),)


def test_outlook_s_virtual_files_are_taken_with_their_names() -> None:
    mime = virtual_files([("Re: Offerte – één.msg", message(1)), ("Planning.eml", message(2))])
    assert may_be_mail(mime)
    assert count_of(mime) == 2
    dropped = read_drop(mime)
    assert dropped.contents == (("Re: Offerte – één.msg", message(1)), ("Planning.eml", message(2)))
    assert dropped.problems == ()


def test_one_virtual_file_may_come_without_a_number() -> None:
    mime = QMimeData()
    mime.setData(DESCRIPTORS, descriptors("One.msg"))
    mime.setData(CONTENTS, message())
    assert read_drop(mime).contents == (("One.msg", message()),)


def test_a_virtual_file_without_a_name_gets_one() -> None:
    assert read_drop(virtual_files([("", message(1)), ("", message(2))])).contents == (
        ("Mail 1 from Outlook", message(1)),
        ("Mail 2 from Outlook", message(2)),
    )


@pytest.mark.parametrize("files", [[("One.msg", b"")], [("One.msg", b""), ("Two.msg", b"")]])
def test_virtual_files_without_content_are_said_with_the_way_that_works(files: list[tuple[str, bytes]]) -> None:
    mime = virtual_files(files)
    assert count_of(mime) == len(files)
    dropped = read_drop(mime)
    assert dropped.contents == ()
    assert dropped.problems == (NO_CONTENT,)


def test_those_without_content_are_named_when_others_have_some() -> None:
    dropped = read_drop(virtual_files([("One.msg", message(1)), ("Two.msg", b""), ("Three.msg", b"")]))
    assert dropped.contents == (("One.msg", message(1)),)
    (problem,) = dropped.problems
    assert problem == (
        "Outlook did not hand over the content of 2 mails: Two.msg, Three.msg. "
        "Drag them to a folder first, and from there into this window."
    )


def test_of_many_without_content_the_first_are_named() -> None:
    files = [("One.msg", message(1)), *((f"Mail {number}.msg", b"") for number in range(300))]
    (problem,) = read_drop(virtual_files(files)).problems
    assert "300 mails: Mail 0.msg, Mail 1.msg, Mail 2.msg, …. " in problem


def test_a_virtual_folder_is_no_mail_that_is_missing() -> None:
    mime = QMimeData()
    listed = descriptor("Mails", folder=True) + descriptor("Mails\\One.msg")
    mime.setData(DESCRIPTORS, struct.pack("<I", 2) + listed)
    mime.setData(f"{CONTENTS};index=1", message())
    assert count_of(mime) == 1
    dropped = read_drop(mime)
    assert dropped.contents == (("Mails\\One.msg", message()),)
    assert dropped.problems == ()


@pytest.mark.parametrize(
    "described",
    [b"", b"\1", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\xff" + b"\xff" * 592, descriptors("One.msg")[:-1]],
)
def test_descriptors_that_are_damaged_are_no_harm(described: bytes) -> None:
    mime = data(DESCRIPTORS, described)
    assert count_of(mime) == 1
    dropped = read_drop(mime)
    assert (dropped.paths, dropped.contents, dropped.problems) == ((), (), (NO_CONTENT,))


@pytest.mark.parametrize(
    "address",
    [
        "imap-message://me@mail.example/INBOX#12",
        "imap://me@mail.example/INBOX;UID=12",
        "mailbox-message://nobody@Local%20Folders/Sent#5",
        "message:%3C1@acme.example%3E",
        "mid:1@acme.example",
    ],
)
def test_the_mere_address_of_a_mail_is_said_with_the_way_that_works(address: str) -> None:
    mime = urls(address)
    assert may_be_mail(mime)
    assert read_drop(mime).problems == (ONLY_ADDRESS,)


def test_thunderbird_s_own_kind_of_address_is_known() -> None:
    mime = data("text/x-moz-message", "imap-message://me@mail.example/INBOX#12".encode("utf-16-le"))
    assert may_be_mail(mime)
    assert read_drop(mime).problems == (ONLY_ADDRESS,)


@pytest.mark.parametrize("kind", ["message/rfc822", "application/vnd.ms-outlook"])
def test_data_without_content_is_said_too(kind: str) -> None:
    assert read_drop(data(kind, b"")).problems == (ONLY_ADDRESS,)


def test_addresses_among_files_are_said_and_the_files_taken() -> None:
    dropped = read_drop(urls("file:///mails/one.eml", "imap-message://a/INBOX#1", "imap-message://a/INBOX#2"))
    assert dropped.paths == ("/mails/one.eml",)
    assert dropped.problems == (ONLY_ADDRESS,)


def test_links_among_files_are_said_and_the_files_taken() -> None:
    dropped = read_drop(urls("file:///mails/one.eml", "https://mail.example/1"))
    assert dropped.paths == ("/mails/one.eml",)
    assert dropped.problems == ("Links to the internet were left out: only files and folders can be imported.",)


PASTED = [
    message().decode(),
    "\n\n  " + message().decode(),
    message().decode().replace("\r\n", "\n"),
    "Delivered-To: anna@acme.example\nReceived: by 2002:a05 with SMTP id x\n        Mon, 2 Mar 2026\nFrom: a@b.example",
    "X-Mozilla-Status: 0001\nX-Mozilla-Keys:\nFrom: Anna <anna@acme.example>\n\nHello",
    "MIME-Version: 1.0\nDKIM-Signature: v=1;\n\tb=abc\nMessage-ID: <1@acme.example>\n",
    "From anna@acme.example Mon Mar  2 09:15:00 2026\nFrom: anna@acme.example\n\nHello",
    "SENDER: anna@acme.example\nsubject : Offerte €\n\nHé",
]


@pytest.mark.parametrize("pasted", PASTED)
def test_the_source_of_a_mail_can_be_pasted(pasted: str) -> None:
    ((name, content),) = read_drop(text(pasted)).contents
    assert name == "Pasted mail"
    assert content == pasted.lstrip().encode()


def test_what_is_pasted_is_read_as_the_mail_it_was() -> None:
    ((_name, content),) = read_drop(text(message(1, "Tot € 5\n", Subject="Offerte é").decode())).contents
    mail = read(content)
    assert isinstance(mail, Mail)
    assert mail.subject == "Offerte é"


@pytest.mark.parametrize(
    "pasted",
    ["", " \n ", "Hello", "From here on it is easy", "To: do list\n\n- bread", "Subject: only\n\nwords", "a" * 100_000],
)
def test_other_texts_are_no_mails(pasted: str) -> None:
    assert read_drop(text(pasted)).problems == (NO_MAIL,)


def image() -> QMimeData:
    mime = QMimeData()
    mime.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
    return mime


def colour() -> QMimeData:
    mime = QMimeData()
    mime.setColorData("#ff0000")
    return mime


@pytest.mark.parametrize("make", [QMimeData, image, colour, lambda: data("application/x-own", b"From: a@b\n")])
def test_nonsense_is_not_accepted_while_it_is_dragged_and_explained_when_it_is_pasted(
    make: Callable[[], QMimeData],
) -> None:
    assert not may_be_mail(make())
    assert count_of(make()) == 1
    assert read_drop(make()).problems == (NO_MAIL,)


def test_a_link_to_a_page_is_no_mail() -> None:
    assert read_drop(urls("https://www.example/offer.eml")).problems == (NO_MAIL,)
