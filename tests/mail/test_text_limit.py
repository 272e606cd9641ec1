"""Texts that are longer than what is read of them."""

import base64

import pytest

from severa_desktop.core.model import Mail
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.reader import part_content, read
from severa_desktop.mail.text_limit import MOST_TEXT, beginning, beginning_of_html, without_pictures
from severa_desktop.sentences import reason_sentence
from severa_desktop.texts import set_language
from tests.mail.outlook.tnef_writer import message, tnef_stream

HEAD = b"From: a@b.nl\r\nSubject: x\r\n"
LINE = "Een regel met een café.\r\n"
LINES = LINE.encode() * (MOST_TEXT // len(LINE.encode()))
LIMITED = (Reason(Code.STRUCTURE_LIMITED, text="2 MB"),)


def mail(content: bytes) -> Mail:
    found = read(HEAD + content)
    assert isinstance(found, Mail)
    return found


def plain(text: bytes, charset: str = "utf-8") -> bytes:
    return f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + text


def html(document: bytes) -> bytes:
    return b"Content-Type: text/html; charset=utf-8\r\n\r\n" + document


def multipart(kind: str, *parts: bytes) -> bytes:
    head = f"Content-Type: multipart/{kind}; boundary=b\r\n\r\n".encode()
    return head + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


def test_a_text_of_the_greatest_length_is_read_whole() -> None:
    text = LINES.ljust(MOST_TEXT, b"x")
    found = mail(plain(text))
    assert found.body == text.decode().replace("\r\n", "\n")
    assert found.notes == ()


def test_a_longer_text_is_read_up_to_the_end_of_a_line() -> None:
    found = mail(plain(LINES * 2))
    assert found.body == LINES.decode().replace("\r\n", "\n")
    assert found.notes == LIMITED


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "utf-32", "gb18030", "utf-7", "iso2022_jp"])
def test_it_is_cut_between_letters_whatever_they_are_written_in(codec: str) -> None:
    line = "会議は十時から\r\n"
    found = mail(plain((line * (3 * MOST_TEXT // len(line.encode(codec)))).encode(codec), codec))
    assert set(found.body.splitlines()) == {line.strip()}
    assert found.notes == LIMITED


def test_text_without_lines_is_cut_behind_a_word_or_a_letter() -> None:
    assert beginning(b"woord " * MOST_TEXT)[-12:] == b"woord woord "
    for letter in ("x", "é", "€", "😀"):
        for shift in range(4):
            cut = beginning(b"x" * shift + letter.encode() * MOST_TEXT)
            assert MOST_TEXT - 4 < len(cut) <= MOST_TEXT
            assert set(cut.decode()) <= {"x", letter}
    assert len(beginning(b"\x80" * 2 * MOST_TEXT)) > MOST_TEXT - 4


def test_html_is_cut_behind_a_tag() -> None:
    piece = b"<p class='een\ntwee'>Hallo</p>"
    found = mail(html(piece * (MOST_TEXT // 10)))
    assert set(found.body.splitlines()) == {"", "Hallo"}
    assert found.notes == LIMITED
    assert beginning_of_html(piece * (MOST_TEXT // 10)).endswith(b">")


def test_pictures_that_are_written_out_do_not_count() -> None:
    picture = "data:image/png;base64," + "A" * MOST_TEXT
    found = mail(html(f"<p>een<img alt='Plattegrond' src=\"{picture}\" title=x><p>twee".encode() * 2))
    assert found.body == "een Plattegrond\n\ntwee\n\neen Plattegrond\n\ntwee".replace("een P", "eenP")
    assert found.notes == ()
    assert without_pictures(b"url(data:image/gif;base64,R0lG/+%3D=) <b>") == b"url(data:image/gif;base64,) <b>"


def test_a_picture_that_a_tag_with_another_one_shows_is_no_attachment() -> None:
    document = f'<td style="background:url(cid:p)" background="data:image/png;base64,{"A" * MOST_TEXT}">x'
    picture = b"Content-Type: image/png\r\nContent-ID: <p>\r\n\r\nx"
    assert mail(multipart("related", html(document.encode()), picture)).attachments == ()


def test_of_several_texts_as_much_is_read_as_of_one() -> None:
    parts = [plain(LINES[: 2 * MOST_TEXT // 5]) for _ in range(5)]
    found = mail(multipart("mixed", *parts))
    assert MOST_TEXT - 100 < len(found.body) < MOST_TEXT + 100
    assert found.body.count("\n\n") == 2
    assert found.notes == LIMITED
    assert mail(multipart("mixed", plain(LINES), plain(b"voettekst"))).notes == ()
    assert mail(multipart("mixed", plain(LINES.replace(b"\xc3\xa9", b"ee")), plain(b"voettekst" * 2_000_000))).notes


def test_a_text_that_is_not_needed_may_be_as_long_as_it_is() -> None:
    assert mail(multipart("alternative", plain(b"kort"), html(LINES * 2))).notes == ()
    assert mail(multipart("mixed", plain(b"kort"), plain(LINES * 2).replace(b"\r\n\r\n", b"\r\nContent-Disposition: "
                b"attachment\r\n\r\n", 1))).notes == ()  # fmt: skip


@pytest.mark.parametrize("tag", [Tag.BODY, Tag.HTML])
def test_a_long_text_in_winmail_dat(tag: Tag) -> None:
    packed = base64.encodebytes(tnef_stream(message({tag: LINES.decode() * 2})))
    found = mail(b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n" + packed)
    assert found.body.startswith("Een regel met een café.")
    assert found.notes == LIMITED


def test_the_part_stays_whole() -> None:
    assert part_content(HEAD + plain(LINES * 2), 0) == LINES * 2


def test_what_is_said_about_it() -> None:
    (reason,) = LIMITED
    assert reason_sentence(reason) == (
        "The mail’s text is longer than the 2 MB that are shown and searched. The original is kept whole."
    )
    assert reason_sentence(Reason(Code.STRUCTURE_LIMITED)).startswith("The mail is nested too deep")
    set_language("nl")
    try:
        assert reason_sentence(reason) == (
            "De tekst van de mail is langer dan de 2 MB die worden getoond en doorzocht. "
            "Het origineel is volledig bewaard."
        )
    finally:
        set_language("en")
