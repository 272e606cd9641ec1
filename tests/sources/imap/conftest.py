"""Dovecot and certificates for the tests of IMAP mailboxes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from typing import TypeAlias

import pytest

from tests.servers import started
from tests.sources.imap.authority import Authority, Certificate
from tests.sources.imap.dovecot import Dovecot

MakeDovecot: TypeAlias = Callable[..., Dovecot]
_NUMBERS = count(1)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "ca")


@pytest.fixture(scope="session")
def certificate(authority: Authority) -> Certificate:
    return authority.issue("DNS:localhost", "IP:127.0.0.1")


@pytest.fixture(scope="session")
def dovecot(authority: Authority, certificate: Certificate) -> Iterator[Dovecot]:
    """One server for all tests that do not harm it."""
    with started(Dovecot(authority, certificate)) as server:
        yield server


@pytest.fixture
def make_dovecot(authority: Authority, certificate: Certificate) -> Iterator[MakeDovecot]:
    """Servers of the test's own, started."""
    with ExitStack() as running:

        def make(more: str = "", its_certificate: Certificate = certificate) -> Dovecot:
            return running.enter_context(started(Dovecot(authority, its_certificate, more)))

        yield make


@pytest.fixture
def user() -> str:
    """A mailbox that no other test uses."""
    return f"user{next(_NUMBERS)}"
