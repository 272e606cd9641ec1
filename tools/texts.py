"""Brings the translations in step with the texts in the code. Run by `make texts`.

New texts are added untranslated, those that are gone go. A catalogue holds no places, no line numbers and no dates,
and is sorted by text: a change of it shows what was changed and nothing else.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from severa_desktop.cli.language import paragraphs
from severa_desktop.texts import DOMAIN, LANGUAGES
from tools.compile_texts import FOLDER, compile_texts

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_LEFT_OUT = (b"POT-", b"PO-", b"Generated-By", b"Last-Translator", b"Language-Team", b"Project-Id", b"Report-")
"""Lines of a catalogue's head that say nothing, or something else on each day."""


def main() -> None:
    """Update each language's catalogue, compile it, and say what is left to translate."""
    left = 0
    texts = texts_in_code()
    for language in translated_languages():
        catalogue = updated(language, texts)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalogue))
        for message in untranslated(catalogue):
            left += 1
            print(f"{path.relative_to(ROOT)}: not translated: {message.id!r}", file=sys.stderr)
    compile_texts(ROOT)
    if left:
        sys.exit(f"{left} texts are left to translate. Then run again: make texts")


def translated_languages() -> tuple[str, ...]:
    """Return the languages that need a catalogue: all but the one that the code is written in."""
    return LANGUAGES[1:]


def catalogue_path(language: str) -> Path:
    """Return where a language's catalogue is."""
    return ROOT / FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(language: str) -> Catalog:
    """Return a language's catalogue as it is written, an empty one if there is none."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def texts_in_code() -> Catalog:
    """Return every text that the code marks, and the help of every command, which needs no mark."""
    found = Catalog(domain=DOMAIN)
    package = ROOT / "severa_desktop"
    for _file, _line, text, _comments, context in extract_from_dir(package, [("**.py", "python")], keywords=KEYWORDS):
        found.add(text, context=context)
    for path in sorted((package / "cli").glob("*.py")):
        for text in help_texts(path.read_text(encoding="utf-8")):
            found.add(text)
    return found


def help_texts(source: str) -> Iterator[str]:
    """Yield the help of the commands and options in a module, as `cli.language` looks it up.

    That is what is given as `help` or `short_help`, and the docstring of a function that is made a command.
    """
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.keyword)
            and node.arg in {"help", "short_help"}
            and isinstance(node.value, ast.Constant)
        ):
            yield paragraphs(str(node.value.value))
        elif isinstance(node, ast.FunctionDef) and any(map(_makes_command, node.decorator_list)):
            docstring = ast.get_docstring(node)
            if docstring:
                yield paragraphs(docstring)


def _makes_command(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in {"command", "group"}
    )


def updated(language: str, texts: Catalog) -> Catalog:
    """Return a language's catalogue with exactly these texts; none is guessed from one that looks like it."""
    catalogue = read_catalogue(language)
    catalogue.update(texts, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    return catalogue


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """Yield the texts that have no translation, or only some of their plural forms."""
    for message in catalogue:
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and not all(forms):
            yield message


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue's file."""
    file = BytesIO()
    write_po(file, catalogue, width=0, no_location=True, sort_output=True)
    lines = file.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(tuple(b'"' + name for name in _LEFT_OUT)))


if __name__ == "__main__":
    main()
