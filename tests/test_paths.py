"""Where the program keeps things."""

from pathlib import Path

from severa_desktop.paths import folders


def test_a_data_folder_of_its_own_holds_everything(tmp_path: Path) -> None:
    found = folders(str(tmp_path))
    assert found.data == tmp_path
    assert found.store.parent == tmp_path
    assert found.log.is_relative_to(tmp_path)


def test_without_one_the_platform_says_where() -> None:
    found = folders(None)
    assert "severa-desktop" in found.data.parts
    assert found.store.is_relative_to(found.data)
    assert found.log.is_relative_to(found.logs)


def test_the_home_folder_may_be_written_as_a_tilde() -> None:
    assert folders("~/x").data == Path.home() / "x"
