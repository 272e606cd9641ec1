"""Where the time of an import goes: the same work in one process, phase after phase."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks import figures
from benchmarks.corpus import Corpus
from benchmarks.program import Program
from severa_desktop.cli.json_form import result_object
from severa_desktop.core.decide import decide
from severa_desktop.core.model import Copy, Mail, Origin
from severa_desktop.mail.reader import read
from severa_desktop.services.importing import RecordingSession
from severa_desktop.services.reading import ReadMail, terms_of
from severa_desktop.store.compression import compress, compress_text
from severa_desktop.store.store import Store

MAILS = 1_000
BATCH = 64

T = TypeVar("T")


def print_shares(folder: Path, mails: Corpus) -> None:
    """Print what reading, cutting into words, compressing, deciding, storing and printing cost a mail."""
    program = Program(folder / "phases")
    program.prepare(mails.directory)
    store = Store.open(next(program.folder.glob("*.sqlite")))
    paths = sorted(path for path in mails.maildir.rglob("*") if path.is_file())[:MAILS]
    contents = [path.read_bytes() for path in paths]
    seconds: dict[str, float] = {}

    def timed(phase: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        seconds[phase] = time.perf_counter() - start
        return result

    parsed = timed("reading", lambda: [read(content) for content in contents])
    found = [mail for mail in parsed if isinstance(mail, Mail)]
    terms = timed("words for the search", lambda: [terms_of(mail) for mail in found])
    packed = timed(
        "compressing", lambda: [(compress(c), compress_text(m.body)) for c, m in zip(contents, found, strict=True)]
    )
    with store.reading() as reader:
        directory, settings = reader.directory(), reader.settings()
    copies = [Copy(mail, Origin(str(path), 0)) for mail, path in zip(found, paths, strict=True)]
    directory.user_at("")
    timed("deciding", lambda: [decide([copy], directory, settings) for copy in copies])
    mails_read = [
        ReadMail(copy.origin, copy.mail, original, body, words)
        for copy, (original, body), words in zip(copies, packed, terms, strict=True)
    ]
    session = RecordingSession(store, lambda: 0)
    batches = [mails_read[start : start + BATCH] for start in range(0, len(mails_read), BATCH)]
    results = timed("storing", lambda: [result for batch in batches for result in session.record(batch)])
    seconds["storing"] -= seconds["deciding"]
    timed("printing JSON", lambda: [json.dumps(result_object(result), ensure_ascii=False) for result in results])
    store.close()
    total = sum(seconds.values())
    rows = [(phase, f"{1e6 * took / len(found):.0f}", f"{100 * took / total:.0f} %") for phase, took in seconds.items()]
    print(f"\nWhere the time goes, {len(found):,} mails in one process; handing over between processes comes on top:")
    figures.print_table(("phase", "µs a mail", "share"), rows)
