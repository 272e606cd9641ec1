"""A program with an empty data folder, and one that is set up."""

from pathlib import Path

import pytest

from tests.cli.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture
def ready(program: Program) -> Program:
    program.set_up()
    return program
