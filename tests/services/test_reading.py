"""Reading in processes of their own: in order, and a process that dies costs one mail."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from severa_desktop.core.model import Origin
from severa_desktop.core.reasons import Code
from severa_desktop.services.reading import BATCH_MAILS, FailedMail, MailReader, ReadMail
from severa_desktop.sources.files import MailBytes
from tests.services.company import message

LIMIT = 50 * 1024 * 1024


class Killer(MailBytes):
    """A mail that kills the process which unpacks it, as a crash in a library would."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def mails(count: int) -> Iterator[MailBytes]:
    return (MailBytes(message(number), Origin(str(number), 0)) for number in range(count))


def test_a_mail_that_kills_its_process_is_the_only_one_lost() -> None:
    items = list(mails(3 * BATCH_MAILS))
    items[BATCH_MAILS + 3] = Killer(message("killer"), Origin("killer", 0))
    read = [mail for batch in MailReader(LIMIT, 2).read(items) for mail in batch]
    assert [mail.origin.source for mail in read] == [item.origin.source for item in items]
    lost = [mail for mail in read if isinstance(mail, FailedMail)]
    assert [(mail.origin.source, mail.code) for mail in lost] == [("killer", Code.UNREADABLE)]


def test_a_process_that_is_killed_from_outside_costs_nothing() -> None:
    read = []
    killed = False
    for batch in MailReader(LIMIT, 2).read(mails(20 * BATCH_MAILS)):
        read += batch
        if not killed:
            killed = True
            for child in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split():
                if _reads_mails(child):
                    os.kill(int(child), signal.SIGKILL)
    assert killed
    assert [mail.origin.source for mail in read] == [str(number) for number in range(20 * BATCH_MAILS)]
    assert all(isinstance(mail, ReadMail) for mail in read)


def test_reading_processes_end_with_the_program(tmp_path: Path) -> None:
    script = tmp_path / "reads.py"
    script.write_text(
        "import os, time\n"
        "from tests.services.test_reading import mails, LIMIT, MailReader\n"
        "if __name__ == '__main__':\n"
        "    batches = MailReader(LIMIT, 2).read(mails(10000))\n"
        "    next(batches)\n"
        "    print(open(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read(), flush=True)\n"
        "    for batch in batches: pass\n"
    )
    program = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "."}
    )
    assert program.stdout
    children = [child for child in program.stdout.readline().split() if _reads_mails(child)]
    assert len(children) == 2
    program.kill()
    # The pipe's writing end is held by the program and by every process it started: it ends when all have.
    program.stdout.read()
    program.wait()
    program.stdout.close()
    assert [child for child in children if _reads_mails(child)] == []


def test_interruptions_wait_from_the_first_moment_of_a_reading_process() -> None:
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    before = set(children.read_text().split())
    batches = MailReader(LIMIT, 2).read(mails(4 * BATCH_MAILS))
    next(batches)
    started = [child for child in children.read_text().split() if child not in before and _reads_mails(child)]
    assert len(started) == 2
    for child in started:
        blocked = re.search(r"^SigBlk:\s*([0-9a-f]+)$", Path(f"/proc/{child}/status").read_text(), re.MULTILINE)
        assert blocked is not None
        assert int(blocked[1], 16) & (1 << (signal.SIGINT - 1))
    assert len(list(batches)) > 0


def _reads_mails(process: str) -> bool:
    """Tell whether a process is one of the reading ones, and runs."""
    try:
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def test_few_mails_are_read_without_any_process() -> None:
    (batch,) = MailReader(LIMIT, 2).read(mails(3))
    assert [mail.origin.source for mail in batch] == ["0", "1", "2"]
    assert list(MailReader(LIMIT, 2).read([])) == []
