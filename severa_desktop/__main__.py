"""The program's way in: window or command line. Processes that read mails load this module again, so it stays small."""

import sys


def main() -> int:
    """Open the window if no command is given, else run the command; returns the exit code."""
    if getattr(sys, "frozen", False):
        # A packaged program is started again by its own reading processes and must then do their work only.
        import multiprocessing

        multiprocessing.freeze_support()
    try:
        wanted = _window_wanted(sys.argv[1:])
        if wanted is not None:
            return _open_window(*wanted)
        from severa_desktop.cli.main import run

        return run()
    except KeyboardInterrupt:
        # In the first moments, or the last: there is nothing to end in order.
        return 130


def _window_wanted(arguments: list[str]) -> tuple[str | None, set[str], list[str]] | None:
    """Return data folder, options and files if there is no command, else None."""
    data_dir: str | None = None
    options: set[str] = set()
    files: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument in {"--sample", "--hidden"}:
            options.add(argument)
        elif argument == "--data-dir" and waiting:
            data_dir = waiting.pop(0)
        elif argument.startswith("--data-dir="):
            data_dir = argument.partition("=")[2]
        elif _is_file(argument):
            files.append(argument)
        else:
            return None
    return data_dir, options, files


def _is_file(argument: str) -> bool:
    """Tell whether an argument names a file, by what no command's name has: a dot, or a folder before it."""
    return not argument.startswith("-") and any(sign in argument for sign in "./\\")


def _open_window(data_dir: str | None, options: set[str], files: list[str]) -> int:
    import gc
    import os

    from severa_desktop.paths import folders

    if not _has_display():
        from severa_desktop.cli.language import choose_language
        from severa_desktop.texts import _

        choose_language()
        sentence = _("There is no screen to open the window on. For the command line: severa-desktop --help")
        sys.stderr.write(f"{sentence}\n")
        return 2
    # The window's own collector takes over (`ui/collecting.py`), once there is an application that it can belong to.
    gc.disable()
    from severa_desktop.ui.app import run
    from severa_desktop.ui.only_window import Wanted

    wanted = Wanted("--sample" in options, "--hidden" in options and not files, tuple(map(os.path.abspath, files)))
    return run(folders(data_dir or os.environ.get("SEVERA_DESKTOP_DATA")), wanted)


def _has_display() -> bool:
    """Tell whether a window can be opened; Qt itself would end the program where it cannot."""
    import os

    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
