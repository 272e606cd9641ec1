"""Takes Severa's projects and sales cases over into the directory's. A number names one of them, whoever made it."""

from collections.abc import Mapping
from dataclasses import replace

from severa_desktop.core.directory import Project
from severa_desktop.core.severa import ClashWhy, PulledProject
from severa_desktop.services.directory_schema import GREATEST_NUMBER
from severa_desktop.services.severa.section import SectionMerge


def merge_projects(
    section: SectionMerge[Project], wanted: Mapping[str, PulledProject], customers: Mapping[str, str], *, full: bool
) -> None:
    """Take projects over. A new one with the number of one made by hand waits.

    Of two of Severa's with one number the first by guid has it; the other is left out, or keeps the number that it had.
    """
    if full:
        _close_gone(section, wanted)
    by_hand = {one.number: one.key for one in section.by_hand()}
    numbers = _numbers(section, wanted, by_hand)
    for guid in sorted(wanted):
        pulled = wanted[guid]
        customer = None if pulled.customer is None else customers.get(pulled.customer)
        if pulled.customer is not None and customer is None:
            section.wait(pulled, ClashWhy.CUSTOMER, pulled.customer)
        number = numbers.get(guid)
        if number != pulled.number:
            key = by_hand.get(pulled.number, "") if number is None else ""
            section.wait(pulled, ClashWhy.NUMBER, str(pulled.number), key)
        if number is None:
            continue
        project = Project(section.key(guid), number, pulled.name, pulled.kind, customer, pulled.closed)
        section.put(guid, project, phase=pulled.phase, customer=pulled.customer)


def _close_gone(section: SectionMerge[Project], wanted: Mapping[str, PulledProject]) -> None:
    """Close what Severa has no more; one whose number has another now is made by hand from then on."""
    numbers = {one.number for one in wanted.values()}
    for guid in section.gone(wanted):
        key = section.key_of[guid]
        section.records[key] = replace(section.records[key], closed=True)
        if section.records[key].number in numbers:
            section.release(guid)


def _numbers(
    section: SectionMerge[Project], wanted: Mapping[str, PulledProject], by_hand: Mapping[int, str]
) -> dict[str, int]:
    """Return the number that each record gets; one that gets none is not in the result.

    Who does not get the wanted number keeps the former one, which may take that from another: so it is gone through
    until nobody loses any more.
    """
    former = {guid: stored.number for guid in wanted if (stored := section.stored(guid)) is not None}
    others = {section.records[key].number for guid, key in section.key_of.items() if guid not in wanted}
    fixed = set(by_hand) | others
    given = {guid: one.number for guid, one in wanted.items() if 1 <= one.number <= GREATEST_NUMBER}
    kept = {guid: former[guid] for guid in wanted if guid not in given and guid in former}
    while True:
        holder = {number: guid for guid, number in kept.items()}
        losers: list[str] = []
        for guid in sorted(given):
            number = given[guid]
            if number in fixed or holder.setdefault(number, guid) != guid:
                losers.append(guid)
        if not losers:
            return {**given, **kept}
        for guid in losers:
            del given[guid]
            if guid in former:
                kept[guid] = former[guid]
