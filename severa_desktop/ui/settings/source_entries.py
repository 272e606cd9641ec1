"""What a source of mails is entered in: the fields of each kind, and the source that they say."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from severa_desktop.core.source_settings import (
    AfterFile,
    AfterMail,
    FolderSettings,
    ImapSettings,
    LmtpSettings,
    Security,
    Source,
    SourceKind,
    usual_port,
)
from severa_desktop.services.source_checks import SourceField, parse_lmtp_place
from severa_desktop.services.source_words import (
    after_words,
    provider_advice,
    security_words,
    source_address,
)
from severa_desktop.services.sources import NewSource
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.boxes import NumberBox
from severa_desktop.ui.directory.entries import AddressesEntry, ChoiceEntry, Entry, FlagEntry, TextEntry
from severa_desktop.ui.settings.section import Remark

_GREATEST_PORT_DIGITS = 5
_DEFAULT = ImapSettings("", "", 0)


class PasswordEntry(Entry):
    """A password, which is shown as dots."""

    def __init__(self, title: str, hint: str) -> None:
        self._line = QLineEdit()
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(title, self._line, hint)
        self._line.textChanged.connect(self.changed)
        self._line.returnPressed.connect(self.sent)

    def value(self) -> str:
        """Return the password."""
        return self._line.text()

    def enter(self, password: str) -> None:
        """Hold this password, as if a person had typed it."""
        self._line.setText(password)


class PortEntry(Entry):
    """A port; empty for the usual one, which stands there in grey."""

    def __init__(self, port: int | None) -> None:
        self._box = NumberBox(_GREATEST_PORT_DIGITS)
        self._box.setFixedWidth(12 * theme.UNIT)
        super().__init__(_("Port"), self._box)
        self._row.addStretch()
        self._box.setText("" if port is None else str(port))
        self._box.textChanged.connect(self.changed)
        self._box.returnPressed.connect(self.sent)

    def enter(self, port: str) -> None:
        """Hold this port, as if a person had typed it."""
        self._box.setText(port)

    def show_usual(self, security: Security) -> None:
        """Show which port is meant where none is entered."""
        self._box.setPlaceholderText(str(usual_port(security)))

    def value(self) -> str:
        """Return the number, empty for the usual one."""
        return self._box.text()


class PathEntry(Entry):
    """A file or folder, typed or chosen."""

    def __init__(self, title: str, path: str, hint: str, *, folder: bool) -> None:
        self._line = QLineEdit(path)
        self._folder = folder
        super().__init__(title, self._line, hint)
        choose = QPushButton(_("Choose …"))
        choose.setAutoDefault(True)  # Enter presses it too
        choose.setAccessibleName(f"{title}: {choose.text()}")
        choose.clicked.connect(self._choose)
        self._row.addWidget(choose)
        self._line.textChanged.connect(self.changed)
        self._line.returnPressed.connect(self.sent)

    def value(self) -> str:
        """Return the path."""
        return self._line.text()

    def enter(self, path: str) -> None:
        """Hold this path, as if a person had typed it."""
        self._line.setText(path)

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.editor.accessibleName())
        dialog.setFileMode(QFileDialog.FileMode.Directory if self._folder else QFileDialog.FileMode.ExistingFile)
        if self._folder:
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self.enter(str(Path(path))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class SourceEntries(QWidget):
    """The fields of one kind of source."""

    changed = Signal(object)
    """A field holds something else now: its `SourceField`, None for one that cannot be wrong."""
    sent = Signal()
    """Enter was pressed in a field."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Mapping[SourceField, Entry] = {}
        self.password = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2 * theme.UNIT)

    def wanted(self) -> NewSource:
        """Return the source that was entered, unchecked; raises SourceRefusedError where it says none at all."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Begin at the first field."""
        next(iter(self.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_field(self, field: SourceField) -> None:
        """Make sure that a field can be seen."""

    def _take(self, *entries: tuple[SourceField | None, Entry]) -> None:
        """Show fields under each other."""
        self.fields = {**self.fields, **{field: entry for field, entry in entries if field is not None}}
        for field, entry in entries:
            self._column.addWidget(entry)
            entry.changed.connect(lambda field=field: self.changed.emit(field))
            entry.sent.connect(self.sent)


class FolderEntries(SourceEntries):
    """The fields of a watched folder."""

    def __init__(self, source: Source | None) -> None:
        super().__init__()
        settings = source.settings if source is not None and isinstance(source.settings, FolderSettings) else None
        self.path = PathEntry(
            _("Folder"),
            "" if settings is None else settings.path,
            _("Mails that are put into it, or into folders within it, are taken in by themselves."),
            folder=True,
        )
        after = AfterFile.LEAVE if settings is None else settings.after
        self.after = ChoiceEntry(_("Afterwards"), after, [(each, after_words(each)) for each in AfterFile])
        self.dedicated = _dedicated_entry(source)
        self._take((SourceField.PATH, self.path), (None, self.after), (None, self.dedicated))
        self._account = () if source is None else source.account

    def wanted(self) -> NewSource:
        """Return the folder that was entered."""
        settings = FolderSettings(self.path.value(), AfterFile(self.after.value()))
        return NewSource(settings, self._account, dedicated=bool(self.dedicated.value()))


class MailboxEntries(SourceEntries):
    """The fields of a mailbox; those that are seldom needed stand below the others."""

    def __init__(self, source: Source | None, folders: tuple[str, ...] = _DEFAULT.folders) -> None:
        super().__init__()
        is_new = source is None
        given = source.settings if source is not None and isinstance(source.settings, ImapSettings) else _DEFAULT
        self.user = TextEntry(
            _("User name"), given.user, _("With which one logs in; most often it is the mailbox’s e-mail address.")
        )
        hint = _("It goes to this computer’s keyring and nowhere else.")
        self.secret = PasswordEntry(
            _("Password"), hint if is_new else _("Leave it empty to keep the present one.") + " " + hint
        )
        self.host = TextEntry(_("Mail server"), given.host, _("Such as imap.mijnbedrijf.nl."))
        self.advice = Remark("info", "secondary")
        lines = given.folders if not is_new else folders
        self.folders = AddressesEntry(
            _("Folders"), lines, _("One on each line. INBOX is the inbox; the others are called as on the server.")
        )
        self.after = ChoiceEntry(_("Afterwards"), given.after, [(each, after_words(each)) for each in (*AfterMail,)])
        self.move_to = TextEntry(_("Move to"), given.move_to, _("A folder of the mailbox; it is made where missing."))
        self.security = ChoiceEntry(
            _("Encryption"), given.security, [(each, security_words(each)) for each in Security]
        )
        self.port = PortEntry(None if given.port in {0, usual_port(given.security)} else given.port)
        self.ca_file = PathEntry(
            _("The company’s own certificates"),
            given.ca_file or "",
            _("A file in PEM form; only where the mail server’s certificate comes from the company itself."),
            folder=False,
        )
        self.dedicated = _dedicated_entry(source)
        self.account = AddressesEntry(
            _("Other addresses of this mailbox"),
            () if source is None else source.account,
            _("One on each line. The user name counts already, if it is an address."),
        )
        self._take((SourceField.USER, self.user), (None, self.secret), (SourceField.HOST, self.host))
        self._column.addWidget(self.advice)
        self._take((SourceField.FOLDERS, self.folders), (None, self.after), (SourceField.MOVE_TO, self.move_to))
        self.more = QCheckBox(_("More settings"))
        self.more.toggled.connect(self._show_more)
        self._column.addWidget(self.more)
        self._take(
            (None, self.dedicated),
            (SourceField.SECURITY, self.security),
            (SourceField.PORT, self.port),
            (SourceField.CA_FILE, self.ca_file),
            (SourceField.ACCOUNT, self.account),
        )
        self.changed.connect(lambda _field: self._show())
        self._show()
        has_more = source is not None and (source.dedicated or given.port != usual_port(Security.TLS) or given.ca_file)
        self.more.setChecked(bool(has_more))
        self._show_more(bool(has_more))

    def show_field(self, field: SourceField) -> None:
        """Show a field that may stand among those that are seldom needed."""
        if self.fields[field] in self._seldom:
            self.more.setChecked(True)

    @property
    def _seldom(self) -> tuple[Entry, ...]:
        return (self.dedicated, self.security, self.port, self.ca_file, self.account)

    def _show_more(self, shown: bool) -> None:  # noqa: FBT001 - a signal's
        for entry in self._seldom:
            entry.setVisible(shown)

    def wanted(self) -> NewSource:
        """Return the mailbox that was entered."""
        security = Security(self.security.value())
        port = self.port.value()
        settings = ImapSettings(
            host=self.host.value(),
            user=self.user.value(),
            port=int(port) if port else usual_port(security),
            security=security,
            folders=tuple(_lines(self.folders.value())),
            after=AfterMail(self.after.value()),
            move_to=self.move_to.value(),
            ca_file=self.ca_file.value().strip() or None,
        )
        self.password = self.secret.value()
        return NewSource(settings, tuple(_lines(self.account.value())), dedicated=bool(self.dedicated.value()))

    def _show(self) -> None:
        self.move_to.setVisible(self.after.value() == AfterMail.MOVE)
        self.port.show_usual(Security(self.security.value()))
        domain = self.user.value().rpartition("@")[2]
        self.advice.say(provider_advice(self.host.value()) or provider_advice(domain))


class ListenerEntries(SourceEntries):
    """The field of a place at which a mail server delivers."""

    def __init__(self, source: Source | None) -> None:
        super().__init__()
        self.place = TextEntry(
            _("Place"),
            "" if source is None else source_address(source.settings),
            _(
                "unix:PATH for a socket file, or 127.0.0.1:PORT. There the mail server of this computer delivers the "
                "integration address and its numbered forms."
            ),
        )
        self._take((SourceField.PLACE, self.place))

    def wanted(self) -> NewSource:
        """Return the place that was entered; raises SourceRefusedError."""
        settings: LmtpSettings = parse_lmtp_place(self.place.value())
        return NewSource(settings)


def entries_of(kind: SourceKind, source: Source | None, folders: tuple[str, ...] = _DEFAULT.folders) -> SourceEntries:
    """Return the fields of a kind of source, with what a source has, or with `folders` for a new mailbox."""
    match kind:
        case SourceKind.FOLDER:
            return FolderEntries(source)
        case SourceKind.IMAP:
            return MailboxEntries(source, folders)
        case SourceKind.LMTP:
            return ListenerEntries(source)


def _dedicated_entry(source: Source | None) -> FlagEntry:
    return FlagEntry(
        _("Which mails"),
        _("Every mail in it was sent to the integration address, also where no header says so"),
        value=source is not None and source.dedicated,
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
