"""Looking at a mail as it was sent: harmless whatever it holds, and never written over a file."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from severa_desktop.services.errors import UserError
from severa_desktop.services.html_cleaning import MOST_LETTERS, clean_html
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.services.viewing import OpenRefusedError, ViewingService
from severa_desktop.store.store import Store
from tests.services.company import company, message, with_attachment

HTML = (
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    '<p style="color:white">Dag <b>Piet</b></p><img src="cid:logo@x"><img src="https://track.example/1.gif">'
    '<script>alert(1)</script><a href="javascript:alert(1)">klik</a>\r\n'
    "--b\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    "--b--\r\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """1: HTML with a picture of its own and one from elsewhere; 2 and 3: answers; 4: an attachment; 5: a program."""
    program = with_attachment(5).replace(b"offer.pdf", b"offer.exe")
    mails = [
        message(1, HTML, Content_Type="multipart/related; boundary=b"),
        message(2, References="<1@acme.example>", In_Reply_To="<1@acme.example>"),
        message(3, References="<1@acme.example> <2@acme.example>", In_Reply_To="<2@acme.example>"),
        with_attachment(4),
        program,
    ]
    folder = tmp_path / "mails"
    folder.mkdir()
    for number, mail in enumerate(mails, 1):
        (folder / f"{number}.eml").write_bytes(mail)
    opened = company(tmp_path / "store.sqlite")
    list(ImportService(opened, lambda: 1_800_000_000).run(Handover([str(folder)], BytesIO())))
    yield opened
    opened.close()


@pytest.fixture
def viewing(store: Store) -> ViewingService:
    return ViewingService(store)


def test_html_is_shown_without_scripts_colours_and_pictures_from_elsewhere(viewing: ViewingService) -> None:
    viewed = viewing.html(1)
    assert viewed
    assert "<b>Piet</b>" in viewed.clean.html
    assert '<img src="cid:logo@x">' in viewed.clean.html
    assert viewed.clean.remote_pictures == 1
    for harm in ("script", "alert", "javascript", "style", "track.example"):
        assert harm not in viewed.clean.html
    assert viewing.part(1, viewed.pictures["logo@x"]).startswith(b"\x89PNG")


def test_a_mail_without_html_has_none(viewing: ViewingService) -> None:
    assert viewing.html(2) is None


@pytest.mark.parametrize(
    "source",
    [
        '<img src="http://x/a.png">',
        '<img src="//x/a.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<img srcset="http://x/a.png 2x">',
        '<table background="http://x/a.png"><tr><td background="http://x/b.png">a</td></tr></table>',
        '<div style="background:url(http://x/a.png)">a</div>',
        '<link rel="stylesheet" href="http://x/a.css">',
        "<style>@import 'http://x/a.css';</style>",
        '<svg><image href="http://x/a.png"/></svg>',
        '<video src="http://x/a.mp4" poster="http://x/a.png"></video>',
        '<iframe src="http://x/"></iframe>',
        '<form action="http://x/"><input type="image" src="http://x/a.png"></form>',
        '<meta http-equiv="refresh" content="0;url=http://x/">',
        '<base href="http://x/">',
        "<p onclick=\"fetch('http://x/')\">a</p>",
    ],
)
def test_nothing_that_could_be_fetched_is_left(source: str) -> None:
    clean = clean_html(source)
    assert clean
    assert "http" not in clean.html
    assert "//x" not in clean.html
    assert "data:" not in clean.html


def test_links_stay_and_tell_nobody_where_they_were_followed_from() -> None:
    clean = clean_html('<a href="https://x.example/a">a</a>')
    assert clean
    assert clean.html == '<a href="https://x.example/a" rel="noopener noreferrer">a</a>'


def test_a_table_cannot_ask_for_endless_room() -> None:
    clean = clean_html('<table><tr><td colspan="2000000000">a</td></tr></table><img src="cid:a" width="999999999">')
    assert clean
    assert "000" not in clean.html
    assert "999" not in clean.html


def test_a_document_that_is_too_long_is_not_shown() -> None:
    assert clean_html("a" * (MOST_LETTERS + 1)) is None


@pytest.mark.parametrize("activity_id", [1, 2, 3])
def test_the_conversation_is_found_from_each_of_its_mails(viewing: ViewingService, activity_id: int) -> None:
    assert [one.id for one in viewing.thread(activity_id)] == [one for one in (1, 2, 3) if one != activity_id]


def test_a_mail_alone_has_no_conversation(viewing: ViewingService) -> None:
    assert viewing.thread(4) == ()
    assert viewing.thread(99) == ()


def test_attachments_are_saved_under_a_name_that_is_free(viewing: ViewingService, tmp_path: Path) -> None:
    (tmp_path / "offer.pdf").write_bytes(b"other")
    (path,) = viewing.save_all(4, tmp_path)
    assert path.name == "offer (2).pdf"
    assert path.read_bytes() == b"%PDF-1.4\n"
    assert (tmp_path / "offer.pdf").read_bytes() == b"other"


def test_an_opened_copy_cannot_be_changed_by_mistake(viewing: ViewingService, tmp_path: Path) -> None:
    path = viewing.open_copy(4, 1, tmp_path)
    assert path.suffix == ".pdf"
    assert path.stat().st_mode & 0o777 == 0o400


def test_a_program_is_not_opened_but_can_be_saved(viewing: ViewingService, tmp_path: Path) -> None:
    with pytest.raises(OpenRefusedError, match="Save it if you trust it"):
        viewing.open_copy(5, 1, tmp_path)
    assert viewing.write_attachment(5, 1, tmp_path / "kept.exe").is_file()


def test_the_original_is_named_after_its_day_and_subject(viewing: ViewingService, tmp_path: Path) -> None:
    assert viewing.original_name(2) == "2026-03-02 Mail 2.eml"
    assert viewing.save_original(2, tmp_path / "a.eml").read_bytes().startswith(b"From: Anna")
    assert viewing.original_copy(2, tmp_path).name == "2026-03-02 Mail 2.eml"


def test_a_place_that_cannot_be_written_is_said(viewing: ViewingService, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Choose another folder"):
        viewing.save_original(2, tmp_path / "nowhere" / "a.eml")
    with pytest.raises(UserError, match="Choose another folder"):
        viewing.save_all(4, tmp_path / "nowhere")


def test_the_text_for_the_clipboard_names_people_and_subject(viewing: ViewingService) -> None:
    text = viewing.as_text(2)
    assert text.startswith("Mail 2\n2026-03-02 ")
    assert "Piet Jansen <piet@bakery.example>" in text
    assert text.endswith("Hello\n")
