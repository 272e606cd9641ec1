"""The licences that are shown."""

from severa_desktop.services.licences import licence_texts


def test_the_licences_are_those_of_program_icons_and_packages() -> None:
    text = licence_texts()
    assert text.startswith("# Severa Desktop\n\nMIT License")
    assert "# Lucide, the icons\n\nISC License" in text
    for package in ("SQLAlchemy", "pyside6-essentials", "nh3"):
        assert f"## {package.lower()} " in text.lower()
    for other in ("Python", "PyInstaller"):
        assert f"### {other}" in text
