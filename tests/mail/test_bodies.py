"""Which texts are the body (matching rules, "The body" and the field body of "The activity")."""

import pytest

from severa_desktop.core.model import Mail
from severa_desktop.mail.reader import read

PLAIN, HTML = "Content-Type: text/plain; charset=utf-8", "Content-Type: text/html; charset=utf-8"
PICTURE = ("Content-Type: image/png", "", "PNG")
Part = tuple[str, ...]


def lines(*each: str) -> str:
    return "\r\n".join(each)


def mail(*each: str) -> Mail:
    found = read(lines("From: anna@mijnbedrijf.nl", "Subject: x", "MIME-Version: 1.0", *each).encode())
    assert isinstance(found, Mail)
    return found


def multipart(kind: str, *parts: Part, boundary: str = "b") -> Part:
    each = [line for part in parts for line in (f"--{boundary}", *part)]
    return (f"Content-Type: multipart/{kind}; boundary={boundary}", "", *each, f"--{boundary}--")


def plain(text: str, *fields: str) -> Part:
    return (PLAIN, *fields, "", text)


def html(text: str, *fields: str) -> Part:
    return (HTML, *fields, "", text)


def names(found: Mail) -> list[str]:
    return [attachment.name for attachment in found.attachments]


def test_one_text() -> None:
    assert mail(*plain("Hallo\r\n\r\nPiet\r\n")).body == "Hallo\n\nPiet\n"
    assert mail("", "Zonder type").body == "Zonder type"
    assert mail(*html("<p>Hallo <b>Piet</b></p>")).body == "Hallo Piet"
    assert mail(PLAIN).body == ""


def test_text_stands_as_it_was_sent() -> None:
    text = "  inspringen\r\nregel \r\n> citaat\r\n\ttab  \r\n-- \r\nPiet\x0c\x07"
    assert mail(*plain(text)).body == text.replace("\r\n", "\n")
    flowed = "Content-Type: text/plain; format=flowed; delsp=yes"
    assert mail(flowed, "", "een \r\ntwee").body == "een \ntwee"


@pytest.mark.parametrize("sent", ["a\rb\r\nc\nd", "\ufeffa\nb\nc\nd", "a\n\0b\nc\0\nd"])
def test_line_ends_are_lf_and_nul_is_gone(sent: str) -> None:
    assert mail("Content-Type: text/plain; charset=utf-8", "", sent).body == "a\nb\nc\nd"


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
def test_wide_charsets(charset: str) -> None:
    raw = "café\r\nß".encode(charset)
    head = f"From: a@b.nl\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    found = read(head + raw)
    assert isinstance(found, Mail)
    assert found.body == "café\nß"


@pytest.mark.parametrize(
    "document",
    [
        b'<meta charset="windows-1251">',
        b"<META CHARSET = koi8-r>",
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        b'<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_charset_from_the_html(document: bytes) -> None:
    charset = "koi8-r" if b"koi8" in document else "windows-1251"
    found = read(b"From: a@b.nl\nContent-Type: text/html\n\n" + document + "<p>Привет".encode(charset))
    assert isinstance(found, Mail)
    assert found.body == "Привет"


def test_the_parameter_wins_over_the_html() -> None:
    found = read(b"From: a@b.nl\nContent-Type: text/html; charset=utf-8\n\n<meta charset=koi8-r>" + "é".encode())
    assert isinstance(found, Mail)
    assert found.body == "é"


def test_plain_text_of_alternatives() -> None:
    found = mail(*multipart("alternative", plain("Platte tekst"), html("<p>HTML</p>")))
    assert (found.body, names(found)) == ("Platte tekst", [])
    assert mail(*multipart("alternative", html("<p>HTML</p>"), plain("Platte tekst"))).body == "Platte tekst"


@pytest.mark.parametrize("blank", ["", " \r\n\t\r\n", "\u00a0\u200b\ufeff", "\u200e \u2060"])
def test_html_where_the_plain_text_is_blank(blank: str) -> None:
    found = mail(*multipart("alternative", plain(blank), html("<p>Wel <i>dit</i></p>")))
    assert (found.body, names(found)) == ("Wel dit", [])


def test_nothing_to_read_at_all() -> None:
    assert mail(*multipart("alternative", plain(" "), html("<p>&nbsp;</p>"))).body == ""


def test_all_alternatives_of_the_first_text_are_body() -> None:
    other = ("Content-Type: text/x-amp-html", "", "<html amp4email>weg</html>")
    enriched = ("Content-Type: text/enriched", "", "<bold>Vet</bold> <<x>")
    found = mail(*multipart("alternative", plain("Tekst", "Content-Disposition: inline"), other, enriched, html("x")))
    assert (found.body, names(found)) == ("Tekst", [])
    assert mail(*multipart("alternative", other, enriched)).body == "Vet <x>"
    assert mail(*multipart("alternative", enriched, html("<p>HTML"))).body == "HTML"
    named = ("Content-Type: text/plain; name=body.txt", "", "Tekst")
    found = mail(*multipart("alternative", named, html("x", "Content-Disposition: inline; filename=b.html")))
    assert (found.body, names(found)) == ("Tekst", [])


def test_calendar_among_the_alternatives_is_an_attachment() -> None:
    calendar = ("Content-Type: text/calendar; method=REQUEST; charset=utf-8", "", "BEGIN:VCALENDAR")
    found = mail(*multipart("alternative", plain("Uitnodiging"), html("x"), calendar))
    assert (found.body, names(found)) == ("Uitnodiging", ["invite.ics"])
    assert found.attachments[0].media_type == "text/calendar"
    assert names(mail(*calendar)) == ["invite.ics"]


def test_alternatives_in_alternatives() -> None:
    related = multipart("related", html("<p>HTML</p>"), PICTURE, boundary="r")
    assert mail(*multipart("alternative", related, plain("Tekst"))).body == "Tekst"
    mixed = multipart("mixed", plain("Tekst"), ("Content-Type: application/pdf", "", "%PDF"), boundary="m")
    found = mail(*multipart("alternative", mixed, html("x")))
    assert (found.body, names(found)) == ("Tekst", ["attachment-1.pdf"])
    apple = multipart(
        "mixed",
        html("een"),
        ("Content-Type: application/pdf; name=a.pdf", "", "%PDF"),
        html("twee"),
        boundary="m",
    )
    found = mail(*multipart("alternative", plain("Tekst"), apple))
    assert (found.body, names(found)) == ("Tekst", ["a.pdf"])
    assert mail(*multipart("alternative", plain(""), apple)).body == "een\n\ntwee"


def test_one_blank_line_between_however_many_lines_a_large_text_ends_with() -> None:
    large = "a" * 300_000 + "\r\n" * 300_000
    found = mail(*multipart("mixed", plain(large), plain("\r\n" * 300_000 + "b\r\n")))
    assert found.body == "a" * 300_000 + "\n\nb\n"


def test_further_texts_belong_to_the_body_a_blank_line_between() -> None:
    found = mail(*multipart("mixed", plain("Eerste deel\r\n\r\n"), plain("\r\nVoettekst van de lijst\r\n")))
    assert (found.body, names(found)) == ("Eerste deel\n\nVoettekst van de lijst\n", [])
    found = mail(*multipart("mixed", plain("Boven"), PICTURE, plain("Onder", "Content-Disposition: inline")))
    assert (found.body, names(found)) == ("Boven\n\nOnder", ["attachment-1.png"])
    found = mail(*multipart("mixed", html("<p>Boven</p>"), plain("Midden"), html("<p>Onder</p>")))
    assert found.body == "Boven\n\nMidden\n\nOnder"
    found = mail(*multipart("mixed", multipart("alternative", plain("A"), html("B"), boundary="c"), plain("Voet")))
    assert (found.body, names(found)) == ("A\n\nVoet", [])
    found = mail(*multipart("mixed", plain("Tekst"), plain(" \r\n"), plain("")))
    assert found.body == "Tekst"


def test_a_text_with_a_file_name_is_an_attachment() -> None:
    for field in ("Content-Disposition: inline; filename=log.txt", "Content-Type: text/plain; name=log.txt"):
        found = mail(*multipart("mixed", plain("Tekst"), (field, "", "log")))
        assert (found.body, names(found)) == ("Tekst", ["log.txt"])
        found = mail(*multipart("mixed", (field, "", "log"), plain("Tekst")))
        assert (found.body, names(found)) == ("Tekst", ["log.txt"])


def test_the_only_text_is_the_body_even_with_a_file_name() -> None:
    named = ("Content-Type: text/plain; name=verslag.txt", "", "Verslag")
    assert mail(*named).body == "Verslag"
    found = mail(*multipart("mixed", named, ("Content-Type: text/html; name=b.html", "", "x"), PICTURE))
    assert (found.body, names(found)) == ("Verslag", ["b.html", "attachment-2.png"])


@pytest.mark.parametrize("disposition", ["attachment", "ATTACHMENT; x=y", "attachment; filename=a.txt"])
def test_a_text_marked_attachment_always_is_one(disposition: str) -> None:
    field = f"Content-Disposition: {disposition}"
    found = mail(*plain("Tekst", field))
    assert (found.body, len(found.attachments)) == ("", 1)
    found = mail(*multipart("mixed", plain("een", field), plain("twee")))
    assert (found.body, len(found.attachments)) == ("twee", 1)
    found = mail(*multipart("alternative", plain("een", field), html("twee")))
    assert (found.body, len(found.attachments)) == ("twee", 1)


@pytest.mark.parametrize("media_type", ["text/csv", "text/vcard", "text/x-vcard", "text/rtf", "text/xml"])
def test_data_is_no_text_to_read(media_type: str) -> None:
    found = mail(*multipart("mixed", plain("Tekst"), (f"Content-Type: {media_type}", "", "a;b")))
    assert (found.body, len(found.attachments)) == ("Tekst", 1)


def test_a_report_is_a_mail_like_any_other() -> None:
    status = ("Content-Type: message/delivery-status", "", "Reporting-MTA: dns; x.nl")
    original = ("Content-Type: message/rfc822", "", "Subject: Offerte\r\nTo: weg@y.nl\r\n\r\nTekst")
    found = mail(*multipart("report; report-type=delivery-status", plain("Niet bezorgd"), status, original))
    assert (found.body, names(found)) == ("Niet bezorgd", ["attachment-1.txt", "Offerte.eml"])
    assert not found.recipients


def test_uuencoded_text_stays_in_the_body() -> None:
    text = "Zie bijlage\nbegin 644 a.txt\n%2&%L;&\\`\n`\nend\n"
    assert mail("", text).body == text
