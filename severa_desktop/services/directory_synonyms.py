"""What sections, fields and values are called in people's own lists, in Dutch and English.

Each word in the form of `squashed`: letters and digits only, case and accents aside.
"""

import re
from collections.abc import Mapping

from severa_desktop.core.directory import ActivityCategory, ProjectKind
from severa_desktop.core.folding import fold
from severa_desktop.services.directory_schema import Section

_WORD = re.compile(r"[^\W_]+")

SECTIONS: Mapping[Section, str] = {
    Section.USERS: "users user gebruikers gebruiker medewerkers medewerker employees employee personeel staff team",
    Section.CUSTOMERS: (
        "customers customer klanten klant relaties relatie bedrijven bedrijf companies company organisaties accounts "
        "debiteuren clients"
    ),
    Section.CONTACTS: (
        "contacts contact contactpersons contactpersonen contactpersoon contacten personen contactpeople people"
    ),
    Section.PROJECTS: "projects project projecten cases salescases verkoopkansen offertes opportunities",
    Section.ACTIVITY_TYPES: "activitytypes activitytype activiteitstypes activiteittypes activiteitsoorten types",
}
"""Names of tables."""

_EMAILS = (
    "emails email emailaddress emailaddresses emailadres emailadressen mail mailadres mailaddress emailwerk workemail "
    "email1 emailadres1"
)
_ACTIVE = "active actief isactive isactief status"
_CUSTOMER = (
    "customer klant customername klantnaam company companyname bedrijf bedrijfsnaam organisatie organisation "
    "organization account accountname relatie relatienaam customerkey customerid customernumber customerno "
    "klantsleutel klantid klantnummer klantnr relatienummer debiteurnummer"
)

COLUMNS: Mapping[Section, Mapping[str, str]] = {
    Section.ACTIVITY_TYPES: {
        "name": "name naam type activitytype activiteitstype activiteittype omschrijving",
        "category": "category categorie",
        "calendar_synced": "calendarsynced synced gesynchroniseerd agendasynchronisatie agenda calendar",
    },
    Section.USERS: {
        "key": "key sleutel id guid code userid userkey gebruikersid gebruikerid medewerkerid nummer personeelsnummer",
        "name": "name naam fullname volledigenaam displayname weergavenaam user gebruiker medewerker employee",
        "emails": _EMAILS,
        "active": _ACTIVE,
    },
    Section.CUSTOMERS: {
        "key": (
            "key sleutel id guid code customerkey customerid customernumber customerno klantsleutel klantid "
            "klantnummer klantnr relatienummer debiteurnummer nummer number"
        ),
        "name": (
            "name naam customer customername klant klantnaam company companyname bedrijf bedrijfsnaam organisatie "
            "organisation organization account accountname relatie relatienaam"
        ),
        "active": _ACTIVE,
    },
    Section.CONTACTS: {
        "key": "key sleutel id guid code contactid contactkey contactpersonid contactpersoonid nummer number",
        "name": (
            "name naam fullname volledigenaam contact contactname contactnaam contactperson contactpersoon persoon "
            "person"
        ),
        "emails": _EMAILS,
        "customer": _CUSTOMER,
        "active": _ACTIVE,
    },
    Section.PROJECTS: {
        "key": "key sleutel id guid projectkey projectid",
        "number": "number nummer nr no projectnumber projectno projectnummer projectnr casenumber code projectcode",
        "name": "name naam project projectname projectnaam case casename title titel omschrijving description",
        "kind": "kind soort type projecttype",
        "customer": _CUSTOMER,
        "closed": "closed gesloten afgesloten isclosed status",
    },
}
"""Names of columns, the likelier first."""

FIRST_NAMES = frozenset({"firstname", "voornaam", "givenname"})
INFIXES = frozenset({"tussenvoegsel", "tussenvoegsels", "infix", "voorvoegsel"})
LAST_NAMES = frozenset({"lastname", "achternaam", "surname", "familienaam"})

YES = frozenset({"true", "yes", "ja", "waar", "y", "j", "x", "active", "actief", "1"})
NO = frozenset({"false", "no", "nee", "onwaar", "n", "inactive", "inactief", "0"})
CLOSED = frozenset({"closed", "gesloten", "afgesloten", "afgerond", "done", "gereed"})
OPEN = frozenset({"open", "lopend", "active", "actief", "ongoing", "inprogress"})

_KINDS: Mapping[ProjectKind, str] = {
    ProjectKind.PROJECT: "project projecten",
    ProjectKind.SALES_CASE: "salescase sales verkoopkans verkoopcase verkoop offerte lead opportunity",
}
_CATEGORIES: Mapping[ActivityCategory, str] = {
    ActivityCategory.CALENDAR_ENTRY: ("calendarentry calendar agenda agendaitem agendaafspraak afspraak appointment"),
    ActivityCategory.TO_DO: "todo task taak tedoen",
    ActivityCategory.PROJECT_TASK: "projecttask projecttaak",
    ActivityCategory.PERSONAL: "personal persoonlijk prive",
    ActivityCategory.ABSENCE: "absence afwezigheid afwezig verlof leave",
}
KINDS = {word: kind.value for kind, known in _KINDS.items() for word in known.split()}
CATEGORIES = {word: category.value for category, known in _CATEGORIES.items() for word in known.split()}


def squashed(text: str) -> str:
    """Return the letters and digits of a text, case and accents aside."""
    return "".join(_WORD.findall(fold(text)))


def words(text: str) -> list[str]:
    """Return the words of a text, case and accents aside."""
    return _WORD.findall(fold(text))
