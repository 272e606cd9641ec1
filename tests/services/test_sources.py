"""Sources are added in one form or refused with what to do; passwords; trying and removing them."""

import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.source_settings import (
    AfterFile,
    AfterMail,
    FolderSettings,
    ImapSettings,
    LmtpSettings,
    Security,
    SourceSettings,
)
from severa_desktop.secrets import Secrets
from severa_desktop.services.errors import UserError
from severa_desktop.services.passwords import PasswordMissingError, Passwords
from severa_desktop.services.source_checks import SourceField, SourceRefusedError, parse_lmtp_place
from severa_desktop.services.source_words import (
    kind_words,
    provider_advice,
    source_address,
)
from severa_desktop.services.sources import NewSource, SourcesService
from severa_desktop.sources.intake import NoPasswordError
from severa_desktop.store.store import Store

IMAP = ImapSettings("imap.acme.example", "anna@acme.example", 993)


NO_KEYRING = "There is no keyring on this computer that could keep a password."


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have none, whatever this computer has. With one: tests/test_secrets.py, tests/cli/test_source_command.py."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def passwords(store: Store, environment: dict[str, str]) -> Passwords:
    return Passwords(Secrets(store.path), environment)


@pytest.fixture
def service(store: Store, passwords: Passwords) -> SourcesService:
    return SourcesService(store, passwords)


def refused(service: SourcesService, new: NewSource | SourceSettings) -> tuple[SourceField, str]:
    """Return the field and the sentence with which a source is refused; nothing is kept of it."""
    before = service.sources()
    with pytest.raises(SourceRefusedError) as caught:
        service.add(new if isinstance(new, NewSource) else NewSource(new))
    assert service.sources() == before
    return caught.value.field, str(caught.value)


# ------------------------------------------------------------------------------ watched folders


def test_a_watched_folder_is_kept_by_its_whole_path(service: SourcesService, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    given = os.path.relpath(tmp_path / "mail")
    added = service.add(NewSource(FolderSettings(given, AfterFile.MOVE), dedicated=True))
    assert added.trouble == ""
    kept = service.source(added.source.id).source
    assert kept == added.source
    assert kept.dedicated
    assert isinstance(kept.settings, FolderSettings)
    assert Path(kept.settings.path).is_absolute()
    assert Path(kept.settings.path).samefile(tmp_path / "mail")


def test_a_folder_that_is_none_is_refused(service: SourcesService, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "nowhere", tmp_path / "file"):
        field, sentence = refused(service, FolderSettings(str(path)))
        assert field is SourceField.PATH
        assert sentence == f"{path} is no folder. Make it, or give another one."


@pytest.mark.parametrize(("after", "mode"), [(AfterFile.LEAVE, 0o300), (AfterFile.MOVE, 0o500)])
def test_a_folder_that_this_user_may_not_use_is_refused(
    service: SourcesService, tmp_path: Path, after: AfterFile, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may do everything: the system's answer is that of a user who may not.
    monkeypatch.setattr(os, "access", lambda _path, wanted: not wanted & ~(mode >> 6))
    (tmp_path / "mail").mkdir(mode=mode)
    field, sentence = refused(service, FolderSettings(str(tmp_path / "mail"), after))
    assert field is SourceField.PATH
    assert "Let this user" in sentence


def test_the_same_folder_is_watched_once_however_it_is_named(service: SourcesService, tmp_path: Path) -> None:
    (tmp_path / "mail" / "inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "mail")
    first = service.add(NewSource(FolderSettings(str(tmp_path / "mail")))).source
    field, sentence = refused(service, FolderSettings(str(tmp_path / "link"), AfterFile.MOVE))
    assert (field, sentence.startswith(f"Source {first.id} ")) == (SourceField.PATH, True)
    service.remove(first.id)
    assert service.add(NewSource(FolderSettings(str(tmp_path / "link")))).source.id > first.id


# ------------------------------------------------------------------------------ mailboxes


def test_a_mailbox_is_kept_in_one_form(service: SourcesService) -> None:
    given = ImapSettings(
        " IMAP.Bücher.example. ",
        " Anna@Acme.example ",
        143,
        Security.STARTTLS,
        ("inbox", "Sent", "INBOX"),
        AfterMail.FLAG,
    )
    kept = service.add(NewSource(given, ("Info@Acme.example", "anna@acme.example"))).source
    assert kept.settings == replace(
        given, host="imap.xn--bcher-kva.example", user="Anna@Acme.example", folders=("INBOX", "Sent")
    )
    assert kept.account == ("anna@acme.example", "info@acme.example")


def test_a_user_that_is_no_address_is_no_address_of_the_account(service: SourcesService) -> None:
    assert service.add(NewSource(replace(IMAP, user="ACME\\anna"))).source.account == ()


@pytest.mark.parametrize("host", ["", "imap acme", "imaps://imap.acme.example", "imap.acme.example:993", "a@b", "[a]b"])
def test_a_host_that_is_none_is_refused(service: SourcesService, host: str) -> None:
    assert refused(service, replace(IMAP, host=host))[0] is SourceField.HOST


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (replace(IMAP, user=" "), SourceField.USER),
        (replace(IMAP, user="anna\r\nA1 LOGOUT"), SourceField.USER),
        (replace(IMAP, port=0), SourceField.PORT),
        (replace(IMAP, port=65536), SourceField.PORT),
        (replace(IMAP, security=Security.NONE), SourceField.SECURITY),
        (replace(IMAP, host="10.0.0.1", security=Security.NONE), SourceField.SECURITY),
        (replace(IMAP, folders=()), SourceField.FOLDERS),
        (replace(IMAP, folders=("INBOX", " ")), SourceField.FOLDERS),
        (replace(IMAP, folders=("IN\nBOX",)), SourceField.FOLDERS),
        (replace(IMAP, move_to=""), SourceField.MOVE_TO),
        (replace(IMAP, after=AfterMail.MOVE, move_to="Inbox"), SourceField.MOVE_TO),
        (replace(IMAP, ca_file="/nowhere/ca.pem"), SourceField.CA_FILE),
        (replace(IMAP, ca_file=__file__), SourceField.CA_FILE),
    ],
)
def test_what_a_mailbox_cannot_be_is_refused(
    service: SourcesService, changed: ImapSettings, field: SourceField
) -> None:
    assert refused(service, changed)[0] is field


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "[::1]"])
def test_plain_text_is_allowed_to_this_computer(service: SourcesService, host: str) -> None:
    kept = service.add(NewSource(ImapSettings(host, "anna", 143, Security.NONE))).source.settings
    assert isinstance(kept, ImapSettings)
    assert kept.host == host.strip("[]")


def test_a_companys_own_certificates_are_a_file_in_pem_form(service: SourcesService, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Acme CA", "-days", "1"]
    subprocess.run([*command, "-keyout", tmp_path / "key.pem", "-out", ca], check=True, capture_output=True)
    kept = service.add(NewSource(replace(IMAP, ca_file=os.path.relpath(ca)))).source.settings
    assert isinstance(kept, ImapSettings)
    assert kept.ca_file is not None
    assert Path(kept.ca_file).is_absolute()
    assert Path(kept.ca_file).samefile(ca)


def test_an_address_of_the_account_that_is_none_is_refused(service: SourcesService) -> None:
    field, sentence = refused(service, NewSource(IMAP, ("info@acme.example", "nobody")))
    assert (field, "“nobody”" in sentence) == (SourceField.ACCOUNT, True)


def test_folders_of_a_mailbox_are_read_by_one_source(service: SourcesService) -> None:
    service.add(NewSource(IMAP))
    assert refused(service, replace(IMAP, folders=("Sent", "INBOX")))[0] is SourceField.FOLDERS
    service.add(NewSource(replace(IMAP, folders=("Sent",))))
    service.add(NewSource(replace(IMAP, user="bram@acme.example")))


# ------------------------------------------------------------------------------ listeners


def test_a_place_to_listen_at_is_read(service: SourcesService, tmp_path: Path) -> None:
    for given, shown in (
        (f"unix:{tmp_path}/severa.sock", f"unix:{tmp_path}/severa.sock"),
        ("127.0.0.1:2400", "127.0.0.1:2400"),
        ("localhost:2400", "localhost:2400"),
        ("[::1]:2400", "[::1]:2400"),
    ):
        added = service.add(NewSource(parse_lmtp_place(given)))
        assert added.trouble == ""
        assert source_address(added.source.settings) == shown


@pytest.mark.parametrize(
    "given", ["", "2400", ":2400", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:-1", "::1"]
)
def test_a_place_that_is_none_is_refused(service: SourcesService, given: str) -> None:
    with pytest.raises(SourceRefusedError, match=r"unix:PATH .* 127\.0\.0\.1:PORT|from this computer only"):
        service.add(NewSource(parse_lmtp_place(given)))


@pytest.mark.parametrize("host", ["0.0.0.1", "10.0.0.1", "mail.acme.example", "*"])
def test_nothing_but_this_computer_is_listened_to(service: SourcesService, host: str) -> None:
    field, sentence = refused(service, LmtpSettings(host=host, port=2400))
    assert (field, "this computer only" in sentence) == (SourceField.PLACE, True)


@pytest.mark.parametrize("port", [None, 0, 65536])
def test_a_listener_needs_a_port(service: SourcesService, port: int | None) -> None:
    assert refused(service, LmtpSettings(port=port))[0] is SourceField.PORT


def test_a_socket_file_needs_room_of_its_own(service: SourcesService, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in ("", str(tmp_path / "no" / "socket"), str(tmp_path / "file"), f"/tmp/{'x' * 200}"):
        assert refused(service, LmtpSettings(socket=path))[0] is SourceField.PLACE
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "s"))
        service.add(NewSource(LmtpSettings(socket=str(tmp_path / "s"))))
    assert refused(service, LmtpSettings(socket=str(tmp_path / "s")))[1].startswith("Source 1 ")


# ------------------------------------------------------------------------------ passwords


def test_without_a_keyring_a_mailbox_is_added_and_it_is_said_where_to_give_the_password(
    service: SourcesService, passwords: Passwords, environment: dict[str, str], store: Store
) -> None:
    added = service.add(NewSource(IMAP), "secret")
    assert added.trouble == (
        f"{NO_KEYRING} Give the password in the environment variable SEVERA_DESKTOP_PASSWORD_1, or each time when the "
        "program asks for it."
    )
    assert passwords.of(added.source) == "secret", "as long as this program runs"
    later = Passwords(Secrets(store.path), environment)
    with pytest.raises(PasswordMissingError, match=rf"^{NO_KEYRING} .* SEVERA_DESKTOP_PASSWORD_1,") as missing:
        later.of(added.source)
    assert isinstance(missing.value, UserError)
    assert isinstance(missing.value, NoPasswordError)
    environment["SEVERA_DESKTOP_PASSWORD_1"] = ""
    with pytest.raises(PasswordMissingError):
        later.of(added.source)
    environment["SEVERA_DESKTOP_PASSWORD_1"] = "from outside"
    assert later.of(added.source) == "from outside"
    later.give(added.source.id, "typed")
    assert later.of(added.source) == "typed"


def test_a_password_that_was_not_given_can_be_given_later(service: SourcesService, passwords: Passwords) -> None:
    source = service.add(NewSource(IMAP)).source
    assert "SEVERA_DESKTOP_PASSWORD_1" in service.set_password(source.id, "later")
    assert passwords.of(source) == "later"


def test_why_no_password_could_be_kept_is_known_beforehand(service: SourcesService) -> None:
    assert service.why_no_password_is_kept() == NO_KEYRING


# ------------------------------------------------------------------------------ trying, removing


def test_a_source_is_tried(service: SourcesService, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    source_id = service.add(NewSource(FolderSettings(str(tmp_path / "mail")))).source.id
    assert service.test(source_id) == ""
    (tmp_path / "mail").rmdir()
    assert str(tmp_path / "mail") in service.test(source_id)


def test_a_source_is_removed(service: SourcesService, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    folder = service.add(NewSource(FolderSettings(str(tmp_path / "mail")))).source
    mailbox = service.add(NewSource(IMAP)).source
    assert service.remove(folder.id) == ""
    assert service.remove(mailbox.id) == f"{NO_KEYRING} If its password was kept in a keyring, remove it there by hand."
    assert service.sources() == []


def test_only_a_mailbox_has_a_password(service: SourcesService, tmp_path: Path) -> None:
    source_id = service.add(NewSource(FolderSettings(str(tmp_path)))).source.id
    with pytest.raises(UserError, match=r"^Source 1 is no mailbox"):
        service.set_password(source_id, "secret")


def test_a_source_that_is_not_there_is_said(service: SourcesService) -> None:
    for ask in (service.source, service.mailbox, service.test, service.remove):
        with pytest.raises(UserError, match=r"^There is no source 7\.$"):
            ask(7)


# ------------------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("settings", "kind", "address"),
    [
        (FolderSettings("/mail/in"), "Watched folder", "/mail/in"),
        (IMAP, "Mailbox", "anna@acme.example@imap.acme.example"),
        (replace(IMAP, host="::1", port=1993), "Mailbox", "anna@acme.example@[::1]:1993"),
        (replace(IMAP, security=Security.STARTTLS), "Mailbox", "anna@acme.example@imap.acme.example:993"),
    ],
)
def test_a_source_is_named(settings: SourceSettings, kind: str, address: str) -> None:
    assert (kind_words(settings), source_address(settings)) == (kind, address)


@pytest.mark.parametrize(
    ("host", "word"),
    [
        ("imap.gmail.com", "app password"),
        ("IMAP.Gmail.com", "app password"),
        ("imap.googlemail.com", "app password"),
        ("outlook.office365.com", "OAuth"),
        ("imap-mail.outlook.com", "OAuth"),
        ("imap.acme.example", ""),
        ("notgmail.com", ""),
    ],
)
def test_what_to_know_of_well_known_providers_is_said(host: str, word: str) -> None:
    assert word in provider_advice(host)
    assert bool(provider_advice(host)) == bool(word)
