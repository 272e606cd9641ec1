"""Mails that cost much memory for their size: every way in which a text can come, and headers written to cost much.

Each is made in the size wanted, in bytes and more or less. Those of `TEXTS` are for Python texts of four bytes a
letter, by one emoji at their beginning and one at their end.
"""

import binascii
import random
import struct
from collections.abc import Callable, Mapping

import pybase64

from severa_desktop.mail.outlook.mapi import Tag
from tests.mail.outlook import tnef_writer
from tests.mail.outlook.msg_writer import Message, Properties, msg_file

Maker = Callable[[int], bytes]

MIB = 1 << 20
HEAD = b"From: a@b.nl\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
EMOJI = "Dag 😀\r\n"
LINE = "Een gewone regel met wat woorden, en dan nog een paar.\r\n"
HTML_LINE = "<p class=MsoNormal>Een gewone regel met wat woorden</p>\r\n"
PICTURE = b"Content-Type: image/png\r\nContent-ID: <p>\r\n\r\nx"


def text(size: int, line: str = LINE) -> str:
    return EMOJI + line * (size // len(line)) + EMOJI


def part(kind: str, content: bytes, encoding: str = "8bit", charset: str = "utf-8") -> bytes:
    fields = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return fields.encode() + content


def multipart(kind: str, *parts: bytes, boundary: bytes = b"b") -> bytes:
    lines = b"".join(b"--" + boundary + b"\r\n" + each + b"\r\n" for each in parts)
    head = f"Content-Type: multipart/{kind}; boundary=".encode() + boundary + b"\r\n\r\n"
    return head + lines + b"--" + boundary + b"--\r\n"


def plain(encoding: str, content: bytes, charset: str = "utf-8") -> bytes:
    return HEAD + part("plain", content, encoding, charset)


def html(size: int, piece: str) -> bytes:
    return HEAD + part("html", text(size, piece).encode())


def encoded(content: str, charset: str) -> bytes:
    return plain("base64", pybase64.encodebytes(content.encode(charset)), charset)


def uuencoded(size: int) -> bytes:
    first, line = (binascii.b2a_uu(each.encode()) for each in (EMOJI, LINE[:45]))
    return plain("x-uuencode", b"begin 644 x\n" + first + line * (size // len(line)) + first + b"end\n")


def rtf(size: int, end_of_line: bytes = b"\\par", beginning: bytes = b"") -> bytes:
    """Return RTF as it is stored uncompressed."""
    line = LINE.strip().encode() + end_of_line + b"\r\n"
    emoji = rb"\u-10179?\u-8704?" + end_of_line
    whole = b"{\\rtf1\\ansi\\ansicpg1252" + beginning + emoji + line * (size // len(line)) + emoji + b"}"
    return struct.pack("<IIII", len(whole) + 12, len(whole), 0x414C454D, 0) + whole


def compressed_rtf(size: int) -> bytes:
    """Return RTF as it is compressed, in the simplest way: eight letters after each byte that says so."""
    pieces = rb"{\rtf1 ", rb"\u-10179?\u-8704?       ", LINE.strip().ljust(64).encode()
    beginning, emoji, line = (
        b"".join(b"\0" + piece[at : at + 8] for at in range(0, len(piece), 8)) for piece in pieces
    )
    tokens = beginning + emoji + line * (size // len(line)) + emoji
    return struct.pack("<IIII", len(tokens) + 12, len(tokens), 0x75465A4C, 0) + tokens


def tnef(properties: Properties) -> bytes:
    stream = tnef_writer.tnef_stream(tnef_writer.message(properties))
    head = HEAD + b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + pybase64.encodebytes(stream)


def msg(properties: Properties, ansi: str = "") -> bytes:
    named: Properties = {Tag.MESSAGE_CLASS: "IPM.Note", Tag.SENDER_SMTP_ADDRESS: "a@b.nl", Tag.SUBJECT: "x"}
    return msg_file(Message({**named, **properties}, ansi=ansi))


def html_properties(size: int) -> Properties:
    return {Tag.HTML: text(size, HTML_LINE).encode(), Tag.INTERNET_CPID: 65001}


def with_picture(document: bytes) -> bytes:
    return HEAD + multipart("related", part("html", document), PICTURE)


def header(size: int, name: str, piece: str) -> bytes:
    return HEAD + f"{name}: 😀{piece * (size // len(piece))}😀\r\n\r\nx".encode()


TEXTS: Mapping[str, Maker] = {
    "8bit": lambda size: plain("8bit", text(size).encode()),
    "quoted-printable": lambda size: plain("quoted-printable", text(size).encode().replace(b"\xf0", b"=F0")),
    "base64": lambda size: encoded(text(size * 3 // 4), "utf-8"),
    "base64 and a footer": lambda size: encoded(text(size * 3 // 4)[: size // 57 * 57], "utf-8") + b"___\r\nfooter\r\n",
    "no base64": lambda size: plain("base64", text(size).encode()),
    "uuencode": uuencoded,
    "UTF-16": lambda size: encoded(text(size * 3 // 8), "utf-16"),
    "UTF-32": lambda size: encoded(text(size * 3 // 16), "utf-32"),
    "UTF-7": lambda size: plain("7bit", text(size).replace("😀", "+2D3eAA-").encode(), "utf-7"),
    "wrong charset": lambda size: plain("8bit", text(size).encode() + b"caf\xe9\r\n", "koi8-r"),
    "no charset": lambda size: plain("8bit", text(size).encode() + b"caf\xe9\r\n", "x-none"),
    "damaged ISO-2022-JP": lambda size: plain("7bit", b"\x1b$B-!2q\x1b(Bx" * (size // 12), "iso-2022-jp"),
    "NUL": lambda size: plain("8bit", text(size, "Een \0regel\r\n").encode()),
    "HTML": lambda size: html(size, HTML_LINE),
    "HTML in base64": lambda size: (
        HEAD + part("html", pybase64.encodebytes(text(size * 3 // 4, HTML_LINE).encode()), "base64")
    ),
    "picture written out": lambda size: html(0, f"<img src='data:image/png;base64,{'A' * size}'>x"),
    "alternatives": lambda size: (
        HEAD
        + multipart(
            "alternative",
            part("plain", text(size // 2).encode()),
            part("html", text(size // 2, HTML_LINE).encode()),
        )
    ),
    "blank alternative": lambda size: (
        HEAD
        + multipart(
            "alternative",
            part("plain", "\u2003\n".encode() * (size // 8)),
            part("html", text(size // 2, HTML_LINE).encode()),
        )
    ),
    "two texts": lambda size: HEAD + multipart("mixed", *[part("plain", text(size // 2).encode())] * 2),
    "many texts": lambda size: HEAD + multipart("mixed", *[part("plain", text(size // 900).encode())] * 900),
    "forwarded": lambda size: (
        HEAD + multipart("mixed", part("plain", b"x"), b"Content-Type: message/rfc822\r\n\r\n" + TEXTS["8bit"](size))
    ),
    "text in winmail.dat": lambda size: tnef({Tag.BODY: text(size * 3 // 8)}),
    "HTML in winmail.dat": lambda size: tnef(html_properties(size * 3 // 4)),
    "RTF in winmail.dat": lambda size: tnef({Tag.RTF_COMPRESSED: rtf(size * 3 // 4)}),
    "msg, Unicode": lambda size: msg({Tag.BODY: text(size // 2)}),
    "msg, 8-bit": lambda size: msg({Tag.BODY: text(size).replace("😀", "é"), Tag.MESSAGE_CODEPAGE: 1252}, "cp1252"),
    "msg, HTML": lambda size: msg(html_properties(size)),
    "msg, both": lambda size: msg({Tag.BODY: text(size // 4), **html_properties(size // 2)}),
    "msg, RTF": lambda size: msg({Tag.RTF_COMPRESSED: rtf(size)}),
    "msg, compressed RTF": lambda size: msg({Tag.RTF_COMPRESSED: compressed_rtf(size)}),
    "msg, HTML in RTF": lambda size: msg({Tag.RTF_COMPRESSED: rtf(size, b"{\\*\\htmltag <p>}", b"\\fromhtml1 ")}),
}
"""Mails whose text takes four bytes a letter."""

MARKUP: Mapping[str, Maker] = {
    "enriched": lambda size: HEAD + part("enriched", text(size, "<b>xy").encode()),
    "HTML without tags": lambda size: html(size, LINE),
    "HTML with many tags": lambda size: html(size, "<b>xy</b>"),
    "HTML with many cells": lambda size: html(size, "<tr><td>x"),
    "HTML with many links": lambda size: html(size, "<a href=x>xy</a>"),
    "HTML with many lists": lambda size: html(size, "<ul><li>x"),
    "HTML with a large tag": lambda size: html(0, f'<a href="{text(size, "x&amp;")}">x</a>'),
    "picture in a comment": lambda size: with_picture(f"x<!--[if {text(size)}-->".encode()),
    "picture in a style": lambda size: with_picture(f"x<style>url('{text(size)}')</style>".encode()),
}
"""Markup that takes memory beside its text; of larger documents no more is read."""

HEADERS: Mapping[str, Maker] = {
    "one name": lambda size: HEAD + f'To: "😀{"naam " * (size // 5)}" <a@b.nl>\r\n\r\nx'.encode(),
    "people": lambda size: (
        HEAD
        + b"To: "
        + "".join(f"😀 {number} <a{number}@b.nl>, " for number in range(size // 30)).encode()
        + b"\r\n\r\nx"
    ),
    "many fields": lambda size: HEAD + "To: 😀 a@b.nl\r\n".encode() * (size // 20) + b"\r\nx",
    "subject": lambda size: header(size, "Subject", "woord "),
    "date": lambda size: header(size, "Date", "(x) "),
    "names of files": lambda size: (
        HEAD
        + multipart("mixed", *[f'Content-Type: text/x; name="😀{"naam " * (size // 4_500)}"\r\n\r\nx'.encode()] * 900)
    ),
}
"""Headers; where there is more of them no more is read."""

OTHERS: Mapping[str, Maker] = {
    "references": lambda size: HEAD + f"References: <😀{'x' * 900_000}>\r\n".encode() * (size // 900_018) + b"\r\nx",
    "base64 attachment": lambda size: attached("base64", pybase64.encodebytes(noise(size * 3 // 4))),
    "quoted-printable attachment": lambda size: attached("quoted-printable", b"=FF=0D =\r\n" * (size // 11)),
    "binary attachment": lambda size: attached("binary", noise(size)),
    "many parts": lambda size: (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * (size // 10)
    ),
}


def attached(encoding: str, content: bytes) -> bytes:
    fields = f"Content-Type: application/pdf\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    return HEAD + multipart("mixed", part("plain", EMOJI.encode()), fields + content)


def noise(size: int) -> bytes:
    return random.Random(1).randbytes(MIB) * (size // MIB)
