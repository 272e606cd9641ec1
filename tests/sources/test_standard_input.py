import io
import subprocess
import sys
from pathlib import Path

import pytest

from severa_desktop.core.reasons import Code
from severa_desktop.sources.files import MailBytes, walk
from tests.sources.made import (
    DOCUMENT,
    NOW,
    OUTLOOK,
    PICTURE,
    content,
    failure,
    mail,
    mbox,
    piped,
    taken,
    told,
    zipped,
)


@pytest.mark.parametrize("given", [mail(), OUTLOOK, PICTURE, b"", mbox(mail())])
def test_one_mail_on_standard_input(given: bytes) -> None:
    (item,) = piped(given)
    assert isinstance(item, MailBytes)
    assert (item.content, item.origin.source) == (given, "-")
    assert item.origin.file_time == (1_772_439_300 if given == mbox(mail()) else NOW)


def test_containers_on_standard_input() -> None:
    assert told(piped(mbox(mail(), mail()))) == ["-#1", "-#2"]
    archive = zipped({"a.eml": mail(), "b.mbox": mbox(mail(), mail()), "c.zip": zipped({"d.eml": mail()})})
    assert told(piped(archive)) == ["-!/a.eml", "-!/b.mbox#1", "-!/b.mbox#2", "-!/c.zip!/d.eml"]
    assert told(piped(DOCUMENT)) == ["!not_an_email -"]
    assert told(piped(archive[:-30])) == ["!unreadable -"]


def test_standard_input_over_the_limit() -> None:
    (item,) = piped(mail() * 50, max_bytes=1000)
    assert failure(item).code is Code.TOO_LARGE


def test_standard_input_twice_is_empty_the_second_time() -> None:
    items = taken("-", "-", stdin=io.BytesIO(mail()))
    assert [content(item) for item in items] == [mail(), b""]


def test_standard_input_that_cannot_be_read(tmp_path: Path) -> None:
    closed = io.BytesIO()
    closed.close()
    assert told(taken("-", stdin=closed)) == ["!unreadable -"]


def test_a_zip_that_is_a_file_may_be_larger_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "mails.zip"
    path.write_bytes(zipped({f"{n}.eml": mail(str(n)) for n in range(20)}))
    with path.open("rb") as stdin:
        items = taken("-", stdin=stdin, max_bytes=200)
    assert told(items)[0] == "-!/0.eml"
    assert len(items) == 20
    assert told(piped(path.read_bytes(), max_bytes=200)) == ["!too_large -"]


def test_standard_input_is_read_from_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"begin\n" + mail())
    with path.open("rb") as stdin:
        stdin.readline()
        assert [content(item) for item in taken("-", stdin=stdin)] == [mail()]


_PIPE = """
import sys
from severa_desktop.sources.files import walk
for item in walk(["-"], max_bytes=1000, now=0, stdin=sys.stdin.buffer):
    print(item.origin.source, len(item.content))
"""


def test_a_real_pipe() -> None:
    box = mbox(mail(), mail("Twee"))
    done = subprocess.run([sys.executable, "-c", _PIPE], input=box, check=True, capture_output=True)
    assert done.stdout.decode().split() == ["-#1", str(len(mail())), "-#2", str(len(mail("Twee")))]


def test_a_source_other_than_a_person() -> None:
    (item,) = walk(["-"], max_bytes=1000, now=5, stdin=io.BytesIO(mail()), by_hand=False)
    assert isinstance(item, MailBytes)
    assert not item.origin.by_hand
