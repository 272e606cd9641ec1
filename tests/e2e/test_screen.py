"""Where the programs are missing that a screen is made of, that is said, and nothing is skipped."""

from pathlib import Path

import pytest

from tests.e2e.screen import NEEDED, missing_packages, open_screen


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sentence = (
        "Debian packages are missing for the tests of the window: xvfb openbox xdotool x11-utils. "
        "`make test` sees to them."
    )
    assert missing_packages() == sentence
    with pytest.raises(AssertionError, match="xvfb openbox xdotool x11-utils"), open_screen(tmp_path):
        pass
    for program in NEEDED:
        (tmp_path / program).touch(mode=0o755)
    assert missing_packages() == ""
