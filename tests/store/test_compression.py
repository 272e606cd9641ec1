"""Originals are packed and unpacked by several threads at once: sources, listeners and the window's workers."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# In a process of its own, as what goes wrong there ends it.
MANY_THREADS = """
import os, threading
from severa_desktop.store.compression import compress, compress_text, decompress, decompress_text

wrong = []

def work(seed):
    for number in range(40):
        content = os.urandom(1000) * (50 + 17 * ((seed + number) % 60))
        text = content.hex()[:60_000]
        if decompress(compress(content)) != content or decompress_text(compress_text(text)) != text:
            wrong.append(seed)

threads = [threading.Thread(target=work, args=(seed,)) for seed in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not wrong, wrong
"""


def test_many_threads_pack_and_unpack_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", MANY_THREADS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
