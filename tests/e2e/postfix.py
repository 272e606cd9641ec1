"""A Postfix of the tests' own: its configuration, queue and port are its own, and the system's one is left alone.

Postfix can be started by root only; it works as its own user then, and needs no other right.
"""

import os
import shutil
import signal
import smtplib
import subprocess
from email.message import EmailMessage
from pathlib import Path
from pwd import getpwnam
from tempfile import mkdtemp

from tests.e2e.waiting import until
from tests.sources.imap.dovecot import free_ports

OURS = "mijnbedrijf@severamail.test"
NUMBERED = f"1001.{OURS}"
_DAEMONS = Path("/usr/lib/postfix/sbin")
_QUEUES = "active bounce corrupt defer deferred flush hold incoming private saved trace"
CAN_START = os.getuid() == 0 and (_DAEMONS / "master").exists()
"""Whether there is a Postfix and it can be started: by root only."""
OWNER = "postfix"
"""The user as whom it works."""


class Postfix:
    """One mail server: people of acme.example have mailboxes, and our addresses go where `route` says.

    A route is what stands in a transport table, such as ``lmtp:unix:/path``; without one, our addresses have a Maildir,
    `ours`. All that is its own is in a folder that `remove` removes.
    """

    def __init__(self, route: str = "") -> None:
        self.folder = Path(mkdtemp(prefix="postfix"))
        self.folder.chmod(0o755)
        (self.port,) = free_ports(1)
        self._mailboxes = self.folder / "mailboxes"
        self.log = self.folder / "log"
        self.ours = self._mailboxes / "ours"
        self._master: subprocess.Popen[bytes] | None = None
        self._make_folders()
        ours = r"/^([^@]*[.])?mijnbedrijf@severamail\.test$/"
        self._write("transport", f"{ours} {route}\n" if route else "")
        self._write("mailboxes-of", "/^anna@acme\\.example$/ anna/\n" + f"{ours} ours/\n")
        self._write("main.cf", self._main())
        self._write("master.cf", self._services())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # The script that starts Postfix would look after the system's files as well: this is what it runs in the end.
        self._master = subprocess.Popen(
            [_DAEMONS / "master", "-c", self.folder / "etc", "-s"],
            start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(self._answers, "Postfix answers")

    def remove(self) -> None:
        """End it, and remove all that is its own."""
        if self._master is not None:
            os.killpg(self._master.pid, signal.SIGTERM)
            self._master.wait()
            until(self._is_gone, "Postfix is gone")
        shutil.rmtree(self.folder)

    def send(self, mail: EmailMessage) -> None:
        """Hand a mail to it as a mail program does: Bcc goes into the envelope, and out of the header."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as client:
            client.send_message(mail)

    def mails_of(self, user: str) -> list[bytes]:
        """Return what came to a user of acme.example."""
        return [path.read_bytes() for path in (self._mailboxes / user / "new").glob("*")]

    def said(self) -> str:
        """Return its log."""
        return self.log.read_text() if self.log.exists() else ""

    def _write(self, name: str, text: str) -> None:
        (self.folder / "etc" / name).write_text(text)

    def _make_folders(self) -> None:
        for name in ("etc", "queue", "state", "mailboxes"):
            (self.folder / name).mkdir()
        owner = getpwnam(OWNER)
        queues = (
            "active",
            "bounce",
            "corrupt",
            "defer",
            "deferred",
            "flush",
            "hold",
            "incoming",
            "private",
            "saved",
            "trace",
        )
        for path in (self.folder / "state", self._mailboxes, *(self.folder / "queue" / name for name in queues)):
            path.mkdir(exist_ok=True, mode=0o700)
            os.chown(path, owner.pw_uid, owner.pw_gid)
        for name, mode in (("pid", 0o755), ("public", 0o755), ("maildrop", 0o700)):
            (self.folder / "queue" / name).mkdir(mode=mode)
        os.chown(self.folder / "queue" / "public", owner.pw_uid, owner.pw_gid)

    def _answers(self) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=5) as client:
                return client.noop()[0] == 250
        except OSError:
            return False

    def _is_gone(self) -> bool:
        assert self._master is not None
        try:
            os.killpg(self._master.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def _main(self) -> str:
        owner = getpwnam(OWNER)
        folder, etc = self.folder, self.folder / "etc"
        return f"""
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/state
daemon_directory = {_DAEMONS}
mail_owner = {OWNER}
maillog_file = {self.log}
maillog_file_prefixes = {folder}
myhostname = mail.acme.example
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
relay_transport = error
default_transport = error
virtual_mailbox_domains = acme.example, severamail.test
virtual_mailbox_base = {self._mailboxes}
virtual_mailbox_maps = regexp:{etc}/mailboxes-of
virtual_minimum_uid = 1
virtual_uid_maps = static:{owner.pw_uid}
virtual_gid_maps = static:{owner.pw_gid}
transport_maps = regexp:{etc}/transport
local_header_rewrite_clients =
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
transport_retry_time = 1s
"""

    def _services(self) -> str:
        return f"""
127.0.0.1:{self.port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
