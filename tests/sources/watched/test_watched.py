"""A watched folder: files are taken in once they stand still, put where they belong, tried again, never lost."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from severa_desktop.core.model import Outcome
from severa_desktop.core.source_settings import AfterFile, Condition, FolderSettings, SourceState
from severa_desktop.sources.intake import NotNowError, Taken, Work
from severa_desktop.sources.items import MailBytes, MailFile, NotRead
from severa_desktop.sources.watched import WatchedFolder

MAIL = b"From: anna@acme.example\r\nTo: acme@severamail.com\r\nSubject: x\r\n\r\nHello\r\n"
LIMIT = 1_000_000


class Hands:
    """A clock that goes on only when somebody waits on it, and does something meanwhile."""

    def __init__(self, *happenings: Callable[[], object]) -> None:
        self.seconds = 1000.0
        self._happenings = list(happenings)

    def now(self) -> int:
        return int(self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        self.seconds += seconds
        if self._happenings:
            self._happenings.pop(0)()
        return stop.is_set()


@dataclass
class Books:
    """Takes mails in by a rule of the test's, and remembers."""

    rule: Callable[[bytes], Taken] = lambda _content: Taken(Outcome.ACTIVITY)
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    memory: dict[str, str] = field(default_factory=dict)
    states: list[SourceState] = field(default_factory=list)

    def check_ready(self) -> None:
        return

    def wanted(self, headers: Sequence[bytes]) -> list[bool]:
        return [True for _header in headers]

    def refuse_recipient(self, address: str) -> str:
        raise AssertionError(address)

    def leave(self, count: int) -> None:
        del count

    def take(self, items: Sequence[MailFile | MailBytes | NotRead]) -> list[Taken]:
        done = []
        for item in items:
            content = item.content or b"" if not isinstance(item, MailFile) else b""
            done.append(Taken(Outcome.FAILED, "Not a mail.") if isinstance(item, NotRead) else self.rule(content))
            self.taken.append((Path(item.origin.source).name, content))
        return done

    def begin(self, items: Sequence[MailFile | MailBytes | NotRead]) -> Callable[[], list[Taken]]:
        return lambda: self.take(items)

    def recall(self, place: str) -> str:
        return self.memory.get(place, "")

    def remember(self, place: str, what: str) -> None:
        self.memory[place] = what


def once(folder: Path, books: Books, clock: Hands | None = None, after: AfterFile = AfterFile.LEAVE) -> bool:
    work = Work(books, books, clock or Hands(), books.states.append, threading.Event(), LIMIT, once=True)
    return WatchedFolder(FolderSettings(str(folder), after)).run(work)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def test_what_is_there_is_taken_once(folder: Path) -> None:
    (folder / "b.eml").write_bytes(MAIL)
    (folder / "sub").mkdir()
    (folder / "sub" / "a.eml").write_bytes(MAIL)
    books = Books()
    assert once(folder, books)
    assert sorted(name for name, _content in books.taken) == ["a.eml", "b.eml"]
    assert once(folder, books)
    assert len(books.taken) == 2
    assert (folder / "b.eml").exists()


def test_a_file_that_changed_is_taken_again(folder: Path) -> None:
    books = Books()
    (folder / "a.eml").write_bytes(MAIL)
    once(folder, books)
    (folder / "a.eml").write_bytes(MAIL + b"more")
    once(folder, books)
    assert [content for _name, content in books.taken] == [MAIL, MAIL + b"more"]


def test_a_file_that_is_still_written_to_waits(folder: Path) -> None:
    path = folder / "a.eml"
    path.write_bytes(MAIL[:20])
    books = Books()
    assert once(folder, books, Hands(lambda: path.write_bytes(MAIL[:40]), lambda: path.write_bytes(MAIL)))
    assert [content for _name, content in books.taken] == [MAIL]


def test_taken_files_are_moved_with_the_reason_beside(folder: Path) -> None:
    (folder / "good.eml").write_bytes(MAIL)
    (folder / "bad.eml").write_bytes(MAIL.replace(b"Hello", b"Refuse"))
    (folder / "other.eml").write_bytes(MAIL.replace(b"Hello", b"Private"))

    def rule(content: bytes) -> Taken:
        if b"Refuse" in content:
            return Taken(Outcome.REJECTED, "No user is on it.")
        return Taken(None if b"Private" in content else Outcome.ACTIVITY)

    books = Books(rule)
    once(folder, books, after=AfterFile.MOVE)
    assert (folder / "imported" / "good.eml").read_bytes() == MAIL
    assert (folder / "not-imported" / "bad.eml.txt").read_text() == "No user is on it.\n"
    assert (folder / "other.eml").exists()
    once(folder, books, after=AfterFile.MOVE)
    assert len(books.taken) == 3


def test_moving_never_overwrites(folder: Path) -> None:
    books = Books()
    for content in (MAIL, MAIL + b"second", MAIL + b"third"):
        (folder / "a.eml").write_bytes(content)
        once(folder, books, after=AfterFile.MOVE)
    kept = {path.name: path.read_bytes() for path in (folder / "imported").iterdir()}
    assert kept == {"a.eml": MAIL, "a (2).eml": MAIL + b"second", "a (3).eml": MAIL + b"third"}


def test_a_file_that_vanishes_is_no_fault(folder: Path) -> None:
    (folder / "a.eml").write_bytes(MAIL)
    books = Books()
    assert once(folder, books, Hands((folder / "a.eml").unlink))
    assert books.taken == []


@pytest.mark.usefixtures("folder")
def test_a_file_that_cannot_be_read_is_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "a.eml"
    path.mkdir()  # for root too: what is no file cannot be read as one
    books = Books()
    assert once(folder, books)
    path.rmdir()
    path.write_bytes(MAIL)
    assert once(folder, books)
    assert [content for _name, content in books.taken] == [MAIL]


def test_what_is_no_mail_and_not_named_so_is_left(folder: Path) -> None:
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "photo.eml").write_bytes(b"\x89PNG\r\n\x1a\n")
    books = Books(lambda _content: Taken(Outcome.FAILED, "This is no e-mail."))
    once(folder, books, after=AfterFile.MOVE)
    assert (folder / "picture.png").exists()
    assert (folder / "not-imported" / "photo.eml").exists()


def test_a_full_disk_is_waited_for(folder: Path) -> None:
    (folder / "a.eml").write_bytes(MAIL)
    full = [True, True, False]

    def rule(_content: bytes) -> Taken:
        if full.pop(0):
            raise NotNowError("There is no room on the disk.")
        stop.set()
        return Taken(Outcome.ACTIVITY)

    books = Books(rule)
    stop = threading.Event()
    work = Work(books, books, Hands(), books.states.append, stop, LIMIT)
    thread = threading.Thread(target=WatchedFolder(FolderSettings(str(folder))).run, args=(work,))
    thread.start()
    thread.join(120)
    assert not thread.is_alive()
    assert [state.error for state in books.states if state.condition is Condition.RETRYING] == [
        "There is no room on the disk."
    ] * 2
    assert books.memory != {}


def test_a_folder_that_is_not_there_is_said_and_waited_for(tmp_path: Path) -> None:
    books = Books()
    assert not once(tmp_path / "nowhere", books)
    assert "There is no folder" in books.states[-1].error


def test_a_container_is_taken_whole(folder: Path) -> None:
    line = b"From x@example.com Mon Mar  2 09:15:00 2026\n"
    mail = MAIL.replace(b"\r", b"")
    (folder / "box.mbox").write_bytes(b"".join(line + mail + b"\n" for _number in range(150)))
    books = Books()
    once(folder, books, after=AfterFile.MOVE)
    assert len(books.taken) == 150
    assert (folder / "imported" / "box.mbox").exists()


def test_a_name_decides_nothing(folder: Path) -> None:
    hostile = folder / "a%2f..%2f$(touch x);.eml"
    hostile.write_bytes(MAIL)
    books = Books()
    once(folder, books, after=AfterFile.MOVE)
    assert (folder / "imported" / hostile.name).exists()
    assert sorted(path.name for path in folder.parent.iterdir()) == ["in"]


def test_after_a_change_the_folder_is_looked_at_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Told:
        """Hears of a folder that was made, and of nothing that is put into it a moment later."""

        works = True

        def __init__(self, _folder: Path) -> None:
            self._told = 0

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_raised: object) -> None:
            return

        def happened(self, _stop: threading.Event, _seconds: float) -> bool:
            self._told += 1
            if self._told > 1:
                stop.set()
            return self._told == 1

    def put() -> None:
        (folder / "new").mkdir()
        (folder / "new" / "a.eml").write_bytes(MAIL)

    monkeypatch.setattr("severa_desktop.sources.watched.Wakeup", Told)
    books, stop = Books(), threading.Event()
    WatchedFolder(FolderSettings(str(folder))).run(Work(books, books, Hands(put), books.states.append, stop, LIMIT))
    assert [name for name, _content in books.taken] == ["a.eml"]
