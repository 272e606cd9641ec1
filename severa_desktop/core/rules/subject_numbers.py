"""Which project numbers a subject may name: `1001`, `#1001`, `[1001]`, `project 1001`.

Only numbers that are somebody's project are asked for in the end, but many other things in subjects look like one:
years, amounts, telephone and invoice numbers, postcodes. A number is taken for one of those rather than suggested.
"""

import re

_MOST_TEXT = 2000
_DIGITS = r"0{0,8}([1-9][0-9]{0,17})"
_MARKED = re.compile(
    r"(?:\b(?i:project|proj|projekt|sales ?case|verkoopkans|dossier|zaak|opdracht)"
    r"(?: ?-?(?i:nummer|number|nr|no))?[.:]?[ :]{0,2}[#(]?|#)"
    rf"{_DIGITS}(?![\w]|[.,][0-9])"
    rf"|\[#?{_DIGITS}\]"
)
_BARE = re.compile(
    r"(?<![\w#.,:/+€$£-])(?<![0-9€$£] )(?<!\bEUR )"
    r"([1-9][0-9]{2,17})"
    r"(?![\w/:+%°]|[.,][0-9-]|-[0-9]| [0-9€$%]| [A-Z]{2}\b| (?i:eur|euro|stuks|kg|km|m2|m3|uur|uren|hours|pcs)\b)"
)
_OTHERS_NUMBER = re.compile(
    r"\b(?i:factuur|factuurnummer|invoice|rekening|order|ordernummer|bestelling|bestelnummer|ticket|pakbon|creditnota"
    r"|polis|klant|klantnummer|po|inkooporder)(?: ?-?(?i:nummer|number|nr|no))?[.:]?[ :]{0,2}$"
)
_YEARS = range(1900, 2101)
_BEFORE = 40


def subject_numbers(subject: str) -> tuple[int, ...]:
    """Return the numbers that a subject may name projects by, the ones marked as such first; each once."""
    text = subject[:_MOST_TEXT]
    marked = [int(found[1] or found[2]) for found in _MARKED.finditer(text)]
    bare = [
        number
        for found in _BARE.finditer(text)
        if (number := int(found[1])) not in _YEARS
        and not _OTHERS_NUMBER.search(text, max(0, found.start() - _BEFORE), found.start())
    ]
    return tuple(dict.fromkeys((*marked, *bare)))
