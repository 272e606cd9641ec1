import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from severa_desktop.sources.files import MailFile, NotRead, Skipped, walk
from tests.sources.made import (
    DOCUMENT,
    OUTLOOK,
    PICTURE,
    SPREADSHEET,
    failure,
    mail,
    mbox,
    taken,
    told,
    write,
    zipped,
)

needs_posix = pytest.mark.skipif(os.name == "nt", reason="links and pipes as POSIX has them")


def test_folders_are_walked_in_natural_order_of_the_relative_path(tmp_path: Path) -> None:
    names = [
        "10.eml",
        "2.eml",
        "B.eml",
        "a.eml",
        "sub/10.eml",
        "sub/9.eml",
        "sub/deep/1.eml",
        "a/1.eml",
        "map 2/x.eml",
    ]
    write(tmp_path, dict.fromkeys([*names, "map 10/x.eml"], mail()))
    wanted = "2.eml 10.eml a.eml a/1.eml B.eml map?2/x.eml map?10/x.eml sub/9.eml sub/10.eml sub/deep/1.eml"
    assert told(taken(tmp_path), tmp_path) == [name.replace("?", " ") for name in wanted.split()]


@pytest.mark.parametrize("given", ["mails", "./mails", "mails/", "mails//", "."])
def test_a_source_begins_with_the_path_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    write(tmp_path, {"mails/03.eml": mail()})
    monkeypatch.chdir(tmp_path)
    wanted = {
        "mails": "mails/03.eml",
        "mails/": "mails/03.eml",
        ".": "./mails/03.eml",
        "mails//": "mails//03.eml",
    }
    assert told(taken(given)) == [wanted.get(given, "./mails/03.eml")]


def test_what_is_no_mail_and_not_named_as_one_is_counted(tmp_path: Path) -> None:
    files = {
        "a.pdf": b"%PDF-1.7\n",
        "b.png": PICTURE,
        "c.docx": DOCUMENT,
        "d.xls": SPREADSHEET,
        "e": b"",
        "f.txt": b"Beste Anna,\n",
        "g.jar": b"PK\x03\x04 damaged",
    }
    write(tmp_path, files)
    assert told(taken(tmp_path), tmp_path) == [f"~{name}" for name in files]


def test_what_is_named_as_a_mail_gets_its_outcome(tmp_path: Path) -> None:
    write(tmp_path, {"a.eml": PICTURE, "b.EML": b"", "c.msg": SPREADSHEET, "d.mbox": b"x", "e.eml": DOCUMENT})
    items = taken(tmp_path)
    assert told(items, tmp_path) == ["a.eml", "b.EML", "c.msg", "d.mbox", "!not_an_email e.eml"]
    assert failure(items[-1]).content == DOCUMENT


def test_content_decides_what_a_file_is(tmp_path: Path) -> None:
    files = {
        "a": mail(),
        "b.txt": OUTLOOK,
        "c.eml": mbox(mail(), mail()),
        "d.dat": zipped({"x.eml": mail()}),
        "e.zip": mail(),
    }
    write(tmp_path, files)
    assert told(taken(tmp_path), tmp_path) == ["a", "b.txt", "c.eml#1", "c.eml#2", "d.dat!/x.eml", "e.zip"]


def test_a_file_named_on_its_own_gets_its_outcome_whatever_it_is(tmp_path: Path) -> None:
    names = {
        "a.pdf": b"%PDF-1.7\n",
        "b.docx": DOCUMENT,
        "c.xls": SPREADSHEET,
        ".d": mail(),
        "Thumbs.db": SPREADSHEET,
    }
    write(tmp_path, names)
    wanted = ["a.pdf", "!not_an_email b.docx", "c.xls", ".d", "Thumbs.db"]
    assert told(taken(*(tmp_path / name for name in names)), tmp_path) == wanted


def test_dot_files_and_system_files_are_not_even_counted(tmp_path: Path) -> None:
    names = [
        ".a.eml",
        ".git/a.eml",
        "__MACOSX/a.eml",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "sub/THUMBS.DB",
    ]
    write(tmp_path, dict.fromkeys(names, mail()))
    assert taken(tmp_path) == []


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert taken(tmp_path) == []


def test_twice_the_same_path_gives_everything_twice_and_input_order_holds(tmp_path: Path) -> None:
    write(tmp_path, {"b.eml": mail(), "a/1.eml": mail()})
    given = [tmp_path / "b.eml", tmp_path / "a", tmp_path / "b.eml"]
    assert told(taken(*given), tmp_path) == ["b.eml", "a/1.eml", "b.eml"]


def test_a_file_has_its_own_time_and_size(tmp_path: Path) -> None:
    write(tmp_path, {"a.eml": mail()})
    os.utime(tmp_path / "a.eml", (0, 1_234_567_890.75))
    (item,) = taken(tmp_path)
    assert isinstance(item, MailFile)
    assert (item.size, item.origin.file_time, item.origin.by_hand) == (len(mail()), 1_234_567_890, True)


def test_files_over_the_limit_fail_unless_they_are_no_mail_anyway(tmp_path: Path) -> None:
    large = {"a.eml": mail() * 50, "b": mail() * 50, "c.png": PICTURE, "d.eml": PICTURE, "e.msg": OUTLOOK * 5}
    write(tmp_path, large)
    wanted = ["!too_large a.eml", "!too_large b", "~c.png", "!too_large d.eml", "!too_large e.msg"]
    items = taken(tmp_path, max_bytes=1000)
    assert told(items, tmp_path) == wanted
    assert f"{len(mail()) * 50:,} bytes" in failure(items[0]).text
    assert failure(items[0]).content is None


@needs_posix
def test_links_to_folders_are_not_followed_and_links_to_files_are_read(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {"x.eml": mail()})
    write(tmp_path / "mails", {"a.eml": mail()})
    (tmp_path / "mails/loop").symlink_to(tmp_path / "mails")
    (tmp_path / "mails/folder").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "mails/link").symlink_to(tmp_path / "elsewhere/x.eml")
    assert told(taken(tmp_path / "mails"), tmp_path) == ["mails/a.eml", "mails/link"]
    assert told(taken(tmp_path / "mails/folder"), tmp_path) == ["mails/folder/x.eml"]


@needs_posix
def test_broken_links_fail_if_they_are_named_as_mails(tmp_path: Path) -> None:
    (tmp_path / "a.eml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "b").symlink_to(tmp_path / "nowhere")
    (tmp_path / "c.eml").symlink_to(tmp_path / "c.eml")
    assert told(taken(tmp_path), tmp_path) == ["!unreadable a.eml", "~b", "!unreadable c.eml"]


@needs_posix
def test_pipes_and_devices_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.eml")
    os.mkfifo(tmp_path / "b")
    (tmp_path / "c").symlink_to("/dev/zero")
    (tmp_path / "d.eml").symlink_to("/dev/zero")
    items = taken(tmp_path, tmp_path / "b", "/dev/zero")
    wanted = ["!unreadable a.eml", "~b", "~c", "!unreadable d.eml", "!unreadable b", "!unreadable /dev/zero"]
    assert told(items, tmp_path) == wanted
    assert "neither a file nor a folder" in failure(items[0]).text


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    write(tmp_path, {os.fsdecode(b"caf\xe9.eml"): mail(), "a\nb.eml": mail()})
    items = taken(tmp_path)
    assert told(items, tmp_path) == [r"a\x0ab.eml", r"caf\xe9.eml"]
    assert all(isinstance(item, MailFile) and item.path.exists() for item in items)


@needs_posix
@pytest.mark.parametrize(("levels", "wanted"), [(1100, "/a.eml"), (2500, "/m")])
def test_folders_deeper_than_python_calls_or_paths_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, levels: int, wanted: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(levels):
        Path("m").mkdir()
        os.chdir("m")
    Path("a.eml").write_bytes(mail())
    os.chdir(tmp_path)
    (item,) = taken("m")
    # Pytest's way of taking folders down calls itself for each level.
    subprocess.run(["rm", "-rf", "m"], check=True)
    assert not isinstance(item, Skipped)
    assert item.origin.source.endswith(f"/m{wanted}")
    assert isinstance(item, NotRead) == (levels > 2000)


def test_a_folder_begins_before_all_of_it_is_walked(tmp_path: Path) -> None:
    write(tmp_path, {"a/1.eml": mail(), "b/1.eml": mail()})
    walking = walk([str(tmp_path)], max_bytes=1000, now=0, stdin=sys.stdin.buffer)
    assert len(list(islice(walking, 1))) == 1
    write(tmp_path, {"b/2.png": PICTURE})
    rest = list(walking)
    assert isinstance(rest[-1], Skipped)


MAILDIR = {
    "box/cur/1700000002.x:2,S": mail(),
    "box/cur/1700000010.x:2,": mail(),
    "box/new/1700000003.x": mail(),
    "box/tmp/1700000004.x": mail(),
    "box/.Sent/cur/1.x": mail(),
    "box/.Sent/tmp/2.x": mail(),
    "box/.hidden/3.eml": mail(),
    "box/dovecot-uidlist": b"3 V1 N1\n",
}


@pytest.mark.skipif(os.name == "nt", reason="no colon in a file's name")
def test_a_maildir_gives_cur_and_new_and_its_subfolders(tmp_path: Path) -> None:
    write(tmp_path, MAILDIR)
    assert told(taken(tmp_path / "box"), tmp_path / "box") == [
        ".Sent/cur/1.x",
        "cur/1700000002.x:2,S",
        "cur/1700000010.x:2,",
        "~dovecot-uidlist",
        "new/1700000003.x",
    ]


@pytest.mark.parametrize("half", ["cur", "new"])
def test_either_half_makes_a_maildir(tmp_path: Path, half: str) -> None:
    write(tmp_path, {f"{half}/1.x": mail(), "tmp/2.x": mail()})
    assert told(taken(tmp_path), tmp_path) == [f"{half}/1.x"]


def test_an_ordinary_folder_named_new_costs_its_neighbours_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"new/1.eml": mail(), "a.eml": mail(), "2025/b.eml": mail()})
    assert told(taken(tmp_path), tmp_path) == ["2025/b.eml", "a.eml", "new/1.eml"]


def test_tmp_is_an_ordinary_name_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, {"tmp/1.eml": mail(), "cur": mail()})
    assert told(taken(tmp_path), tmp_path) == ["cur", "tmp/1.eml"]


def test_cur_itself_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"box/cur/1.x": mail()})
    assert told(taken(tmp_path / "box/cur"), tmp_path) == ["box/cur/1.x"]
