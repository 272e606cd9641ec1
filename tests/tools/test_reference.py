"""The reference of commands and the manual pages: as the program is now, with every command and option."""

import re
from collections.abc import Iterator

import pytest

from severa_desktop.cli.group import COMMANDS, root
from severa_desktop.cli.language import speak, spoken
from severa_desktop.texts import LANGUAGES
from tools import reference

OUT_OF_DATE = "out of date: make reference"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a page speaks, the next test begins in English."""
    monkeypatch.setenv("LANGUAGE", "en")
    yield
    speak("en")


def test_the_reference_is_what_the_program_says() -> None:
    assert reference.REFERENCE.read_text(encoding="utf-8") == reference.reference(), OUT_OF_DATE


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_pages_are_what_the_program_says(language: str) -> None:
    assert reference.manual_path(language).read_text(encoding="utf-8") == reference.manual(language), OUT_OF_DATE


def test_every_command_is_described_with_every_option() -> None:
    found = {one.name: one for one in reference.described(spoken(root))}
    assert {name.partition(" ")[0] for name in found} == {"", *COMMANDS}
    assert {"directory import", "source add imap", "source list"} < found.keys()
    assert "source" not in found
    options = [typed for typed, _does in found["source add imap"].options]
    assert {"--user U", "--security [tls|starttls|none]", "-h, --help"} <= set(options)
    assert not any("data-dir" in typed for typed in options)
    assert found["source add imap"].arguments == "[OPTIONS] HOST"
    assert all(one.paragraphs[0] and all(does for _typed, does in one.options) for one in found.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_manual_page_is_one_of_man(language: str) -> None:
    lines = reference.manual(language).splitlines()
    macros = {line.split()[0] for line in lines if line.startswith((".", "'"))}
    assert macros == {".TH", ".SH", ".SS", ".PP", ".TP", ".B"}
    texts = [line for line in lines if not line.startswith(".TH")]
    assert [line for line in texts if not line or re.search(r"(?<!\\)-|\\(?![-e&(])|(?<!^)'", line)] == []


def test_the_dutch_page_is_dutch() -> None:
    english, dutch = (
        {line for line in reference.manual(language).splitlines() if " " in line and line[0] not in ".\\"}
        for language in LANGUAGES
    )
    assert len(dutch) > 80
    assert english & dutch == set()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("--json", r"\-\-json"), (".xlsx", r"\&.xlsx"), ("a\\b", r"a\eb"), ("'x' \"y\"", r"\(aqx\(aq \(dqy\(dq")],
)
def test_signs_of_man_are_taken_as_they_are(text: str, shown: str) -> None:
    assert reference._roff(text) == shown
