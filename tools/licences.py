"""Writes LICENSES-THIRD-PARTY.md: the licence of every package that the program brings along, and of what it runs on.

Names and versions come from requirements.lock, licences from the metadata of the packages installed in
.venv, so this runs on Linux with Python 3.11; the licence of what is for other systems only is kept in
packaging/licences. A package whose licence is not among the accepted ones stops the writing: it must not be
shipped. Fetches nothing.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
WRITTEN = ROOT / "LICENSES-THIRD-PARTY.md"
TEXTS = ROOT / "packaging" / "licences"

HEAD = """\
# Licences of the packages that Severa Desktop brings along

Written by `make licences` from the packages of requirements.lock; not edited by hand.
"""

ACCEPTED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Unlicense",
    }
)

# Packages whose metadata gives no SPDX expression. The licence text of each was read before it was put here.
READ = {
    "aiosmtpd": "Apache-2.0",
    "atpublic": "Apache-2.0",
    "backports-tarfile": "MIT",
    "charset-normalizer": "MIT",
    "et-xmlfile": "MIT AND PSF-2.0",  # a part of it comes from Python itself
    "imapclient": "BSD-3-Clause",
    "jaraco-classes": "MIT",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "nh3": "MIT",
    "openpyxl": "MIT",
    "rich": "MIT",
    "pyside6-essentials": "LGPL-3.0-only",  # Qt for Python: LGPL or GPL, as whoever passes it on chooses
    "pywin32-ctypes": "BSD-3-Clause",
    "shiboken6": "LGPL-3.0-only",
    "tzdata": "Apache-2.0",
    "watchdog": "Apache-2.0",
}

# Packages that bring no licence text of their own, or are never installed where this runs. The LGPL says what it
# adds to the GPL: both are passed on.
BROUGHT_HERE = {
    "pywin32-ctypes": ("pywin32-ctypes.txt",),
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}

# What packages of the program hold that is no Python package: name, licence, texts in packaging/licences.
BESIDE = (
    ("Python", "PSF-2.0", ("python.txt",)),
    ("PyInstaller, what starts the program", "GPL-2.0-or-later WITH Bootloader-exception", ("pyinstaller.txt",)),
)
FOOT = """
# What the installed program runs on

Qt, above under pyside6-essentials, holds parts of others, ICU among them: <https://doc.qt.io/qt-6/licenses-used-in-qt.html>.
"""

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\\n]+))?", re.MULTILINE)
_HEADING = re.compile(r"^## (\S+) (.+)$", re.MULTILINE)
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)


class LicenceError(Exception):
    """A package that cannot be listed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Licence:
    """One package with its licence: an SPDX expression and the texts it asks to pass on."""

    package: str
    version: str
    expression: str
    texts: tuple[str, ...]


def locked(lock: str) -> dict[str, str]:
    """Return name and exact version of each package in the text of a lock file, in its order.

    A package that is locked in several versions, each for some Pythons, has them separated by ``, ``.
    """
    found: dict[str, str] = {}
    for name, version, _marker in _PINNED.findall(lock):
        found[name] = f"{found[name]}, {version}" if name in found else version
    return found


def elsewhere(lock: str) -> frozenset[str]:
    """Return the packages of a lock file that are for other systems or other Pythons than this one."""
    pinned = _PINNED.findall(lock)
    here = {name for name, _version, marker in pinned if not marker or Marker(marker).evaluate()}
    return frozenset({name for name, _version, _marker in pinned} - here)


def listed(document: str) -> dict[str, str]:
    """Return name and version of each package in the text of LICENSES-THIRD-PARTY.md, in its order."""
    return dict(_HEADING.findall(document))


def installed_licence(package: str, version: str) -> Licence:
    """Return the licence of an installed package.

    Raises LicenceError if it is not installed in this version, names no licence or one not accepted.
    """
    try:
        found = distribution(package)
    except PackageNotFoundError:
        message = f"{package} {version} is locked but not installed. Run: make setup"
        raise LicenceError(message) from None
    if found.version not in version.split(", "):
        raise LicenceError(f"{package} is locked at {version}, but {found.version} is installed. Run: make setup")
    expression = _accepted(package, _field(found, "License-Expression") or READ.get(package, ""))
    texts = (*_kept_texts(package), *_own_texts(found))
    if not texts:
        raise LicenceError(f"{package} brings no licence text, and the text must be passed on with it.")
    return Licence(package, version, expression, texts)


def kept_licence(package: str, version: str) -> Licence:
    """Return the licence of a package that is not for this system, from what is kept of it in the project.

    Raises LicenceError if nothing is.
    """
    texts = tuple(_kept_texts(package))
    if not texts:
        raise LicenceError(
            f"{package} is not for this system or Python. Run make licences on Linux with Python 3.11, or put its "
            "licence into packaging/licences and tools/licences.py if it is never installed there."
        )
    return Licence(package, version, _accepted(package, READ.get(package, "")), texts)


def _accepted(package: str, expression: str) -> str:
    alternatives = expression.replace("(", " ").replace(")", " ").split(" OR ")
    for alternative in alternatives:
        if {part.strip() for part in alternative.split(" AND ")} <= ACCEPTED:
            return expression
    raise LicenceError(
        f"The licence of {package}, “{expression or 'no expression given'}”, is not among the accepted ones. "
        "Read it; then put it into tools/licences.py, or do without the package."
    )


def _field(found: Distribution, name: str) -> str:
    return str((found.metadata.get_all(name) or [""])[0])


def _kept_texts(package: str) -> Iterator[str]:
    for name in BROUGHT_HERE.get(package, ()):
        yield (TEXTS / name).read_text(encoding="utf-8").strip()


def _own_texts(found: Distribution) -> Iterator[str]:
    for file in sorted(found.files or (), key=str):
        if any(part.endswith(".dist-info") for part in file.parts) and _LICENCE_FILE.match(file.name):
            yield file.read_text(encoding="utf-8").strip()


def document(licences: Iterable[Licence]) -> str:
    """Return the whole text of LICENSES-THIRD-PARTY.md."""
    parts = [HEAD]
    for licence in licences:
        parts.append(f"\n## {licence.package} {licence.version}\n\nLicence: {licence.expression}\n")
        parts.extend(f"\n{_indented(text)}\n" for text in licence.texts)
    parts.append(FOOT)
    for name, expression, files in BESIDE:
        parts.append(f"\n### {name}\n\nLicence: {expression}\n")
        parts.extend(f"\n{_indented((TEXTS / file).read_text(encoding='utf-8').strip())}\n" for file in files)
    return "".join(parts)


def _indented(text: str) -> str:
    """Return a text as an indented block, so that nothing in it is read as Markdown."""
    return "\n".join(f"    {line}".rstrip() for line in text.expandtabs(4).splitlines())


def main() -> int:
    """Write the file; exit status 1 with one line if a package stands in the way."""
    lock = LOCK.read_text(encoding="utf-8")
    others = elsewhere(lock)
    try:
        licences = [
            (kept_licence if name in others else installed_licence)(name, version)
            for name, version in locked(lock).items()
        ]
    except LicenceError as error:
        print(f"licences: {error}", file=sys.stderr)
        return 1
    WRITTEN.write_text(document(licences), encoding="utf-8", newline="\n")
    print(f"{WRITTEN.name}: {len(licences)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
