"""Compiles the translations into the form that the program reads. Every build does it first, and so does set-up."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("resources/translations")


def compile_texts(root: Path) -> None:
    """Write beside each catalogue of the project its compiled form; texts marked as fuzzy stay English."""
    for source in (root / FOLDER).glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        # A program that runs reads either the former one or this one, never half of it.
        unfinished = source.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(source.with_suffix(".mo"))


class TextsHook(BuildHookInterface[BuilderConfig]):
    """What the build backend calls."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile the translations before they are gathered."""
        compile_texts(Path(self.root))
