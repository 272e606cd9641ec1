"""What a source is: its kind, which hosts are this computer, and the usual ports."""

import pytest

from severa_desktop.core.source_settings import (
    FolderSettings,
    ImapSettings,
    LmtpSettings,
    Security,
    Source,
    SourceKind,
    SourceSettings,
    is_loopback,
    usual_port,
)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "LocalHost", "localhost."])
def test_this_computer_is_known_by_how_it_is_written(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "0.0.0.1", "::", "10.0.0.1", "128.0.0.1", "mail.example", "localhost.example", "127.0.0.1.example"]
)
def test_any_other_host_may_be_elsewhere(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (FolderSettings("/mail"), SourceKind.FOLDER),
        (ImapSettings("mail.example", "anna", 993), SourceKind.IMAP),
        (LmtpSettings(port=2400), SourceKind.LMTP),
    ],
)
def test_the_kind_of_a_source_follows_from_its_settings(settings: SourceSettings, kind: SourceKind) -> None:
    assert Source(1, settings).kind is kind


def test_a_mail_server_has_its_usual_port() -> None:
    assert [usual_port(security) for security in Security] == [993, 143, 143]
