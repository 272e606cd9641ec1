"""What is read from `Received` fields."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.received import received_for, received_time


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("from a by b for <anna@x.nl>; Mon, 2 Mar 2026 09:15:00 +0100", "anna@x.nl"),
        ("from a by b for anna@x.nl; Mon, 2 Mar 2026 09:15:00 +0100", "anna@x.nl"),
        ("from a by b FOR <Anna@X.NL>;", "anna@x.nl"),
        ("from a by b id 1\tfor\t< anna@x.nl > ;", "anna@x.nl"),
        ("for <anna@x.nl>", "anna@x.nl"),
        ("by b for <1001.mijnbedrijf@severamail.com> (version=TLS); x", "1001.mijnbedrijf@severamail.com"),
        ("by b for <@relay.nl:anna@x.nl>; x", "anna@x.nl"),
        ('by b for <"anna (x)"@x.nl>; x', '"anna (x)"@x.nl'),
        ("by b (comment) for (comment) <anna@x.nl> (comment); x", "anna@x.nl"),
        ("by b for <anna@x.nl>,<bram@x.nl>; x", "anna@x.nl"),
        ("by for for <anna@x.nl>; x", "anna@x.nl"),
        ("by b for local (x) for anna@x.nl; x", "anna@x.nl"),
        ("by b for <anna@müller.example>; x", "anna@xn--mller-kva.example"),
        # in comments it does not count
        ("from a (for <anna@x.nl>) by b; x", None),
        ("from a (x (y) for anna@x.nl) by b; x", None),
        ("from a by b; Mon, 2 Mar 2026 09:15:00 +0100 (for <anna@x.nl>)", None),
        # no address
        ("from a by b; Mon, 2 Mar 2026 09:15:00 +0100", None),
        ("by b for anna; x", None),
        ("by b for <anna>; x", None),
        ("by b for <multiple recipients>; x", None),
        ("by b for ; x", None),
        ("by b for", None),
        ("from therefor <anna@x.nl>", None),
        ("from xfor <anna@x.nl>", None),
        ("id for@x.nl by b", None),
        ("", None),
    ],
)
def test_for(raw: str, expected: str | None) -> None:
    assert received_for(raw.encode()) == expected


def test_for_with_bytes_that_are_not_utf_8() -> None:
    assert received_for(b"from \xe9 by b for <anna@x.nl>; x") == "anna@x.nl"


@pytest.mark.parametrize(
    "raw",
    [
        b"from a by b; Mon, 2 Mar 2026 09:15:00 +0100",
        b"from a by b;Mon, 2 Mar 2026 09:15:00 +0100 (CET)",
        b"from a; x by b; 2 Mar 2026 09:15:00 +0100",
        b"from a by b (x; y); 2 Mar 2026 09:15:00 +0100",
        b"from a by b; 2 Mar 2026 09:15:00 +0100 (Central; European)",
        b"(qmail 1 invoked from network); 2 Mar 2026 08:15:00 -0000",
        b"from a (unclosed by b; 2 Mar 2026 09:15:00 +0100",
        b"from a (unclosed by b; 2 Mar 2026 09:15:00 +0100 (CET)",
    ],
)
def test_time(raw: bytes) -> None:
    assert received_time(raw) == int(datetime(2026, 3, 2, 8, 15, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"from a by b",
        b"from a by b Mon, 2 Mar 2026 09:15:00 +0100",
        b"from a by b; gisteren",
        b"from a by b; Mon, 2 Mar 2026 09:15:00 +0100; x",
        b"from a by b (x; Mon, 2 Mar 2026 09:15:00 +0100)",
        b"from a by b;",
    ],
)
def test_no_time(raw: bytes) -> None:
    assert received_time(raw) is None


@given(st.binary() | st.text(alphabet='for <a@b.nl>();" \\').map(str.encode))
def test_nothing_fails(raw: bytes) -> None:
    received_for(raw)
    received_time(raw)


@pytest.mark.parametrize("piece", [b"(", b"for ", b"for <", b'for "', b'for "\\"', b";", b"for a@b (", b" "])
def test_hostile_input_takes_linear_time(piece: bytes) -> None:
    raw = piece * (1_000_000 // len(piece))
    started = time.process_time()
    received_for(raw)
    received_time(raw)
    assert time.process_time() - started < 5
