"""Sentences about records of Severa that wait."""

from severa_desktop.core.severa import ClashWhy, RecordKind
from severa_desktop.services.directory_schema import quoted
from severa_desktop.services.severa.joining import Waiting
from severa_desktop.texts import N_, _

_CLASHES = {
    ClashWhy.ADDRESS: N_("{what} is an address of {name}, made by hand."),
    ClashWhy.NUMBER: N_("{what} is the number of {name}, made by hand."),
    ClashWhy.NAME: N_("{name}, made by hand, has the same name."),
}
_LEFT_OUT = {
    ClashWhy.ADDRESS: N_("{what} is an address of another active user, who keeps it."),
    ClashWhy.NUMBER: N_("{what} is the number of another project, or is none."),
    ClashWhy.NAME: N_("Another activity type has the same name."),
    ClashWhy.CUSTOMER: N_("The customer is not among those that Severa gave."),
}


def why_words(waiting: Waiting) -> str:
    """Return why a record waits, or is not wholly in the directory, as a sentence."""
    clash = waiting.clash
    if waiting.record is not None:
        return _(_CLASHES[clash.why]).format(what=clash.what, name=quoted(waiting.record.name))
    if clash.why is ClashWhy.ADDRESS and not clash.what:
        return _("A user needs an e-mail address, and this one has none.")
    return _(_LEFT_OUT[clash.why]).format(what=clash.what)


_KINDS = {
    RecordKind.ACTIVITY_TYPES: N_("activity type"),
    RecordKind.USERS: N_("user"),
    RecordKind.CUSTOMERS: N_("customer"),
    RecordKind.CONTACTS: N_("contact person"),
    RecordKind.PROJECTS: N_("project or sales case"),
}


def kind_words(kind: RecordKind) -> str:
    """Return what a record is, in the singular."""
    return _(_KINDS[kind])
