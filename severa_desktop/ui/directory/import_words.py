"""What a look at an import, and an import, say."""

from collections.abc import Mapping

from severa_desktop.services.directory_preview import Change, Preview, PreviewSheet
from severa_desktop.services.directory_schema import Section
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import times
from severa_desktop.ui.directory.words import field_title, section_title


def change_words(change: Change, section: Section | None = None) -> str:
    """Return what happens to a record."""
    if change is Change.DEACTIVATED and section is Section.PROJECTS:
        return _("Closed")
    if change is Change.DEACTIVATED and section is Section.ACTIVITY_TYPES:
        return _("Removed")
    return {
        Change.WRONG: _("Wrong"),
        Change.UPDATED: _("Changed"),
        Change.ADDED: _("New"),
        Change.DEACTIVATED: _("Deactivated"),
        Change.UNCHANGED: _("Unchanged"),
    }[change]


def imported_sentence(totals: Mapping[Change, int]) -> str:
    """Return what an import did, all sections together."""
    text = {
        Change.ADDED: _("{count} new"),
        Change.UPDATED: _("{count} changed"),
        Change.DEACTIVATED: _("{count} deactivated"),
    }
    said = ", ".join(text[change].format(count=times.number(totals[change])) for change in text if totals[change])
    return _("Imported: {what}.").format(what=said)


def summary_words(preview: Preview) -> str:
    """Return how many records what happens to."""
    text = {
        Change.WRONG: _("{count} wrong"),
        Change.UPDATED: _("{count} changed"),
        Change.ADDED: _("{count} new"),
        Change.DEACTIVATED: _("{count} deactivated"),
        Change.UNCHANGED: _("{count} unchanged"),
    }
    words = [text[change].format(count=times.number(count)) for change, count in preview.totals.items() if count]
    if preview.is_right and not preview.changes_anything:
        words.insert(0, _("Nothing to import: it is all there already"))
    return " · ".join(words)


def problem_words(preview: Preview) -> str:
    """Return why nothing can be imported, empty if it can."""
    missing = {name: None for sheet in preview.sheets for name in sheet.match.missing()}
    if missing:
        return _("Choose the columns of: {fields}.").format(fields=", ".join(map(field_title, missing)))
    count = preview.problem_count
    if not count:
        return ""
    text = ngettext(
        "{count} error: nothing is imported until it is mended in the file.",
        "{count} errors: nothing is imported until they are mended in the file.",
        count,
    )
    return text.format(count=times.number(count))


def tab_words(sheet: PreviewSheet) -> str:
    """Return the title of a sheet’s tab, with a sign where something is wrong in it."""
    name = sheet.name if sheet.table is not None or sheet.match.section is None else section_title(sheet.match.section)
    return _("{name} ⚠").format(name=name) if needs_a_look(sheet) else name


def needs_a_look(sheet: PreviewSheet) -> bool:
    """Tell whether something is wrong in a sheet."""
    return bool(sheet.wrong or sheet.match.missing())


def empty_words(sheet: PreviewSheet) -> str:
    """Return why there is nothing to see of a sheet, and what to do."""
    if sheet.match.section is None:
        return _("Nothing of this sheet is imported. Say above what it holds, if it is part of the directory.")
    if sheet.match.missing():
        return _("Say above in which column each needed field stands.")
    return _("There are no records here.")
