"""A Dovecot of the tests' own on free loopback ports, root or not; every user has the password ``secret``."""

import os
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from grp import getgrgid
from pathlib import Path
from pwd import getpwnam, getpwuid
from tempfile import mkdtemp

from severa_desktop.core.source_settings import AfterMail, ImapSettings, Security
from tests.sources.imap.authority import Authority, Certificate

PASSWORD = "secret"
_PASSWORD_OF_ALL = f"passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\n"
_PATIENCE = 120.0
_PORTS = (10_000, 32_000)
"""Ports that the system gives to nobody by itself, so that they are still free when a server is started."""
_SECONDS = threading.Event()


def wait_until(what: str, is_so: object) -> None:
    """Look again and again whether something is so."""
    assert callable(is_so)
    deadline = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"in vain: {what}"
        _SECONDS.wait(0.01)


def free_ports(count: int) -> list[int]:
    """Return loopback ports that nobody listens at."""
    ports: list[int] = []
    while len(ports) < count:
        port = random.randrange(*_PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            ports += [port] if port not in ports else []
    return ports


class Dovecot:
    """One server; all that is its own, the mails too, is in a folder that `remove` removes.

    With a catch-all user, whatever comes by LMTP goes into that mailbox.
    """

    def __init__(self, authority: Authority, certificate: Certificate, more: str = "", catch_all: str = "") -> None:
        # Paths of sockets must be short, and Dovecot refuses to serve root's mails: as root, nobody runs it.
        self.folder = Path(mkdtemp(prefix="imap"))
        self._runs_as = getpwnam("nobody") if os.getuid() == 0 else getpwuid(os.getuid())
        self.authority = authority
        self.tls_port, self.plain_port, self.lmtp_port = free_ports(3)
        self.log = self.folder / "log"
        self._mails = 0
        self._master: subprocess.Popen[bytes] | None = None
        for name in ("run", "state", "mail"):
            (self.folder / name).mkdir()
        (self.folder / "dovecot.conf").write_text(
            self._config()
            + (self._catching(catch_all) if catch_all else "")
            + more
            + ("" if "passdb" in more else _PASSWORD_OF_ALL)
        )
        self.take(certificate)

    def take(self, certificate: Certificate) -> None:
        """Have this certificate the next time that it is started."""
        shutil.copy(certificate.certificate, self.folder / "certificate")
        shutil.copy(certificate.key, self.folder / "key")
        self._give(self.folder, *self.folder.iterdir())

    def start(self) -> None:
        """Start it, and wait until it answers; `kill` is to be called whether it does or not."""
        self._master = subprocess.Popen(
            ["dovecot", "-F", "-c", self.folder / "dovecot.conf"],
            user=self._runs_as.pw_uid, group=self._runs_as.pw_gid, extra_groups=[] if os.getuid() == 0 else None,
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until("Dovecot answers", self._answers)

    def kill(self) -> None:
        """End it and all that it started, with no chance to tidy up."""
        if self._master is not None:
            os.killpg(self._master.pid, signal.SIGKILL)
            self._master.wait()
            self._master = None
            wait_until("Dovecot is gone", lambda: not self._answers())
            for left in (self.folder / "run").glob("master.pid"):
                left.unlink()

    def remove(self) -> None:
        """End it, and remove all that is its own."""
        self.kill()
        # What was killed may not be quite gone yet.
        wait_until("its folder is removed", self._is_removed)

    def settings(
        self,
        user: str,
        *,
        folders: tuple[str, ...] = ("INBOX",),
        after: AfterMail = AfterMail.LEAVE,
        security: Security = Security.TLS,
        port: int | None = None,
    ) -> ImapSettings:
        """Return what a person would give to read a user's mailbox."""
        own = self.tls_port if security is Security.TLS else self.plain_port
        return ImapSettings(
            "localhost", user, port or own, security, folders, after, ca_file=str(self.authority.ca_file)
        )

    def deliver(self, user: str, *mails: bytes, folder: str = "INBOX") -> None:
        """Put mails into a mailbox, as a mail server does."""
        for mail in mails:
            self._mails += 1
            name = f"{1_772_000_000 + self._mails}.M1P1.test"
            maildir = self.maildir(user, folder)
            for part in ("tmp", "new", "cur"):
                (maildir / part).mkdir(parents=True, exist_ok=True)
                self._give(maildir.parent, maildir, maildir / part)
            (maildir / "tmp" / name).write_bytes(mail)
            self._give(maildir / "tmp" / name)
            (maildir / "tmp" / name).rename(maildir / "new" / name)

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        """Return where a folder's mails are."""
        own = self.folder / "mail" / user
        return own if folder == "INBOX" else own / f".{folder.replace('/', '.')}"

    def mails(self, user: str, folder: str = "INBOX") -> Mapping[bytes, str]:
        """Return the mails of a folder with their flags, as letters of Maildir."""
        while True:
            # Looked at again where one was moved, or got another flag, meanwhile.
            with suppress(FileNotFoundError):
                paths = [path for part in ("new", "cur") for path in (self.maildir(user, folder) / part).glob("*")]
                return {path.read_bytes(): path.name.partition(":2,")[2] for path in paths}

    def _is_removed(self) -> bool:
        shutil.rmtree(self.folder, ignore_errors=True)
        return not self.folder.exists()

    def _give(self, *paths: Path) -> None:
        for path in paths:
            os.chown(path, self._runs_as.pw_uid, self._runs_as.pw_gid)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.plain_port), 5) as connection:
                return connection.recv(4) == b"* OK"
        except OSError:
            return False

    def _catching(self, user: str) -> str:
        return f"""
protocols = imap lmtp
service lmtp {{
  user = {self._runs_as.pw_name}
  inet_listener lmtp {{
    port = {self.lmtp_port}
  }}
}}
auth_username_format = {user}
"""

    def _config(self) -> str:
        user, group = self._runs_as.pw_name, getgrgid(self._runs_as.pw_gid).gr_name
        return f"""
base_dir = {self.folder}/run
state_dir = {self.folder}/state
log_path = {self.log}
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_uid = {user}
mail_gid = {group}
first_valid_uid = {self._runs_as.pw_uid}
first_valid_gid = {self._runs_as.pw_gid}
ssl = yes
ssl_cert = <{self.folder}/certificate
ssl_key = <{self.folder}/key
auth_mechanisms = plain login
auth_verbose = yes
auth_failure_delay = 0
userdb {{
  driver = static
  args = uid={self._runs_as.pw_uid} gid={self._runs_as.pw_gid} home={self.folder}/mail/%u allow_all_users=yes
}}
mail_location = maildir:{self.folder}/mail/%u
mail_max_userip_connections = 0
maildir_very_dirty_syncs = no
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.plain_port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
    ssl = yes
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""
