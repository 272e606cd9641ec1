"""What reading a mail costs: memory and time, whatever it holds."""

import base64
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from severa_desktop.core.model import Mail
from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.reader import read
from tests.mail.outlook.tnef_writer import message as tnef_message
from tests.mail.outlook.tnef_writer import tnef_stream

ROOT = Path(__file__).parents[2]
MIB = 1 << 20
HEAD = b"From: a@b.nl\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntekst\r\n--b\r\n"
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
EMOJI = "Dag 😀\r\n".encode()
LINE = b"Een gewone regel met wat woorden en een caf\xc3\xa9.\r\n"


def text_mail(kind: bytes, text: bytes, encoding: bytes = b"8bit") -> bytes:
    fields = b"Content-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n"
    return HEAD + fields % (kind, encoding) + text


BIG = 40 * MIB
LINES = LINE * (BIG // len(LINE))
SOME = LINES[: 25 * MIB]
PDF = MIXED + b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: "
PAGE = b"<p>Een gewone regel met wat woorden</p>\r\n" * (MIB // 2)
HTML = TEXT.replace(b"plain", b"html")
PICTURE = b"\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <p>\r\n\r\nx\r\n--b--\r\n"


def noise() -> bytes:
    return random.Random(1).randbytes(MIB) * 30


COSTLY_MAILS: dict[str, Callable[[], bytes]] = {
    "base64 attachment": lambda: PDF + b"base64\r\n\r\n" + base64.encodebytes(noise()) + b"\r\n--b--\r\n",
    "quoted-printable attachment": lambda: PDF + b"quoted-printable\r\n\r\n" + b"=FF=0D =\r\n" * (BIG // 11) + b"--b--",
    "binary attachment": lambda: PDF + b"binary\r\n\r\n" + noise() + b"\r\n--b--\r\n",
    "attached message": lambda: MIXED + b"Content-Type: message/rfc822\r\n\r\n" + HEAD + LINES,
    "text": lambda: text_mail(b"plain", LINES),
    "base64 text": lambda: text_mail(b"plain", base64.encodebytes(LINES[: BIG * 3 // 4]), b"base64"),
    "quoted-printable text": lambda: text_mail(b"plain", b"Caf=C3=A9 \r\n" * (BIG // 12), b"quoted-printable"),
    "HTML tags": lambda: text_mail(b"html", b"<b>x</b>" * (8 * MIB // 8)),
    "HTML blocks": lambda: text_mail(b"html", b"<p class=MsoNormal>Hallo daar</p>\r\n" * (16 * MIB // 35)),
    "HTML text": lambda: text_mail(b"html", LINES),
    "HTML lists": lambda: text_mail(b"html", b"<ul><li>x" * (6 * MIB // 9)),
    "many parts": lambda: MIXED + b"\r\nx\r\n--b\r\n" * (BIG // 10),
}
WIDE_MAILS: dict[str, Callable[[], bytes]] = {
    "text": lambda: text_mail(b"plain", EMOJI + LINES),
    "less text": lambda: text_mail(b"plain", EMOJI + SOME),
    "text, at its end": lambda: text_mail(b"plain", "€ 10\r\n".encode() + SOME + EMOJI),
    "damaged text": lambda: text_mail(b"plain", EMOJI + SOME + b"\xff\r\n"),
    "quoted-printable text": lambda: text_mail(b"plain", b"Dag =F0=9F=98=80\r\n" + LINES, b"quoted-printable"),
    "base64 text": lambda: text_mail(b"plain", base64.encodebytes(LINES[: BIG * 3 // 4] + EMOJI), b"base64"),
    "HTML, at its beginning": lambda: text_mail(b"html", EMOJI + PAGE),
    "HTML, at its end": lambda: text_mail(b"html", PAGE + EMOJI),
    "HTML without tags": lambda: text_mail(b"html", EMOJI + LINES),
    "HTML in a comment": lambda: text_mail(b"html", b"x<!--" + EMOJI + SOME + b"-->"),
    "HTML in a tag": lambda: text_mail(b"html", b'<p title="' + EMOJI + b'" id="data:' + b"A" * len(SOME) + b'">x'),
    "several texts": lambda: MIXED + TEXT + EMOJI + LINES + b"--b\r\n" + TEXT + b"voettekst\r\n--b--\r\n",
    "HTML and a picture": lambda: MIXED + HTML + EMOJI + LINES + PICTURE,
    "style and a picture": lambda: MIXED + HTML + b"x<style>" + EMOJI + SOME + b"</style>" + PICTURE,
    "HTML in winmail.dat": lambda: (
        HEAD
        + b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(tnef_stream(tnef_message({Tag.HTML: EMOJI + SOME, Tag.INTERNET_CPID: 65001})))
    ),
}
"""Mails whose text takes four bytes a letter."""


MEASURE = """
    import sys
    from pathlib import Path
    from severa_desktop.mail.reader import read

    def peak():
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024

    read(Path(sys.argv[1]).read_bytes())
    before = peak()
    content = Path(sys.argv[2]).read_bytes()
    found = read(content)
    assert found.subject == "x", found
    print(peak() - before, len(content))
"""
# A text of four bytes a letter takes the four times alone, so that the mail itself is not counted.
MEASURE_BESIDE = MEASURE.replace("print(peak() - before", "print(peak() - before - len(content)")


needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures memory by /proc/self/status")


def measured(script: str, content: bytes, folder: Path) -> tuple[int, int]:
    """Return the memory that reading a mail takes, and the mail's size."""
    small, large = folder / "small.eml", folder / "large.eml"
    small.write_bytes(MIXED + HTML + EMOJI + PICTURE)
    large.write_bytes(content)
    command = [sys.executable, "-c", textwrap.dedent(script), str(small), str(large)]
    memory, size = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    return int(memory), int(size)


@needs_proc
@pytest.mark.parametrize("kind", list(COSTLY_MAILS))
def test_a_mail_costs_at_most_four_times_its_size(kind: str, tmp_path: Path) -> None:
    memory, size = measured(MEASURE, COSTLY_MAILS[kind](), tmp_path)
    assert memory <= 4 * size + 30 * MIB


@needs_proc
@pytest.mark.parametrize("kind", list(WIDE_MAILS))
def test_one_emoji_in_a_huge_mail(kind: str, tmp_path: Path) -> None:
    memory, size = measured(MEASURE_BESIDE, WIDE_MAILS[kind](), tmp_path)
    assert memory <= 4 * size + 30 * MIB


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
