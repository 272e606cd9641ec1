"""The benchmarks that open windows are tried off screen, as the window's own tests are."""

import os

import pytest


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["pytest"] if os.environ.get("QT_QPA_PLATFORM") else ["pytest", "-platform", "offscreen"]
