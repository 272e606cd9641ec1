"""The way a mail took."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.route import Hop, route

TRACES = (
    b"Received: from a.example (a.example [192.0.2.1])\r\n by b.example (Postfix) with ESMTPS id X\r\n"
    b" for <anna@mijnbedrijf.nl>; Mon, 2 Mar 2026 09:15:07 +0100\r\n"
    b"Received: from c (c [192.0.2.2]) by a.example with SMTP; Mon, 2 Mar 2026 09:15:00 +0100\r\n"
)


def test_hops_the_oldest_first() -> None:
    assert route(TRACES + b"From: x@y.nl\r\n\r\ntekst") == (
        Hop("c (c [192.0.2.2])", "a.example", "", 1772439300, 0),
        Hop("a.example (a.example [192.0.2.1])", "b.example (Postfix)", "anna@mijnbedrijf.nl", 1772439307, 7),
    )


def test_a_mark_before_the_header_hides_nothing() -> None:
    assert len(route(b"\xef\xbb\xbf\n" + TRACES + b"\r\n")) == 2


@pytest.mark.parametrize("content", [b"", b"From: a@b.nl\n\nx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_no_route(content: bytes) -> None:
    assert route(content) == ()


def test_what_cannot_be_read_is_an_empty_hop() -> None:
    assert route(b"Received: zomaar\r\nReceived: from a by b; gisteren\r\nFrom: x@y.nl\r\n\r\n") == (
        Hop("a", "b", "", None, 0),
        Hop("", "", "", None, 0),
    )


def test_only_the_header_is_read() -> None:
    assert route(b"From: x@y.nl\r\n\r\n" + TRACES) == ()


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_anything_has_a_route(values: list[bytes]) -> None:
    content = b"".join(b"Received: from a " + value + b"\r\n" for value in values)
    assert all(isinstance(hop, Hop) for hop in route(content + b"\r\n"))


def test_many_and_long_hops_are_bounded() -> None:
    started = time.process_time()
    assert len(route(b"Received: from a by b; x\r\n" * 20_000 + b"\r\n")) == 200
    assert route(b"Received: from " + b"(" * 1_000_000 + b"\r\n\r\n") == ()
    for piece in (b"(", b"for ", b"from by ", b"<", b";", b'"', b"envelope-from "):
        route(b"Received: from a " + piece * (16_000 // len(piece)) + b"\r\n\r\n")
    assert time.process_time() - started < 5
