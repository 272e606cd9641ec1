"""What the benchmarks measure with: turns, sections of time, memory of a process and its children."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from benchmarks import bench_memory, figures, gaps, memory
from benchmarks.corpus import BenchError, Corpus
from benchmarks.program import count_outcomes
from benchmarks.timing import in_turns, timed


def test_every_round_begins_with_another_one() -> None:
    order: list[str] = []

    def note(name: str) -> Callable[[], float]:
        def run() -> float:
            order.append(name)
            return float(len(order))

        return run

    seconds = in_turns({"a": note("a"), "b": note("b")}, rounds=2)
    assert order == ["a", "b", "b", "a"]
    assert seconds == {"a": [1.0, 4.0], "b": [2.0, 3.0]}


def test_a_command_that_fails_is_reported_with_its_last_words() -> None:
    with pytest.raises(BenchError, match=r"ended with 3: no room"):
        timed([sys.executable, "-c", "import sys; sys.stderr.write('no room'); sys.exit(3)"])
    assert timed([sys.executable, "-c", "raise SystemExit(3)"], accepted=(3,)) > 0


def test_sections_cover_all_samples() -> None:
    assert bench_memory.section_medians(list(range(100))) == [4.5 + 10 * number for number in range(10)]


def test_least_and_median() -> None:
    assert figures.least_and_median([0.003, 0.001, 0.002], factor=1000, digits=0) == "1 / 2"


def test_results_must_be_as_many_as_mails(tmp_path: Path) -> None:
    results = tmp_path / "results"
    results.write_text('{"outcome": "activity"}\n{"outcome": "rejected"}\n', encoding="utf-8")
    assert count_outcomes(results, Corpus(tmp_path, 2), 1) == {"activity": 1, "rejected": 1}
    with pytest.raises(BenchError, match="3 mails gave 2 results"):
        count_outcomes(results, Corpus(tmp_path, 3), 1)
    with pytest.raises(BenchError, match="exit code 2"):
        count_outcomes(results, Corpus(tmp_path, 2), 2)


@pytest.mark.skipif(not memory.available(), reason="only Linux tells the memory of a process")
def test_memory_of_a_process_counts_its_children() -> None:
    script = (
        "import subprocess, sys\n"
        "child = 'held = bytearray(b\"x\" * (64 << 20)); print(flush=True); input()'\n"
        "subprocess.run([sys.executable, '-c', child])\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = memory.family(process.pid)
        together = sum(map(memory.pss, found))
        process.communicate(b"\n")
    assert len(found) == 2
    assert together > 64 * figures.MEBIBYTE
    assert memory.pss(process.pid) == 0


def test_gaps_are_recorded_and_read_again(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    timer = gaps.GapTimer()
    timer.begin()
    turns: list[float] = []

    def turn() -> None:
        timer.name("hold")
        turns.append(process_time())
        while process_time() < turns[0] + 0.03:
            pass

    QTimer.singleShot(10, turn)
    QTimer.singleShot(10, turn)
    qtbot.waitUntil(lambda: len(turns) == 2)
    ticks: list[None] = []
    QTimer.singleShot(20, lambda: ticks.append(None))
    qtbot.waitUntil(lambda: bool(ticks))
    timer.print_all()
    found = list(map(gaps.parse_gap, capsys.readouterr().out.splitlines()))
    held = max(found, key=lambda gap: gap.own)
    assert held.act == "hold"
    assert min(held.worked, held.own) >= 0.029
    assert held.length >= 0.029
