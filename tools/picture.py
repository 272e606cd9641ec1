"""Draw the README's picture: real output of the sample company, as an SVG. Run by `make picture`, after `make run`."""

import io
import re
import subprocess
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "activities.svg"
COMMAND = [str(ROOT / ".venv" / "bin" / "severa-desktop"), "--data-dir", str(ROOT / ".sample" / "store")]
WIDTH = 150
LINES_OF_DETAIL = 15

_LIGHT = TerminalTheme(
    (255, 255, 255),
    (36, 41, 47),
    [
        (36, 41, 47),
        (180, 35, 24),
        (17, 99, 41),
        (149, 96, 0),
        (9, 105, 218),
        (130, 80, 223),
        (27, 124, 131),
        (110, 119, 129),
    ],
)
# The program runs without this picture's fonts fetched from anywhere: the reader's own monospaced one will do.
_FETCHED_FONT = re.compile(r"@font-face\s*\{[^}]*\}\s*")


def main() -> None:
    """Write the picture."""
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    newest = ("activities", "--search", "huisstijl", "--limit", "8")
    show(console, newest, len(output(newest)))
    detail = ("show", output(newest)[-1].split()[0])
    show(console, detail, LINES_OF_DETAIL)
    drawn = console.export_svg(title="Severa Desktop", theme=_LIGHT)
    PICTURE.parent.mkdir(exist_ok=True)
    drawn = _FETCHED_FONT.sub("", drawn).replace("Fira Code", "monospace")
    # Else spaces at the beginning of a line are lost.
    PICTURE.write_text(drawn.replace("<text ", '<text xml:space="preserve" '), encoding="utf-8")


def show(console: Console, arguments: tuple[str, ...], lines: int) -> None:
    """Print a command and the first lines of what it says."""
    console.print(Text("$ severa-desktop " + " ".join(arguments), style="bold blue"))
    for line in output(arguments)[:lines]:
        console.print(Text(line), no_wrap=True, overflow="ellipsis")
    console.print()


def output(arguments: tuple[str, ...]) -> list[str]:
    """Return the lines that a command prints."""
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, check=True, encoding="utf-8")
    return done.stdout.splitlines()


if __name__ == "__main__":
    main()
