"""Texts for people: marked in the code so that they are found, translated whole, changed while the program runs."""

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo

from severa_desktop.core.reasons import Code, Reason
from severa_desktop.sentences import reason_sentence
from severa_desktop.texts import _, language_among, languages_wanted, ngettext, number, pgettext, set_language
from tools import texts
from tools.compile_texts import FOLDER, compile_texts

OUT_OF_DATE = "out of date: make texts"
LANGUAGES = texts.translated_languages()


@pytest.fixture(scope="module")
def in_code() -> Catalog:
    return texts.texts_in_code()


@pytest.fixture
def language() -> Iterator[None]:
    """Whatever a test chooses, the next one begins in English."""
    yield
    set_language("en")


def messages(catalogue: Catalog) -> list[Message]:
    """Return a catalogue's texts without its head."""
    return [message for message in catalogue if message.id]


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return a text's singular and plural, or the one form it has; untranslated ones are left out."""
    return tuple(form for form in ((text,) if isinstance(text, str) else text or ()) if form)


def translations(catalogue: Catalog) -> dict[tuple[tuple[str, ...], str | None], tuple[str, ...]]:
    return {(forms(one.id), one.context): forms(one.string) for one in messages(catalogue)}


def both(message: Message) -> Iterator[tuple[str, str]]:
    """Yield each form of a translation with that of the original that it stands for."""
    original = forms(message.id)
    translated = forms(message.string)
    for form, text in enumerate(translated):
        yield original[min(form, len(original) - 1)], text


def placeholders(text: str) -> list[str]:
    return sorted(f"{name}!{conversion}:{spec}" for _text, name, spec, conversion in Formatter().parse(text) if name)


# ------------------------------------------------------------------------------ catalogues


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_catalogue_holds_exactly_the_texts_of_the_code(name: str, in_code: Catalog) -> None:
    catalogue = texts.read_catalogue(name)
    assert translations(in_code).keys() - translations(catalogue).keys() == set(), OUT_OF_DATE
    assert translations(catalogue).keys() - translations(in_code).keys() == set(), OUT_OF_DATE
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_text_is_translated_and_no_translation_is_a_guess(name: str) -> None:
    catalogue = texts.read_catalogue(name)
    assert [message.id for message in texts.untranslated(catalogue)] == []
    assert [message.id for message in catalogue if message.fuzzy] == []


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_catalogue_is_written_as_make_texts_writes_it(name: str, in_code: Catalog) -> None:
    assert texts.catalogue_path(name).read_bytes() == texts.written(texts.updated(name, in_code)), OUT_OF_DATE


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(name: str) -> None:
    with texts.catalogue_path(name).with_suffix(".mo").open("rb") as file:
        compiled = translations(read_mo(file))
    written = {key: translated for key, translated in translations(texts.read_catalogue(name)).items() if translated}
    assert {key: compiled.get(key) for key in written} == written, OUT_OF_DATE


@pytest.mark.parametrize("name", LANGUAGES)
def test_translations_have_the_placeholders_of_the_original(name: str) -> None:
    wrong = []
    for message in messages(texts.read_catalogue(name)):
        originals = [placeholders(form) for form in forms(message.id)]
        for form, translated in enumerate(forms(message.string)):
            # "1 mail" may be "one mail" in another language: the singular may leave out what the plural has.
            allowed = originals if form == 0 else originals[-1:]
            if placeholders(translated) not in allowed:
                wrong.append((message.id, translated))
    assert wrong == []


SIGNS: dict[str, Callable[[str], object]] = {
    "mnemonics": lambda text: len(re.findall(r"&(?=\w)", text)),
    "ellipses": lambda text: (text.count("…"), text.endswith("…"), " …" in text, "..." in text),
    "ends": lambda text: re.findall(r"[.:?!,;–]$", text),
    "spaces around": lambda text: (len(text) - len(text.lstrip()), len(text) - len(text.rstrip())),
    "lines": lambda text: text.count("\n"),
    "quotation marks": lambda text: text.count('"'),
    "tags": lambda text: sorted(re.findall(r"</?[a-z]+[^>]*>", text)),
    "keys": lambda text: sorted(re.findall(r"(?:(?:Ctrl|Shift|Alt)\+)+\w+", text)),
    "options": lambda text: sorted(re.findall(r"(?<!\w)--[a-z-]+", text)),
}


@pytest.mark.parametrize("name", LANGUAGES)
@pytest.mark.parametrize("sign", SIGNS)
def test_translations_keep_what_is_no_language(name: str, sign: str) -> None:
    found = SIGNS[sign]
    pairs = [pair for message in messages(texts.read_catalogue(name)) for pair in both(message)]
    assert [(original, text) for original, text in pairs if found(original) != found(text)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(r"\b(u|uw)\b", id="je, as to a colleague"),
        pytest.param(r"'", id="typographic apostrophes"),
        pytest.param(r"(?i)e-mail adres|\bemail|activiteitenbeheerder|contact persoon", id="spelling"),
    ],
)
def test_dutch_is_written_so(wrong: str) -> None:
    written = [form for message in messages(texts.read_catalogue("nl")) for form in forms(message.string)]
    assert [text for text in written if re.search(wrong, text)] == []


# ------------------------------------------------------------------------------ in the code


class Calls(ast.NodeVisitor):
    """Finds the calls by which texts are shown, and those of them that are carried out when a module is loaded."""

    def __init__(self) -> None:
        self.calls: list[ast.Call] = []
        self.on_loading: list[ast.Call] = []
        self._depth = 0

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in texts.KEYWORDS:
            self.calls.append(node)
            if not self._depth and node.func.id != "N_":
                self.on_loading.append(node)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for early in (*node.decorator_list, node.args):
            self.visit(early)
        self._depth += 1
        for statement in node.body:
            self.visit(statement)
        self._depth -= 1

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1


def calls_of(source: str) -> Calls:
    found = Calls()
    found.visit(ast.parse(source))
    return found


def modules() -> Iterator[tuple[str, Calls]]:
    for path in sorted((texts.ROOT / "severa_desktop").rglob("*.py")):
        yield str(path.relative_to(texts.ROOT)), calls_of(path.read_text(encoding="utf-8"))


def cannot_be_found(call: ast.Call) -> bool:
    """Tell whether a text is put together before it is looked up, so that no catalogue can hold it."""
    return any(
        isinstance(argument, (ast.JoinedStr, ast.BinOp))
        or (isinstance(argument, ast.Constant) and not argument.value)
        or (isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute))
        for argument in call.args
    )


def texts_of(call: ast.Call) -> list[str]:
    """Return the texts that a call names, without the context they stand in."""
    named = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return named[1:] if isinstance(call.func, ast.Name) and call.func.id == "pgettext" else named


def test_texts_are_whole_where_they_are_marked() -> None:
    wrong = [(name, call.lineno) for name, found in modules() for call in found.calls if cannot_be_found(call)]
    assert wrong == [], 'fill in after looking up: _("… {name} …").format(name=name)'


def test_every_text_that_is_marked_is_found(in_code: Catalog) -> None:
    extracted = {form for message in messages(in_code) for form in forms(message.id)}
    wrong = [
        (name, call.lineno, text)
        for name, found in modules()
        for call in found.calls
        for text in texts_of(call)
        if text not in extracted
    ]
    assert wrong == [], "a text within an f-string is not found: look it up before"


def test_no_text_is_looked_up_when_a_module_is_loaded() -> None:
    wrong = [(name, call.lineno) for name, found in modules() for call in found.on_loading]
    assert wrong == [], "mark it with N_, and look it up with _ when it is shown"


@pytest.mark.parametrize(
    ("source", "whole", "on_loading"),
    [
        ("def f(): return _('a')", True, 0),
        ("def f(): return _(f'a {b}')", False, 0),
        ("def f(): return _('a {}'.format(b))", False, 0),
        ("def f(): return _('a ' + b)", False, 0),
        ("def f(): return _('')", False, 0),
        ("A = N_('a')", True, 0),
        ("A = _('a')", True, 1),
        ("class A:\n b = _('a')", True, 1),
        ("class A:\n def f(self, b=_('a')): pass", True, 1),
        ("A = lambda: ngettext('a', 'b', c)", True, 0),
    ],
)
def test_what_is_wrong_in_code_is_seen(source: str, whole: bool, on_loading: int) -> None:
    found = calls_of(source)
    assert all(map(cannot_be_found, found.calls)) is not whole
    assert len(found.on_loading) == on_loading


PEOPLE_HEAR = {
    "tell", "agreed", "UsageError", "BadParameter", "Finding", "Column", "Unreadable", "NotReadyError",
    "UserError", "SettingError", "SourceRefusedError", "SecretsError", "NotNowError", "OpenRefusedError",
    "TroubleError", "LostError", "RefusedError", "PersonNeededError", "CannotReadError", "DamagedMessage",
    "NotAMessage", "StoreError", "NotADatabaseError", "NewerSchemaError", "NetworkFileSystemError", "StoreFullError",
    "StoreBusyError", "StoreDamagedError", "StoreAccessError", "MigrationError", "print_line",
}  # fmt: skip
"""What shows its argument to people, so that it is handed no text as it is written."""


def unmarked(source: str) -> Iterator[tuple[int, str]]:
    """Yield what is shown to people without having been looked up."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in PEOPLE_HEAR:
            yield from ((node.lineno, text) for one in node.args for text in _sentences(one))


def _sentences(argument: ast.expr) -> Iterator[str]:
    match argument:
        # Codes, and signs between what was looked up, are no texts.
        case ast.Constant(value=str(text)) if re.search(r"[a-zA-Z]{2,}.*[ .:]|^[A-Z]{2,}$|^[A-Z][a-z]+", text):
            yield text
        case ast.JoinedStr(values=parts):
            written = (str(part.value) for part in parts if isinstance(part, ast.Constant))
            yield from (part for part in written if re.search(r"[a-zA-Z]{3,}", part))
        case ast.IfExp(body=body, orelse=other):
            yield from (*_sentences(body), *_sentences(other))
        case ast.BinOp(left=left, right=right):
            yield from (*_sentences(left), *_sentences(right))
        case ast.BoolOp(values=values):
            yield from (text for value in values for text in _sentences(value))
        case _:
            return


def test_what_people_are_told_is_looked_up() -> None:
    wrong = [
        (str(path.relative_to(texts.ROOT)), *found)
        for path in sorted((texts.ROOT / "severa_desktop").rglob("*.py"))
        for found in unmarked(path.read_text(encoding="utf-8"))
    ]
    assert wrong == [], "_(…) where it is shown, N_(…) where it is only kept"


@pytest.mark.parametrize(
    ("source", "is_wrong"),
    [
        ("tell('All is well.')", True),
        ("tell(_('All is well.'))", False),
        ("tell(f'Source {id}: {what}')", True),
        ("tell(f'{one} (and {more} others)')", True),
        ("tell('None.' if a else _('b'))", True),
        ("tell(error or 'It works.')", True),
        ("raise click.UsageError('Give one.')", True),
        ("Column('NAME')", True),
        ("Column(N_('NAME'))", False),
        ("tell(f'{one}, {other}')", False),
        ("Finding('store_damaged', str(error), _(WHAT))", False),
    ],
)
def test_what_is_not_looked_up_is_seen(source: str, is_wrong: bool) -> None:
    assert bool(list(unmarked(source))) is is_wrong


def test_help_of_commands_is_found_without_a_mark() -> None:
    source = '''
@group.command("x", short_help="Do it.")
@click.option("--all", is_flag=True, help="All of it.")
@pass_session
def command(session):
    """Do it, once and
    for all.

    Twice if need be.
    """

def other():
    """Not shown."""
'''
    assert sorted(texts.help_texts(source)) == [
        "All of it.", "Do it, once and for all.\n\nTwice if need be.", "Do it.",
    ]  # fmt: skip


# ------------------------------------------------------------------------------ pipeline


def test_new_texts_are_added_untranslated_and_those_that_are_gone_go() -> None:
    wanted = Catalog()
    wanted.add("Owner")
    wanted.add(("{count} brand-new text", "{count} brand-new texts"))
    wanted.add("Owner", context="somewhere else")
    catalogue = texts.updated("nl", wanted)
    text = texts.written(catalogue).decode()
    assert {(message.id, message.context) for message in texts.untranslated(catalogue)} == {
        ("Owner", "somewhere else"),
        (("{count} brand-new text", "{count} brand-new texts"), None),
    }
    assert 'msgid "Owner"\nmsgstr "Activiteitbeheerder"' in text
    assert "Undo" not in text
    for changing in ("Date", "#:", "#~", "fuzzy", "Generated"):
        assert changing not in text


def test_compiling_leaves_no_other_file(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "x.po").write_text('msgid "Owner"\nmsgstr "Beheerder"\n\n#, fuzzy\nmsgid "Undo"\nmsgstr "Terug"\n')
    compile_texts(tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["x.mo", "x.po"]
    with (folder / "x.mo").open("rb") as file:
        assert [(one.id, one.string) for one in messages(read_mo(file))] == [("Owner", "Beheerder")]


def test_a_built_package_brings_the_translations(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=texts.ROOT, capture_output=True, check=True)
    (built,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(built) as package:
        names = set(package.namelist())
    for name in LANGUAGES:
        assert f"severa_desktop/{FOLDER}/{name}/LC_MESSAGES/severa-desktop.mo" in names


# ------------------------------------------------------------------------------ while the program runs


def test_the_language_changes_while_the_program_runs(language: None) -> None:
    reason = Reason(Code.PROJECT_CLOSED, number=1001)
    assert (_("Undo"), reason_sentence(reason)) == ("Undo", "Project 1001 is closed.")
    set_language("nl")
    assert (_("Undo"), reason_sentence(reason)) == ("Ongedaan maken", "Project 1001 is gesloten.")
    assert [
        ngettext("Erase this activity for good?", "Erase {count} activities for good?", count) for count in (1, 2)
    ] == ["Deze activiteit voorgoed wissen?", "{count} activiteiten voorgoed wissen?"]
    assert _("No catalogue has this.") == "No catalogue has this."
    assert pgettext("nowhere", "Nor this.") == "Nor this."
    set_language("en")
    assert _("Undo") == "Undo"


def test_nothing_stays_nothing(language: None) -> None:
    set_language("nl")
    assert _("") == ""


@pytest.mark.parametrize("unknown", ["fr", "", "../nl"])
def test_a_language_that_there_is_not_is_english(language: None, unknown: str) -> None:
    set_language("nl")
    set_language(unknown)
    assert _("Undo") == "Undo"


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"LANG": "nl_NL.UTF-8"}, ["nl_NL.UTF-8"]),
        ({"LC_ALL": "en_GB", "LC_MESSAGES": "fr_FR", "LANG": "nl_NL"}, ["en_GB"]),
        ({"LC_ALL": "", "LC_MESSAGES": "nl_NL", "LANG": "fr_FR"}, ["nl_NL"]),
        ({"LANGUAGE": "fr:nl", "LANG": "en_US"}, ["fr", "nl", "en_US"]),
        ({"LANGUAGE": "nl", "LC_ALL": "C"}, []),
        ({"LANGUAGE": "nl", "LC_ALL": "C.UTF-8", "LANG": "nl_NL"}, []),
        ({"LANG": "POSIX"}, []),
    ],
)
def test_the_languages_that_an_environment_asks_for(environment: dict[str, str], wanted: list[str]) -> None:
    assert languages_wanted(environment) == wanted


def test_numbers_are_written_as_the_language_does(language: None) -> None:
    assert (number(1_234_567), number(1.25, 1)) == ("1,234,567", "1.2")
    set_language("nl")
    assert (number(1_234_567), number(1.25, 1)) == ("1.234.567", "1,2")


@pytest.mark.parametrize(
    ("wanted", "language"),
    [(["nl-BE", "en"], "nl"), (["nl_NL.UTF-8"], "nl"), (["fr-FR", "en-GB", "nl"], "en"), (["fr"], "en"), ([], "en")],
)
def test_the_first_language_wanted_that_there_is(wanted: list[str], language: str) -> None:
    assert language_among(wanted) == language
