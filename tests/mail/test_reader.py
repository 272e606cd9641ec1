"""The room's one entry: what is put together, what is refused."""

import base64
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from severa_desktop.core.model import Mail, Unreadable
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.mail.reader import ContainerError, part_content, read

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"


def mail(*lines: str) -> Mail:
    found = read("\r\n".join(lines).encode())
    assert isinstance(found, Mail)
    return found


# -- what is a mail ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"Gewone tekst\n\nzonder kop",
        b"Subject: x\nTo: a@b.nl\n\nx",
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        "From: a@b.nl\r\n\r\nx".encode("utf-16"),
        b"PK\x03\x04" + bytes(30),
    ],
)
def test_not_an_email(content: bytes) -> None:
    found = read(content)
    assert isinstance(found, Unreadable)
    assert found.code is Code.NOT_AN_EMAIL
    assert found.text.endswith(".")


@pytest.mark.parametrize("line", ["From: a@b.nl", "Sender: a@b.nl", "Message-ID: <x@y>", "from : a@b.nl"])
def test_a_mail_has_one_of_three_fields(line: str) -> None:
    assert isinstance(read(line.encode() + b"\n\nx"), Mail)


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"From a@b.nl Mon Mar  2 09:15:00 2026\n", b"\n\r\n \n"])
def test_what_may_stand_before_the_header(before: bytes) -> None:
    found = read(before + b"From: a@b.nl\nSubject: x\n\ntekst")
    assert isinstance(found, Mail)
    assert (found.subject, found.body) == ("x", "tekst")


def test_a_damaged_outlook_file_is_unreadable() -> None:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    found = read(content)
    assert isinstance(found, Unreadable)
    assert found.code is Code.UNREADABLE
    with pytest.raises(ContainerError):
        part_content(content, 0)


# -- header fields -----------------------------------------------------------------------------


def test_a_whole_mail() -> None:
    found = mail(
        "Received: from x by y for <bram@mijnbedrijf.nl>; Mon, 2 Mar 2026 09:15:10 +0100",
        "Received: from w by x; Mon, 2 Mar 2026 09:15:05 +0100",
        "Delivered-To: bram@mijnbedrijf.nl",
        "From: Anna de Vries <anna@mijnbedrijf.nl>",
        "To: =?utf-8?Q?Zo=C3=AB?= <zoe@x.nl>, piet@bakkerijjansen.nl",
        "Cc: 1001.mijnbedrijf@severamail.com",
        "Subject: Offerte =?utf-8?B?d2Vic2hvcCDigqw=?=",
        "Date: Mon, 2 Mar 2026 09:15:00 +0100",
        "Message-ID: <abc@mijnbedrijf.nl>",
        "In-Reply-To: <vorige@x.nl>",
        "References: <eerste@x.nl> <vorige@x.nl>",
        "",
        "Levering in één week.",
    )
    assert found.message_id == "abc@mijnbedrijf.nl"
    assert found.subject == "Offerte webshop €"
    assert found.date == 1772439300
    assert found.date_text == "Mon, 2 Mar 2026 09:15:00 +0100"
    assert found.received == 1772439310
    assert [(each.header, each.address, each.name) for each in found.senders] == [
        ("From", "anna@mijnbedrijf.nl", "Anna de Vries")
    ]
    assert [(each.header, each.address) for each in found.recipients] == [
        ("To", "zoe@x.nl"),
        ("To", "piet@bakkerijjansen.nl"),
        ("Cc", "1001.mijnbedrijf@severamail.com"),
        ("Delivered-To", "bram@mijnbedrijf.nl"),
        ("Received", "bram@mijnbedrijf.nl"),
    ]
    assert found.recipients[0].name == "Zoë"
    assert found.in_reply_to == ("vorige@x.nl", "eerste@x.nl")
    assert (found.body, found.attachments, found.notes, found.is_list) == (
        "Levering in één week.",
        (),
        (),
        False,
    )


def test_all_occurrences_of_address_headers_in_the_order_of_the_rules() -> None:
    names = (
        "Resent-Sender", "Resent-From", "Resent-Bcc", "Resent-Cc", "Resent-To", "Apparently-To", "X-Rcpt-To",
        "X-Delivered-To", "Envelope-To", "X-Envelope-To", "X-Original-To", "Delivered-To", "Bcc", "Cc", "To",
    )  # fmt: skip
    fields = [f"{name}: {position}@{name.lower()}.nl" for position in (1, 2) for name in names]
    traces = [f"Received: from a by b for <{host}@r.nl>; Mon, 2 Mar 2026 09:15:0{host} +0100" for host in (3, 2, 1)]
    found = mail(*fields, *traces, "Sender: s@x.nl", "From: a@x.nl", "From: b@x.nl, c@x.nl", "", "x")
    assert [each.address for each in found.senders] == ["a@x.nl", "b@x.nl", "c@x.nl", "s@x.nl"]
    expected = [(name, f"{position}@{name.lower()}.nl") for name in reversed(names) for position in (1, 2)]
    expected += [("Received", f"{host}@r.nl") for host in (3, 2, 1)]
    assert [(each.header, each.address) for each in found.recipients] == expected
    assert found.received == 1772439303


def test_the_first_readable_occurrence_counts() -> None:
    found = mail(
        "From: a@b.nl",
        "Subject:  ",
        "Subject: =?utf-8?Q?=E2=80=8B?=",
        "Subject: derde",
        "Subject: vierde",
        "Message-ID: <>",
        "Message-ID:   < twee@x > ",
        "Message-ID: <drie@x>",
        "Date: ",
        "Date: gisteren",
        "Date: Mon, 2 Mar 2026 09:15:00 +0100",
        "Date: Tue, 3 Mar 2026 09:15:00 +0100",
        "Received: zonder tijd",
        "Received: from a by b; Mon, 2 Mar 2026 09:15:07 +0100",
        "",
        "x",
    )
    assert (found.subject, found.message_id, found.date) == ("derde", "twee@x", 1772439300)
    assert found.date_text == "Mon, 2 Mar 2026 09:15:00 +0100"
    assert found.received == 1772439307


def test_what_is_missing() -> None:
    found = mail("Sender: a@b.nl", "Date: gisteren", "Date: onlangs", "", "x")
    assert (found.subject, found.message_id, found.date, found.received) == ("", "", None, None)
    assert (found.date_text, found.in_reply_to, found.recipients) == ("gisteren", (), ())


@pytest.mark.parametrize(
    ("raw", "message_id"),
    [
        ("<abc@x.nl>", "abc@x.nl"),
        ("abc@x.nl", "abc@x.nl"),
        ("<AbC@X.nl>", "AbC@X.nl"),
        ("  <abc@x.nl>  (commentaar)", "abc@x.nl"),
        ("<abc@x.nl", "abc@x.nl"),
        ("<>", ""),
        ("<[abc]@x.nl>", "[abc]@x.nl"),
    ],
)
def test_message_id_as_written_without_brackets(raw: str, message_id: str) -> None:
    assert mail("From: a@b.nl", f"Message-ID: {raw}", "", "x").message_id == message_id


@pytest.mark.parametrize(
    ("fields", "is_list"),
    [
        (("List-Id: <l.x.nl>",), True),
        (("List-Post: <mailto:l@x.nl>",), True),
        (("list-id : x",), True),
        (("List-Unsubscribe: <mailto:x@y.nl>",), False),
        (("Precedence: list",), False),
        ((), False),
    ],
)
def test_a_lists_mail(fields: tuple[str, ...], is_list: bool) -> None:
    assert mail("From: a@b.nl", *fields, "", "x").is_list is is_list


def test_a_note_for_each_entry_without_an_address() -> None:
    found = mail("From: a@b.nl", "Sender: Niemand", "To: Piet Jansen, anna@x.nl, , Karin", "", "x")
    assert [(note.code, note.header, note.text) for note in found.notes] == [
        (Code.ADDRESS_UNREADABLE, "Sender", "Niemand"),
        (Code.ADDRESS_UNREADABLE, "To", "Piet Jansen"),
        (Code.ADDRESS_UNREADABLE, "To", "Karin"),
    ]
    assert [each.address for each in found.recipients] == ["anna@x.nl"]


def test_no_note_for_what_is_no_entry() -> None:
    found = mail("From: a@b.nl", "To: undisclosed-recipients:;", "Cc:", "Bcc: ,, ;", "Delivered-To: ", "", "x")
    assert found.notes == ()


def test_the_note_of_a_limit() -> None:
    parts = ["--b", "", "x"] * 1_000
    found = mail("From: a@b.nl", "Content-Type: multipart/mixed; boundary=b", "", *parts, "--b--")
    assert found.notes == (Reason(Code.STRUCTURE_LIMITED),)


def test_many_references_are_bounded() -> None:
    references = " ".join(f"<{number}@x.nl>" for number in range(20_000))
    found = mail("From: a@b.nl", f"References: {references}", "", "x")
    assert len(found.in_reply_to) == 1_000
    assert found.in_reply_to[0] == "0@x.nl"


def test_a_part_that_does_not_exist() -> None:
    with pytest.raises(LookupError):
        part_content(b"From: a@b.nl\n\nx", 1)
    with pytest.raises(LookupError):
        part_content(b"From: a@b.nl\n\nx", -1)


# -- anything ----------------------------------------------------------------------------------

SAMPLE = "\r\n".join(
    (
        "Received: from x by y for <bram@mijnbedrijf.nl>; Mon, 2 Mar 2026 09:15:10 +0100",
        "From: =?utf-8?Q?Zo=C3=AB?= <anna@mijnbedrijf.nl>",
        "To: Groep: piet@x.nl, <karin@y.nl>;, \"Jansen, P\" <p@z.nl>",
        "Subject: =?iso-8859-1?Q?=E9?= =?utf-8?B?w6k=?=",
        "Date: Mon, 2 Mar 2026 09:15:00 +0100",
        "Content-Type: multipart/mixed; boundary=\"b\"",
        "",
        "--b",
        "Content-Type: multipart/alternative; boundary=c",
        "",
        "--c",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Caf=C3=A9 =",
        "en meer",
        "--c",
        "Content-Type: text/html; charset=iso-8859-1",
        "",
        "<p>Caf&eacute; <img src=\"cid:logo@x\"><a href='https://x.nl'>x</a></p>",
        "--c--",
        "--b",
        "Content-Type: image/png; name*0*=utf-8''P%C3%A4; name*1=t.png",
        "Content-ID: <logo@x>",
        "Content-Transfer-Encoding: base64",
        "",
        "iVBORw0KGgo=",
        "--b",
        "Content-Type: application/pkcs7-mime; name=smime.p7m",
        "Content-Transfer-Encoding: base64",
        "",
        base64.b64encode(bytes.fromhex("3080060a2a864886f70d010702a0803080020101310030800609")).decode(),
        "--b",
        "Content-Type: message/rfc822",
        "",
        "Subject: binnen",
        "",
        "x",
        "--b--",
        "",
    )
).encode()  # fmt: skip


def changed(seed: int) -> bytes:
    """The sample with some bytes changed, doubled, cut or exchanged."""
    chance = random.Random(seed)
    content = bytearray(SAMPLE)
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(content) + 1)
        piece = content[start : start + chance.choice((1, 1, 2, 10, 80))]
        match chance.randrange(5):
            case 0:
                content[start : start + len(piece)] = b""
            case 1:
                content[start:start] = piece * chance.choice((1, 3, 50))
            case 2:
                content[start:start] = chance.choice(
                    (b"\0", b"\r", b"\n", b"\xff", b'"', b"(", b"=?", b"--b", b";", b"<")
                )
            case 3:
                content[start : start + len(piece)] = chance.randbytes(len(piece))
            case _:
                content[start:start] = content[:start][-200:]
    return bytes(content)


@given(st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_a_changed_mail_is_read_or_refused(seed: int) -> None:
    content = changed(seed)
    found = read(content)
    if isinstance(found, Unreadable):
        assert found.code in (Code.NOT_AN_EMAIL, Code.UNREADABLE)
        return
    for text in (
        found.subject,
        found.message_id,
        found.body,
        found.date_text,
        *(each.name for each in found.attachments),
    ):
        assert text == text.encode().decode()
        assert "\0" not in text
    assert "\r" not in found.body
    assert len({each.name for each in found.attachments}) == len(found.attachments)
    for attachment in found.attachments:
        assert len(part_content(content, attachment.part)) == attachment.size


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert isinstance(read(content), Mail | Unreadable)
    assert isinstance(read(b"From: a@b.nl\n" + content), Mail | Unreadable)


# -- mails of others ---------------------------------------------------------------------------

CORPORA = SHARED / "corpora"
GENERATOR = SHARED / "bench" / "make_bench.py"


@pytest.mark.skipif(not CORPORA.exists(), reason="needs ../shared/corpora")
def test_every_mail_of_the_corpora_is_read() -> None:
    for path in sorted(CORPORA.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        started = time.process_time()
        found = read(content)
        assert time.process_time() - started < 5, path
        if isinstance(found, Mail):
            assert found.body.encode().decode() == found.body, path
            for attachment in found.attachments:
                assert len(part_content(content, attachment.part)) == attachment.size, path


@pytest.mark.skipif(not GENERATOR.exists(), reason="needs ../shared/bench/make_bench.py")
def test_generated_mails_are_read_as_they_were_meant(tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    subprocess.run([sys.executable, str(GENERATOR), str(folder), "-n", "300"], check=True, capture_output=True)
    for line in (tmp_path / "mails.truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        found = read((folder / "cur" / truth["file"]).read_bytes())
        assert isinstance(found, Mail)
        assert found.subject == truth["subject"]
        assert found.message_id == truth["id"].strip("<>")
        assert found.date is not None
        assert [each.address for each in found.senders] == [truth["from"][1]]
        for header, people in (("To", truth["to"]), ("Cc", truth["cc"])):
            addresses = [each.address for each in found.recipients if each.header == header]
            assert addresses[: len(people)] == [address for _, address in people]
        attached = [(each.name, each.size, each.sha256) for each in found.attachments]
        assert attached == [(each["name"], each["size"], each["sha256"]) for each in truth["attachments"]]
        assert found.body.strip()
        assert not found.notes
