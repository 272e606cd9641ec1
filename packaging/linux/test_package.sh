#!/bin/bash
# Test the Debian package as somebody has it who installs it: in a root with nothing but what it declares to need.
#
#   packaging/linux/test_package.sh [FILE.deb]
#
# Needs to be root, and debootstrap, Xvfb, xdotool, dbus-daemon and gnome-keyring-daemon outside of that root: screen,
# bus and keyring are no part of it. Packages come from where this computer has its own from. Leaves nothing behind,
# but pictures in the folder that SEVERA_DESKTOP_ARTEFACTS names.
set -eu -o pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" != 0 ]; then
    echo 'test-package: installing into a root of its own needs root: sudo make test-package' >&2
    exit 2
fi
# What is mounted here is seen by nobody else, and gone in the end, whatever happens.
[ -n "${SEVERA_DESKTOP_APART:-}" ] || exec env SEVERA_DESKTOP_APART=1 unshare --mount --propagation private "$0" "$@"
deb=$(realpath "${1:-$(ls dist/severa-desktop_*.deb)}")
work=$(mktemp -d /tmp/severa-desktop-package-XXXXXX)
root=$work/root
home=/home/colleague
started=()

clean_up() {
    local code=$?
    [ $code = 0 ] || tail -n 20 "$root$home"/.local/state/severa-desktop/log/*.log 2>/dev/null || true
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    for place in dev proc; do ! mountpoint -q "$root/$place" || umount -R -l "$root/$place"; done
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT

say() { printf 'test-package: [%3d s] %s\n' "$SECONDS" "$*"; }
fail() { printf 'test-package: FAILED: %s\n' "$*" >&2; exit 1; }

# Wait until a command succeeds; a busy computer gets a minute.
until_true() {
    local deadline=$((SECONDS + 60))
    until "$@"; do
        [ $SECONDS -lt $deadline ] || fail "waited in vain for: $*"
        sleep 0.2
    done
}

inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }

as_colleague() {
    chroot --userspec=1000:1000 "$root" env -i -C "$home" PATH=/usr/bin:/bin HOME=$home LANG=C.UTF-8 LANGUAGE=en \
        XDG_RUNTIME_DIR=/run/user/1000 DISPLAY="${display:-}" DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus "$@"
}

count() { as_colleague severa-desktop activities --json | wc -l; }

# ---------------------------------------------------------------- a root with nothing in it
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
sites=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | sort -u)
site=$(awk -v suite="$suite" '$2 == suite { print $1; exit }' <<<"$sites")
say "making a root of $suite"
debootstrap --variant=minbase "$suite" "$root" "$site" >"$work/debootstrap.log" 2>&1 \
    || { tail -n 20 "$work/debootstrap.log"; fail 'debootstrap'; }
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
echo 'colleague:x:1000:1000::/home/colleague:/bin/sh' >>"$root/etc/passwd"
echo 'colleague:x:1000:' >>"$root/etc/group"
mkdir -p "$root$home" "$root/run/user/1000"
chown -R 1000:1000 "$root$home" "$root/run/user/1000"
chmod 700 "$root/run/user/1000"

# ---------------------------------------------------------------- installing
say 'installing the package'
cp "$deb" "$root/severa-desktop.deb"
inside dpkg-query --show --showformat='${Package}\n' | sort >"$work/before"
inside apt-get -q -y --no-install-recommends install /severa-desktop.deb >"$work/apt.log" 2>&1 \
    || { tail -n 20 "$work/apt.log"; fail 'installing'; }
rm "$root/severa-desktop.deb"
inside dpkg-query --show --showformat='${Package}\n' | sort >"$work/after"
say "installed, with $(($(comm -13 "$work/before" "$work/after" | wc -l) - 1)) packages that it needs"
program=/usr/lib/severa-desktop
lacking=$(inside LD_LIBRARY_PATH=$program/_internal:$program/_internal/PySide6:$program/_internal/PySide6/Qt/lib \
    find $program -name '*.so*' -type f -exec ldd {} + 2>/dev/null | grep 'not found' | sort -u || true)
[ -z "$lacking" ] || fail "libraries are missing: $lacking"
for file in /usr/share/man/man1/severa-desktop.1.gz /usr/share/man/nl/man1/severa-desktop.1.gz \
    /usr/share/icons/hicolor/scalable/apps/severa-desktop.svg /usr/lib/systemd/user/severa-desktop.service \
    /usr/share/doc/severa-desktop/copyright /usr/share/metainfo/nl.severa_desktop.SeveraDesktop.metainfo.xml; do
    # Debian's own minimal systems leave out manuals and documents.
    dpkg-deb --fsys-tarfile "$deb" | tar -t ".$file" >/dev/null || fail "$file is not in the package"
done
as_colleague severa-desktop --version

# ---------------------------------------------------------------- importing a folder, in several processes
sample=$program/_internal/severa_desktop/resources/sample
as_colleague severa-desktop directory import $sample/directory.json >/dev/null
as_colleague severa-desktop setup --address lindenhof@severamail.com --activity-type E-mail >/dev/null
as_colleague severa-desktop import $sample/mails --json >"$work/results" &
import=$!
readers=0
while kill -0 $import 2>/dev/null; do
    now=$(pgrep -f -c 'severa-desktop .*--multiprocessing-fork' || true)
    [ "$now" -le "$readers" ] || readers=$now
    sleep 0.05
done
wait $import && fail 'the sample holds mails that are rejected, which were not'
made=$(grep -c '"outcome": "activity"' "$work/results")
[ "$made" = "$(count)" ] || fail "$made activities were made, $(count) are listed"
[ "$made" -gt 200 ] || fail "only $made of the sample's mails became activities"
[ "$(nproc)" = 1 ] || [ "$readers" -gt 0 ] || fail 'no other process read mails'
as_colleague severa-desktop doctor || fail 'doctor found something'
say "imported $made mails, $readers processes read them"

# ---------------------------------------------------------------- a screen, a bus, a keyring
mkdir -p "$work/keyring" "$work/run"
chmod 700 "$work/keyring" "$work/run"
Xvfb -displayfd 3 -screen 0 1400x900x24 -nolisten tcp 3>"$work/display" 2>/dev/null &
started+=($!)
until_true test -s "$work/display"
display=:$(cat "$work/display")
cat >"$work/bus.conf" <<END
<busconfig><type>session</type><listen>unix:path=$root/run/user/1000/bus</listen>
<policy context="default"><allow user="*"/><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
END
dbus-daemon --config-file="$work/bus.conf" --nofork >/dev/null 2>&1 &
started+=($!)
until_true test -S "$root/run/user/1000/bus"
chmod 666 "$root/run/user/1000/bus"
keyring=(env HOME="$work/keyring" XDG_DATA_HOME="$work/keyring" XDG_RUNTIME_DIR="$work/run"
    DBUS_SESSION_BUS_ADDRESS="unix:path=$root/run/user/1000/bus")
printf 'test\n' | "${keyring[@]}" gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
started+=($!)
owned() {
    "${keyring[@]}" dbus-send --session --dest=org.freedesktop.DBus --print-reply / \
        org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q 'boolean true'
}
until_true owned

# ---------------------------------------------------------------- the window
as_colleague severa-desktop >"$work/window.log" 2>&1 &
started+=($!)
windows() { DISPLAY=$display xdotool search --onlyvisible --class severa-desktop 2>/dev/null | wc -l; }
shown() { [ "$(windows)" -ge 1 ]; }
until_true shown
[ ! -s "$work/window.log" ] || { cat "$work/window.log"; fail 'the window complained'; }
DISPLAY=$display xprop -id "$(DISPLAY=$display xdotool search --onlyvisible --class severa-desktop | head -n 1)" _NET_WM_ICON \
    | grep 'Icon (48 x 48)' >/dev/null || fail 'the window has no icon of its own'
say 'the window is open'

# ---------------------------------------------------------------- a mail by double-click, taken over by the open window
cat >"$root$home/Een nieuwe mail.eml" <<'END'
From: Lotte Smeets <lotte@lindenhof.example>
To: info@elsewhere.example
Subject: Double-clicked
Date: Mon, 02 Mar 2026 09:15:00 +0100
Message-ID: <double-click@lindenhof.example>

Hello
END
command=$(sed -n 's/^Exec=//p' "$root/usr/share/applications/severa-desktop.desktop")
before=$(count)
as_colleague ${command/\%F/} "$home/Een nieuwe mail.eml" || fail 'the second program ended with an error'
one_more() { [ "$(count)" = $((before + 1)) ]; }
until_true one_more
[ "$(windows)" = 1 ] || fail "there are $(windows) windows"
[ "$(as_colleague severa-desktop activities --search double-clicked --json | wc -l)" = 1 ] || fail 'another mail came'
say 'a mail was imported by double-click'
if [ -n "${SEVERA_DESKTOP_ARTEFACTS:-}" ] && command -v import >/dev/null; then
    mkdir -p "$SEVERA_DESKTOP_ARTEFACTS"
    import -display "$display" -window root "$SEVERA_DESKTOP_ARTEFACTS/installed.png"
fi
grep -q 'message/rfc822' "$root/usr/share/applications/severa-desktop.desktop" || fail 'mails do not open with it'

# ---------------------------------------------------------------- the keyring
printf 'correct horse\n' | as_colleague severa-desktop source add imap mail.example --user anna --password-stdin \
    >"$work/source.log" 2>&1 || { cat "$work/source.log"; fail 'adding a mailbox'; }
kept() {
    "${keyring[@]}" dbus-send --session --dest=org.freedesktop.secrets --print-reply /org/freedesktop/secrets \
        org.freedesktop.Secret.Service.SearchItems dict:string:string:service,severa-desktop | grep -q object
}
kept || { cat "$work/source.log"; fail 'the keyring has no password'; }
! grep -rqa 'correct horse' "$root$home" || fail 'the password is in a file'
say 'the keyring has the password'

# ---------------------------------------------------------------- removing
kill "${started[-1]}"
wait "${started[-1]}" || true
total=$(count)
inside dpkg --listfiles severa-desktop | sort >"$work/files"
inside apt-get -q -y purge severa-desktop >"$work/apt.log" 2>&1 || { tail -n 20 "$work/apt.log"; fail 'removing'; }
[ ! -e "$root/usr/lib/severa-desktop" ] || fail 'the program is still there'
[ ! -e "$root/usr/bin/severa-desktop" ] || fail 'the command is still there'
left=$(while read -r file; do [ -f "$root$file" ] && echo "$file"; done <"$work/files" || true)
[ -z "$left" ] || fail "these files are still there: $left"
data=$root$home/.local/share/severa-desktop
[ -f "$data/severa-desktop.sqlite" ] || fail 'the data is gone'
[ "$(.venv/bin/severa-desktop --data-dir "$data" activities --json | wc -l)" = "$total" ] || fail 'activities are gone'
say "removed; the data of $total activities is still there"
