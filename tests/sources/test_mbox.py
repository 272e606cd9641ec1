import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.sources.files import MailBytes, MailFile
from severa_desktop.sources.mbox import split
from tests.sources.made import LIMIT, content, failure, mail, mbox, piped, taken, told, write

LINE = b"From anna@acme.example Mon Mar  2 08:15:00 2026"
SECONDS = 1_772_439_300


def messages(box: bytes, max_bytes: int = LIMIT) -> list[bytes]:
    return [message.unquoted() for message in split(io.BytesIO(box), max_bytes)]


def test_messages_are_numbered_and_come_without_envelope_line(tmp_path: Path) -> None:
    box = write(tmp_path, {"box.mbox": mbox(mail("Een"), mail("Twee"), mail("Drie"))})
    items = taken(box / "box.mbox")
    assert told(items, tmp_path) == ["box.mbox#1", "box.mbox#2", "box.mbox#3"]
    assert [content(item) for item in items] == [mail("Een"), mail("Twee"), mail("Drie")]
    assert {item.origin.file_time for item in items if isinstance(item, MailBytes)} == {SECONDS}


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_line_end(end: bytes) -> None:
    box = mbox(mail("Een"), mail("Twee")).replace(b"\n", end)
    assert messages(box) == [each.replace(b"\n", end) for each in (mail("Een"), mail("Twee"))]


def test_from_inside_a_paragraph_or_a_sentence_begins_no_message() -> None:
    body = f"Zie hieronder:\n{LINE.decode()}\n\nFrom here on it is mine.\n"
    assert messages(mbox(mail(body=body), mail())) == [mail(body=body), mail()]


def test_an_envelope_line_after_an_envelope_line_begins_no_message() -> None:
    assert messages(LINE + b"\n" + mbox(mail())) == [LINE + b"\n" + mail()]


def test_a_blank_line_may_hold_white_space() -> None:
    box = LINE + b"\n" + mail() + b" \t\n" + mbox(mail("Twee"))
    assert messages(box) == [mail(), mail("Twee")]


def test_one_sign_is_taken_off_quoted_lines() -> None:
    body = ">From hier\n>>From daar\nniet >From\n> From\n>Fromage\n"
    unquoted = "From hier\n>From daar\nniet >From\n> From\n>Fromage\n"
    assert messages(mbox(mail(body=body), mail())) == [mail(body=unquoted), mail()]


def test_quoted_lines_with_crlf() -> None:
    box = mbox(mail(body=">From hier\n"), mail()).replace(b"\n", b"\r\n")
    assert messages(box)[0].endswith(b"\r\n\r\nFrom hier\r\n")


def test_a_file_with_one_message_is_that_file(tmp_path: Path) -> None:
    write(tmp_path, {"box.mbox": mbox(mail())})
    items = taken(tmp_path / "box.mbox")
    assert told(items, tmp_path) == ["box.mbox"]
    assert isinstance(items[0], MailFile)
    assert items[0].origin.file_time == SECONDS
    assert content(items[0]) == mbox(mail())


def test_a_single_quoted_message_is_unquoted(tmp_path: Path) -> None:
    write(tmp_path, {"box.mbox": mbox(mail(body=">From hier\n"))})
    items = taken(tmp_path / "box.mbox")
    assert told(items, tmp_path) == ["box.mbox"]
    assert content(items[0]) == mail(body="From hier\n")


def test_a_mail_with_a_from_line_that_is_no_envelope_line_stays_as_it_is(tmp_path: Path) -> None:
    written = b"From anna\n" + mail(body=">From hier\n")
    write(tmp_path, {"a.eml": written})
    assert content(taken(tmp_path / "a.eml")[0]) == written


def test_an_mbox_quoted_in_a_mail_is_not_split(tmp_path: Path) -> None:
    written = mail(body="Kijk:\n\n" + mbox(mail(), mail()).decode())
    write(tmp_path, {"a.eml": written})
    assert told(taken(tmp_path / "a.eml"), tmp_path) == ["a.eml"]


def test_from_lines_without_date_where_the_first_has_none() -> None:
    box = mbox(mail("Een", "a\n\nFrom b@acme.example\nis tekst\n"), mail("Twee"), line=b"From 18443@xxx")
    assert messages(box) == [mail("Een", "a\n\nFrom b@acme.example\nis tekst\n"), mail("Twee")]


def test_from_lines_without_date_do_not_count_in_an_mbox_with_dates() -> None:
    body = "Zie:\n\nFrom piet@jansen.example\nSubject: ik\n"
    assert messages(mbox(mail(body=body), mail())) == [mail(body=body), mail()]


def test_what_stands_before_the_first_line_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, {"a.mbox": b"\xef\xbb\xbf\r\n\n" + mbox(mail("Een"), mail("Twee"))})
    assert [content(item) for item in taken(tmp_path / "a.mbox")] == [mail("Een"), mail("Twee")]


def test_messages_without_header_are_handed_on_to_fail_as_mails() -> None:
    assert told(piped(mbox(b"", b"\nTekst\n"))) == ["-#1", "-#2"]


def test_a_text_that_begins_as_an_mbox_is_not_reported_in_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": mbox(b"Geen kop.\n"), "b.mbox": mbox(b"Geen kop.\n"), "c": mbox(mail())})
    assert told(taken(tmp_path), tmp_path) == ["~a.txt", "b.mbox", "c"]


def test_only_the_message_over_the_limit_fails(tmp_path: Path) -> None:
    large = mail("Groot", "x" * 70 + "\n") + b"y" * 200_000 + b"\n"
    write(tmp_path, {"box.mbox": mbox(mail("Een"), large, mail("Drie"))})
    items = taken(tmp_path / "box.mbox")
    assert told(items, tmp_path) == ["box.mbox#1", "!too_large box.mbox#2", "box.mbox#3"]
    assert content(items[2]) == mail("Drie")
    assert f"{len(large):,} bytes" in failure(items[1]).text


@pytest.mark.parametrize("over", [0, 1])
def test_the_limit_is_the_last_size_taken_in(over: int) -> None:
    exact = mail(body="x" * 500 + "\n")
    kept = [message.content is not None for message in split(io.BytesIO(mbox(exact, exact)), len(exact) - over)]
    assert kept == [not over, not over]


def test_a_single_message_over_the_limit_is_that_file(tmp_path: Path) -> None:
    write(tmp_path, {"box.mbox": mbox(mail(body="x" * 200_000))})
    assert told(taken(tmp_path / "box.mbox"), tmp_path) == ["!too_large box.mbox"]


def test_a_large_mbox_is_not_held_in_memory() -> None:
    class Endless(io.RawIOBase):
        """40 MB: a message over the limit, then small ones."""

        left = 80

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            return (mbox(b"x" * 5000) * 200)[:size].ljust(size, b"z") if self.left > 0 else b""

    tracemalloc.start()
    for _ in split(Endless(), 10_000):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6_000_000


BODIES = st.lists(
    st.sampled_from(["", "tekst", "From hier", ">From daar", ">>From x", "From a@b Mon Mar  2 08:15:00 2026", "From "]),
    max_size=8,
).map(lambda lines: "".join(f"{line}\n" for line in lines))


def quoted(body: str) -> str:
    return "".join(
        (">" if line.lstrip(">").startswith("From ") else "") + line for line in body.splitlines(keepends=True)
    )


@given(st.lists(BODIES, min_size=1, max_size=5))
def test_what_was_joined_comes_apart_again(bodies: list[str]) -> None:
    box = mbox(*(mail(body=quoted(body)) for body in bodies))
    assert messages(box) == [mail(body=body) for body in bodies]


PIECES = st.lists(
    st.sampled_from([b"\n", b"\r\n", b"\r", LINE, b"From x", b">From y", b"tekst", b" ", b"\0", b"From ", b"a" * 300])
).map(b"".join)


@given(PIECES, st.integers(0, 400))
def test_nothing_is_lost_whatever_the_bytes(rest: bytes, limit: int) -> None:
    box = LINE + b"\n" + rest
    assert b"".join(message.exact() for message in split(io.BytesIO(box), len(box))) == box
    sizes = [message.size for message in split(io.BytesIO(box), limit)]
    assert sizes == [message.size for message in split(io.BytesIO(box), len(box))]


@given(PIECES, st.data())
def test_messages_do_not_depend_on_how_the_bytes_arrive(rest: bytes, data: st.DataObject) -> None:
    """The window is half a megabyte: what comes across its edge is split as anywhere else."""
    padding = data.draw(st.integers(512 * 1024 - 900, 512 * 1024 + 10))
    first = LINE + b"\n" + b"x" * padding + b"\n\n"
    joined = [message.content for message in split(io.BytesIO(first + LINE + b"\n" + rest), 1 << 20)]
    alone = [message.content for message in split(io.BytesIO(LINE + b"\n" + rest), 1 << 20)]
    assert joined[1:] == alone
