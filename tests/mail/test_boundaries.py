"""Delimiter lines of multiparts."""

import time

import pytest

from severa_desktop.mail.boundaries import Delimiter, before_line_break, find_delimiter, guess_boundary


def find(content: bytes, boundary: bytes = b"b", start: int = 0) -> Delimiter | None:
    return find_delimiter(content, start, len(content), boundary)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"--b\nx", Delimiter(0, 4, closing=False)),
        (b"--b\r\nx", Delimiter(0, 5, closing=False)),
        (b"--b\rx", Delimiter(0, 4, closing=False)),
        (b"voor\n--b\nx", Delimiter(5, 9, closing=False)),
        (b"voor\r--b\nx", Delimiter(5, 9, closing=False)),
        (b"--b  \t\nx", Delimiter(0, 7, closing=False)),
        (b"--b--\nx", Delimiter(0, 6, closing=True)),
        (b"--b-- \r\nx", Delimiter(0, 8, closing=True)),
        (b"--b", Delimiter(0, 3, closing=False)),
        (b"--b--", Delimiter(0, 5, closing=True)),
        (b"--bb\n--b\n", Delimiter(5, 9, closing=False)),
        (b"x--b\n", None),
        (b" --b\n", None),
        (b"--b x\n", None),
        (b"--b-\n", None),
        (b"--B\n", None),
        (b"", None),
    ],
)
def test_find(content: bytes, expected: Delimiter | None) -> None:
    assert find(content) == expected


@pytest.mark.parametrize("false_start", [b"x--b\n", b"--bx\n", b"x--b"])
def test_many_false_starts_are_passed_over(false_start: bytes) -> None:
    for count in (1, 63, 64, 65, 1_000):
        content = false_start * count + b"\n--b\nx"
        found = find(content)
        assert found is not None
        assert content[found.start :] == b"--b\nx"


def test_the_end_of_the_range_ends_the_last_line() -> None:
    assert find_delimiter(b"--bcd", 0, 3, b"b") == Delimiter(0, 3, closing=False)
    assert find_delimiter(b"x\n--b\n", 0, 4, b"b") is None


def test_false_starts_take_linear_time() -> None:
    for piece in (b"--b", b"\n--b", b"--bx\n", b"\n--b ", b"-"):
        content = piece * (4_000_000 // len(piece))
        started = time.process_time()
        find(content + b"x")
        assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"a\r\n", 1), (b"a\n", 1), (b"a\r", 1), (b"a", 1), (b"\r\n", 0), (b"a\n\n", 2), (b"", 0)],
)
def test_the_line_break_belongs_to_the_delimiter(content: bytes, expected: int) -> None:
    assert before_line_break(content, 0, len(content)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"--grens\r\nContent-Type: text/plain\r\n\r\nx", b"grens"),
        (b"Voorwoord\n\n--=_a.b \ncontent-type: text/plain\n", b"=_a.b"),
        (b"-- \nPiet Jansen\n", None),
        (b"--grens\nGewone tekst\n", None),
        (b"", None),
    ],
)
def test_guess(content: bytes, expected: bytes | None) -> None:
    assert guess_boundary(content, 0, len(content)) == expected
