"""click's own texts that our commands can make it show, so that they are translated with ours.

click looks them up itself (see `cli.language`), by exactly these texts: a test compares them with click's.
"""

from severa_desktop.texts import N_, ngettext

TEXTS = (
    N_("Options"),
    N_("Commands"),
    N_("Usage:"),
    N_("Show this message and exit."),
    N_("env var: {var}"),
    N_("default: {default}"),
    N_("required"),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter: {param_name}"),
    N_("Choose from:\n\t{choices}"),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("Error: {message}"),
)


def plurals(count: int) -> tuple[str, ...]:
    """Return those that depend on a number."""
    return (
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", count),
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", count),
        ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", count),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", count),
    )
