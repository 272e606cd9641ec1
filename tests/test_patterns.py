"""What regular expressions must not hold, so that they mean the same in every Python that the program runs on."""

import re
from pathlib import Path

import severa_desktop

_POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[0-9,]+\})\+")


def test_no_group_is_repeated_possessively() -> None:
    """Python before 3.11.5, Debian 12's among them, matches `(?:…)*+` wrongly; `(?>(?:…)*)` means the same."""
    files = sorted(Path(severa_desktop.__file__).parent.rglob("*.py"))
    assert files
    assert [file.name for file in files if _POSSESSIVE_GROUP.search(file.read_text(encoding="utf-8"))] == []
