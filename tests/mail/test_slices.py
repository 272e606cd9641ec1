"""Texts put together from slices."""

from collections.abc import Iterator

import pytest

from severa_desktop.mail.slices import joined


@pytest.mark.parametrize(
    "slices",
    [[], ["een"], ["een", " twee"], ["x"] * 20, ["een "] * 30 + ["é€😀"] + ["", "twee"] * 40, ["x"] * 70_000],
)
def test_joined(slices: list[str]) -> None:
    assert joined(slices) == joined(iter(slices)) == "".join(slices)


def test_a_text_of_four_bytes_a_letter_grows_while_its_slices_are_made() -> None:
    alive = most = 0

    class Slice(str):
        __slots__ = ()

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def made(count: int) -> Iterator[str]:
        nonlocal alive, most
        for _ in range(count):
            alive += 1
            most = max(most, alive)
            yield Slice("tekst 😀")

    assert joined(made(1_000)) == "tekst 😀" * 1_000
    assert most < 5
