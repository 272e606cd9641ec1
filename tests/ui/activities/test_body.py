"""The text of a mail, or its layout: hits marked, pictures of its own shown, nothing ever loaded from elsewhere."""

import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QImage, QImageWriter, QTextDocument
from PySide6.QtWidgets import QLabel, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.mail.shown import MOST_LETTERS
from severa_desktop.ui import theme
from severa_desktop.ui.activities.body import MailBody
from severa_desktop.ui.context import Context
from tests.services.company import message
from tests.ui.activities.conftest import TakeIn

RED = QColor("#cc2211")


class Counted(ThreadingHTTPServer):
    """Answers everything, and counts what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Counted)
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(png())

    def log_message(self, *_arguments: object) -> None:
        """Keep the tests' output readable."""


@pytest.fixture
def server() -> Iterator[Counted]:
    started = Counted()
    thread = threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield started
    started.shutdown()
    thread.join()
    started.server_close()


@pytest.fixture
def body(context: Context, qtbot: QtBot) -> MailBody:
    made = MailBody(context)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def png(size: int = 8) -> bytes:
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(RED)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def with_picture(html: str, picture: bytes) -> bytes:
    return message(
        html[3:6],
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
        "--b\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Disposition: inline\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{b64encode(picture).decode()}\r\n--b--\r\n",
        Content_Type="multipart/related; boundary=b",
    )


def browser(body: MailBody) -> QTextBrowser:
    (found,) = body.findChildren(QTextBrowser)
    return found


def note(body: MailBody) -> str:
    return " ".join(label.text() for label in body.findChildren(QLabel))


def has_colour(widget: QWidget, colour: QColor) -> bool:
    image = widget.grab().toImage()
    return any(image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(image.height()))


def test_remote_pictures_are_never_loaded(
    take_in: TakeIn, body: MailBody, server: Counted, qtbot: QtBot, settle: Callable[[Context], None], context: Context
) -> None:
    base = server.address
    html = (
        f'<link rel="stylesheet" href="{base}/a.css"><style>@import "{base}/b.css"; p {{ background: url({base}/c) }}'
        f'</style><body background="{base}/d"><p style="background-image:url({base}/e)">Dag <b>Piet</b></p>'
        f'<img src="{base}/f.png"><img src="//127.0.0.1:{server.server_port}/g.png"><img srcset="{base}/h.png 2x">'
        f'<table background="{base}/i"><tr><td>x</td></tr></table><iframe src="{base}/j"></iframe>'
        f'<video poster="{base}/k" src="{base}/l"></video><object data="{base}/m"></object>'
        f'<img src="file:///etc/hostname"><svg><image href="{base}/n"/></svg></body>'
    )
    (activity_id,) = take_in(message(1, html, Content_Type="text/html; charset=utf-8"))
    body.show_body(activity_id, "Dag Piet")
    body.as_sent.click()
    qtbot.waitUntil(lambda: "not loaded" in note(body))
    settle(context)
    shown = browser(body)
    assert "Dag Piet" in shown.toPlainText()
    # Asked for by Qt itself, as it does when it lays the document out.
    for path in ("f.png", "a.css"):
        for kind in (QTextDocument.ResourceType.ImageResource, QTextDocument.ResourceType.StyleSheetResource):
            shown.loadResource(kind.value, QUrl(f"{base}/{path}"))
    shown.grab()
    settle(context)
    assert server.asked == []


def test_a_picture_that_came_with_the_mail_is_shown(take_in: TakeIn, body: MailBody, qtbot: QtBot) -> None:
    (activity_id,) = take_in(with_picture('<p>Logo</p><img src="cid:logo@x" width="64" height="64">', png(64)))
    body.show_body(activity_id, "Logo")
    body.as_sent.click()
    qtbot.waitUntil(lambda: has_colour(browser(body).viewport(), RED))
    assert "not loaded" not in note(body)


def test_a_picture_is_never_that_of_the_mail_before(
    take_in: TakeIn, body: MailBody, qtbot: QtBot, settle: Callable[[Context], None], context: Context
) -> None:
    html = '<p>{}</p><img src="cid:logo@x" width="64" height="64">'
    first, second = take_in(with_picture(html.format("one"), png(64)), with_picture(html.format("two"), b"no picture"))
    body.show_body(first, "")
    body.as_sent.click()
    qtbot.waitUntil(lambda: has_colour(browser(body).viewport(), RED))
    body.show_body(second, "")
    body.as_sent.click()
    qtbot.waitUntil(lambda: "two" in browser(body).toPlainText())
    settle(context)
    assert not has_colour(browser(body).viewport(), RED)


def test_a_picture_that_cannot_be_read_leaves_the_text(
    take_in: TakeIn, body: MailBody, settle: Callable[[Context], None], context: Context
) -> None:
    (activity_id,) = take_in(with_picture('<p>Logo</p><img src="cid:logo@x">', b"no picture"))
    body.show_body(activity_id, "Logo")
    body.as_sent.click()
    settle(context)
    assert "Logo" in browser(body).toPlainText()


def test_the_text_comes_back(take_in: TakeIn, body: MailBody, qtbot: QtBot) -> None:
    (activity_id,) = take_in(message(1, "<p>as <b>sent</b></p>", Content_Type="text/html"))
    body.show_body(activity_id, "as text")
    assert browser(body).toPlainText() == "as text"
    body.as_sent.click()
    qtbot.waitUntil(lambda: "as sent" in browser(body).toPlainText())
    body.as_sent.click()
    assert browser(body).toPlainText() == "as text"


def test_a_mail_without_layout_says_so(take_in: TakeIn, body: MailBody, qtbot: QtBot) -> None:
    (activity_id,) = take_in(message(1))
    body.show_body(activity_id, "Hello")
    body.as_sent.click()
    qtbot.waitUntil(lambda: "no layout of its own" in note(body))
    assert browser(body).toPlainText() == "Hello"


def test_a_layout_that_is_too_large_is_said_beside_the_button(take_in: TakeIn, body: MailBody, qtbot: QtBot) -> None:
    (activity_id,) = take_in(message(1, "a" * (MOST_LETTERS + 1), Content_Type="text/html"))
    body.show_body(activity_id, "aaa")
    body.as_sent.click()
    qtbot.waitUntil(lambda: "too large" in note(body))
    assert not body.as_sent.isChecked()
    assert browser(body).toPlainText() == "aaa"


def test_an_answer_that_comes_late_is_not_shown_for_another_mail(
    take_in: TakeIn, body: MailBody, settle: Callable[[Context], None], context: Context
) -> None:
    first, second = take_in(
        message(1, "<p>first</p>", Content_Type="text/html"), message(2, "<p>second</p>", Content_Type="text/html")
    )
    body.show_body(first, "one")
    body.as_sent.click()
    body.show_body(second, "two")
    settle(context)
    assert browser(body).toPlainText() == "two"
    assert not body.as_sent.isChecked()


def test_found_words_are_marked_in_text_and_layout(take_in: TakeIn, body: MailBody, qtbot: QtBot) -> None:
    (activity_id,) = take_in(message(1, "<p>Uw <i>offerte</i></p>", Content_Type="text/html"))
    body.mark("off")
    body.show_body(activity_id, "\N{ROCKET} offerte en Offertes")
    marked = [one.cursor.selectedText() for one in browser(body).extraSelections()]
    assert marked == ["off", "Off"]
    assert has_colour(browser(body).viewport(), QColor(theme.LIGHT.mark))
    body.as_sent.click()
    qtbot.waitUntil(lambda: [one.cursor.selectedText() for one in browser(body).extraSelections()] == ["off"])
    body.mark("")
    assert browser(body).extraSelections() == []


def test_a_huge_text_is_shown_from_its_beginning(body: MailBody) -> None:
    body.show_body(1, "word " * 100_000)
    assert "Only the beginning is shown" in note(body)
    body.show_body(2, " \n")
    assert "no text" in note(body)
    body.show_body(3, "short")
    assert "beginning" not in note(body)


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("https://x.example/a", True),
        ("mailto:piet@bakery.example", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("cid:logo", False),
    ],
)
def test_links_open_in_the_browser_and_only_such_links(
    body: MailBody, monkeypatch: pytest.MonkeyPatch, link: str, opens: bool
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    browser(body).anchorClicked.emit(QUrl(link))
    assert opened == ([link] if opens else [])
