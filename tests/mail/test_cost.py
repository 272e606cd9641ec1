"""What reading a mail costs: memory and time, whatever it holds."""

import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from severa_desktop.core.model import Mail
from severa_desktop.mail.reader import read
from severa_desktop.mail.text_limit import MOST_TEXT
from tests.mail.costly_mails import HEAD, HEADERS, MARKUP, MIB, OTHERS, TEXTS

ROOT = Path(__file__).parents[2]
LIMITED = {**MARKUP, **HEADERS}
KINDS = {**TEXTS, **LIMITED, **OTHERS}
LARGEST = 49 * MIB
"""Mails of more than 50 MiB are not read."""

# Reads each mail that it is told of in a process of its own, in which all that reading needs is loaded.
MEASURE = """
    import os, sys
    from pathlib import Path
    from severa_desktop.services.reading import ReadMail, read_item
    from severa_desktop.sources.files import walk

    def peak():
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024

    def read(path):
        for item in walk([path], max_bytes=60 << 20, now=0, stdin=sys.stdin.buffer):
            found = read_item(item, 60 << 20)
            assert isinstance(found, ReadMail) and found.mail.subject.startswith("x"), found

    for path in Path(sys.argv[1]).iterdir():
        read(str(path))
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            before = peak()
            read(line.strip())
            print(peak() - before, flush=True)
            os._exit(0)
        if os.waitpid(pid, 0)[1]:
            sys.exit("it could not be read")
"""

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures memory by /proc/self/status")


class Reader:
    """A process that says how much memory mails take."""

    def __init__(self, folder: Path) -> None:
        self._mail = folder / "mail"
        small = folder / "small"
        small.mkdir()
        for number, make in enumerate([*TEXTS.values(), *MARKUP.values()]):
            (small / str(number)).write_bytes(make(2_000))
        command = [sys.executable, "-c", textwrap.dedent(MEASURE), str(small)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def cost(self, content: bytes) -> int:
        """Return the bytes of memory that the mail takes, its own included."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._mail.write_bytes(content)
        self.process.stdin.write(f"{self._mail}\n")
        self.process.stdin.flush()
        cost = int(self.process.stdout.readline())
        self._mail.unlink()
        return cost


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    reader = Reader(tmp_path_factory.mktemp("reader"))
    yield reader
    reader.process.communicate()
    assert reader.process.returncode == 0


def most(size: int) -> int:
    """Return what a mail may cost."""
    return 4 * size + 30 * MIB


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_costs_at_most_four_times_its_size_and_30_mib(kind: str, reader: Reader) -> None:
    # A text that is just read whole has the least room for its size.
    for size in (MOST_TEXT,) if kind in LIMITED else (MOST_TEXT, LARGEST):
        content = KINDS[kind](size - 1_000)
        assert reader.cost(content) <= most(len(content)), f"{len(content):,} bytes"


def test_mails_in_containers_cost_no_more(reader: Reader) -> None:
    content = TEXTS["8bit"](LARGEST)
    assert reader.cost(b"From a@b.nl Mon Jan  5 10:00:00 2026\n" + content) <= most(LARGEST)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("a.eml", content)
    assert reader.cost(packed.getvalue()) <= most(LARGEST)


@pytest.mark.parametrize(
    "content",
    [
        HEAD + b"To: " + b"a@b.nl, " * 100_000 + b"\r\n\r\nx",
        HEAD + b"To: " + b"(" * 150_000 + b"\r\n\r\nx",
        HEAD + b"To: " + b'"' * 150_000 + b"\r\n\r\nx",
        HEAD + b"X: " + b"=?utf-8?Q?a?= " * 50_000 + b"\r\n\r\nx",
        HEAD + b"Message-ID: " + b"<" * 500_000 + b"\r\n\r\nx",
        HEAD + b"References: " + b"<" * 500_000 + b"\r\n\r\nx",
        HEAD + b"Content-Type: text/plain" + b"; a=b" * 100_000 + b"\r\n\r\nx",
        HEAD + b"Content-Type: multipart/mixed; boundary=" + b'"' * 300_000 + b"\r\n\r\nx",
        HEAD + b"Received: for " * 30_000 + b"\r\n\r\nx",
    ],
    ids=range(9),
)
def test_hostile_headers_take_linear_time(content: bytes) -> None:
    started = time.process_time()
    assert isinstance(read(content), Mail)
    assert time.process_time() - started < 5
