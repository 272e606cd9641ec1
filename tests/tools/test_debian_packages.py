"""Debian packages: asked for only where one is missing, installed as root, named in one line otherwise.

The scripts run with a PATH that holds nothing but the tools they need, and programs that stand in for the system's.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
WINDOW = (
    "libdbus-1-3", "libegl1", "libfontconfig1", "libgl1", "libglib2.0-0", "libxcb-cursor0", "libxcb-icccm4",
    "libxcb-keysyms1", "libxcb-shape0", "libxkbcommon-x11-0", "libxkbcommon0",
)  # fmt: skip
TESTS = (
    "dbus", "dovecot-imapd", "dovecot-lmtpd", "fonts-dejavu-core", "gnome-keyring", "libical3", "openbox", "x11-utils",
    "xdotool", "xvfb",
)  # fmt: skip
MAIL_SERVER = "installed exim4-daemon-light, mail-transport-agent"
NEEDED = ("awk", "cat", "cksum", "dirname", "grep", "ldd", "mktemp", "rm", "sed", "sh", "sort", "tr")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell script, for systems that have a shell")


class Machine:
    """A project folder with the scripts, and a PATH of its own."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        shutil.copytree(TOOLS, self.project / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        self.path = folder / "bin"
        self.path.mkdir()
        self.calls = folder / "calls"
        for name in NEEDED:
            self.path.joinpath(name).symlink_to(shutil.which(name) or name)

    def program(self, name: str, script: str) -> None:
        """Put a program on PATH."""
        path = self.path / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def is_debian(self, packages: str, *, user: int, apt_get: str = "exit 0") -> None:
        """Have these packages, one a line as dpkg-query says them, and an apt-get that is written down."""
        self.program("dpkg-query", f"cat <<'END'\n{packages}\nEND")
        self.program("id", f"echo {user}")
        self.program("apt-get", f'echo "$*" >>{self.calls}\n{apt_get}')

    def has_set_up(self) -> None:
        """Have a .venv that is up to date."""
        (self.project / ".venv/bin").mkdir(parents=True)
        (self.project / ".venv/bin/python").symlink_to(shutil.which("true") or "true")
        texts = self.project / "resources/translations/nl/LC_MESSAGES/severa-desktop.po"
        texts.parent.mkdir(parents=True)
        for path in (self.project / "requirements-dev.lock", self.project / "pyproject.toml", texts):
            path.write_text("as it was\n", encoding="utf-8")
        # The stamp is what the script itself takes for the present state.
        state = 'LOCK=requirements-dev.lock; eval "$(sed -n "/^wanted()/,/^}/p" tools/setup.sh)"; wanted'
        stamp = subprocess.run(["/bin/sh", "-c", state], cwd=self.project, capture_output=True, check=True)
        (self.project / ".venv/severa-desktop-setup").write_bytes(stamp.stdout)

    def run(self, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", self.project / "tools" / script, *arguments],
            env={"PATH": str(self.path), "HOME": str(self.project), **environment},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def called(self) -> list[str]:
        return self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def installed(*names: str) -> str:
    return "\n".join(f"installed {name}, " for name in names)


@pytest.mark.parametrize(("purpose", "packages"), [("window", WINDOW), ("tests", WINDOW + TESTS)])
@pytest.mark.parametrize("user", [0, 1000])
def test_nothing_is_done_or_said_where_nothing_is_missing(
    machine: Machine, purpose: str, packages: tuple[str, ...], user: int
) -> None:
    machine.is_debian(f"{installed(*packages)}\n{MAIL_SERVER}", user=user)
    done = machine.run("debian_packages.sh", purpose)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.called() == []


def test_a_package_under_another_name_that_provides_it_is_there(machine: Machine) -> None:
    newer = [name for name in WINDOW if name not in {"libglib2.0-0", "libgl1"}]
    provided = (
        "installed libglib2.0-0t64, libglib2.0-0 (= 2.84.4-3), libgio (= 1)\n"
        "installed libgl1-other, libopengl0:amd64, libgl1:amd64"
    )
    machine.is_debian(f"{installed(*newer)}\n{provided}", user=1000)
    assert machine.run("debian_packages.sh", "window").returncode == 0


@pytest.mark.parametrize("state", ["config-files libgl1, ", "not-installed libgl1, ", "installed libgl10, ", ""])
def test_a_package_that_is_not_wholly_there_is_missing(machine: Machine, state: str) -> None:
    others = [name for name in WINDOW if name != "libgl1"]
    machine.is_debian(f"{installed(*others)}\n{state}", user=0)
    assert machine.run("debian_packages.sh", "window").returncode == 0
    assert [line.split(" -q ")[0] for line in machine.called()] == ["install -y --no-install-recommends libgl1"]


def test_as_root_what_is_missing_is_installed_without_questions(machine: Machine) -> None:
    machine.is_debian(installed(*WINDOW), user=0, apt_get=f"echo $DEBIAN_FRONTEND >>{machine.calls}")
    done = machine.run("debian_packages.sh", "tests")
    assert done.returncode == 0
    assert " ".join(TESTS) in done.stderr
    first, mode = machine.called()
    assert first.startswith(f"install -y --no-install-recommends {' '.join(TESTS)} postfix -q --no-remove ")
    assert mode == "noninteractive"


def test_mail_servers_that_the_tests_need_are_not_set_up_or_started_for_the_system(machine: Machine) -> None:
    machine.is_debian(installed(*WINDOW), user=0, apt_get=f"echo offline=$SYSTEMD_OFFLINE >>{machine.calls}")
    machine.program("debconf-set-selections", f"cat >>{machine.calls}")
    assert machine.run("debian_packages.sh", "tests").returncode == 0
    answer, _install, offline = machine.called()
    assert answer == "postfix postfix/main_mailer_type select No configuration"
    assert offline == "offline=1"


@pytest.mark.parametrize(("user", "there"), [(0, MAIL_SERVER), (1000, "")])
def test_postfix_is_for_root_and_takes_no_other_mail_servers_place(machine: Machine, user: int, there: str) -> None:
    machine.is_debian(f"{installed(*WINDOW, *TESTS)}\n{there}", user=user)
    assert machine.run("debian_packages.sh", "tests").returncode == 0
    assert machine.called() == []


def test_the_lists_of_packages_are_fetched_where_it_does_not_work_without(machine: Machine) -> None:
    fetched = machine.path / "fetched"
    lists = f'case "$1" in update) echo >{fetched} ;; install) [ -f {fetched} ] || exit 100 ;; esac'
    machine.is_debian(installed(*WINDOW), user=0, apt_get=lists)
    assert machine.run("debian_packages.sh", "tests").returncode == 0
    assert [line.split()[0] for line in machine.called()] == ["install", "update", "install"]


def test_what_apt_get_says_is_shown_where_it_fails(machine: Machine) -> None:
    machine.is_debian(installed(*WINDOW), user=0, apt_get="echo E: no space left >&2; exit 100")
    done = machine.run("debian_packages.sh", "tests")
    assert done.returncode == 1
    assert "E: no space left\n" in done.stderr
    assert done.stderr.splitlines()[-1].endswith(f"for the tests: {' '.join(TESTS)} postfix")


def test_without_root_one_line_says_how(machine: Machine) -> None:
    machine.is_debian(installed(*WINDOW[1:]), user=1000)
    done = machine.run("debian_packages.sh", "window")
    assert done.returncode == 1
    assert machine.called() == []
    line = "    sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends libdbus-1-3'"
    assert done.stderr.splitlines()[1:] == [line]


def test_without_apt_get_programs_are_named_and_the_rest_goes_on(machine: Machine) -> None:
    machine.program("openbox", "")
    done = machine.run("debian_packages.sh", "tests")
    assert done.returncode == 0
    programs = ["Xvfb", "xdotool", "xprop", "dbus-run-session", "dovecot", "gnome-keyring-daemon"]
    assert done.stderr.split(": ")[-1].split() == programs
    assert machine.run("debian_packages.sh", "window").stderr == ""


def test_without_apt_get_libraries_that_cannot_be_loaded_are_named(machine: Machine) -> None:
    (machine.path / "ldd").unlink()
    found = r"\tlibxcb-cursor.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tlibEGL.so.1 => not found\n"
    machine.program("ldd", f"printf '{found}'")
    done = machine.run("debian_packages.sh", "window")
    assert done.returncode == 0
    assert done.stderr.split(": ")[-1].split() == ["libEGL.so.1", "libxcb-cursor.so.0"]


@pytest.mark.parametrize(
    ("arguments", "screen", "code"),
    [((), {}, 0), ((), {"DISPLAY": ":0"}, 1), ((), {"WAYLAND_DISPLAY": "wayland-0"}, 1), (("tests",), {}, 1)],
)
def test_set_up_goes_on_without_what_the_window_needs_where_there_is_no_screen(
    machine: Machine, arguments: tuple[str, ...], screen: dict[str, str], code: int
) -> None:
    machine.is_debian("", user=1000)
    machine.has_set_up()
    done = machine.run("setup.sh", "--quiet", *arguments, **screen)
    assert done.returncode == code
    assert done.stderr.count("sudo") == 1


@pytest.mark.parametrize("arguments", [("--quiet",), ("--quiet", "tests")])
def test_set_up_is_silent_where_all_is_there(machine: Machine, arguments: tuple[str, ...]) -> None:
    machine.is_debian(installed(*WINDOW, *TESTS), user=1000)
    machine.has_set_up()
    done = machine.run("setup.sh", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
