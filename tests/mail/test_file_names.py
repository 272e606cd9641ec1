"""Names of attachments (matching rules, "File names")."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.file_names import MAX_BYTES, FileNames, safe_name

PDF = "application/pdf"


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("offerte.pdf", "offerte.pdf"),
        ("Päätös kolme.docx", "Päätös kolme.docx"),
        # The last path component, both separators.
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\x.bat", "x.bat"),
        ("../../x.sh", "x.sh"),
        ("a/b\\c.txt", "c.txt"),
        ("\\\\server\\deel\\plan.dwg", "plan.dwg"),
        ("map/", ""),
        ("C:a.pdf", "C_a.pdf"),
        # Characters that no name may have.
        ('a<b>c:d"e|f?g*h.txt', "a_b_c_d_e_f_g_h.txt"),
        ("a\0b\x01c\x1fd\x7fe.txt", "a_b_c_d_e.txt"),
        ("a\x85b.txt", "a_b.txt"),
        # Dots and spaces at the ends.
        ("  spatie.txt  ", "spatie.txt"),
        (".htaccess", "htaccess"),
        ("...punten...", "punten"),
        (". . a . b . .", "a . b"),
        ("...", ""),
        ("", ""),
        (" ", ""),
        ("\u00a0a.txt\u00a0", "a.txt"),
        # Names of Windows devices.
        ("CON", "_CON"),
        ("con", "_con"),
        ("nul.txt", "_nul.txt"),
        ("Aux.tar.gz", "_Aux.tar.gz"),
        ("PRN .txt", "_PRN .txt"),
        ("com1", "_com1"),
        ("COM9.log", "_COM9.log"),
        ("lpt1.txt", "_lpt1.txt"),
        ("LPT\u00b9", "_LPT\u00b9"),
        ("COM\u00b2.txt", "_COM\u00b2.txt"),
        ("CONIN$", "_CONIN$"),
        ("CONOUT$.x", "_CONOUT$.x"),
        (".con", "_con"),
        ("x/nul", "_nul"),
        ("console.txt", "console.txt"),
        ("com10.txt", "com10.txt"),
        ("com.txt", "com.txt"),
        ("nul-waarde.txt", "nul-waarde.txt"),
        # What hides the real name.
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("a\u200bb\ufeff.txt", "ab.txt"),
        # One Unicode form.
        (unicodedata.normalize("NFD", "café.pdf"), "café.pdf"),
    ],
)
def test_safe_name(given_name: str, expected: str) -> None:
    assert safe_name(given_name) == expected


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("a" * 196 + ".pdf", "a" * 196 + ".pdf"),
        ("é" * 150 + ".pdf", "é" * 98 + ".pdf"),
        ("a" + "é" * 150 + ".pdf", "a" + "é" * 97 + ".pdf"),
        ("€" * 100 + ".tar.gz", "€" * 65 + ".gz"),
        ("😀" * 60, "😀" * 50),
        ("a" * 300, "a" * 200),
        ("a" * 199 + "  b", "a" * 199),
        ("a." + "b" * 300, "a." + "b" * 198),
        ("a" * 50 + "." + "b" * 190, "a" * 9 + "." + "b" * 190),
    ],
)
def test_at_most_200_bytes_with_the_last_extension(given_name: str, expected: str) -> None:
    name = safe_name(given_name)
    assert name == expected
    assert len(name.encode()) <= MAX_BYTES


def give(*files: tuple[str, str] | tuple[str, str, str]) -> list[str]:
    names = FileNames()
    return [names.give(*file) for file in files]


def test_nameless_by_position_and_media_type() -> None:
    assert give(("", PDF), ("een.pdf", PDF), ("", "image/png"), ("...", "image/jpeg"), ("a/", "x/y")) == [
        "attachment-1.pdf",
        "een.pdf",
        "attachment-3.png",
        "attachment-4.jpg",
        "attachment-5.bin",
    ]


@pytest.mark.parametrize(
    ("media_type", "extension"),
    [
        ("application/pdf", "pdf"),
        ("image/gif", "gif"),
        ("text/plain", "txt"),
        ("text/html", "html"),
        ("text/csv", "csv"),
        ("application/zip", "zip"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("application/octet-stream", "bin"),
        ("application/x-onbekend", "bin"),
        ("message/rfc822", "eml"),
    ],
)
def test_extensions(media_type: str, extension: str) -> None:
    assert give(("", media_type)) == [f"attachment-1.{extension}"]


def test_calendar_without_a_name() -> None:
    assert give(("", "text/calendar"), ("", "text/calendar"), ("afspraak.ics", "text/calendar")) == [
        "invite.ics",
        "invite (2).ics",
        "afspraak.ics",
    ]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Offerte webshop", "Offerte webshop.eml"),
        ("Re: 1/2 en 3\\4", "Re_ 1_2 en 3_4.eml"),
        ("", "attachment-1.eml"),
        ("...", "attachment-1.eml"),
        ("/", "_.eml"),
        ("CON", "_CON.eml"),
        ("Prijs? *nieuw*", "Prijs_ _nieuw_.eml"),
        ("Vraag...", "Vraag....eml"),
        ("é" * 300, "é" * 98 + ".eml"),
        ("bestand.eml", "bestand.eml.eml"),
    ],
)
def test_attached_message(subject: str, expected: str) -> None:
    assert give(("", "message/rfc822", subject)) == [expected]


def test_attached_message_with_a_name_of_its_own() -> None:
    assert give(("doorgestuurd.eml", "message/rfc822", "Onderwerp")) == ["doorgestuurd.eml"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["scan.pdf"] * 3, ["scan.pdf", "scan (2).pdf", "scan (3).pdf"]),
        (["a.pdf", "A.PDF", "a.Pdf"], ["a.pdf", "A (2).PDF", "a (3).Pdf"]),
        (["é.txt", "e\u0301.txt"], ["é.txt", "é (2).txt"]),
        (["É.txt", "é.txt"], ["É.txt", "é (2).txt"]),
        (["straße", "STRASSE"], ["straße", "STRASSE (2)"]),
        (["a.pdf", "a (2).pdf", "a.pdf"], ["a.pdf", "a (2).pdf", "a (3).pdf"]),
        (["a.pdf", "a.pdf", "a (2).pdf"], ["a.pdf", "a (2).pdf", "a (2) (2).pdf"]),
        (["README", "readme"], ["README", "readme (2)"]),
        (["x.tar.gz", "x.tar.gz"], ["x.tar.gz", "x.tar (2).gz"]),
        (["attachment-2.pdf", ""], ["attachment-2.pdf", "attachment-2 (2).pdf"]),
        (["", "attachment-1.pdf"], ["attachment-1.pdf", "attachment-1 (2).pdf"]),
        (["a/b.pdf", "c\\b.pdf"], ["b.pdf", "b (2).pdf"]),
        (["a?.pdf", "a*.pdf"], ["a_.pdf", "a_ (2).pdf"]),
    ],
)
def test_a_name_that_exists_already(files: list[str], expected: list[str]) -> None:
    assert give(*((name, PDF) for name in files)) == expected


def test_a_long_name_that_exists_already_stays_within_the_limit() -> None:
    first, second, third = give(*[("€" * 100 + ".pdf", PDF)] * 3)
    assert first == "€" * 65 + ".pdf"
    assert second == "€" * 64 + " (2).pdf"
    assert third == "€" * 64 + " (3).pdf"
    assert len(second.encode()) <= MAX_BYTES


def test_a_thousand_equal_names() -> None:
    names = give(*[("scan.pdf", PDF)] * 1_000)
    assert names[-1] == "scan (1000).pdf"
    assert len(set(names)) == 1_000


@given(st.lists(st.text(max_size=300), max_size=8))
def test_whatever_the_names_are(files: list[str]) -> None:
    names = give(*((name, PDF) for name in files))
    keys = [unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold()) for name in names]
    assert len(set(keys)) == len(names)
    for name in names:
        assert 0 < len(name.encode()) <= MAX_BYTES
        assert not set(name) & set('/\\<>:"|?*\0\n')
        assert name == name.strip(". ")
        assert name.isascii() or unicodedata.is_normalized("NFC", name)
