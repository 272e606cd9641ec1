import io
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.sources import zipped as zips
from severa_desktop.sources.files import Item, MailBytes
from tests.sources.made import (
    DOCUMENT,
    LIMIT,
    OUTLOOK,
    PICTURE,
    SPREADSHEET,
    content,
    failure,
    mail,
    mbox,
    taken,
    told,
    write,
    zipped,
)


def opened(folder: Path, archive: bytes, max_bytes: int = LIMIT) -> list[Item]:
    return taken(write(folder, {"mails.zip": archive}) / "mails.zip", max_bytes=max_bytes)


def members(folder: Path, archive: bytes, max_bytes: int = LIMIT) -> list[str]:
    return [line.replace("mails.zip!/", "") for line in told(opened(folder, archive, max_bytes), folder)]


def encrypted(archive: bytes, *names: str) -> bytes:
    """Mark members as encrypted, in their own headers and in the directory."""
    marked = bytearray(archive)
    for name in names:
        for signature, flags, length in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
            at = -1
            while (at := marked.find(signature, at + 1)) >= 0:
                if marked[at + length :].startswith(name.encode()):
                    marked[at + flags] |= 1
    return bytes(marked)


def test_members_in_natural_order_with_their_time(tmp_path: Path) -> None:
    names = ["inner/10.eml", "inner/2.eml", "a.eml", "inner/"]
    items = opened(tmp_path, zipped(dict.fromkeys(names, mail()) | {"inner/": b""}))
    assert told(items, tmp_path) == [f"mails.zip!/{name}" for name in ("a.eml", "inner/2.eml", "inner/10.eml")]
    assert isinstance(items[0], MailBytes)
    assert items[0].content == mail()
    assert items[0].origin.file_time == time.mktime((2026, 3, 2, 8, 15, 0, 0, 0, -1))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_usual_way_of_packing(tmp_path: Path, method: int) -> None:
    large = mail(body="".join(f"{n}\n" for n in range(15_000)))
    (item,) = opened(tmp_path, zipped({"a.eml": large}, method))
    assert content(item) == large


def test_what_members_hold_is_told_from_content(tmp_path: Path) -> None:
    archive = zipped(
        {
            "1": mail(),
            "2.txt": mbox(mail(), mail()),
            "3.dat": OUTLOOK,
            "4.bin": zipped({"5.eml": mail(), "6.mbox": mbox(mail(), mail())}),
            "7.png": PICTURE,
            "8.docx": DOCUMENT,
            "9.xls": SPREADSHEET,
            "10.eml": PICTURE,
            "11.eml": DOCUMENT,
            "12.txt": b"",
        }
    )
    assert members(tmp_path, archive) == [
        "1",
        "2.txt#1",
        "2.txt#2",
        "3.dat",
        "4.bin!/5.eml",
        "4.bin!/6.mbox#1",
        "4.bin!/6.mbox#2",
        "~7.png",
        "~8.docx",
        "~9.xls",
        "10.eml",
        "!not_an_email 11.eml",
        "~12.txt",
    ]


def test_an_mbox_of_one_message_in_a_zip(tmp_path: Path) -> None:
    items = opened(tmp_path, zipped({"a.mbox": mbox(mail()), "b.mbox": mbox(mail(body=">From x\n"))}))
    assert told(items, tmp_path) == ["mails.zip!/a.mbox", "mails.zip!/b.mbox"]
    assert [content(item) for item in items] == [mbox(mail()), mail(body="From x\n")]


def test_a_zip_in_a_zip_is_opened_and_one_in_that_is_not(tmp_path: Path) -> None:
    deep = zipped({"b.zip": zipped({"c.zip": zipped({"d.eml": mail()}), "e.docx": DOCUMENT, "f.eml": mail()})})
    items = opened(tmp_path, deep)
    assert told(items, tmp_path) == [
        "!unreadable mails.zip!/b.zip!/c.zip",
        "~mails.zip!/b.zip!/e.docx",
        "mails.zip!/b.zip!/f.eml",
    ]
    assert "Unpack" in failure(items[0]).text


def test_names_are_labels_only(tmp_path: Path) -> None:
    names = ["../../climbs.eml", "/root.eml", "C:\\mails\\a.eml", "x\x1b[2J.eml"]
    wanted = ["../../climbs.eml", "C:/mails/a.eml", "root.eml", r"x\x1b[2J.eml"]
    assert members(tmp_path, zipped(dict.fromkeys(names, mail()))) == wanted
    assert [path.name for path in tmp_path.iterdir()] == ["mails.zip"]


def test_names_in_other_encodings(tmp_path: Path) -> None:
    archive = zipped({"xx.eml": mail(), "yy.eml": mail(), "ëë.eml": mail()})
    archive = archive.replace(b"xx.eml", "é.eml".encode()).replace(b"yy.eml", "éé.eml".encode("cp437"))
    assert members(tmp_path, archive) == ["é.eml", "éé.eml", "ëë.eml"]


def test_a_system_s_own_members_are_passed_over(tmp_path: Path) -> None:
    names = ["__MACOSX/._a.eml", ".DS_Store", "a/.b/c.eml", "Thumbs.db", "a/desktop.ini", "a/d.eml"]
    assert members(tmp_path, zipped(dict.fromkeys(names, mail()))) == ["a/d.eml"]


def test_a_maildir_in_a_zip(tmp_path: Path) -> None:
    names = [
        "b/cur/2:2,S",
        "b/cur/10:2,S",
        "b/new/1",
        "b/tmp/3",
        "b/.Sent/cur/4",
        "b/.Sent/tmp/5",
        "b/.x/6",
        "tmp/7",
    ]
    wanted = ["b/.Sent/cur/4", "b/cur/2:2,S", "b/cur/10:2,S", "b/new/1", "tmp/7"]
    assert members(tmp_path, zipped(dict.fromkeys(names, mail()))) == wanted


def test_an_encrypted_zip_fails_as_a_whole(tmp_path: Path) -> None:
    archive = encrypted(zipped({"a.eml": mail(), "b.eml": mail()}), "a.eml", "b.eml")
    (item,) = opened(tmp_path, archive)
    assert told([item], tmp_path) == ["!unreadable mails.zip"]
    assert "password" in failure(item).text
    assert failure(item).content == archive


def test_encrypted_members_fail_and_the_others_go_on(tmp_path: Path) -> None:
    archive = encrypted(zipped({"a.eml": mail(), "b.eml": mail()}), "a.eml")
    assert members(tmp_path, archive) == ["!unreadable a.eml", "b.eml"]


def test_a_damaged_member_fails_and_the_others_go_on(tmp_path: Path) -> None:
    archive = zipped({"a.eml": mail("AAAA"), "b.eml": mail("BBBB")}, zipfile.ZIP_STORED).replace(b"AAAA", b"AAAB")
    items = opened(tmp_path, archive)
    assert told(items, tmp_path) == ["!unreadable mails.zip!/a.eml", "mails.zip!/b.eml"]
    assert "damaged" in failure(items[0]).text


def test_a_damaged_mbox_in_a_zip_gives_what_can_be_read(tmp_path: Path) -> None:
    archive = zipped({"a.mbox": mbox(mail("Een"), mail(body="x" * 1_000_000 + "QQQQ"))}, zipfile.ZIP_STORED)
    items = opened(tmp_path, archive.replace(b"QQQQ", b"QQQX"), 2_000_000)
    assert told(items, tmp_path) == ["mails.zip!/a.mbox#1", "!unreadable mails.zip!/a.mbox"]


def test_an_unusual_way_of_packing(tmp_path: Path) -> None:
    archive = bytearray(zipped({"a.eml": mail()}))
    archive[8:10] = b"\x09\x00"
    at = archive.find(b"PK\x01\x02")
    archive[at + 10 : at + 12] = b"\x09\x00"
    items = opened(tmp_path, bytes(archive))
    assert told(items, tmp_path) == ["!unreadable mails.zip!/a.eml"]
    assert "unusual way" in failure(items[0]).text


@pytest.mark.parametrize(
    "damaged", [zipped({"a.eml": mail()})[:-30], b"PK\x03\x04", b"niets", b"PK\x05\x06" + b"\xff" * 18]
)
def test_a_damaged_zip_fails_wherever_it_lies(tmp_path: Path, damaged: bytes) -> None:
    wanted = ["!unreadable mails.zip"]
    items = opened(tmp_path, damaged)
    assert told(items, tmp_path) == wanted
    assert failure(items[0]).content == damaged
    assert told(taken(tmp_path), tmp_path) == wanted


def test_an_empty_zip_holds_nothing(tmp_path: Path) -> None:
    assert opened(tmp_path, zipped({})) == []


def test_a_program_that_unpacks_itself(tmp_path: Path) -> None:
    assert members(tmp_path, b"MZ\x90\0" + bytes(1000) + zipped({"a.eml": mail()})) == ["a.eml"]


@pytest.mark.parametrize("name", ["mimetype", "META-INF/MANIFEST.MF", "[Content_Types].xml"])
def test_documents_are_no_containers(tmp_path: Path, name: str) -> None:
    archive = zipped({name: b"application/vnd.oasis.opendocument.text", "a.eml": mail()})
    assert told(opened(tmp_path, archive), tmp_path) == ["!not_an_email mails.zip"]
    write(tmp_path, {"sub/a.odt": archive})
    assert told(taken(tmp_path / "sub"), tmp_path) == ["~sub/a.odt"]
    assert told(opened(tmp_path, archive, 50), tmp_path) == ["!too_large mails.zip"]


def test_each_member_stops_at_the_limit_and_the_zip_does_not(tmp_path: Path) -> None:
    small = {f"{n}.eml": mail(str(n)) for n in range(20)}
    archive = zipped({**small, "box.mbox": mbox(*[mail()] * 20), "large.eml": mail() * 50, "z.zip": zipped(small)})
    told_of = members(tmp_path, archive, 500)
    assert told_of[:20] == list(small)
    assert told_of[20:40] == [f"box.mbox#{n}" for n in range(1, 21)]
    assert told_of[40:] == ["!too_large large.eml", "!too_large z.zip"]


def test_a_large_document_in_a_zip_is_not_reported(tmp_path: Path) -> None:
    archive = zipped({"a.docx": DOCUMENT * 10, "b.xls": SPREADSHEET * 10, "c.eml": mail()})
    assert members(tmp_path, archive, 200) == ["~a.docx", "~b.xls", "c.eml"]


def declaring(archive: bytes, size: int) -> bytes:
    """Let the one member of a zip declare another size."""
    changed = bytearray(archive)
    at = changed.find(b"PK\x01\x02")
    changed[at + 24 : at + 28] = struct.pack("<L", size)
    return bytes(changed)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_is_not_unpacked_whatever_size_it_declares(tmp_path: Path, method: int) -> None:
    bomb = zipped({"a.eml": mail() + bytes(40_000_000)}, method)
    assert len(bomb) < 1_000_000
    lying = declaring(bomb, 1000)
    tracemalloc.start()
    assert members(tmp_path, bomb) == ["!too_large a.eml"]
    assert members(tmp_path, lying) == ["!unreadable a.eml"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_zip_that_expands_beyond_all_measure_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "_FREE_BYTES", 300_000)
    bomb = {f"{n}.eml": mail() + bytes(90_000) for n in range(50)}
    monkeypatch.setattr(zips, "_MOST_EXPANSION", 1)
    told_of = members(tmp_path, zipped({"a.zip": zipped(bomb), "b.eml": mail()}))
    assert told_of == ["a.zip!/0.eml", "a.zip!/1.eml", "a.zip!/2.eml", "!unreadable mails.zip"]


def test_a_directory_larger_than_can_be_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "_MOST_DIRECTORY_BYTES", 100_000)
    items = opened(tmp_path, zipped({f"{n}.eml": b"" for n in range(5000)}))
    assert told(items, tmp_path) == ["!unreadable mails.zip"]
    assert "too many" in failure(items[0]).text


def test_a_name_made_of_slashes(tmp_path: Path) -> None:
    name = "tmp/" * 16_000 + "a.eml"
    assert members(tmp_path, zipped({name: mail()})) == [name]


def test_thousands_of_members(tmp_path: Path) -> None:
    archive = zipped({f"{n}.eml": mail() for n in range(3000)})
    assert members(tmp_path, archive) == [f"{n}.eml" for n in range(3000)]


def test_overlapping_members_are_read_or_refused(tmp_path: Path) -> None:
    archive = zipped({"a.eml": mail(), "b.eml": mail()})
    twice = archive.replace(b"b.eml", b"a.eml")
    assert members(tmp_path, twice) == ["a.eml", "a.eml"]


WHOLE = zipped({"a.eml": mail(), "b.mbox": mbox(mail(), mail()), "c.zip": zipped({"d.eml": mail()}), "e.png": PICTURE})


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6),
    st.integers(0, len(WHOLE)),
)
def test_a_damaged_zip_never_raises(damage: list[tuple[int, int]], end: int) -> None:
    archive = bytearray(WHOLE)
    for at, value in damage:
        archive[at] = value
    cut = bytes(archive) if end % 4 else bytes(archive[:end])
    for item in taken("-", stdin=io.BytesIO(cut)):
        told([item])
