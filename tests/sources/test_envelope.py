from datetime import UTC, datetime

import pytest

from severa_desktop.sources.envelope import LONGEST_LINE, read_envelope


def seconds(hour: int, minute: int = 15, second: int = 0) -> int:
    return int(datetime(2026, 3, 2, hour, minute, second, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("line", "time"),
    [
        (b"From anna@acme.example Mon Mar  2 08:15:00 2026\n", seconds(8)),
        (b"From anna@acme.example Mon Mar  2 08:15:00 2026\r\n", seconds(8)),
        (b"From anna@acme.example Mon Mar 02 08:15 2026", seconds(8)),
        (b"From anna@acme.example  Mon Mar  2 08:15:00 2026  ", seconds(8)),
        (b"From - Mon Mar 02 08:15:00 2026", seconds(8)),
        (b"From MAILER-DAEMON Mon Mar  2 08:15:00 2026", seconds(8)),
        (b"From nobody Mon Mar  2 08:15:00 +0100 2026", seconds(7)),
        (b"From 1844347792267117879@xxx Mon Mar 02 08:15:00 -0500 2026", seconds(13)),
        (b"From a@b.example Mon Mar  2 08:15:00 2026 +0100", seconds(7)),
        (b"From a@b.example Mon Mar  2 08:15:00 CET 2026", seconds(7)),
        (b"From a@b.example Mon Mar  2 08:15:00 2026 GMT", seconds(8)),
        (b"From a@b.example Mon Mar  2 08:15:00 MET DST 2026", seconds(7)),
        (b"From a@b.example Mon, 02 Mar 2026 08:15:00 +0100", seconds(7)),
        (b"From a@b.example 2 Mar 2026 08:15:00 -0030", seconds(8, 45)),
        (b"From  Mon Mar  2 08:15:00 2026", seconds(8)),
        (b"From anna at acme.example  Mon Mar  2 08:15:00 2026", seconds(8)),
        (b'From "anna de vries"@acme.example Mon Mar  2 08:15:00 2026', seconds(8)),
        (b"From Anna de Vries <anna@acme.example> Mon Mar  2 08:15:00 2026", seconds(8)),
        (b"From list@acme.example [pi]  Mon Mar  2 08:15:00 2026", seconds(8)),
        (b"From anna Mon Mar  2 08:15:00 2026 remote from acme", seconds(8)),
        (b"From ???@??? mon mar 02 08:15:00 2026", seconds(8)),
    ],
)
def test_envelope_lines_and_their_time(line: bytes, time: int) -> None:
    envelope = read_envelope(line)
    assert envelope
    assert envelope.time == time


@pytest.mark.parametrize(
    "date", [b"Sat Feb 30 08:15:00 2026", b"Sat Feb 28 25:15:00 2026", b"Sat Feb 28 08:15:00 1969"]
)
def test_an_impossible_time_is_no_time(date: bytes) -> None:
    envelope = read_envelope(b"From a@b.example " + date)
    assert envelope
    assert envelope.time is None


@pytest.mark.parametrize(
    "line",
    [
        b"From here on it is simple.",
        b"From Monday we are open from 08:15.",
        b"From the meeting of Mon Mar  2 08:15:00 2026",
        b"From Anna, who wrote it on Mon Mar  2 08:15:00 2026",
        b"From anna@acme.example",
        b"From anna@acme.example Mon Mar  2 2026",
        b"From anna@acme.example Mon Mar  2 08:15:00 2026 we are open",
        b"From 08:15 to 09:15 on 2 Mar 2026",
        b"From: anna@acme.example Mon Mar  2 08:15:00 2026".replace(b"From:", b"From:x"),
        b">From anna@acme.example Mon Mar  2 08:15:00 2026",
        b"from anna@acme.example Mon Mar  2 08:15:00 2026",
        b"From ",
        b"From 08:15",
        b"",
        b"From " + b"a" * LONGEST_LINE + b" Mon Mar  2 08:15:00 2026",
    ],
)
def test_sentences_are_no_envelope_lines(line: bytes) -> None:
    assert read_envelope(line) is None
