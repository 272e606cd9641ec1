#!/bin/sh
# See to the Debian packages that something of the project needs: as root install those that are missing, else
# print the one line that does.
#
#   debian_packages.sh python    to make .venv
#   debian_packages.sh window    to open the window
#   debian_packages.sh tests     to open it on a screen of the tests' own, with a pointer and a window manager, and to
#                                start mail servers and a keyring that are the tests' own, and to read calendars as
#                                other programs do
#   debian_packages.sh package   to make the package that people install, and to test it in a root of its own
#
# Exit 0: nothing is missing, or no longer; asking takes some hundredths of a second. Exit 1: something still is.
# Where there is no apt-get, libraries and programs that are missing are named, and the rest goes on: exit 0.
set -eu
cd "$(dirname "$0")/.."

PYTHON_PACKAGES='python3 python3-venv'
WINDOW_PACKAGES='libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1
    libxcb-shape0 libxkbcommon-x11-0 libxkbcommon0'
TEST_PACKAGES='dbus dovecot-imapd dovecot-lmtpd fonts-dejavu-core gnome-keyring libical3 openbox x11-utils xdotool xvfb'
TEST_PROGRAMS='Xvfb openbox xdotool xprop dbus-run-session dovecot gnome-keyring-daemon'

PACKAGE_PACKAGES='binutils dbus debootstrap gnome-keyring xdotool xvfb'
PACKAGE_PROGRAMS='objdump strip dpkg-deb'

say() { printf 'setup: %s\n' "$*" >&2; }

case "${1:-}" in
    python) wanted=$PYTHON_PACKAGES programs='' purpose='to make .venv' ;;
    window) wanted=$WINDOW_PACKAGES programs='' purpose='to open the window' ;;
    tests) wanted="$WINDOW_PACKAGES $TEST_PACKAGES" programs=$TEST_PROGRAMS purpose='for the tests' ;;
    package) wanted="$WINDOW_PACKAGES $PACKAGE_PACKAGES" programs=$PACKAGE_PROGRAMS purpose='to make the package' ;;
    *) say "usage: debian_packages.sh python|window|tests|package"; exit 2 ;;
esac

# A package is there under its own name, or under another one that provides it: Debian 13 has libglib2.0-0t64,
# which provides libglib2.0-0. Of the packages that are a mail-transport-agent, Postfix is the one to install.
missing_packages() {
    dpkg-query --show --showformat='${db:Status-Status} ${Package}, ${Provides}\n' | awk -v wanted="$wanted" '
        $1 == "installed" {
            sub(/^installed /, "")
            gsub(/\([^)]*\)|:[a-z0-9]+/, "")
            for (at = split($0, names, /[ ,]+/); at > 0; at--) there[names[at]] = 1
        }
        END {
            count = split(wanted, names)
            for (at = 1; at <= count; at++) if (!(names[at] in there)) {
                printf "%s%s", gap, names[at] == "mail-transport-agent" ? "postfix" : names[at]
                gap = " "
            }
        }'
}

# What the plugin that draws on X11 asks for, and cannot be loaded; once .venv is there.
missing_libraries() {
    ldd .venv/lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so 2>/dev/null \
        | sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/\1/p' | sort -u
}

missing_programs() {
    for name in $programs; do
        command -v "$name" >/dev/null 2>&1 || echo "$name"
    done
}

if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
    missing=$({ missing_libraries; missing_programs; } | tr '\n' ' ')
    [ -z "$missing" ] || say "missing $purpose, by the names of their files: $missing"
    exit 0
fi

# Postfix can be started by root only, and is no reason to take away a mail server that is there already.
[ "$1" != tests ] || [ "$(id -u)" != 0 ] || wanted="$wanted mail-transport-agent"
missing=$(missing_packages)
[ -n "$missing" ] || exit 0
install="apt-get install -y --no-install-recommends $missing"
if [ "$(id -u)" != 0 ]; then
    say "Debian packages are missing $purpose. This installs them:"
    printf "    sudo sh -c 'apt-get update && %s'\n" "$install" >&2
    exit 1
fi

say "installing Debian packages $purpose: $missing"
export DEBIAN_FRONTEND=noninteractive
# The tests start mail servers of their own: those of the system get no settings, and are not started now.
[ "$1" != tests ] || export SYSTEMD_OFFLINE=1
case " $missing " in *' postfix '*)
    ! command -v debconf-set-selections >/dev/null 2>&1 \
        || echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections ;;
esac
# The lists of packages may be old or not there at all: they are fetched if it does not work without.
# Another apt-get may be at work: its lock is waited for.
quietly() {
    "$@" -q --no-remove -o DPkg::Lock::Timeout=300 >"$log" 2>&1 </dev/null
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if quietly $install || { quietly apt-get update && quietly $install; }; then
    exit 0
fi
cat "$log" >&2
say "apt-get failed, see above. Install by hand what is missing $purpose: $missing"
exit 1
