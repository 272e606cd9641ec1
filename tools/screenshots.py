"""Draw every page of the window with the sample company, in all its looks: `make screenshots`.

English and Dutch, light and dark, 100 and 200 %, a usual size and the smallest, each look in a process of its own as
scale and language are those of a process. Pictures go to build/screenshots/, with an index.html that shows them side
by side; those of the README and the guides go to docs/ too. Anything that goes wrong on the way ends the run with exit
status 1: a page that cannot be made, an error that no page shows, a warning of Qt, a text that is cut off. With --check
nothing is drawn, only looked for all this.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from severa_desktop.bootstrap import open_application
from severa_desktop.paths import Folders
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.services.sample import sample_mails
from severa_desktop.store.store import Store
from severa_desktop.ui.app import make_application
from severa_desktop.ui.window import SET_UP_OFFERED
from tools.cut_texts import cut_texts
from tools.screenshot_scenes import SCENES, Holding, Scene
from tools.screenshot_stage import NORMAL, Stage, remember
from tools.virtual_screen import NoScreenError, virtual_screen

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "screenshots"
DOCS = (
    "activities-link",
    "activities-open",
    "backup",
    "dragging",
    "import-preview",
    "set-up-2-address",
    "set-up-4-directory",
    "set-up-5-sources",
    "set-up-7-tried",
    "to_check-chosen",
)
"""The pictures of the README and the guides."""
TAKEN_AT = 1_775_029_800
"""When the sample's mails came in, 1 April 2026 at 9:50: so that no picture tells the day on which it was drawn."""
SCREEN = (2 * 1400, 2 * 1000)
COLOURS = 256
LOOKS_AGAIN = 20
"""Looks at texts that are cut off, before that is a problem; the window is waited for between them."""
SMALLEST_FILE = 0
"""As quality, which for PNG says how much it is compressed."""
ENVIRONMENT = {
    # Desktops differ in whether they can tell their wish for dark windows; this one can, even when it does not run.
    "XDG_CURRENT_DESKTOP": "KDE",
    "KDE_SESSION_VERSION": "6",
    "QT_LOGGING_RULES": "qt.qpa.theme.dbus=false",
    "TZ": "Europe/Amsterdam",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done."""

    scenes: Sequence[str]
    """The names of scenes."""
    only_checked: bool = False
    """Whether nothing is to be drawn."""

    def options(self) -> Iterator[str]:
        """Say the same to another process."""
        for scene in self.scenes:
            yield from ("--scene", scene)
        if self.only_checked:
            yield "--check"


@dataclass(frozen=True, slots=True)
class Look:
    """Language, mode and scale."""

    language: str
    mode: str
    scale: int
    """In per cent."""

    @property
    def name(self) -> str:
        """What its folder is called."""
        return f"{self.language}-{self.mode}-{self.scale}"

    @property
    def environment(self) -> dict[str, str]:
        """What its process is told."""
        locale = {"en": "en_GB.UTF-8", "nl": "nl_NL.UTF-8"}[self.language]
        return {"LANG": locale, "QT_SCALE_FACTOR": f"{self.scale / 100:g}"}


LOOKS = tuple(Look(*each) for each in product(("en", "nl"), ("light", "dark"), (100, 200)))
SCENE_NAMES = tuple(dict.fromkeys(scene.name for scene in SCENES))
DOCS_FOLDERS = {"en-light-100": Path("docs/pictures"), "nl-light-100": Path("docs/nl/pictures")}
"""Where they go in these looks."""


def main() -> int:
    """Draw all looks, or one of them in this process."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--look", action="append", choices=[look.name for look in LOOKS], help="only this one")
    parser.add_argument("--scene", action="append", choices=SCENE_NAMES, help="only this one", metavar="NAME")
    parser.add_argument("--check", action="store_true", help="draw nothing")
    parser.add_argument("--stores", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    looks = [look for look in LOOKS if options.look is None or look.name in options.look]
    wanted = Wanted(options.scene or SCENE_NAMES, only_checked=options.check)
    if options.stores is not None:
        return draw(looks[0], options.stores, wanted)
    try:
        return draw_all(looks, wanted)
    except NoScreenError as error:
        print(f"screenshots: {error}", file=sys.stderr)
        return 2


def draw_all(looks: Sequence[Look], wanted: Wanted) -> int:
    """Draw these looks, each in a process of its own; returns the exit status."""
    failed = False
    with tempfile.TemporaryDirectory(prefix="severa-desktop-") as name, virtual_screen(*SCREEN) as environment:
        stores = Path(name)
        make_stores(stores)
        for look in looks:
            if not wanted.only_checked:
                shutil.rmtree(FOLDER / look.name, ignore_errors=True)
            command = [sys.executable, "-m", "tools.screenshots", "--look", look.name, "--stores", str(stores)]
            done = subprocess.run(
                [*command, *wanted.options()],
                env={**environment, **ENVIRONMENT, **look.environment},
                cwd=ROOT,
                check=False,
            )
            failed |= done.returncode != 0
    if not wanted.only_checked:
        write_index()
        write_docs(looks)
        print(f"screenshots: see {FOLDER / 'index.html'}")
    return 1 if failed else 0


def write_docs(looks: Sequence[Look]) -> None:
    """Write the pictures of the README and the guides anew, as far as they were drawn in these looks."""
    for name in {look.name for look in looks} & DOCS_FOLDERS.keys():
        folder = ROOT / DOCS_FOLDERS[name]
        folder.mkdir(parents=True, exist_ok=True)
        for picture in DOCS:
            source = FOLDER / name / f"{picture}.png"
            if source.exists():
                write_small(source, folder / source.name)


def make_stores(folder: Path) -> None:
    """Make the stores that scenes are drawn over, and never change: each scene gets a copy."""
    for holding in Holding:
        data = folder / holding
        data.mkdir()
        if holding is Holding.NOTHING:
            continue
        with closing(open_application(Folders(data, data / "logs"))) as application:
            application.sample.prepare()
        if holding is Holding.ALL:
            store = Store.open(Folders(data, data / "logs").store)
            for _result in ImportService(store, lambda: TAKEN_AT).run(Handover((str(sample_mails()),))):
                pass
            store.close()


def draw(look: Look, stores: Path, wanted: Wanted) -> int:
    """Draw one look in this process; returns the exit status."""
    application = make_application()
    application.setQuitOnLastWindowClosed(False)
    dark = Qt.ColorScheme.Dark if look.mode == "dark" else Qt.ColorScheme.Light
    application.styleHints().setColorScheme(dark)
    problems = 0
    for scene in SCENES:
        if scene.name not in wanted.scenes:
            continue
        for problem in draw_scene(application, scene, look, stores, wanted):
            print(f"screenshots: {look.name}: {problem}", file=sys.stderr)
            problems += 1
    return 1 if problems else 0


def draw_scene(application: QApplication, scene: Scene, look: Look, stores: Path, wanted: Wanted) -> Iterator[str]:
    """Draw the pictures of a scene; yields what went wrong."""
    name = scene.name
    with tempfile.TemporaryDirectory(prefix="severa-desktop-") as folder:
        own = Path(folder) / "data"
        data = own / "sample" if scene.is_sample else own
        shutil.copytree(stores / scene.holding, data)
        # Each page of a new program is drawn as it is once setting up was left.
        remember(data, [("language", look.language), (SET_UP_OFFERED, "yes")])
        stage = Stage(application, own, sample=scene.is_sample, is_drawn=not wanted.only_checked)
        try:
            for picture in scene.pictures(stage):
                name = picture
                draw_sizes(stage, picture, None if wanted.only_checked else FOLDER / look.name)
        except Exception as error:  # noqa: BLE001 - one scene that fails must not hide the others
            yield f"{name}: {type(error).__name__}: {error}"
        yield from (f"{name}: {problem}" for problem in dict.fromkeys(stage.problems))
        stage.close()


def draw_sizes(stage: Stage, picture: str, folder: Path | None) -> None:
    """Look for cut texts in what is shown, in both sizes, and draw it if there is a folder for that."""
    for size, ending in ((NORMAL, ""), (stage.window.minimumSize(), "-small")):
        if stage.window.size() != size:
            stage.resize(size)
        stage.problems.extend(f"in {picture}{ending}: {text}" for text in texts_that_stay_cut(stage))
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            stage.draw().save(str(folder / f"{picture}{ending}.png"))
    stage.resize(NORMAL)


def texts_that_stay_cut(stage: Stage) -> list[str]:
    """Return a sentence for each text that is cut off, and is so still after a while: a busy computer lays out late."""
    for _look in range(LOOKS_AGAIN):
        if not _cut(stage):
            break
        stage.settle()
    return _cut(stage)


def _cut(stage: Stage) -> list[str]:
    return [text for window in stage.windows for text in cut_texts(window)]


def write_index() -> None:
    """Write a page that shows all pictures there are, a row a scene."""
    names = sorted({path.name for path in FOLDER.glob("*/*.png")})
    rows = []
    for name in names:
        found = [look.name for look in LOOKS if (FOLDER / look.name / name).exists()]
        images = "".join(f'<a href="{one}/{name}"><img loading="lazy" src="{one}/{name}"></a>' for one in found)
        rows.append(f"<h2>{name}</h2>{images}")
    style = "<meta charset='utf-8'><style>img { width: 48%; margin: 4px; border: 1px solid gray }</style>"
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "index.html").write_text(style + "".join(rows), encoding="utf-8")


def write_small(source: Path, target: Path) -> None:
    """Write a picture with its most frequent colours only, which halves it; leaves an equal one as it is."""
    image = QImage(str(source)).convertToFormat(QImage.Format.Format_RGB32)
    frequent = Counter(memoryview(image.constBits()).cast("I")).most_common(COLOURS)
    small = image.convertToFormat(QImage.Format.Format_Indexed8, [colour for colour, _count in frequent])
    present = QImage(str(target))
    if present.isNull() or present.convertToFormat(QImage.Format.Format_RGB32) != small.convertToFormat(
        QImage.Format.Format_RGB32
    ):
        small.save(str(target), quality=SMALLEST_FILE)


if __name__ == "__main__":
    sys.exit(main())
