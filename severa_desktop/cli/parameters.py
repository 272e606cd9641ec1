"""Kinds of command-line values that several commands take."""

import os

import click

_GREATEST_ID = 2**63 - 1


class _Words(click.types.StringParamType):
    """Text to search for or keep. It is UTF-8, whatever encoding the terminal's locale names."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        # In a plain C locale Python keeps bytes that it cannot read as half characters.
        return value if value.isprintable() else os.fsencode(value).decode("utf-8", "replace")


WORDS = _Words()
RECORD_ID = click.IntRange(1, _GREATEST_ID)
"""The id of something in the store."""
