"""What stands between a program and a server, and breaks connections on purpose."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Self


class Proxy:
    """Passes on what is said on a loopback port, as long as the block lasts.

    The next connection breaks once so many bytes went either way, and `then` something happens; each one breaks as
    `breaks_at` is asked for. Those that are there as this computer `falls_asleep` are dead afterwards: nothing comes
    from the server any more, and they break as soon as something is said to it.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.from_server: int | None = None
        self.from_client: int | None = None
        self.then: Callable[[], object] = lambda: None
        self.breaks_at: Callable[[bytes], bool] = lambda _said: False
        self.hears_before_it_breaks = False
        """What breaks a connection is passed on still; what is answered is not."""
        self.connections = 0
        self._dead = 0
        """All connections up to this number."""
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._begin(self._listen)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(120)

    def falls_asleep(self) -> None:
        """Let the connections that are there be dead from now on."""
        self._dead = self.connections

    def _begin(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except ConnectionRefusedError:
                client.close()
                continue
            limits, self.from_client, self.from_server = (self.from_client, self.from_server), None, None
            is_dead = partial(self._is_dead, self.connections)
            self._begin(self._pass_on, client, server, limits[0], _any_of(is_dead, self.breaks_at))
            self._begin(self._pass_on, server, client, limits[1], lambda _said: False, is_dead)

    def _is_dead(self, number: int, _said: bytes) -> bool:
        return number <= self._dead

    def _pass_on(
        self,
        here: socket.socket,
        there: socket.socket,
        limit: int | None,
        breaks_at: Callable[[bytes], bool],
        loses: Callable[[bytes], bool] = lambda _said: False,
    ) -> None:
        passed = 0
        with suppress(OSError):
            while got := here.recv(65536):
                if breaks_at(got):
                    if self.hears_before_it_breaks:
                        here.shutdown(socket.SHUT_RDWR)
                        there.sendall(got)
                    break
                if loses(got):
                    continue
                if limit is not None and passed + len(got) >= limit:
                    there.sendall(got[: limit - passed])
                    self.then()
                    break
                there.sendall(got)
                passed += len(got)
        for one in (here, there):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def _any_of(one: Callable[[bytes], bool], other: Callable[[bytes], bool]) -> Callable[[bytes], bool]:
    return lambda said: one(said) or other(said)
