"""Texts for people in the language they chose: English as written in the code, others from `resources/translations`.

Every text passes `_` when it is shown, never when a module is loaded: the language can change while the program runs.
"""

import gettext
import os
import sys
from collections.abc import Mapping

from severa_desktop.paths import resource_folder

DOMAIN = "severa-desktop"
LANGUAGES = ("en", "nl")
"""The languages there are, each by its ISO 639-1 code."""

_translations: list[gettext.NullTranslations] = [gettext.NullTranslations()]
_chosen = [LANGUAGES[0]]
_DUTCH_MARKS = str.maketrans(",.", ".,")


def set_language(language: str) -> None:
    """Show texts in this language from now on; one that there is not is English."""
    folder = resource_folder() / "translations"
    _chosen[0] = language
    _translations[0] = gettext.translation(DOMAIN, folder, languages=[language], fallback=True)


def language() -> str:
    """Return the language that was chosen."""
    return _chosen[0]


def language_among(wanted: list[str]) -> str:
    """Return the first of the wanted languages (such as ``nl-BE``) that there is, else English."""
    for one in wanted:
        language = one.replace("_", "-").split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return "en"


def languages_wanted(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the languages that a person at a terminal wants, the best first, as `language_among` takes them.

    As everywhere on POSIX: of LC_ALL, LC_MESSAGES and LANG the first that is set names the locale, and unless that is
    ``C``, the list in LANGUAGE goes before it. On Windows and macOS, which set none of these, the system says.
    """
    named = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if named.partition(".")[0] in {"C", "POSIX"}:
        return []
    listed = [one for one in environment.get("LANGUAGE", "").split(":") if one]
    return [*listed, named] if listed or named else _system_languages()


def number(count: float, decimals: int = 0) -> str:
    """Return a number with thousands and decimals set apart as the language chosen does."""
    written = f"{count:,.{decimals}f}"
    return written.translate(_DUTCH_MARKS) if _chosen[0] == "nl" else written


def _(text: str) -> str:
    """Return a text in the language chosen."""
    # A catalogue's own head stands under the empty text.
    return _translations[0].gettext(text) if text else text


def ngettext(one: str, many: str, count: int) -> str:
    """Return the text that fits a number, in the language chosen."""
    return _translations[0].ngettext(one, many, count)


def pgettext(context: str, text: str) -> str:
    """Return a text whose meaning depends on where it stands."""
    return _translations[0].pgettext(context, text)


def N_(text: str) -> str:  # noqa: N802 - the name by which such texts are found
    """Mark a text that is translated later, when it is shown."""
    return text


if sys.platform == "win32":  # not run by the tests, which have no Windows

    def _system_languages() -> list[str]:
        import ctypes  # noqa: PLC0415 - for the command line on this system only
        import locale  # noqa: PLC0415 - as above

        name = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage())
        return [name] if name else []

elif sys.platform == "darwin":  # not run by the tests, which have no macOS

    def _system_languages() -> list[str]:
        import plistlib  # noqa: PLC0415 - for the command line on this system only
        from pathlib import Path  # noqa: PLC0415 - as above

        try:
            with Path("~/Library/Preferences/.GlobalPreferences.plist").expanduser().open("rb") as file:
                listed = plistlib.load(file).get("AppleLanguages", [])
        except (OSError, plistlib.InvalidFileException, RuntimeError):
            return []
        return [str(one) for one in listed]

else:

    def _system_languages() -> list[str]:
        return []
