"""What is written for people: its links and pictures are there, its files exist, its words are the window's."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PySide6.QtGui import QImageReader

from tools.screenshots import DOCS, DOCS_FOLDERS, ROOT

DOCUMENTS = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
GUIDES = {"en": ("admin-guide.md", "colleague-guide.md"), "nl": ("nl/admin-guide.md", "nl/colleague-guide.md")}
CATALOGUE = ROOT / "resources/translations/nl/LC_MESSAGES/severa-desktop.po"
LARGEST_PICTURE = 150_000

_LINK = re.compile(r"\]\(([^)#\s]+)\)")
_FILE = re.compile(r"`((?:severa_desktop|tests|tools|packaging|resources|docs)/[\w./-]+)`")
_NAMED = re.compile(r"\*\*([^*]+)\*\*")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_are_there(document: Path) -> None:
    links = [link for link in _LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_files_that_contributors_are_sent_to_exist() -> None:
    named = _FILE.findall((ROOT / "docs/contributing.md").read_text(encoding="utf-8"))
    assert len(named) > 50
    assert [file for file in named if not (ROOT / file).exists()] == []


def test_all_pictures_are_shown_somewhere_and_small() -> None:
    for folder in DOCS_FOLDERS.values():
        assert sorted(path.stem for path in (ROOT / folder).iterdir()) == sorted(DOCS)
        for path in (ROOT / folder).iterdir():
            assert path.stat().st_size < LARGEST_PICTURE
            assert QImageReader(str(path)).size().width() == 1280
    for language, guides in GUIDES.items():
        text = "".join((ROOT / "docs" / guide).read_text(encoding="utf-8") for guide in guides)
        assert [name for name in DOCS if f"(pictures/{name}.png)" not in text] == [], language


def texts_of_the_window(language: str) -> Iterator[str]:
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="nl"):
            text = message.string if language == "nl" else message.id
            for form in (text,) if isinstance(text, str) else text or ():
                yield form or ""


@pytest.mark.parametrize("language", GUIDES)
def test_guides_name_things_as_the_window_does(language: str) -> None:
    known = {text.removesuffix(" ▾").replace("’", "'") for text in texts_of_the_window(language)}
    for guide in GUIDES[language]:
        text = " ".join((ROOT / "docs" / guide).read_text(encoding="utf-8").split())
        # What ends with a full stop or a question mark begins a paragraph.
        names = [part for name in _NAMED.findall(text) if name[-1] not in ".?" for part in name.split(" › ")]
        assert len(names) > 5
        assert [name for name in names if name not in known] == [], guide
