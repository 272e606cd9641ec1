"""A small company in a real store, and mails to it as bytes: what the services' tests start from."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from severa_desktop.core.directory import (
    ActivityType,
    Contact,
    Customer,
    Directory,
    Project,
    ProjectKind,
    User,
)
from severa_desktop.core.settings import IntegrationAddress, Settings
from severa_desktop.store.store import Store

DIRECTORY = Directory(
    activity_types=(ActivityType("E-mail"),),
    users=(User("u1", "Anna de Vries", ("anna@acme.example",)), User("u2", "Bram", ("bram@acme.example",))),
    customers=(Customer("c1", "Bakery"), Customer("c2", "Café")),
    contacts=(
        Contact("p1", "Piet Jansen", ("piet@bakery.example",), "c1"),
        Contact("p2", "Sofie Maes", ("sofie@cafe.example",), "c2"),
    ),
    projects=(
        Project("j1", 1001, "Web shop", ProjectKind.PROJECT, "c1"),
        Project("j2", 1002, "New till", ProjectKind.SALES_CASE, "c2"),
    ),
)
SETTINGS = Settings(IntegrationAddress("acme", "severamail.com"), "E-mail")


def company(path: Path, settings: Settings = SETTINGS) -> Store:
    """Return a new store of the company, set up."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(0o600, exist_ok=False)
    path.write_bytes(_made())
    store = Store.open(path)
    if settings != SETTINGS:
        with store.writing() as writer:
            writer.save_settings(settings)
    return store


@cache
def _made() -> bytes:
    """Return such a store: to copy it takes a part of the time, and more than a thousand tests begin with one."""
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "store.sqlite")
        with store.writing() as writer:
            writer.save_directory(DIRECTORY)
            writer.save_settings(SETTINGS)
        store.close()
        return store.path.read_bytes()


def message(number: int | str = 1, body: str = "Hello\n", **headers: str) -> bytes:
    """Return a mail from Anna to Piet; headers are replaced or added by name, and `""` removes one."""
    fields = {
        "From": "Anna de Vries <anna@acme.example>",
        "To": "Piet Jansen <piet@bakery.example>",
        "Subject": f"Mail {number}",
        "Date": "Mon, 02 Mar 2026 09:15:00 +0100",
        "Message-ID": f"<{number}@acme.example>",
    }
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"{head}\r\n{body}".encode()


def with_attachment(number: int | str = 1, content: str = "JVBERi0xLjQK", **headers: str) -> bytes:
    """Return a mail with one PDF."""
    return message(
        number,
        "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
        "--b\r\nContent-Type: application/pdf; name=offer.pdf\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{content}\r\n--b--\r\n",
        Content_Type="multipart/mixed; boundary=b",
        **headers,
    )
