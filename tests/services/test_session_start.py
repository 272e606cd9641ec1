"""Starting with the session. Windows' and macOS's entries by their forms only: they are not run on other systems."""

import configparser
import plistlib
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from severa_desktop.services.errors import UserError
from severa_desktop.services.session_start import (
    AutostartFile,
    LaunchAgent,
    RunValue,
    SessionStart,
    entry_of,
    own_command,
)

STRANGE = ["/opt/Severa's “Desktop”/a$b`c\\d%e", "--data-dir", 'C:\\Data "folder"', "--hidden"]


class Key:
    """Windows' Run key, as far as it is used."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def set(self, name: str, value: str) -> None:
        self.values[name] = value

    def delete(self, name: str) -> None:
        if name not in self.values:
            raise FileNotFoundError
        del self.values[name]


def exec_words(line: str) -> list[str]:
    """Read an Exec line as the Desktop Entry Specification says: a string of the entry, then quotes, then fields."""
    string = line.replace("\\\\", "\\")
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', string)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in quoted]


def entry(path: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser(delimiters=["="], interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8")
    return dict(parser["Desktop Entry"])


def test_an_autostart_file_names_the_command_and_is_removed_again(tmp_path: Path) -> None:
    file = AutostartFile(tmp_path / "autostart")
    assert not file.is_on()
    file.remove()
    file.write(STRANGE)
    assert file.is_on()
    written = entry(file.path)
    assert (written["Type"], written["Name"], written["Terminal"]) == ("Application", "Severa Desktop", "false")
    assert exec_words(written["Exec"]) == STRANGE
    file.remove()
    assert not file.is_on()
    assert list(file.path.parent.iterdir()) == []


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_an_entry_that_the_desktop_switched_off_is_off_and_can_be_switched_on(tmp_path: Path, line: str) -> None:
    file = AutostartFile(tmp_path)
    file.write(["severa-desktop"])
    key = line.partition("=")[0]
    kept = [one for one in file.path.read_text().splitlines() if not one.startswith(key)]
    file.path.write_text("\n".join([*kept, line]) + "\n")
    assert not file.is_on()
    file.write(["severa-desktop"])
    assert file.is_on()


def test_a_launch_agent_has_the_form_that_macos_reads(tmp_path: Path) -> None:
    agent = LaunchAgent(tmp_path / "LaunchAgents")
    assert not agent.is_on()
    agent.write(STRANGE)
    said = plistlib.loads(agent.path.read_bytes())
    assert said["ProgramArguments"] == STRANGE
    assert (said["RunAtLoad"], agent.path.name) == (True, f"{said['Label']}.plist")
    assert agent.is_on()
    agent.path.write_bytes(plistlib.dumps(said | {"Disabled": True}))
    assert not agent.is_on()
    agent.path.write_bytes(b"no plist")
    assert not agent.is_on()
    agent.remove()
    assert not agent.path.exists()


def test_a_value_of_the_run_key_is_quoted_as_windows_reads_it() -> None:
    key = Key()
    value = RunValue(key)
    value.remove()
    assert not value.is_on()
    value.write(["C:\\Program Files\\Severa Desktop\\severa-desktop.exe", "--hidden"])
    assert key.values == {"Severa Desktop": '"C:\\Program Files\\Severa Desktop\\severa-desktop.exe" --hidden'}
    assert value.is_on()
    value.remove()
    assert key.values == {}


def test_each_system_has_its_own_entry(tmp_path: Path) -> None:
    linux = entry_of("linux", {"XDG_CONFIG_HOME": str(tmp_path / "config")}, tmp_path)
    usual = entry_of("linux", {"XDG_CONFIG_HOME": "relative, so it does not count"}, tmp_path)
    mac = entry_of("darwin", {}, tmp_path)
    assert isinstance(linux, AutostartFile)
    assert isinstance(usual, AutostartFile)
    assert isinstance(mac, LaunchAgent)
    assert linux.path == tmp_path / "config" / "autostart" / "severa-desktop.desktop"
    assert usual.path == tmp_path / ".config" / "autostart" / "severa-desktop.desktop"
    assert mac.path.parent == tmp_path / "Library" / "LaunchAgents"


def test_the_switch_starts_this_program_hidden_on_its_own_data(tmp_path: Path) -> None:
    file = AutostartFile(tmp_path / "autostart")
    switch = SessionStart(tmp_path / "my data", file)
    assert not switch.is_on()
    switch.switch(on=True)
    assert switch.is_on()
    command = exec_words(entry(file.path)["Exec"])
    assert command == [*own_command(), "--data-dir", str(tmp_path / "my data"), "--hidden"]
    switch.switch(on=False)
    assert not switch.is_on()


def test_the_command_is_the_script_that_was_started_or_this_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "severa-desktop"
    monkeypatch.setattr(sys, "argv", [str(script)])
    assert own_command() == [sys.executable, "-m", "severa_desktop"]
    script.write_text("")
    assert own_command() == [str(script)]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == [sys.executable]


class Refusing:
    def is_on(self) -> bool:
        raise PermissionError(13, "Permission denied")

    def write(self, _command: Sequence[str]) -> None:
        raise PermissionError(13, "Permission denied")

    def remove(self) -> None:
        raise PermissionError(13, "Permission denied")


def test_what_cannot_be_changed_is_said_in_words(tmp_path: Path) -> None:
    switch = SessionStart(tmp_path, Refusing())
    assert not switch.is_on()
    with pytest.raises(UserError, match=r"could not be changed \(Permission denied\)"):
        switch.switch(on=True)
