"""The list of third-party licences: complete, up to date with the lock, and nothing in it we may not ship."""

import re
import tomllib

import pytest

from tools import licences
from tools.licences import LicenceError, document, elsewhere, installed_licence, kept_licence, listed, locked

LOCK = licences.LOCK.read_text(encoding="utf-8")
LOCKED = locked(LOCK)


def test_the_file_lists_exactly_the_locked_packages() -> None:
    written = listed(licences.WRITTEN.read_text(encoding="utf-8"))
    assert written == LOCKED, "out of date: make licences"


@pytest.mark.parametrize("package", sorted(LOCKED.keys() - elsewhere(LOCK)))
def test_every_package_has_an_accepted_licence_and_its_text(package: str) -> None:
    licence = installed_licence(package, LOCKED[package])
    alternatives = [set(each.split(" AND ")) for each in licence.expression.split(" OR ")]
    assert any(alternative <= licences.ACCEPTED for alternative in alternatives)
    assert all(text.strip() for text in licence.texts)


@pytest.mark.parametrize("package", licences.BROUGHT_HERE)
def test_a_licence_that_is_kept_here_can_be_passed_on_from_any_system(package: str) -> None:
    licence = kept_licence(package, LOCKED[package])
    assert licence.expression in licences.ACCEPTED
    assert all(licence.texts)


def test_a_package_for_other_systems_needs_its_licence_kept_here() -> None:
    with pytest.raises(LicenceError, match=r"click is not for this system or Python\."):
        kept_licence("click", "1.0")


def test_what_the_installed_program_runs_on_is_there_too() -> None:
    written = licences.WRITTEN.read_text(encoding="utf-8")
    for name, text in (("Python", "PYTHON SOFTWARE FOUNDATION LICENSE"), ("PyInstaller", "Bootloader Exception")):
        assert f"\n### {name}" in written
        assert text in written


def test_the_lock_names_every_direct_dependency() -> None:
    project = tomllib.loads((licences.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower() for requirement in project["dependencies"]}
    assert names <= LOCKED.keys()


def test_reads_names_and_versions_of_a_lock() -> None:
    lock = """# made by a tool
alembic==1.20.1 \\
    --hash=sha256:00 \\
    --hash=sha256:11
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:22
window==6.11.3 ; python_full_version < '3.12' \\
    --hash=sha256:33
window==6.12.0 ; python_full_version >= '3.12' \\
    --hash=sha256:44
"""
    assert locked(lock) == {"alembic": "1.20.1", "colorama": "0.4.6", "window": "6.11.3, 6.12.0"}


def test_knows_what_is_for_other_systems_and_pythons() -> None:
    lock = """alembic==1.20.1 \\
    --hash=sha256:00
never==1.0 ; python_full_version < '3.11' \\
    --hash=sha256:22
older==6.11.3 ; python_full_version < '3.11' \\
    --hash=sha256:33
older==6.12.0 ; python_full_version >= '3.11' \\
    --hash=sha256:44
"""
    assert elsewhere(lock) == {"never"}


def test_what_is_written_can_be_read_back() -> None:
    one = licences.Licence("alpha", "1.0", "MIT", ("## not a heading\n\ttext",))
    text = document([one])
    assert listed(text) == {"alpha": "1.0"}
    assert "    ## not a heading\n" in text


def test_a_package_that_is_not_installed_is_named() -> None:
    with pytest.raises(LicenceError, match=r"no-such-package 1\.0 is locked but not installed"):
        installed_licence("no-such-package", "1.0")


def test_another_version_than_the_locked_is_refused() -> None:
    with pytest.raises(LicenceError, match=r"click is locked at 0\.1, but .* is installed"):
        installed_licence("click", "0.1")


def test_a_licence_that_is_not_accepted_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "ACCEPTED", frozenset({"MIT"}))
    with pytest.raises(LicenceError, match="not among the accepted ones"):
        installed_licence("click", LOCKED["click"])
