"""What an entity's header says about its content."""

import pytest

from severa_desktop.mail.entity import Description, describe, describe_file, normalise_content_id
from severa_desktop.mail.fields import Header


def about(**fields: str) -> Description:
    return describe(Header({name.replace("_", "-").encode(): [value.encode()] for name, value in fields.items()}))


def test_an_entity_without_fields_is_plain_text() -> None:
    found = about()
    assert (found.media_type, found.charset, found.file_name, found.encoding) == ("text/plain", "", "", "")
    assert (found.is_attachment, found.content_id, found.location, found.boundaries) == (False, "", "", ())
    assert describe(Header({}), "message/rfc822").media_type == "message/rfc822"


@pytest.mark.parametrize(
    ("value", "encoding"),
    [
        ("base64", "base64"),
        (" BASE64 ", "base64"),
        ('"base64"', "base64"),
        ("base64; x=y", "base64"),
        ("quoted-printable (zo)", "quoted-printable"),
        ("", ""),
        (";;", ""),
    ],
)
def test_encoding(value: str, encoding: str) -> None:
    assert about(content_transfer_encoding=value).encoding == encoding


@pytest.mark.parametrize(
    ("value", "is_attachment"),
    [("attachment", True), ("ATTACHMENT; filename=a", True), ("inline", False), ("x-anders", False), ("", False)],
)
def test_marked_attachment(value: str, is_attachment: bool) -> None:
    assert about(content_disposition=value).is_attachment is is_attachment


def test_the_first_field_that_says_something_counts() -> None:
    found = describe(Header({b"content-type": [b"", b"text/html", b"text/plain"]}))
    assert found.media_type == "text/html"


def test_content_ids_are_compared_in_one_form() -> None:
    assert about(content_id=" <Logo%40X.nl> ").content_id == "logo@x.nl"
    assert normalise_content_id("LOGO@x.nl") == "logo@x.nl"


def test_a_packed_file_is_an_attachment() -> None:
    found = describe_file("Geen type", "a.pdf", "<X@y>", "a b")
    assert (found.media_type, found.is_attachment) == ("application/octet-stream", True)
    assert (found.file_name, found.content_id, found.location) == ("a.pdf", "x@y", "ab")
