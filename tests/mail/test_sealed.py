"""Signed and encrypted mails (matching rules, "Structure")."""

import base64
from collections.abc import Callable

import pytest

from severa_desktop.core.model import Mail
from severa_desktop.core.reasons import Code
from severa_desktop.mail.reader import read

HEAD = ("From: anna@mijnbedrijf.nl", "Subject: x", "MIME-Version: 1.0")
PDF = ("Content-Type: application/pdf; name=offerte.pdf", "Content-Disposition: attachment", "", "%PDF")
ENTITY = ("Content-Type: multipart/mixed; boundary=i", "", "--i", "", "Getekend", "--i", *PDF, "--i--")
SIGNED_OID, ENVELOPED_OID, DATA_OID = "2a864886f70d010702", "2a864886f70d010703", "2a864886f70d010701"


def der(tag: int, *values: bytes) -> bytes:
    value = b"".join(values)
    length = len(value).to_bytes(4, "big")
    return bytes((tag, 0x84)) + length + value


def oid(name: str) -> bytes:
    return der(6, bytes.fromhex(name))


def opaque(content: bytes) -> bytes:
    inside = der(0x30, oid(DATA_OID), der(0xA0, der(4, content)))
    return der(0x30, oid(SIGNED_OID), der(0xA0, der(0x30, der(2, b"\1"), der(0x31), inside, der(0x31))))


def certificates() -> bytes:
    inside = der(0x30, oid(DATA_OID))
    return der(0x30, oid(SIGNED_OID), der(0xA0, der(0x30, der(2, b"\1"), der(0x31), inside, der(0xA0, b"x"))))


def enveloped() -> bytes:
    return der(0x30, oid(ENVELOPED_OID), der(0xA0, der(0x30, der(2, b"\0"))))


def lines(*each: str) -> bytes:
    return "\r\n".join(each).encode()


def mail(*each: str) -> Mail:
    found = read(lines(*HEAD, *each, ""))
    assert isinstance(found, Mail)
    return found


def encoded(content: bytes) -> str:
    return base64.encodebytes(content).decode().replace("\n", "\r\n").strip()


def codes(found: Mail) -> list[Code]:
    return [note.code for note in found.notes]


def names(found: Mail) -> list[str]:
    return [attachment.name for attachment in found.attachments]


def in_multipart(kind: str, *parts: tuple[str, ...]) -> Mail:
    each = [line for part in parts for line in ("--s", *part)]
    return mail(f"Content-Type: multipart/{kind}; boundary=s", "", *each, "--s--")


# -- signed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "signature",
    [
        ("Content-Type: application/pkcs7-signature; name=smime.p7s",),
        ("Content-Type: application/x-pkcs7-signature; name=smime.p7s", "Content-Disposition: attachment"),
        ("Content-Type: application/pgp-signature",),
        ('Content-Type: application/pgp-signature; name="OpenPGP_signature.asc"',),
        ("Content-Type: application/octet-stream; name=smime.p7s",),
        ("Content-Type: application/octet-stream", "Content-Disposition: attachment; filename=signature.asc"),
        ("Content-Type: text/plain; name=Signature.asc",),
        ("Content-Type: application/pkcs7-signature; name=anders.bin",),
    ],
)
def test_clear_signed_is_read_through(signature: tuple[str, ...]) -> None:
    found = in_multipart("signed", ENTITY, (*signature, "", "handtekening"))
    assert found.body == "Getekend"
    assert names(found) == ["offerte.pdf"]
    assert not found.notes


def test_the_signature_alone_goes() -> None:
    text = ("Content-Type: text/plain", "", "PGP getekend")
    footer = ("Content-Type: text/plain", "", "Voettekst")
    found = in_multipart("signed", text, ("Content-Type: application/pgp-signature", "", "x"), footer)
    assert found.body == "PGP getekend\n\nVoettekst"
    assert not found.attachments


@pytest.mark.parametrize(
    ("field", "attached"),
    [
        ("application/pkcs7-signature; name=smime.p7s", []),
        ("application/octet-stream; name=smime.p7s", []),
        ("application/pgp-signature", []),
        ("application/pgp-signature; name=signature.asc", []),
        ("application/pkcs7-signature; name=contract.pdf.p7s", ["contract.pdf.p7s"]),
        ("application/pgp-signature; name=pakket.tar.gz.sig", ["pakket.tar.gz.sig"]),
    ],
)
def test_a_signature_outside_of_multipart_signed(field: str, attached: list[str]) -> None:
    found = in_multipart("mixed", ("", "tekst"), (f"Content-Type: {field}", "", "x"))
    assert names(found) == attached


@pytest.mark.parametrize(
    "label",
    [
        "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "application/x-pkcs7-mime; name=smime.p7m",
        "application/pkcs7-mime",
        "application/octet-stream; name=smime.p7m",
        'application/octet-stream; name="SMIME.P7M"',
        "application/pkcs7-mime; smime-type=enveloped-data",
        "application/pkcs7-mime; name=anders.p7m",
    ],
)
def test_opaque_signed_is_read_through(label: str) -> None:
    content = encoded(opaque(lines(*ENTITY)))
    found = mail(f"Content-Type: {label}", "Content-Transfer-Encoding: base64", "", content)
    assert found.body == "Getekend"
    assert names(found) == ["offerte.pdf"]
    assert not found.notes


def test_opaque_signed_is_read_through_as_a_part_too() -> None:
    part = (
        "Content-Type: application/pkcs7-mime",
        "Content-Transfer-Encoding: base64",
        "",
        encoded(opaque(lines(*ENTITY))),
    )
    found = in_multipart("mixed", part, ("", "Voettekst"))
    assert found.body == "Getekend\n\nVoettekst"
    assert names(found) == ["offerte.pdf"]


def test_the_encoding_label_may_be_missing() -> None:
    found = mail("Content-Type: application/pkcs7-mime", "", encoded(opaque(lines(*ENTITY))))
    assert found.body == "Getekend"


def test_signed_within_signed() -> None:
    inside = lines(*ENTITY)
    for _ in range(3):
        head = (
            "Content-Type: application/pkcs7-mime; smime-type=signed-data",
            "Content-Transfer-Encoding: base64",
        )
        inside = lines(*head, "", encoded(opaque(inside)))
    signed = lines("Content-Type: multipart/signed; boundary=t", "", "--t", inside.decode(), "--t", "", "x", "--t--")
    found = mail(
        "Content-Type: application/pkcs7-mime",
        "Content-Transfer-Encoding: base64",
        "",
        encoded(opaque(signed)),
    )
    assert found.body.startswith("Getekend")
    assert names(found) == ["offerte.pdf"]


def test_nothing_signed_touches_the_header() -> None:
    entity = lines("Content-Type: text/plain", "Subject: ander", "From: mallory@example.com", "To: x@y.nl", "", "tekst")
    found = mail(
        "Content-Type: application/pkcs7-mime",
        "Content-Transfer-Encoding: base64",
        "",
        encoded(opaque(entity)),
    )
    assert (found.subject, found.body, found.recipients) == ("x", "tekst", ())
    assert [sender.address for sender in found.senders] == ["anna@mijnbedrijf.nl"]


def test_a_document_in_its_own_envelope_is_an_attachment() -> None:
    label = 'Content-Type: application/pkcs7-mime; name="contract.pdf.p7m"'
    part = (label, "Content-Transfer-Encoding: base64", "", encoded(opaque(b"%PDF-1.4\n")))
    assert names(in_multipart("mixed", ("", "tekst"), part)) == ["contract.pdf.p7m"]
    sealed = (label, "Content-Transfer-Encoding: base64", "", encoded(enveloped()))
    found = in_multipart("mixed", ("", "tekst"), sealed)
    assert names(found) == ["contract.pdf.p7m"]
    assert not found.notes


@pytest.mark.parametrize("content", [certificates(), b"geen CMS", b""])
def test_what_holds_no_content_stays_an_attachment(content: bytes) -> None:
    part = ("Content-Type: application/pkcs7-mime", "Content-Transfer-Encoding: base64", "", encoded(content))
    found = in_multipart("mixed", ("", "tekst"), part)
    assert names(found) == ["attachment-1.p7m"]
    assert found.attachments[0].size == len(content)
    assert not found.notes


# -- encrypted ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
        "application/pkcs7-mime; smime-type=signed-data",
        "application/x-pkcs7-mime",
        "application/octet-stream; name=smime.p7m",
    ],
)
def test_encrypted_cms(label: str) -> None:
    found = mail(f"Content-Type: {label}", "Content-Transfer-Encoding: base64", "", encoded(enveloped()))
    assert (found.subject, found.body) == ("x", "")
    assert [(each.name, each.size) for each in found.attachments] == [("smime.p7m", len(enveloped()))]
    assert codes(found) == [Code.CONTENT_ENCRYPTED]


def test_the_label_counts_where_the_content_cannot_be_read() -> None:
    found = mail("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "", "beschadigd")
    assert names(found) == ["smime.p7m"]
    assert codes(found) == [Code.CONTENT_ENCRYPTED]


def test_encrypted_within_signed() -> None:
    inside = lines(
        "Content-Type: application/pkcs7-mime", "Content-Transfer-Encoding: base64", "", encoded(enveloped())
    )
    found = mail(
        "Content-Type: application/pkcs7-mime",
        "Content-Transfer-Encoding: base64",
        "",
        encoded(opaque(inside)),
    )
    assert (found.body, names(found), codes(found)) == ("", ["smime.p7m"], [Code.CONTENT_ENCRYPTED])


CONTROL = ("Content-Type: application/pgp-encrypted", "", "Version: 1")
SEALED = ("-----BEGIN PGP MESSAGE-----", "", "hQ==", "-----END PGP MESSAGE-----")


@pytest.mark.parametrize(
    "label",
    [
        "application/octet-stream",
        "application/octet-stream; name=encrypted.asc",
        "application/octet-stream; name=msg.asc",
        "text/plain",
        "application/pgp-encrypted; name=encrypted.asc",
    ],
)
def test_pgp_mime(label: str) -> None:
    found = in_multipart(
        'encrypted; protocol="application/pgp-encrypted"', CONTROL, (f"Content-Type: {label}", "", *SEALED)
    )
    assert found.body == ""
    assert names(found) == ["encrypted.asc"]
    assert found.attachments[0].size == len(lines(*SEALED))
    assert codes(found) == [Code.CONTENT_ENCRYPTED]


def test_pgp_mime_that_a_server_relabelled() -> None:
    data = ("Content-Type: application/octet-stream; name=encrypted.asc", "", *SEALED)
    found = in_multipart("mixed", ("Content-Type: text/plain", "", ""), CONTROL, data, ("", "Voettekst"))
    assert (found.body, names(found), codes(found)) == (
        "Voettekst",
        ["encrypted.asc"],
        [Code.CONTENT_ENCRYPTED],
    )


def inline(*before: str) -> Callable[[], Mail]:
    return lambda: mail("Content-Type: text/plain", "", *before, *SEALED)


@pytest.mark.parametrize("make", [inline(), inline("Hallo,", "")])
def test_inline_pgp_only_warns(make: Callable[[], Mail]) -> None:
    found = make()
    assert "-----BEGIN PGP MESSAGE-----\n\nhQ==" in found.body
    assert not found.attachments
    assert codes(found) == [Code.CONTENT_ENCRYPTED]


@pytest.mark.parametrize(
    "text",
    [
        "Begin met -----BEGIN PGP MESSAGE----- en dan",
        "-----BEGIN PGP SIGNED MESSAGE-----",
        "> -----BEGIN PGP MESSAGE-----",
    ],
)
def test_no_inline_pgp(text: str) -> None:
    assert not mail("Content-Type: text/plain", "", text).notes
