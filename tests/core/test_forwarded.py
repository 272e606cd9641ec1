"""Forwarded header blocks as mail programs write them; texts that only look like one; hostile ones."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.core.rules.forwarded import OriginalSender, original_senders

PIET = OriginalSender("piet@bakery.example", "Piet Jansen")

OUTLOOK = """Zie hieronder.

-----Oorspronkelijk bericht-----
Van: Piet Jansen <piet@bakery.example>
Verzonden: maandag 2 maart 2026 09:15
Aan: Anna de Vries <anna@acme.example>
Onderwerp: Offerte

Beste Anna,
"""
OUTLOOK_ENGLISH = """________________________________
From: Piet Jansen [mailto:piet@bakery.example]
Sent: Monday, March 2, 2026 9:15 AM
To: Anna
Cc: Bram
Subject: FW: Offer
"""
OUTLOOK_AS_TEXT = """*From:* Piet Jansen <piet@bakery.example<mailto:piet@bakery.example>>
*Sent:* Monday
*To:* Anna <anna@acme.example>
*Subject:* Offer
"""
GMAIL = """---------- Forwarded message ---------
From: Piet Jansen <piet@bakery.example>
Date: Mon, Mar 2, 2026 at 9:15 AM
Subject: Offer
To: <anna@acme.example>
"""
GMAIL_DUTCH = """---------- Doorgestuurd bericht ---------
Van: 'Piet Jansen' <piet@bakery.example>
Datum: ma 2 mrt 2026 om 09:15
Onderwerp: Offerte
Aan: anna@acme.example
"""
APPLE = """Begin doorgestuurd bericht:

> Van: Piet Jansen <piet@bakery.example>
> Onderwerp: Offerte
> Datum: 2 maart 2026 om 09:15:00 CET
> Aan: Anna
>
> Beste Anna,
"""
APPLE_HTML = """Begin forwarded message:

From: "Piet Jansen" <piet@bakery.example>

Subject: Offer

Date: 2 March 2026
"""
THUNDERBIRD = """-------- Forwarded Message --------
Subject: \tOffer
Date: \tMon, 2 Mar 2026 09:15:00 +0100
From: \tPiet Jansen <piet@bakery.example>
To: \tAnna
"""
WRAPPED = """Van:
Piet Jansen
<piet@bakery.example>
Verzonden: maandag
Aan: Anna
"""


@pytest.mark.parametrize(
    "body",
    [
        OUTLOOK,
        OUTLOOK.replace("\n", "\r\n"),
        OUTLOOK_ENGLISH,
        OUTLOOK_AS_TEXT,
        GMAIL,
        GMAIL_DUTCH,
        APPLE,
        APPLE_HTML,
        THUNDERBIRD,
        THUNDERBIRD.replace("Forwarded Message", "Doorgestuurd bericht"),
        WRAPPED,
        "".join(f"> {line}\n" for line in GMAIL.splitlines()),
    ],
)
def test_the_sender_of_a_forwarded_mail_is_read(body: str) -> None:
    assert original_senders(body) == (PIET,)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("piet@bakery.example", OriginalSender("piet@bakery.example", "")),
        ("piet@bakery.example <piet@bakery.example>", OriginalSender("piet@bakery.example", "")),
        ("anna@acme.example <mallory@else.example>", OriginalSender("mallory@else.example", "")),
        ("Piet via <info@bakery.example> namens", OriginalSender("info@bakery.example", "Piet via")),
    ],
)
def test_a_display_name_is_no_address(written: str, expected: OriginalSender) -> None:
    assert original_senders(f"From: {written}\nDate: today\nTo: me\n") == (expected,)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Van: piet@bakery.example\nTot morgen\n",
        "From: piet@bakery.example\nTo: Anna\n",
        "From: Amsterdam\nTo: Paris\nDate: Monday\nSubject: train\n",
        "From: piet@bakery.example\n\n\n\nDate: today\nTo: me\n",
        "Date: today\nTo: me\nSubject: x\n",
        "Piet schreef: van alles aan anna\n",
    ],
)
def test_other_texts_name_nobody(body: str) -> None:
    assert original_senders(body) == ()


def test_a_mail_forwarded_twice_names_the_last_one_first() -> None:
    body = OUTLOOK.replace("Piet Jansen <piet@", "Sofie <sofie@") + GMAIL + GMAIL
    assert [one.address for one in original_senders(body)] == ["sofie@bakery.example", "piet@bakery.example"]


def test_two_blocks_directly_behind_each_other_are_two() -> None:
    second = GMAIL.replace("piet@", "sofie@").partition("\n")[2]
    assert [one.address for one in original_senders(GMAIL + second)] == ["piet@bakery.example", "sofie@bakery.example"]


@pytest.mark.parametrize(
    "body",
    [
        "From: " + "a@" * 1_000_000,
        "From: " + "<" * 1_000_000,
        "From: a@b.example\nDate: x\nTo: y\n" * 80_000,
        "".join(f"From: a{number}@b.example\nDate: x\nTo: y\n" for number in range(20_000)),
        "From:\n" * 400_000,
        ">" * 2_000_000,
        "a" * 2_000_000 + ":",
        "\n" * 2_000_000,
    ],
)
def test_hostile_texts_cost_little(body: str) -> None:
    began = time.process_time()
    assert len(original_senders(body)) <= 10
    assert time.process_time() - began < 5


@given(st.text(st.sampled_from("From: Van:Date:\n\r\t >*<[]@.ab,\u2028"), max_size=400))
def test_every_sender_has_an_address(body: str) -> None:
    assert all(one.address.count("@") == 1 and not any(map(str.isspace, one.address)) for one in original_senders(body))
