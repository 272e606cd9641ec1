"""Texts for people in the language they chose: English as written in the code, others from `resources/translations`.

Every text passes `_` when it is shown, never when a module is loaded: the language can change while the program runs.
"""

import gettext

from severa_desktop.paths import resource_folder

DOMAIN = "severa-desktop"
LANGUAGES = ("en", "nl")
"""The languages there are, each by its ISO 639-1 code."""

_translations: list[gettext.NullTranslations] = [gettext.NullTranslations()]


def set_language(language: str) -> None:
    """Show texts in this language from now on; one that there is not is English."""
    folder = resource_folder() / "translations"
    _translations[0] = gettext.translation(DOMAIN, folder, languages=[language], fallback=True)


def language_among(wanted: list[str]) -> str:
    """Return the first of the wanted languages (such as ``nl-BE``) that there is, else English."""
    for one in wanted:
        language = one.replace("_", "-").split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return "en"


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
