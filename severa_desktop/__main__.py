"""The program's way in. Processes that read mails load this module again, so it must stay this small."""

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    if getattr(sys, "frozen", False):
        # A packaged program is started again by its own reading processes and must then do their work only.
        import multiprocessing

        multiprocessing.freeze_support()
    try:
        from severa_desktop.cli.main import run

        return run()
    except KeyboardInterrupt:
        # In the first moments, or the last: there is nothing to end in order.
        return 130


if __name__ == "__main__":
    sys.exit(main())
