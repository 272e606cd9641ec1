"""Settings: what is refused and why (matching rules, "Settings")."""

import pytest

from severa_desktop.core.settings import (
    MIB,
    IntegrationAddress,
    SettingRefusedError,
    Settings,
    check_max_size,
    missing_settings,
    parse_address,
)


@pytest.mark.parametrize(
    "address",
    ["acme@severamail.com", "ACME@SeveraMail.com", " acme@severamail.com. ", "a@b.nl", "x" * 64 + "@b.nl",
     "9@b.nl", "9a.b@b.nl", "a.b-c_d@b.nl"],
)  # fmt: skip
def test_addresses_that_are_taken(address: str) -> None:
    assert str(parse_address(address)) == address.strip().lower().removesuffix(".")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("acme", "no e-mail address"),
        ("@severamail.com", "no e-mail address"),
        ("acme@", "no domain"),
        ("acme@localhost", "no domain"),
        ("acme@-x.nl", "no domain"),
        ("acme@x..nl", "no domain"),
        ("acme@é.nl", "no domain"),
        ("1001.acme@severamail.com", "digits and a dot"),
        ("1.@severamail.com", "digits and a dot"),
        (".acme@severamail.com", "cannot be used"),
        ("acme-@severamail.com", "cannot be used"),
        ("ac me@severamail.com", "cannot be used"),
        ("acmé@severamail.com", "cannot be used"),
        ("acme+x@severamail.com", "cannot be used"),
        ("x" * 65 + "@severamail.com", "cannot be used"),
        ("a@b@severamail.com", "cannot be used"),
        ("acme\n@severamail.com", "cannot be used"),
    ],
)
def test_addresses_that_are_refused(address: str, says: str) -> None:
    with pytest.raises(SettingRefusedError, match=says):
        parse_address(address)


@pytest.mark.parametrize("size", [0, -1, 1025])
def test_sizes_that_are_refused(size: int) -> None:
    with pytest.raises(SettingRefusedError, match="from 1 to"):
        check_max_size(size)


def test_size_is_told_in_mebibytes() -> None:
    assert Settings(max_size=check_max_size(1024)).max_bytes == 1024 * MIB
    assert Settings().max_bytes == 50 * MIB


def test_what_is_missing() -> None:
    assert missing_settings(Settings()) == ("address", "activity_type")
    assert missing_settings(Settings(IntegrationAddress("a", "b.nl"), "E-mail")) == ()
