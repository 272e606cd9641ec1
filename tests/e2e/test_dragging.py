"""Mails dragged with a real pointer from another program's window onto ours."""

from pathlib import Path

from PySide6.QtCore import QRect

from tests.cli.program import mail
from tests.e2e.desktop import NAVIGATION, Desktop
from tests.e2e.waiting import until
from tests.ui.importing.mime import CONTENTS, DESCRIPTORS, descriptors

BELOW_HEADER = QRect(NAVIGATION + 8, 80, 1000, 60)
"""Where the import page says what could not be handed over."""


def files(folder: Path, count: int) -> list[Path]:
    """Write some mails and return their files."""
    folder.mkdir()
    paths = [folder / f"{number:03}.eml" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(mail(number))
    return paths


def says_a_problem(desktop: Desktop) -> bool:
    """Tell whether something stands there in red."""
    image = desktop.look(BELOW_HEADER)
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return sum(1 for colour in pixels if colour.red() - colour.green() > 80) > 200


def test_one_mail(desktop: Desktop, tmp_path: Path) -> None:
    (path,) = files(tmp_path / "mails", 1)
    desktop.screen.picture("before")
    desktop.screen.take_hold(urls=[path])
    assert not desktop.shows_veil(), "nothing is shown before the pointer comes"
    desktop.drag_here()
    desktop.screen.picture("above-the-window")
    assert desktop.screen.let_go() == "dropped"
    (activity,) = until(desktop.activities, "one activity")
    assert activity["subject"] == "Mail 0"
    until(lambda: not desktop.shows_veil(), "the window is seen again")
    desktop.screen.picture("imported")
    assert path.exists(), "the mail was copied, not moved away"
    desktop.quit()


def test_a_drag_that_goes_away_again_imports_nothing(desktop: Desktop, tmp_path: Path) -> None:
    desktop.screen.take_hold(urls=files(tmp_path / "mails", 1))
    desktop.drag_here()
    area = desktop.area
    desktop.screen.move_to(area.right() + 60, area.bottom() - 20)
    # Looked at more than once: a picture may be taken while it is being drawn.
    until(lambda: not any(desktop.shows_veil() for _look in range(3)), "the window is seen again")
    # Who drags it hears once more that nothing is below the pointer, whenever that was heard the first time.
    desktop.screen.move_to(area.right() + 80, area.bottom() - 40)
    desktop.screen.picture("gone-away")
    assert desktop.screen.let_go() == "refused"
    assert desktop.activities() == []
    desktop.quit()


def test_five_hundred_mails_at_once(desktop: Desktop, tmp_path: Path) -> None:
    paths = files(tmp_path / "mails", 500)
    desktop.screen.take_hold(urls=paths)
    desktop.drag_here()
    desktop.screen.picture("above-the-window")
    assert desktop.screen.let_go() == "dropped"
    until(lambda: len(desktop.activities()) == 500, "500 activities")
    until(lambda: not desktop.shows_progress(), "the import is over")
    desktop.screen.picture("imported")
    assert {activity["subject"] for activity in desktop.activities()} == {f"Mail {number}" for number in range(500)}
    desktop.quit()


def outlook(folder: Path, *mails: bytes) -> dict[str, Path]:
    """Return what Outlook offers of these mails: a list of names, and the content of each by its number."""
    folder.mkdir()
    offered = {DESCRIPTORS: folder / "names"}
    offered[DESCRIPTORS].write_bytes(descriptors(*(f"Mail {number}.eml" for number in range(len(mails)))))
    for number, content in enumerate(mails):
        path = offered[f"{CONTENTS};index={number}"] = folder / str(number)
        path.write_bytes(content)
    return offered


def test_virtual_files_as_outlook_offers_them(desktop: Desktop, tmp_path: Path) -> None:
    desktop.screen.take_hold(data=outlook(tmp_path / "outlook", mail(1), mail(2), b""))
    desktop.drag_here()
    desktop.screen.picture("above-the-window")
    assert desktop.screen.let_go() == "dropped"
    until(lambda: len(desktop.activities()) == 2, "two activities")
    until(lambda: says_a_problem(desktop), "it is said that one came without content")
    desktop.screen.picture("two-of-three-imported")
    assert {activity["subject"] for activity in desktop.activities()} == {"Mail 1", "Mail 2"}
    desktop.quit()


def test_virtual_files_without_content_are_explained(desktop: Desktop, tmp_path: Path) -> None:
    desktop.screen.take_hold(data=outlook(tmp_path / "outlook", b""))
    desktop.drag_here()
    assert desktop.screen.let_go() == "dropped"
    until(lambda: says_a_problem(desktop), "it is said that nothing came")
    desktop.screen.picture("explained")
    assert desktop.activities() == []
    desktop.quit()


def test_an_empty_file_is_explained(desktop: Desktop, tmp_path: Path) -> None:
    empty = tmp_path / "empty.eml"
    empty.touch()
    desktop.screen.take_hold(urls=[empty, *files(tmp_path / "mails", 1)])
    desktop.drag_here()
    assert desktop.screen.let_go() == "dropped"
    until(desktop.activities, "the other mail's activity")
    (refused,) = until(lambda: desktop.program.run("rejected", "--failed", "--json").rows, "the empty file is noted")
    assert refused["reason"] == "not_an_email"
    until(lambda: not desktop.shows_progress(), "the import is over")
    desktop.screen.picture("explained")
    desktop.quit()
