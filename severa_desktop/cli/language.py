"""The language of the command line: chosen once, from the environment, for the program's texts and click's own alike.

Help texts stand in the commands as they are written; `spoken` returns a command that shows them in the language chosen.
"""

import gettext
import os
import re
from copy import copy
from inspect import cleandoc

import click

from severa_desktop.paths import resource_folder
from severa_desktop.texts import DOMAIN, N_, _, language_among, languages_wanted, set_language

_BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_WORDS_OF_CLICK = (
    N_("[OPTIONS]"),
    N_("COMMAND [ARGS]..."),
    N_("[COMMAND] [ARGS]..."),
    N_("integer"),
    N_("integer range"),
)
"""Words that click shows as they are."""


def choose_language() -> None:
    """Speak the language that the environment asks for."""
    speak(language_among(languages_wanted()))


def speak(language: str) -> None:
    """Speak this language, and let click do so too."""
    set_language(language)
    # click asks the standard library, which looks at the environment anew each time; processes started from here
    # are of the same language.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, resource_folder() / "translations")
    gettext.textdomain(DOMAIN)


def paragraphs(text: str) -> str:
    """Return a help text with each paragraph on one line: how it is wrapped in the code is nothing to translate."""
    return "\n\n".join(" ".join(part.split()) for part in _BETWEEN_PARAGRAPHS.split(cleandoc(text).strip()))


def spoken(command: click.Command) -> click.Command:
    """Return a command with its help, and that of its options and own commands, in the language chosen."""
    own = copy(command)
    own.help = _help(command.help)
    own.short_help = _help(command.short_help)
    own.options_metavar = command.options_metavar and _(command.options_metavar)
    own.params = [_spoken_parameter(one) for one in command.params]
    if isinstance(own, click.Group) and isinstance(command, click.Group):
        own.subcommand_metavar = _(command.subcommand_metavar)
        own.commands = {name: spoken(one) for name, one in command.commands.items()}
    return own


def _spoken_parameter(parameter: click.Parameter) -> click.Parameter:
    own = copy(parameter)
    own.type = copy(parameter.type)
    own.type.name = _(parameter.type.name)
    if isinstance(own, click.Option):
        own.help = _help(own.help)
    return own


def _help(text: str | None) -> str | None:
    return None if text is None else _(paragraphs(text))
