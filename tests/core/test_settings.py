"""Settings: what is refused and why (matching rules, "Settings")."""

import pytest

from severa_desktop.core.settings import (
    MAX_SIZE_LIMIT_MIB,
    MIB,
    ActivityStatus,
    IntegrationAddress,
    IntegrationStatus,
    Setting,
    SettingRefusedError,
    Settings,
    WhyRefused,
    check_activity_type,
    check_max_size,
    missing_settings,
    parse_address,
    parse_choice,
    parse_type_name,
)


@pytest.mark.parametrize(
    "address",
    ["acme@severamail.com", "ACME@SeveraMail.com", " acme@severamail.com. ", "a@b.nl", "x" * 64 + "@b.nl",
     "9@b.nl", "9a.b@b.nl", "a.b-c_d@b.nl"],
)  # fmt: skip
def test_addresses_that_are_taken(address: str) -> None:
    assert str(parse_address(address)) == address.strip().lower().removesuffix(".")


@pytest.mark.parametrize(
    ("address", "why", "given"),
    [
        ("acme", WhyRefused.NO_ADDRESS, "acme"),
        ("@severamail.com", WhyRefused.NO_ADDRESS, "@severamail.com"),
        ("acme@", WhyRefused.NO_DOMAIN, ""),
        ("acme@localhost", WhyRefused.NO_DOMAIN, "localhost"),
        ("acme@-x.nl", WhyRefused.NO_DOMAIN, "-x.nl"),
        ("acme@x..nl", WhyRefused.NO_DOMAIN, "x..nl"),
        ("acme@é.nl", WhyRefused.NO_DOMAIN, "é.nl"),
        ("1001.Acme@severamail.com", WhyRefused.PREFIX_NUMBERED, "1001.acme"),
        ("1.@severamail.com", WhyRefused.PREFIX_NUMBERED, "1."),
        (".acme@severamail.com", WhyRefused.PREFIX_MALFORMED, ".acme"),
        ("acme-@severamail.com", WhyRefused.PREFIX_MALFORMED, "acme-"),
        ("ac me@severamail.com", WhyRefused.PREFIX_MALFORMED, "ac me"),
        ("acmé@severamail.com", WhyRefused.PREFIX_MALFORMED, "acmé"),
        ("acme+x@severamail.com", WhyRefused.PREFIX_MALFORMED, "acme+x"),
        ("x" * 65 + "@severamail.com", WhyRefused.PREFIX_MALFORMED, "x" * 65),
        ("a@b@severamail.com", WhyRefused.PREFIX_MALFORMED, "a@b"),
        ("acme\n@severamail.com", WhyRefused.PREFIX_MALFORMED, "acme\n"),
    ],
)
def test_addresses_that_are_refused(address: str, why: WhyRefused, given: str) -> None:
    with pytest.raises(SettingRefusedError) as raised:
        parse_address(address)
    assert (raised.value.setting, raised.value.why, raised.value.given) == (Setting.ADDRESS, why, given)


def test_an_address_knows_its_numbered_form_and_whose_servers_it_is_at() -> None:
    assert IntegrationAddress("acme", "severamail.com").numbered(1001) == "1001.acme@severamail.com"
    assert IntegrationAddress("acme", "severamail.com").is_at_severa
    assert not IntegrationAddress("severa", "acme.example").is_at_severa


@pytest.mark.parametrize("size", [0, -1, MAX_SIZE_LIMIT_MIB + 1])
def test_sizes_that_are_refused(size: int) -> None:
    with pytest.raises(SettingRefusedError) as raised:
        check_max_size(size)
    assert (raised.value.setting, raised.value.why) == (Setting.MAX_SIZE, WhyRefused.SIZE_OUT_OF_RANGE)


def test_size_is_told_in_mebibytes() -> None:
    assert Settings(max_size=check_max_size(1024)).max_bytes == 1024 * MIB
    assert Settings().max_bytes == 50 * MIB


def test_a_choice_is_one_of_the_values_there_are() -> None:
    assert parse_choice(Setting.STATUS, IntegrationStatus, "inactive") is IntegrationStatus.INACTIVE
    with pytest.raises(SettingRefusedError) as raised:
        parse_choice(Setting.ACTIVITY_STATUS, ActivityStatus, "closed")
    assert (raised.value.setting, raised.value.why) == (Setting.ACTIVITY_STATUS, WhyRefused.NO_CHOICE)
    assert raised.value.known == ("not_started", "in_progress", "in_review", "done")


def test_a_type_has_a_name() -> None:
    assert parse_type_name("  Phone \t call ") == "Phone call"
    with pytest.raises(SettingRefusedError) as raised:
        parse_type_name(" \n ")
    assert (raised.value.setting, raised.value.why) == (Setting.ACTIVITY_TYPE, WhyRefused.TYPE_NAMELESS)


@pytest.mark.parametrize(("name", "types"), [(None, ["E-mail"]), ("E-mail", ["Fax", "E-mail"]), ("E-mail", [])])
def test_a_type_is_one_of_the_directory_once_that_has_any(name: str | None, types: list[str]) -> None:
    check_activity_type(Settings(activity_type=name), types)


def test_a_type_that_the_directory_does_not_have_is_refused() -> None:
    with pytest.raises(SettingRefusedError) as raised:
        check_activity_type(Settings(activity_type="Fax"), ["E-mail", "Phone"])
    assert (raised.value.why, raised.value.given) == (WhyRefused.TYPE_UNKNOWN, "Fax")
    assert raised.value.known == ("E-mail", "Phone")


def test_what_is_missing() -> None:
    assert missing_settings(Settings()) == (Setting.ADDRESS, Setting.ACTIVITY_TYPE)
    assert missing_settings(Settings(IntegrationAddress("a", "b.nl"), "E-mail")) == ()
