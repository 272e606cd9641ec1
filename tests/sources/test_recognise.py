import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.fields import looks_like_mail
from severa_desktop.sources.recognise import HEAD, LONG_HEAD, Kind, recognise
from tests.sources.made import DOCUMENT, OUTLOOK, PICTURE, mail, mbox

LINE = b"From anna@acme.example Mon Mar  2 08:15:00 2026\n"


def kind(content: bytes) -> Kind:
    found = recognise(content[:HEAD], final=len(content) < HEAD)
    return recognise(content[:LONG_HEAD], final=True) if found is Kind.UNCLEAR else found


@pytest.mark.parametrize(
    "content",
    [
        mail(),
        b"Sender: a@b.example\n",
        b"message-id:x",
        b"FROM : a@b.example\n\n",
        b"Subject: x\nFrom\t: a@b.example\n\n",
        b"\xef\xbb\xbf" + mail(),
        b"\n \r\n" + mail(),
        mail().replace(b"\n", b"\r\n"),
        mail().replace(b"\n", b"\r"),
        mail().replace(b"\n", b"\r\r\n"),
        b"\0\0" + mail(),
        mail().replace(b"From", b"F\0rom"),
        b"geen veld\n" + mail(),
        b"Subject: x\ngeen veld\nFrom: a@b.example\n\n",
        b"Subject: x\n folded\n\tagain\nFrom:\n\n",
        b">" + LINE + mail(),
        b"X: " + b"a" * HEAD + b"\nFrom: a@b.example\n\n",
        b"X: y\n" * 2000 + b"From: a@b.example\n\n",
        b"a" * HEAD + b"\n" + mail(),
        b"X: y\n" * LONG_HEAD,  # in doubt
    ],
)
def test_mails(content: bytes) -> None:
    assert kind(content) is Kind.MAIL


@pytest.mark.parametrize("content", [LINE + mail(), LINE + b"\n" + mail(), b"\xef\xbb\xbf\n" + LINE, mbox(b"geen kop")])
def test_mboxes(content: bytes) -> None:
    assert kind(content) is Kind.MBOX


def test_a_from_line_without_date_needs_a_header_after_it() -> None:
    assert kind(b"From piet\n" + mail()) is Kind.MBOX
    assert kind(b"From here on it is simple.\nGroet\n\nFrom: x\n") is Kind.OTHER


@pytest.mark.parametrize(
    "content",
    [
        b"",
        PICTURE,
        b"%PDF-1.7\nFrom: a@b.example\n\n",
        b"<html>\nFrom: a@b.example\n</html>",
        b"{\\rtf1 \nFrom: a@b.example\n",
        b"Beste Anna,\n\nFrom: piet@jansen.example\n",
        b"Subject: x\nTo: y\n\nFrom: piet@jansen.example\n",
        b"naam;adres\n" * 1000 + b"From: x\n",
        b"naam: adres\n\n" * 1000,
        b"\xff\xfe" + mail().decode().encode("utf-16-le"),
        b"\xfe\xff" + mail().decode().encode("utf-16-be"),
        mail().decode().encode("utf-16-le"),
        mail().decode().encode("utf-32-be"),
        b"x" * (2 * LONG_HEAD),
        bytes(range(256)) * 1000,
    ],
)
def test_no_mails(content: bytes) -> None:
    assert kind(content) is Kind.OTHER


def test_containers() -> None:
    assert kind(OUTLOOK) is Kind.COMPOUND
    assert kind(DOCUMENT) is Kind.ZIP


SOME = [
    b"From: a@b.example",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b" ",
    b"\t",
    b"Message-ID",
    b":",
    b"X: y",
    b"tekst",
    LINE,
]
MORE = [b"From x\n", b">From ", b"\xef\xbb\xbf", b"<", b"%PDF-", b"\x01", b"\xe9", b"\n\n", b"//"]
PIECES = st.lists(st.sampled_from([*SOME, *MORE]), max_size=30).map(b"".join)


@given(PIECES)
def test_what_the_mail_reader_reads_is_never_passed_over(content: bytes) -> None:
    if looks_like_mail(content):
        assert kind(content) in {Kind.MAIL, Kind.MBOX}


@given(st.binary(max_size=200))
def test_any_bytes_are_recognised_as_something(content: bytes) -> None:
    assert recognise(content, final=True) is not Kind.UNCLEAR
