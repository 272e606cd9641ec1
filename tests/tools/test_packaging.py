"""What the packages are made of agrees with the program: versions, languages, files that installers name."""

import ast
import re
import runpy
import tomllib
from pathlib import Path

from severa_desktop import VERSION
from severa_desktop.texts import LANGUAGES
from tools.licences import locked

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
SPEC = (PACKAGING / "severa-desktop.spec").read_text("utf-8")


def assigned(name: str) -> object:
    """Return a value that stands as it is in the spec."""
    for statement in ast.parse(SPEC).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=found)]) if found == name:
                return ast.literal_eval(statement.value)
    raise LookupError(name)


def test_packages_hold_the_versions_that_are_tested() -> None:
    tested = locked((ROOT / "requirements.lock").read_text("utf-8"))
    packed = locked((ROOT / "requirements-package.lock").read_text("utf-8"))
    assert {name: packed.get(name) for name in tested} == tested
    assert "pyinstaller" in packed


def test_no_lock_file_names_where_its_packages_came_from() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert re.findall(r"://|^-", lock.read_text("utf-8"), re.MULTILINE) == []


def test_packages_speak_every_language() -> None:
    assert assigned("LANGUAGES") == LANGUAGES[1:]
    for language in LANGUAGES[1:]:
        assert f"[{language}]=" in (PACKAGING / "linux" / "severa-desktop.desktop").read_text("utf-8")
        assert f'xml:lang="{language}"' in (PACKAGING / "linux" / "severa-desktop.metainfo.xml").read_text("utf-8")
        assert (PACKAGING / "man" / language / "man1" / "severa-desktop.1").is_file()


def test_nothing_that_is_left_out_is_imported_by_the_program() -> None:
    unused = assigned("UNUSED_MODULES")
    assert isinstance(unused, list)
    imported = set()
    for path in (ROOT / "severa_desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    assert imported & set(unused) == set()


def test_the_program_s_icon_is_one_drawing_that_every_package_takes() -> None:
    drawing = "resources/severa-desktop.svg"
    assert [
        path.relative_to(ROOT)
        for folder in (PACKAGING, ROOT / "resources")
        for path in folder.rglob("severa-desktop.svg")
    ] == [Path(drawing)]
    assert f'(f"{{ROOT}}/{drawing}", "severa_desktop/resources")' in SPEC
    assert f" {drawing} " in (PACKAGING / "linux" / "package.sh").read_text("utf-8")
    assert runpy.run_path(str(PACKAGING / "icons.py"))["DRAWING"] == ROOT / drawing


def test_the_version_stands_in_one_place_beside_the_projects() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION
    for path in PACKAGING.rglob("*"):
        if path.suffix in {".sh", ".iss", ".ps1", ".desktop", ".xml", ".spec"}:
            assert VERSION not in path.read_text("utf-8"), path
