"""What the window remembers between starts: size, page, columns, filters, language. Nothing of any mail."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

_FILE = "window.ini"


class WindowState:
    """Small values by name, kept in the data folder."""

    def __init__(self, data: Path) -> None:
        self._settings = QSettings(str(data / _FILE), QSettings.Format.IniFormat)

    def write(self) -> None:
        """Write what is to be remembered now: nothing is written later, by when the folder may be gone."""
        self._settings.sync()

    def text(self, name: str, default: str = "") -> str:
        """Return a remembered text."""
        value = self._settings.value(name, default)
        return value if isinstance(value, str) else default

    def set_text(self, name: str, value: str) -> None:
        """Remember a text."""
        self._settings.setValue(name, value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a remembered choice."""
        return self.text(name, "yes" if default else "no") == "yes"

    def set_flag(self, name: str, *, value: bool) -> None:
        """Remember a choice."""
        self.set_text(name, "yes" if value else "no")

    def data(self, name: str) -> QByteArray:
        """Return what Qt itself wanted to be remembered (a geometry, a splitter); empty if there is nothing."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_data(self, name: str, value: QByteArray) -> None:
        """Remember what Qt itself gave."""
        self._settings.setValue(name, value)
