"""The program's window over very many activities, scrolled to places nobody has seen, and weighed: for bench_list.

Prints one number a line: the bytes of the process once the list is filled, the seconds of each scroll, the bytes after.
"""

import os
import random
import sys
from functools import partial

from benchmarks import memory
from benchmarks.probe import OpenWindow


def main() -> int:
    """Open the window over the store in a folder, with so many activities, and scroll so many times to anywhere."""
    opened = OpenWindow(sys.argv[1], int(sys.argv[2]))
    print(memory.pss(os.getpid()))
    bar = opened.page.table.verticalScrollBar()
    chance = random.Random(1)  # noqa: S311 - the same places in every run
    for _number in range(int(sys.argv[3])):
        place = chance.randrange(bar.maximum())
        print(opened.seconds_until(partial(bar.setValue, place), lambda: True))
    print(memory.pss(os.getpid()))
    opened.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
