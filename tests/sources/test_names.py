import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.sources.names import (
    is_mail_name,
    is_system_name,
    label,
    member_label,
    natural_key,
)


def test_natural_order_counts_and_ignores_case() -> None:
    names = ["10.eml", "B.eml", "2.eml", "a10.eml", "a9.eml", "A11.eml", "1.eml", "b.eml", "01.eml"]
    wanted = ["01.eml", "1.eml", "2.eml", "10.eml", "a9.eml", "a10.eml", "A11.eml", "B.eml", "b.eml"]
    assert sorted(names, key=natural_key) == wanted


def test_natural_order_of_numbers_longer_than_python_converts() -> None:
    long, longer = "1" * 5000, "1" * 5001
    assert sorted([longer, "2", long], key=natural_key) == ["2", long, longer]


@given(st.lists(st.text(alphabet="09a/.-é", max_size=6)))
def test_natural_order_is_the_same_from_wherever_it_starts(names: list[str]) -> None:
    backwards = list(reversed(names))
    assert sorted(names, key=natural_key) == sorted(backwards, key=natural_key)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("mails/03.eml", "mails/03.eml"),
        ("./a//b.eml", "./a//b.eml"),
        ("café \u00a0日本\U0001f600.eml", "café \u00a0日本\U0001f600.eml"),
        ("caf\udce9.eml", r"caf\xe9.eml"),
        ("a\nb\x1b[2J.eml", r"a\x0ab\x1b[2J.eml"),
        ("fdp\u202elme.eml", r"fdp\u202elme.eml"),
        ("\ud800.eml", r"\ud800.eml"),
    ],
)
def test_a_source_is_the_path_as_given_and_printable(path: str, shown: str) -> None:
    assert label(path) == shown


@given(st.text())
def test_every_name_can_be_written_as_utf_8(name: str) -> None:
    for shown in (label(name), member_label(name)):
        assert json.loads(json.dumps(shown, ensure_ascii=False).encode()) == shown
        assert "\n" not in shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("inner/a.eml", "inner/a.eml"),
        ("inner\\a.eml", "inner/a.eml"),
        ("../../x.eml", "../../x.eml"),
        ("/etc/x.eml", "etc/x.eml"),
    ],
)
def test_a_member_is_a_label_only(name: str, shown: str) -> None:
    assert member_label(name) == shown


def test_system_names() -> None:
    for name in ("Thumbs.db", "desktop.ini", "DESKTOP.INI", "__MACOSX", ".DS_Store", ".hidden"):
        assert is_system_name(name)
    for name in ("thumbs.db.eml", "a.eml", "tmp", "macosx"):
        assert not is_system_name(name)


def test_mail_names() -> None:
    assert all(map(is_mail_name, ("a.eml", "A.EML", "b.msg", "c.mbox", "d.mbx", "e.emlx")))
    assert not any(map(is_mail_name, ("a.pdf", "eml", "a.eml.pdf", "mails.zip", "1700.x:2,S")))
