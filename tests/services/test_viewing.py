"""Looking at a mail as it was sent: harmless whatever it holds, and never written over a file."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from severa_desktop.mail.html_reduced import reduce_html
from severa_desktop.mail.shown import MOST_LETTERS
from severa_desktop.services.errors import UserError
from severa_desktop.services.html_cleaning import clean_html
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.services.programs import is_program
from severa_desktop.services.viewing import LayoutRefusedError, OpenRefusedError, ViewingService
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
    (name,) = viewed.pictures
    assert f'<img src="cid:{name}" alt="">' in viewed.clean.html
    assert viewed.clean.remote_pictures == 1
    for harm in ("script", "alert", "javascript", "style", "track.example"):
        assert harm not in viewed.clean.html
    assert viewing.part(1, viewed.pictures[name]).startswith(b"\x89PNG")


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
    reduced = reduce_html(source, lambda _source: None)
    assert reduced
    # Each of the two steps does it alone.
    for html in (reduced.html, clean_html(source)):
        assert "http" not in html
        assert "//x" not in html
        assert "data:" not in html


def test_links_stay_and_tell_nobody_where_they_were_followed_from() -> None:
    assert clean_html('<a href="https://x.example/a">a</a><a href="ftp://x/">b</a><a href="cid:part1">c</a>') == (
        '<a href="https://x.example/a" rel="noopener noreferrer">a</a>'
        '<a rel="noopener noreferrer">b</a><a rel="noopener noreferrer">c</a>'
    )


def test_cleaning_changes_nothing_that_was_reduced() -> None:
    source = (
        '<table border="1" width="50%"><tbody><tr><td align="left" style="font-weight:bold" colspan="2">a</td></tr>'
        '</tbody></table><ol start="3" type="a"><li dir="rtl">b</li></ol><img src="cid:part1" alt="c" width="9">'
        '<p style="text-align:center;white-space:pre-wrap"><big>d</big><tt>e</tt></p>'
    )
    reduced = reduce_html(source, {"cid:part1": "cid:part1"}.get)
    assert reduced
    assert clean_html(reduced.html) == source


def test_a_layout_that_is_too_large_is_a_sentence(store: Store) -> None:
    large = message("large", "a" * (MOST_LETTERS + 1), Content_Type="text/html")
    (result,) = ImportService(store, lambda: 0).run(Handover((), contents=(("large", large),)))
    assert result.activity_id
    with pytest.raises(LayoutRefusedError, match="too large"):
        ViewingService(store).html(result.activity_id)


def test_a_mail_that_was_not_imported_is_shown_with_its_pictures(store: Store) -> None:
    strange = message("s", HTML, From="x@else.example", To="", Content_Type="multipart/related; boundary=b")
    list(ImportService(store, lambda: 0).run(Handover((), contents=(("a", strange), ("b", b"no mail")))))
    viewing = ViewingService(store)
    viewed = viewing.refusal_html(1)
    assert viewed
    assert "<b>Piet</b>" in viewed.clean.html
    assert [viewing.refusal_part(1, part)[:4] for part in viewed.pictures.values()] == [b"\x89PNG"]
    assert viewing.refusal_html(2) is None
    with pytest.raises(UserError, match="not there any more"):
        viewing.refusal_part(99, 0)
    with pytest.raises(UserError, match="not there any more"):
        viewing.refusal_part(1, 99)


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
    assert viewing.open_copy(4, 1, tmp_path) == path
    dragged = viewing.copy_for_others(4, 1, tmp_path)
    assert dragged.name == "offer.pdf"
    assert dragged.stat().st_mode & 0o200


def test_writing_over_a_file_keeps_it_until_the_new_one_is_whole(
    viewing: ViewingService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out" / "offer.pdf"
    target.parent.mkdir()
    target.write_bytes(b"old")
    with monkeypatch.context() as full:
        full.setattr(Path, "replace", _disk_full)
        with pytest.raises(UserError, match="No space left"):
            viewing.write_attachment(4, 1, target)
    assert [path.name for path in target.parent.iterdir()] == ["offer.pdf"]
    assert target.read_bytes() == b"old"
    assert viewing.write_attachment(4, 1, target) == target
    assert target.read_bytes() == b"%PDF-1.4\n"


def _disk_full(_path: Path, _target: Path) -> None:
    raise OSError(28, "No space left on device")


def test_a_program_is_not_opened_but_can_be_saved(viewing: ViewingService, tmp_path: Path) -> None:
    with pytest.raises(OpenRefusedError, match="Save it if you trust it"):
        viewing.open_copy(5, 1, tmp_path)
    assert viewing.write_attachment(5, 1, tmp_path / "kept.exe").is_file()


@pytest.mark.parametrize(
    ("name", "media_type", "runs"),
    [
        ("a.PDF.EXE", "application/pdf", True),
        ("a.lnk", "application/octet-stream", True),
        ("start", "application/x-msdownload", True),
        ("a.desktop", "text/plain", True),
        ("a.docx", "application/octet-stream", False),
        ("exe", "text/plain", False),
    ],
)
def test_programs_are_known_by_name_and_type(name: str, media_type: str, runs: bool) -> None:
    assert is_program(name, media_type) is runs


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
    head, body = text.split("\n\n", 1)
    assert [line.partition(": ")[::2] for line in head.splitlines()][1:] == [
        ("From", "Anna de Vries <anna@acme.example>"),
        ("To", "Piet Jansen <piet@bakery.example>"),
        ("Subject", "Mail 2"),
    ]
    assert head.startswith("Date: 2026-03-02 ")
    assert body == "Hello\n"


def test_a_name_is_never_longer_than_a_file_system_takes(store: Store) -> None:
    subject = "Re: a/b " + "\N{FIRE}" * 100
    (result,) = ImportService(store, lambda: 0).run(Handover((), contents=(("a", message("l", Subject=subject)),)))
    assert result.activity_id
    name = ViewingService(store).original_name(result.activity_id)
    assert name.startswith("2026-03-02 Re_ a_b ")
    assert name.endswith(".eml")
    assert len(name.encode()) <= 200
