"""How a source is doing, in words and with a sign, for its list, the status bar and the tray alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from severa_desktop.core.source_settings import Condition, ListedSource, SourceKind
from severa_desktop.services.processing.process import Standing
from severa_desktop.services.source_words import kind_words, source_address
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import times


class Act(Enum):
    """What a person can do about a source in one click."""

    NOTHING = auto()
    TRY_AGAIN = auto()
    GIVE_PASSWORD = auto()
    """Give one, or give another one; trying again is possible, too."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a person sees of a source."""

    picture: str
    tone: str
    """Of the theme: secondary, success, warning or error."""
    words: str
    """A word or two, within a sentence."""
    sentence: str = ""
    """What is the matter and what to do; empty where all is well."""
    act: Act = Act.NOTHING

    @property
    def is_trouble(self) -> bool:
        """Whether somebody should look at it."""
        return self.tone in {"warning", "error"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all sources share."""

    is_active: bool = True
    """Whether the integration is set up and active."""
    is_paused: bool = False
    standing: Standing = field(default_factory=Standing)


def look_of(listed: ListedSource, around: Surroundings) -> Look:
    """Return what a person sees of a source now."""
    source, state = listed.source, listed.state
    if source.id in around.standing.without_password:
        return Look("circle-alert", "error", _("password needed"), _password_words(listed), Act.GIVE_PASSWORD)
    if state.condition is Condition.STOPPED:
        act = Act.GIVE_PASSWORD if source.kind is SourceKind.IMAP else Act.TRY_AGAIN
        return Look("circle-alert", "error", _("stopped"), state.error, act)
    if not around.is_active:
        sentence = _("Nothing is fetched while the integration is inactive.")
        return Look("minus", "secondary", _("inactive"), sentence)
    if source.id in around.standing.elsewhere:
        sentence = _("Another process of this program takes its mails in. Once that ends, this one goes on.")
        return Look("info", "secondary", _("at work elsewhere"), sentence)
    if around.is_paused:
        return Look("minus", "secondary", _("paused"))
    match state.condition:
        case Condition.RETRYING:
            return Look("triangle-alert", "warning", _("trying again"), state.error, Act.TRY_AGAIN)
        case Condition.WORKING:
            return Look("refresh-cw", "success", _("working"))
        case _:
            return Look("circle-check", "success", _("waiting"))


def sources_words(sources: Sequence[ListedSource], around: Surroundings) -> tuple[str, Look | None]:
    """Return how all sources are doing, in one line, and the trouble there is; an empty line where there are none."""
    if not sources:
        return "", None
    looks = [(listed, look_of(listed, around)) for listed in sources]
    troubles = [each for each in looks if each[1].tone == "error"] or [each for each in looks if each[1].is_trouble]
    if troubles:
        listed, look = troubles[0]
        line = _("{source}: {state} – {sentence}").format(
            source=kind_words(listed.source.settings), state=look.words, sentence=look.sentence
        )
        more = len([each for each in looks if each[1].is_trouble]) - 1
        return (f"{line} (+{times.number(more)})" if more else line), look
    if len(sources) == 1:
        listed, look = looks[0]
        return _("{source}: {state}").format(source=kind_words(listed.source.settings), state=look.words), None
    if any(listed.state.condition is Condition.WORKING for listed in sources) and not around.is_paused:
        state = _("working")
    else:
        state = looks[0][1].words
    count = ngettext("{count} source", "{count} sources", len(sources)).format(count=times.number(len(sources)))
    return _("{source}: {state}").format(source=count, state=state), None


def counts_words(listed: ListedSource) -> str:
    """Return what a source brought so far, and when all was well last."""
    state = listed.state
    parts = [_("Last success: {time}").format(time=times.short(state.last_success)) if state.last_success else ""]
    parts.append(_("{count} taken in").format(count=times.number(state.taken)))
    if state.not_imported:
        parts.append(_("{count} not imported").format(count=times.number(state.not_imported)))
    if state.left_alone:
        parts.append(_("{count} left alone").format(count=times.number(state.left_alone)))
    return " · ".join(filter(None, parts))


def _password_words(listed: ListedSource) -> str:
    sentence = _("There is no password for {account}. Give it here; without a keyring it is asked for at each start.")
    return sentence.format(account=source_address(listed.source.settings))
