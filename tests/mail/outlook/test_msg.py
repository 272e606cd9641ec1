"""What is a `.msg`, what it says in its bodies, and what it may cost to convert it."""

import tracemalloc

import pytest

from severa_desktop.mail.outlook.mapi import Tag
from severa_desktop.mail.outlook.msg import DamagedMessage, NotAMessage, is_msg, msg_to_rfc822
from tests.mail.outlook.compound_writer import MAGIC, Tree, compound_file
from tests.mail.outlook.msg_writer import Attached, Message, Properties, message_tree, msg_file
from tests.mail.outlook.reading_back import BARE, FROM, WRAPPED, convert, leaves, rtf

# -- what it is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (MAGIC, True),
        (MAGIC + b"more", True),
        (MAGIC[:7], False),
        (b"", False),
        (b"From: a", False),
        (b"PK\3\4", False),
    ],
)
def test_compound_files_are_recognised(head: bytes, expected: bool) -> None:
    assert is_msg(head) is expected


@pytest.mark.parametrize(
    "tree",
    [{}, {"WordDocument": b"w" * 5000}, {"EncryptedPackage": b"e"}, {"__properties_version1.0": {"a": b"a"}}],
    ids=["empty", "document", "encrypted document", "storage of that name"],
)
def test_other_compound_files_are_no_message(tree: Tree) -> None:
    with pytest.raises(NotAMessage):
        msg_to_rfc822(compound_file(tree))


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_file_that_is_cut_off_is_damaged(share: float) -> None:
    whole = msg_file(Message({**FROM, Tag.BODY: "x" * 50_000}, (), [Attached({Tag.ATTACH_DATA: bytes(90_000)})]))
    with pytest.raises(DamagedMessage, match=r"\w+ .*\."):
        msg_to_rfc822(whole[: int(len(whole) * share)])


def test_same_file_gives_same_bytes() -> None:
    content = msg_file(Message({**FROM, Tag.BODY: "a", Tag.HTML: b"<p>a"}, (), [Attached({Tag.ATTACH_DATA: b"x"})]))
    assert msg_to_rfc822(content) == msg_to_rfc822(content)


def test_message_without_anything_is_a_message_without_anything() -> None:
    assert msg_to_rfc822(msg_file(Message({}))) == (
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )


def test_property_stream_may_be_of_any_length() -> None:
    tree = dict(message_tree(Message(FROM)))
    for stream in (b"", b"\xff" * 20, b"\xff" * 33, b"\xff" * 16_000):
        tree["__properties_version1.0"] = stream
        assert b"Subject: Offerte" in msg_to_rfc822(compound_file(tree))


def test_property_whose_stream_is_missing_is_missing() -> None:
    tree = dict(message_tree(Message(FROM)))
    del tree["__substg1.0_0037001F"]
    assert b"Subject" not in msg_to_rfc822(compound_file(tree))


# -- bodies --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({Tag.BODY: "naïve 😀\r\nline"}, [("text/plain", "naïve 😀\r\nline")]),
        ({Tag.BODY: "text\0"}, [("text/plain", "text")]),
        ({Tag.HTML: "<p>naïve"}, [("text/html", "<p>naïve")]),
        ({Tag.HTML: "<p>naïve".encode(), Tag.INTERNET_CPID: 65001}, [("text/html", "<p>naïve")]),
        ({Tag.BODY: "a", Tag.HTML: b"<p>a"}, [("text/plain", "a"), ("text/html", "<p>a")]),
        ({Tag.BODY: "a", Tag.RTF_COMPRESSED: WRAPPED}, [("text/plain", "a"), ("text/html", "<p>naïve</p>")]),
        ({Tag.RTF_COMPRESSED: WRAPPED}, [("text/html", "<p>naïve</p>")]),
        ({Tag.HTML: b"<p>a", Tag.RTF_COMPRESSED: WRAPPED}, [("text/html", "<p>a")]),
        ({Tag.RTF_COMPRESSED: BARE}, [("text/plain", "naïve\r\n")]),
        ({Tag.BODY: "a", Tag.RTF_COMPRESSED: BARE}, [("text/plain", "a")]),
        ({Tag.BODY: "a", Tag.RTF_COMPRESSED: b"damaged"}, [("text/plain", "a")]),
        ({Tag.RTF_COMPRESSED: b""}, [("text/plain", "")]),
        ({Tag.BODY: "", Tag.HTML: b""}, [("text/plain", "")]),
        ({Tag.BODY: 5}, [("text/plain", "")]),
        ({}, [("text/plain", "")]),
    ],
)
def test_bodies(properties: Properties, expected: list[tuple[str, str]]) -> None:
    assert [(kind, content.decode()) for kind, content in leaves(convert(properties))] == expected


@pytest.mark.parametrize(
    ("properties", "ansi", "text"),
    [
        ({Tag.MESSAGE_CODEPAGE: 1252, Tag.BODY: "naïve €"}, "cp1252", "naïve €"),
        ({Tag.INTERNET_CPID: 50220, Tag.BODY: "日本語"}, "cp932", "日本語"),
        ({Tag.INTERNET_CPID: 65001, Tag.MESSAGE_LOCALE_ID: 0x0419, Tag.BODY: "Привет"}, "cp1251", "Привет"),
        ({Tag.BODY: "naïve €"}, "utf-8", "naïve €"),
        ({Tag.HTML: "<p>naïve", Tag.MESSAGE_CODEPAGE: 1252}, "cp1252", "<p>naïve"),
    ],
)
def test_ansi_bodies_are_read_in_their_code_page(properties: Properties, ansi: str, text: str) -> None:
    ((_, content),) = leaves(convert(properties, ansi=ansi))
    assert content.decode() == text


@pytest.mark.parametrize(
    ("codepage", "charset"),
    [(1251, "windows-1251"), (65001, "utf-8"), (28605, "iso-8859-15"), (4711, None), (None, None)],
)
def test_html_bytes_keep_their_label(codepage: int | None, charset: str | None) -> None:
    properties: Properties = {Tag.HTML: b"<p>\xcf</p>"} | ({} if codepage is None else {Tag.INTERNET_CPID: codepage})
    message = convert(properties)
    assert message.get_payload(decode=True) == b"<p>\xcf</p>"
    assert message.get_content_charset() == charset


def test_long_bodies_are_whole() -> None:
    text = "Zeile mit Ümläuten 😀\r\n" * 20_000
    ((_, content),) = leaves(convert({Tag.BODY: text}))
    assert content.decode() == text


# -- limits --------------------------------------------------------------------------------


def peak_of_converting(message: Message) -> tuple[int, int]:
    """Return the size of the file and the most memory that was in use beside it."""
    content = msg_file(message)
    tracemalloc.start()
    msg_to_rfc822(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return len(content), most


@pytest.mark.parametrize(
    "message",
    [
        Message(FROM, (), [Attached({Tag.ATTACH_DATA: bytes(12 << 20)})]),
        Message({**FROM, Tag.BODY: "ж" * (6 << 20)}),
        Message({**FROM, Tag.HTML: b"x" * (12 << 20)}),
        Message({**FROM, Tag.SUBJECT: "ж" * (1 << 20), Tag.TRANSPORT_MESSAGE_HEADERS: "X: ж\r\n" * (1 << 16)}),
        Message({}, [{Tag.EMAIL_ADDRESS: f"a{number}@x.nl"} for number in range(3000)]),
        Message({}, (), [Attached({}) for _ in range(3000)]),
        Message({**FROM, Tag.RTF_COMPRESSED: rtf(b"{\\rtf1\\fromhtml1 " + b"{\\b \\'e9}" * (1 << 15))}),
    ],
    ids=["attachment", "text", "html", "header", "recipients", "attachments", "rtf"],
)
def test_memory_stays_below_three_times_the_size(message: Message) -> None:
    size, most = peak_of_converting(message)
    # The file's own bytes are the fourth; the rest of the 30 MiB is the reader's.
    assert most < 3 * size + (8 << 20)
