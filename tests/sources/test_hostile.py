"""Whatever lies on a disk or comes down a pipe, walking gives outcomes and never raises."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.sources.files import MailBytes, MailFile, NotRead, Skipped, read_file
from tests.sources.made import DOCUMENT, LIMIT, OUTLOOK, mail, mbox, piped, taken, write, zipped

BEGINNINGS = st.sampled_from(
    [b"", mail(), mbox(mail(), mail()), OUTLOOK, DOCUMENT, zipped({"a.eml": mail()}), b"PK\x03\x04", b"From "]
)
CONTENTS = st.builds(
    lambda start, cut, rest: start[: len(start) - cut] + rest,
    BEGINNINGS,
    st.integers(0, 60),
    st.binary(max_size=80),
)
NAMES = st.sampled_from(["a", "a.eml", "a.msg", "a.mbox", "a.zip", "a.txt"])


@given(CONTENTS, st.sampled_from([0, 1, 100, LIMIT]))
def test_standard_input_never_raises(content: bytes, max_bytes: int) -> None:
    for item in piped(content, max_bytes):
        assert isinstance(item, MailBytes | NotRead | Skipped)
        if isinstance(item, MailBytes | NotRead):
            assert len(item.content or b"") <= max_bytes


@given(CONTENTS, NAMES, st.sampled_from([0, 1, 100, LIMIT]))
def test_a_folder_never_raises(content: bytes, name: str, max_bytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {name: content})
        for item in (*taken(folder, max_bytes=max_bytes), *taken(f"{folder}/{name}", max_bytes=max_bytes)):
            if isinstance(item, MailFile):
                assert isinstance(read_file(item, max_bytes), bytes | NotRead)


@given(st.text(max_size=40))
def test_any_path_gives_an_outcome(path: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        items = taken(f"{folder}/nowhere/{path}")
    assert [type(item) for item in items] == [NotRead]
