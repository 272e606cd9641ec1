"""Address lists and the compared form of addresses."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.core.model import Mailbox
from severa_desktop.mail.address_form import readable_domain
from severa_desktop.mail.addresses import MOST_MAILBOXES, MOST_UNREADABLE, normalise_address, parse_mailboxes
from severa_desktop.mail.charsets import clean_text

PIECES = [
    b"Piet",
    b"p@x.nl",
    b"<",
    b">",
    b'"',
    b"\\",
    b"(",
    b")",
    b",",
    b";",
    b":",
    b" ",
    b"@",
    b"[",
    b"]",
    b".",
    b"=?utf-8?q?a?=",
    b"\xe9",
    b"\n",
]


def read(raw: str | bytes) -> list[tuple[str, str]]:
    parsed = parse_mailboxes(raw if isinstance(raw, bytes) else raw.encode(), "To")
    return [(mailbox.address, mailbox.name) for mailbox in parsed.mailboxes]


def unreadable(raw: str | bytes) -> tuple[str, ...]:
    return parse_mailboxes(raw if isinstance(raw, bytes) else raw.encode(), "To").unreadable


def test_a_mailbox_names_its_header() -> None:
    parsed = parse_mailboxes(b"Piet <piet@x.nl>", "Resent-To")
    assert parsed.mailboxes == (Mailbox("piet@x.nl", "Piet", "Resent-To"),)
    assert parsed.unreadable == ()


PIET = ("piet@x.nl", "Piet")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("piet@x.nl", [("piet@x.nl", "")]),
        ("<piet@x.nl>", [("piet@x.nl", "")]),
        ("Piet <piet@x.nl>", [PIET]),
        ("Piet<piet@x.nl>", [PIET]),
        ('"Piet" <piet@x.nl>', [PIET]),
        ('"Piet"<piet@x.nl>', [PIET]),
        ('"" <piet@x.nl>', [("piet@x.nl", "")]),
        ("Piet de Boer <piet@x.nl>", [("piet@x.nl", "Piet de Boer")]),
        ("P. J. de Boer <piet@x.nl>", [("piet@x.nl", "P. J. de Boer")]),
        ("  Piet \t  <piet@x.nl>  ", [PIET]),
        ('"Boer, Piet de" <piet@x.nl>', [("piet@x.nl", "Boer, Piet de")]),
        ('"Piet \\"P\\" de Boer" <piet@x.nl>', [("piet@x.nl", 'Piet "P" de Boer')]),
        ('"a\\\\b" <piet@x.nl>', [("piet@x.nl", "a\\b")]),
        ('Piet "de" Boer <piet@x.nl>', [("piet@x.nl", "Piet de Boer")]),
        ("Piet <PIET@X.NL.>", [PIET]),
        ("Piet < piet@x.nl >", [PIET]),
        ("Piet <piet @ x.nl>", [PIET]),
        ("piet @ x.nl", [("piet@x.nl", "")]),
        # several
        ("a@x.nl, b@x.nl", [("a@x.nl", ""), ("b@x.nl", "")]),
        ("a@x.nl,b@x.nl", [("a@x.nl", ""), ("b@x.nl", "")]),
        ("A <a@x.nl>, B <b@x.nl>", [("a@x.nl", "A"), ("b@x.nl", "B")]),
        ("A <a@x.nl>,\n\tB <b@x.nl>", [("a@x.nl", "A"), ("b@x.nl", "B")]),
        ("a@x.nl, a@x.nl", [("a@x.nl", ""), ("a@x.nl", "")]),
        # semicolons, doubled separators
        ("a@x.nl; b@x.nl", [("a@x.nl", ""), ("b@x.nl", "")]),
        ("a@x.nl;b@x.nl ;", [("a@x.nl", ""), ("b@x.nl", "")]),
        ("A <a@x.nl>; B <b@x.nl>, c@x.nl", [("a@x.nl", "A"), ("b@x.nl", "B"), ("c@x.nl", "")]),
        (",, a@x.nl ,, ; , b@x.nl,;", [("a@x.nl", ""), ("b@x.nl", "")]),
        # groups
        ("Team: a@x.nl, B <b@x.nl>;", [("a@x.nl", ""), ("b@x.nl", "B")]),
        ('"Team: Oven": Piet <piet@x.nl>, b@x.nl;, Los <los@x.nl>', [PIET, ("b@x.nl", ""), ("los@x.nl", "Los")]),
        ("a@x.nl, Team: b@x.nl; c@x.nl", [("a@x.nl", ""), ("b@x.nl", ""), ("c@x.nl", "")]),
        ("Team: a@x.nl", [("a@x.nl", "")]),
        ("Een: a@x.nl; Twee: b@x.nl;", [("a@x.nl", ""), ("b@x.nl", "")]),
        ("Een: Twee: a@x.nl;; b@x.nl", [("a@x.nl", ""), ("b@x.nl", "")]),
        ("Team (x:y): a@x.nl;", [("a@x.nl", "")]),
        (": a@x.nl;", [("a@x.nl", "")]),
        # nobody
        ("", []),
        (" \t ", []),
        (",", []),
        (";", []),
        ("undisclosed-recipients:;", []),
        ("undisclosed-recipients: ;", []),
        ("Undisclosed recipients:", []),
        ("<Undisclosed-Recipient:;>", []),
        ("<Undisclosed-Recipient:;@x.nl>", []),
        ("unlisted-recipients:; (no To-header on input)", []),
        ("Leeg:;, Ook leeg:;", []),
        ("Leeg:;, a@x.nl", [("a@x.nl", "")]),
        ("(nobody)", []),
        # one person whose name has a comma that nobody quoted
        ("Jansen, Piet <piet@x.nl>", [("piet@x.nl", "Jansen, Piet")]),
        ("Jansen , Piet <piet@x.nl>", [("piet@x.nl", "Jansen, Piet")]),
        ("Jansen, Piet, drs. <piet@x.nl>", [("piet@x.nl", "Jansen, Piet, drs.")]),
        (
            "Jansen, Piet <piet@x.nl>, Bakker, Bram <b@x.nl>",
            [("piet@x.nl", "Jansen, Piet"), ("b@x.nl", "Bakker, Bram")],
        ),
        ("a@x.nl, Jansen, Piet <piet@x.nl>, b@x.nl", [("a@x.nl", ""), ("piet@x.nl", "Jansen, Piet"), ("b@x.nl", "")]),
        ("jan@x.nl, Piet <piet@x.nl>", [("jan@x.nl", ""), PIET]),
        ("Piet, <piet@x.nl>", [PIET]),
        ("=?utf-8?Q?J=C3=A4nsen?=, Piet <piet@x.nl>", [("piet@x.nl", "Jänsen, Piet")]),
        ("Team: Jansen, Piet <piet@x.nl>;", [("piet@x.nl", "Jansen, Piet")]),
        # comments
        ("piet@x.nl (Piet)", [PIET]),
        ("(Piet) piet@x.nl", [PIET]),
        ("<piet@x.nl> (Piet)", [PIET]),
        ("piet@x.nl (Piet (de) Boer)", [("piet@x.nl", "Piet (de) Boer")]),
        ("piet@x.nl (Boer, Piet), a@x.nl", [("piet@x.nl", "Boer, Piet"), ("a@x.nl", "")]),
        ("piet@x.nl (=?utf-8?Q?Zo=C3=AB?=)", [("piet@x.nl", "Zoë")]),
        ("Piet (werk) <piet@x.nl>", [PIET]),
        ("Piet <piet(werk)@x.nl>", [PIET]),
        ("piet(werk)@x.nl", [("piet@x.nl", "werk")]),
        ("piet@x.nl (a\\)b)", [("piet@x.nl", "a)b")]),
        ("piet@x.nl (Piet", [PIET]),
        ("Piet (de Boer <piet@x.nl>, Bram (b) <b@x.nl>", [PIET, ("b@x.nl", "Bram")]),
        ("piet@x.nl (a@x.nl, b@x.nl)", [("piet@x.nl", "a@x.nl, b@x.nl")]),
        # routes, quoted local parts, literals
        ("<@a.nl,@b.nl:piet@x.nl>", [("piet@x.nl", "")]),
        ("Piet <@a.nl:piet@x.nl>, b@x.nl", [PIET, ("b@x.nl", "")]),
        ('"piet"@x.nl', [("piet@x.nl", "")]),
        ('"piet de boer"@x.nl', [('"piet de boer"@x.nl', "")]),
        ('Piet <"piet, de; boer>"@x.nl>, b@x.nl', [('"piet, de; boer>"@x.nl', "Piet"), ("b@x.nl", "")]),
        ('"anna@x.nl"@y.nl', [('"anna@x.nl"@y.nl', "")]),
        ("piet@[192.0.2.1], a@[IPv6:2001:db8::1]", [("piet@[192.0.2.1]", ""), ("a@[ipv6:2001:db8::1]", "")]),
        # a display name never counts
        ('"anna@x.nl" <mallory@example.com>', [("mallory@example.com", "anna@x.nl")]),
        ("anna@x.nl <mallory@example.com>", [("mallory@example.com", "anna@x.nl")]),
        ("<anna@x.nl> <mallory@example.com>", [("mallory@example.com", "<anna@x.nl>")]),
        ("Anna <anna@x.nl> <mallory@example.com>", [("mallory@example.com", "Anna <anna@x.nl>")]),
        ('"Anna <anna@x.nl>" <mallory@example.com>', [("mallory@example.com", "Anna <anna@x.nl>")]),
        ('"anna@x.nl, " <mallory@example.com>', [("mallory@example.com", "anna@x.nl,")]),
        ('"Anna <anna@x.nl>, b" <mallory@example.com>', [("mallory@example.com", "Anna <anna@x.nl>, b")]),
        ("(anna@x.nl) <mallory@example.com>", [("mallory@example.com", "anna@x.nl")]),
        ("(anna@x.nl) mallory@example.com", [("mallory@example.com", "anna@x.nl")]),
        ("=?utf-8?Q?anna=40x.nl?= <mallory@example.com>", [("mallory@example.com", "anna@x.nl")]),
        ("=?utf-8?Q?=3Canna=40x.nl=3E=2C?= <mallory@example.com>", [("mallory@example.com", "<anna@x.nl>,")]),
        ("=?utf-8?Q?<anna@x.nl>,?= <mallory@example.com>", [("mallory@example.com", "<anna@x.nl>,")]),
        ("=?utf-8?Q?a?= =?utf-8?Q?<anna@x.nl>?= <mallory@example.com>", [("mallory@example.com", "a<anna@x.nl>")]),
        ("=?utf-8?Q?A <a@x.nl>, =?utf-8?Q?B?= <b@x.nl>", [("a@x.nl", "A"), ("b@x.nl", "B")]),
        ("=?utf-8?Q?A?= Boer <a@x.nl>", [("a@x.nl", "A Boer")]),
        ('"=?utf-8?Q?=22=2C_anna=40x.nl?=" <mallory@example.com>', [("mallory@example.com", '", anna@x.nl')]),
        ('"anna@x.nl" mallory@example.com', [("mallory@example.com", "anna@x.nl")]),
        # names
        ("=?utf-8?Q?Zo=C3=AB?= <piet@x.nl>", [("piet@x.nl", "Zoë")]),
        ("=?utf-8?B?Wm/Dqw==?= =?utf-8?Q?_Peeters?= <piet@x.nl>", [("piet@x.nl", "Zoë Peeters")]),
        ("=?utf-8?Q?Jansen=2C_Piet?= <piet@x.nl>", [("piet@x.nl", "Jansen, Piet")]),
        ("=?utf-8?Q?Jansen,_Piet?= <piet@x.nl>", [("piet@x.nl", "Jansen, Piet")]),
        ("=?utf-8?Q?Jansen,_Piet?= <piet@x.nl>, a@x.nl", [("piet@x.nl", "Jansen, Piet"), ("a@x.nl", "")]),
        ('"=?utf-8?Q?Jansen=2C_Piet?=" <piet@x.nl>', [("piet@x.nl", "Jansen, Piet")]),
        ("=?utf-8?Q?Zo=C3=AB?=<piet@x.nl>", [("piet@x.nl", "Zoë")]),
        ("Zoë <piet@x.nl>", [("piet@x.nl", "Zoë")]),
        ('"à, é" <piet@x.nl>', [("piet@x.nl", "à, é")]),
        (b"Zo\xeb <piet@x.nl>", [("piet@x.nl", "Zoë")]),
        (b"\x1b$B%F%9%H\x1b(B <piet@x.nl>, a@x.nl", [("piet@x.nl", "テスト"), ("a@x.nl", "")]),
        ("Pi\u202eet\u200b <piet@x.nl>", [PIET]),
        ("Jansen\\, Piet <piet@x.nl>", [("piet@x.nl", "Jansen, Piet")]),
        ("<piet@x.nl> Piet", [PIET]),
        # what is left of damaged entries
        ("Piet <piet@x.nl, Bram <b@x.nl>", [PIET, ("b@x.nl", "Bram")]),
        ("Piet <piet@x.nl", [PIET]),
        ("<<piet@x.nl>>", [("piet@x.nl", "")]),
        ("piet@x.nl>, b@x.nl", [("piet@x.nl", ""), ("b@x.nl", "")]),
        ("<piet@x.nl;>, b@x.nl", [("piet@x.nl", ""), ("b@x.nl", "")]),
        ("Piet Boer piet@x.nl", [("piet@x.nl", "Piet Boer")]),
        ('"Boer, Piet" piet@x.nl', [("piet@x.nl", "Boer, Piet")]),
        ("<mailto:piet@x.nl>", [("piet@x.nl", "")]),
        ("Piet <MAILTO:piet@x.nl?subject=x>", [PIET]),
        ("mailto:piet@x.nl", [("piet@x.nl", "")]),
        ("'piet@x.nl', <'b@x.nl'>", [("piet@x.nl", ""), ("b@x.nl", "")]),
        ('"Piet <piet@x.nl>, Bram <b@x.nl>', [PIET, ("b@x.nl", "Bram")]),
        ('"Jansen, Piet <piet@x.nl>, b@x.nl', [("piet@x.nl", "Jansen, Piet"), ("b@x.nl", "")]),
        ('"Piet <piet@x.nl>, "Bram" <b@x.nl>', [PIET, ("b@x.nl", "Bram")]),
        ('"Piet <piet@x.nl>, "Bram" <b@x.nl>, "C, D" <c@x.nl>', [PIET, ("b@x.nl", "Bram"), ("c@x.nl", "C, D")]),
        ('Piet" <piet@x.nl>; "Bram" <b@x.nl>', [PIET, ("b@x.nl", "Bram")]),
        ('a@x.nl, "Piet <piet@x.nl>', [("a@x.nl", ""), PIET]),
        ("piet@localhost", [("piet@localhost", "")]),
        ("é@müller.example", [("é@xn--mller-kva.example", "")]),
        (b"\xe9@x.nl", [("é@x.nl", "")]),
    ],
)
def test_mailboxes(raw: str | bytes, expected: list[tuple[str, str]]) -> None:
    assert read(raw) == expected
    assert unreadable(raw) == ()


@pytest.mark.parametrize(
    ("raw", "expected", "skipped"),
    [
        ("Piet", [], ("Piet",)),
        ("Piet, Bram", [], ("Piet", "Bram")),
        ("Piet, a@x.nl", [("a@x.nl", "")], ("Piet",)),
        ("a@x.nl, Piet", [("a@x.nl", "")], ("Piet",)),
        ("Jansen; Piet <piet@x.nl>", [PIET], ("Jansen",)),
        ("Piet; a@x.nl", [("a@x.nl", "")], ("Piet",)),
        ('"Team", Piet <piet@x.nl>', [PIET], ('"Team"',)),
        ('Team, "Boer, Piet" <piet@x.nl>', [("piet@x.nl", "Boer, Piet")], ("Team",)),
        ("jan@, Piet <piet@x.nl>", [PIET], ("jan@",)),
        ("@x.nl, a@x.nl", [("a@x.nl", "")], ("@x.nl",)),
        ("Piet <>", [], ("Piet <>",)),
        ("<>, a@x.nl", [("a@x.nl", "")], ("<>",)),
        ("Piet <piet>", [], ("Piet <piet>",)),
        ("Piet <piet boer@x.nl>, a@x.nl", [("a@x.nl", "")], ("Piet <piet boer@x.nl>",)),
        ('"anna@x.nl"', [], ('"anna@x.nl"',)),
        ("(anna@x.nl) Piet", [], ("(anna@x.nl) Piet",)),
        ("anna@x.nl mallory@example.com", [], ("anna@x.nl mallory@example.com",)),
        ("a@b@c", [], ("a@b@c",)),
        ("a@b..c", [], ("a@b..c",)),
        ("/O=X/OU=Y/CN=PIET, a@x.nl", [("a@x.nl", "")], ("/O=X/OU=Y/CN=PIET",)),
        ("=?utf-8?Q?Anna_=3Canna=40x.nl=3E?=", [], ("Anna <anna@x.nl>",)),
        ("=?utf-8?Q?Anna_<anna@x.nl>?=", [], ("Anna <anna@x.nl>",)),
        ("=?utf-8?Q?Anna <anna@x.nl>?=", [], ("Anna <anna@x.nl>",)),
        ("=?utf-8?Q?anna@x.nl?=, a@x.nl", [("a@x.nl", "")], ("anna@x.nl",)),
        ("Zo\u202eë", [], ("Zoë",)),
        ("Team: Piet;, a@x.nl", [("a@x.nl", "")], ("Piet",)),
        ("Jansen, Team: a@x.nl;", [("a@x.nl", "")], ("Jansen",)),
        ("Piet " + "x" * 300, [], (("Piet " + "x" * 300)[:200],)),
    ],
)
def test_entries_without_an_address(raw: str, expected: list[tuple[str, str]], skipped: tuple[str, ...]) -> None:
    assert read(raw) == expected
    assert unreadable(raw) == skipped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anna@x.nl", "anna@x.nl"),
        (" Anna@X.NL ", "anna@x.nl"),
        ("anna@x.nl.", "anna@x.nl"),
        ("anna+severa@x.nl", "anna+severa@x.nl"),
        ("1001.mijnbedrijf@severamail.com", "1001.mijnbedrijf@severamail.com"),
        ("user@localhost", "user@localhost"),
        ("!#$%&'*+-/=?^_`{|}~@x.nl", "!#$%&'*+-/=?^_`{|}~@x.nl"),
        ("piet..boer.@x.nl", "piet..boer.@x.nl"),
        ("a_b@c_d.nl", "a_b@c_d.nl"),
        # quotes
        ('"anna"@x.nl', "anna@x.nl"),
        ('"Anna.de.Vries"@x.nl', "anna.de.vries@x.nl"),
        ('"an\\na"@x.nl', "anna@x.nl"),
        ('anna."de".vries@x.nl', "anna.de.vries@x.nl"),
        ('"anna de vries"@x.nl', '"anna de vries"@x.nl'),
        ('anna." ".vries@x.nl', '"anna. .vries"@x.nl'),
        ('"a@b"@x.nl', '"a@b"@x.nl'),
        ('"a\\"b\\\\"@x.nl', '"a\\"b\\\\"@x.nl'),
        ('"a,b"@x.nl', '"a,b"@x.nl'),
        # domains
        ("anna@MÜLLER.example", "anna@xn--mller-kva.example"),
        ("anna@mu\u0308ller.example", "anna@xn--mller-kva.example"),
        ("anna@XN--MLLER-KVA.example", "anna@xn--mller-kva.example"),
        ("anna@straße.example", "anna@xn--strae-oqa.example"),
        ("anna@müller。example.", "anna@xn--mller-kva.example"),
        ("anna@ｅｘａｍｐｌｅ.com", "anna@example.com"),
        ("anna@i❤.example", "anna@xn--i-7iq.example"),
        ("anna@a_b.müller.example", "anna@a_b.xn--mller-kva.example"),
        ("anna@[192.0.2.1]", "anna@[192.0.2.1]"),
        ("anna@[IPv6:2001:DB8::1]", "anna@[ipv6:2001:db8::1]"),
        # local parts beyond ASCII
        ("ZOË@x.nl", "zoë@x.nl"),
        ("zoe\u0308@x.nl", "zoë@x.nl"),
        ("zo\u200bë@x.nl", "zoë@x.nl"),
        ("zoë@müller.example", "zoë@xn--mller-kva.example"),
    ],
)
def test_compared_form(text: str, expected: str) -> None:
    assert normalise_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "anna", "@", "anna@", "@x.nl", "anna@.", "anna@.nl", "anna@x..nl", "anna@x.nl..", "a@b@c", '""@x.nl',
        "anna de@x.nl", "anna@x nl", "anna @x.nl", "anna@ x.nl", "anna\n@x.nl", "an\0na@x.nl",
        "anna@x\x7f.nl", "a,b@x.nl",
        "anna@x.nl,", "anna@x.nl;", "<anna@x.nl>", "anna@x.nl>", "a:b@x.nl", "a(b)@x.nl", "a[b@x.nl", "a\\b@x.nl",
        "anna@x/y.nl", "anna@x'y.nl", 'anna@x".nl', '"anna@x.nl', '"anna"x@"y.nl', '"anna@x.nl"', "anna@[", "anna@[]",
        "anna@[a b]", "anna@\N{SNOWMAN}@x.nl", "an\u00a0na@x.nl", "anna@x\u2100y.nl", "anna＠x.nl", "anna@é é.nl",
        "a" * 1000 + "@x.nl", "anna@" + "é" * 300, "anna\u202e@",
    ],
)  # fmt: skip
def test_no_address(text: str) -> None:
    assert normalise_address(text) is None


def test_a_domain_that_cannot_be_an_a_label_stays_as_it_is() -> None:
    assert normalise_address("anna@" + "é" * 62 + ".nl") == "anna@" + "é" * 62 + ".nl"


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("acme.example", "acme.example"),
        ("xn--bcher-kva.example", "bücher.example"),
        ("mail.xn--mller-kva.xn--p1ai", "mail.müller.рф"),
        # a symbol, which IDNA 2008 refuses, and no A-label at all
        ("xn--n3h.example", "xn--n3h.example"),
        ("xn--.example", "xn--.example"),
        ("xn--bcher-kva.with_underscore.example", "bücher.with_underscore.example"),
    ],
)
def test_a_domain_is_readable(domain: str, expected: str) -> None:
    assert readable_domain(domain) == expected


@given(st.text() | st.text(alphabet='aZ."\\@[]é .-ß\u200b\u0301'))
def test_the_compared_form_is_its_own(text: str) -> None:
    address = normalise_address(text)
    if address is not None:
        assert normalise_address(address) == address
        assert address == clean_text(address)


@given(st.lists(st.sampled_from(PIECES)).map(b"".join) | st.binary())
def test_nothing_fails_and_all_is_clean(raw: bytes) -> None:
    parsed = parse_mailboxes(raw, "To")
    for mailbox in parsed.mailboxes:
        assert normalise_address(mailbox.address) == mailbox.address
        assert mailbox.name == clean_text(mailbox.name)
    for text in parsed.unreadable:
        assert len(text) <= 200
        assert text == clean_text(text)


NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["Cc"]), max_size=20)


@given(st.lists(st.tuples(NAMES, st.sampled_from(["a@x.nl", "b.c@y.example", '"d e"@z.nl'])), max_size=5))
def test_what_is_quoted_comes_back(people: list[tuple[str, str]]) -> None:
    def quoted(name: str) -> str:
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

    raw = ", ".join(f"{quoted(name)} <{address}>" for name, address in people)
    if "=?" not in raw:
        assert read(raw) == [(address, clean_text(name)) for name, address in people]


def test_a_hundred_thousand_addresses() -> None:
    raw = b", ".join(b'"P %d" <p%d@x.nl>' % (number, number) for number in range(MOST_MAILBOXES))
    parsed = parse_mailboxes(raw, "To")
    assert len(parsed.mailboxes) == MOST_MAILBOXES
    assert parsed.unreadable == ()
    parsed = parse_mailboxes(raw + b", one@more.nl, two@more.nl", "To")
    assert len(parsed.mailboxes) == MOST_MAILBOXES
    assert parsed.unreadable == ("one@more.nl, two@more.nl",)


def test_unreadable_entries_are_bounded() -> None:
    assert len(parse_mailboxes(b"a;" * 50_000, "To").unreadable) == MOST_UNREADABLE


@pytest.mark.parametrize(
    "piece",
    [
        '"', '\\"', "(", ")", "()", "(()", "<", '<"', '<"\\"', "<@", "<:", "<: ", ",", ";", "a,", "a@b,",
        "a@b:", ":", "a:",
        "=?", "=?a?q?", "=?a?q?x", "=?a?q?,?= ", "=", "\\a", "a ", "@", '"a@b,"c', "[", " ", "J, P <a@b>,",
        "<a@b> ", '"a" ',
        "(a)", 'a"@b,"', ">", "a@b (", "é,", "a@é.nl,", "a\n", "\n", "(;",
    ],
)  # fmt: skip
def test_hostile_input_takes_linear_time(piece: str) -> None:
    for start in ("", '"', "(", "=?a?q?@?"):
        raw = (start + piece * (100_000 // len(piece))).encode()
        started = time.process_time()
        parse_mailboxes(raw, "To")
        assert time.process_time() - started < 10
