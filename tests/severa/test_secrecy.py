"""Nothing of secret, token and content stands where it could be read later."""

import logging
import traceback
from pathlib import Path

import pytest

from severa_desktop.severa.client import Severa
from severa_desktop.severa.errors import SeveraError
from severa_desktop.severa.forms import FieldChange
from tests.severa.clocks import HandedClock
from tests.severa.scripted import Reply, refused, scripted, told
from tests.severa.talking import CLIENT, FORM, SECRET, talking

NAME = "secret-name.pdf"
CONTENT = (SECRET, "Dahlem", "Confidential", "12,000", "Quotation", NAME, "anna@dak.example")


def everything(severa: Severa) -> list[str]:
    """Do all kinds of things, and return what is told of those that fail, with all that led there."""
    acts = (
        lambda: list(severa.contacts(None, lambda text: text)),
        lambda: severa.create_activity(FORM),
        lambda: severa.find_activity(FORM, "marker-81"),
        lambda: severa.change_activity("a", (FieldChange("/notes", FORM.notes),)),
        lambda: severa.add_file("p", NAME, FORM.notes, NAME.encode()),
        severa.test,
    )
    told_of = []
    for act in acts:
        try:
            act()
        except SeveraError as error:
            told_of += [str(error), repr(error), "".join(traceback.format_exception(error))]
    return told_of


REPLIES = [
    told([{"guid": "a", "emails": ["anna@dak.example"], "customer": {"guid": "k"}}]),
    told([{"guid": "a", "emails": 5}]),
    Reply(is_lost=True),
    Reply(401, b""),
    told({}, 429),
    told({}, 500),
    Reply(302, b"", {"Location": "https://elsewhere.example/?Confidential"}),
    Reply(200, b"<html>Confidential"),
    refused(400, "Not so."),
    refused(403, "", "InsufficientApiScope"),
    Reply(404, b""),
]


@pytest.mark.parametrize("reply", REPLIES)
def test_no_log_and_no_error_holds_any_of_it(caplog: pytest.LogCaptureFixture, tmp_path: Path, reply: Reply) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("severa_desktop").setLevel(logging.DEBUG)
    told_of, held = [], []
    with scripted() as server:
        for turn in range(2):
            server.replies.extend([reply] * 40)
            if turn:
                server.tokens.extend([reply] * 40)
            with talking(server.url, tmp_path, HandedClock()) as severa:
                told_of += everything(severa)
                held += [repr(severa), *(repr(one) for one in vars(severa).values())]
                held += [repr(one) for one in vars(vars(severa)["_session"]).values()]
                held += [repr(one) for one in vars(vars(severa)["_session"].tokens).values() if one != SECRET]
            server.replies.clear()
            server.tokens.clear()
    logged = [f"{record.name} {record.getMessage()}" for record in caplog.records]
    assert any("/v1/activities" in line for line in logged)
    for line in (*logged, *told_of, *held):
        assert not [word for word in CONTENT if word in line], line
    # Nor what was asked for: addresses of requests are told without it.
    assert not [line for line in logged if "?" in line or "rowCount" in line]


def test_where_there_is_no_server_nothing_is_told_of_it_either(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    with scripted() as server:
        url = server.url
    with talking(url, tmp_path, HandedClock()) as severa:
        told_of = everything(severa)
    assert len(told_of) == 18
    for line in (*told_of, *(record.getMessage() for record in caplog.records)):
        assert not [word for word in (*CONTENT, CLIENT) if word in line], line
