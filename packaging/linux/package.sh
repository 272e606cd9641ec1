#!/bin/sh
# Make dist/severa-desktop_VERSION_ARCH.deb and dist/severa-desktop-VERSION-linux-ARCH.tar.gz from dist/severa-desktop,
# which packaging/build.sh makes. Needs dpkg-deb and objdump.
set -eu
cd "$(dirname "$0")/../.."
umask 022

program=dist/severa-desktop
version=$(sed -n 's/^VERSION = "\(.*\)"/\1/p' severa_desktop/__init__.py)
architecture=$(dpkg --print-architecture)
moment=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
work=build/package/linux
tree=$work/deb
deb=dist/severa-desktop_${version}_$architecture.deb
tarball=dist/severa-desktop-$version-linux-$architecture.tar.gz

# The Debian packages whose libraries the program is linked with and does not bring along.
needed_packages() {
    find "$program" -type f \( -name '*.so*' -o -name severa-desktop \) -exec objdump -p {} + 2>/dev/null \
        | sed -n 's/^ *NEEDED *//p' | sort -u >"$work/needed"
    find "$program" -name '*.so*' -printf '%f\n' | sort -u >"$work/brought"
    comm -23 "$work/needed" "$work/brought" >"$work/missing"
    while read -r name; do
        file=$(ldconfig -p | awk -v name="$name" '$1 == name && /x86-64|AArch64/ { print $NF; exit }')
        [ -n "$file" ] || { echo "package: $name is nowhere on this computer" >&2; return 1; }
        owner=
        for path in "$file" "$(realpath "$file")" "/usr$file" "/usr$(realpath "$file")"; do
            owner=$(dpkg-query --search "$path" 2>/dev/null | head -n 1 | cut -d: -f1)
            [ -z "$owner" ] || break
        done
        [ -n "$owner" ] || { echo "package: no Debian package has $file" >&2; return 1; }
        echo "$owner"
    done <"$work/missing"
}

rm -rf "$work"
mkdir -p "$tree/DEBIAN" "$tree/usr/bin" "$tree/usr/lib" "$tree/usr/share/doc/severa-desktop"
cp -a "$program" "$tree/usr/lib/severa-desktop"
ln -s ../lib/severa-desktop/severa-desktop "$tree/usr/bin/severa-desktop"
share=$tree/usr/share
install -D -m 644 packaging/linux/severa-desktop.desktop "$share/applications/severa-desktop.desktop"
install -D -m 644 resources/severa-desktop.svg "$share/icons/hicolor/scalable/apps/severa-desktop.svg"
mkdir -p "$share/metainfo"
sed "s/@VERSION@/$version/; s/@DATE@/$(date -u -d "@$moment" +%F)/" packaging/linux/severa-desktop.metainfo.xml \
    >"$share/metainfo/nl.severa_desktop.SeveraDesktop.metainfo.xml"
install -D -m 644 packaging/linux/severa-desktop.service "$tree/usr/lib/systemd/user/severa-desktop.service"
install -D -m 644 packaging/man/man1/severa-desktop.1 "$share/man/man1/severa-desktop.1"
install -D -m 644 packaging/man/nl/man1/severa-desktop.1 "$share/man/nl/man1/severa-desktop.1"
gzip -9n "$share/man/man1/severa-desktop.1" "$share/man/nl/man1/severa-desktop.1"
documents=$share/doc/severa-desktop
{ cat LICENSE; printf '\nLicences of what it brings along: LICENSES-THIRD-PARTY.md.gz beside this file.\n'; } \
    >"$documents/copyright"
gzip -9nc LICENSES-THIRD-PARTY.md >"$documents/LICENSES-THIRD-PARTY.md.gz"
gzip -9nc CHANGELOG.md >"$documents/changelog.gz"
find "$tree" -type d -exec chmod 755 {} +
find "$tree" -type f ! -perm -u+x -exec chmod 644 {} +

needed_packages >"$work/packages"
# The last one is loaded by name.
depends=$({ cat "$work/packages"; echo libdbus-1-3; } | sort -u | paste -s -d, | sed 's/,/, /g')
cat >"$tree/DEBIAN/control" <<END
Package: severa-desktop
Version: $version
Architecture: $architecture
Maintainer: Severa Desktop contributors <severa-desktop@localhost>
Installed-Size: $(du -k -s --apparent-size "$tree/usr" | cut -f1)
Depends: $depends
Recommends: gnome-keyring | kwalletmanager | keepassxc, fonts-dejavu-core | fonts-noto-core, xdg-utils
Section: mail
Priority: optional
Description: files e-mails as activities, and says why
 Severa Desktop turns e-mails into activities: linked to a customer, people and a
 project by fixed rules, with attachments filed, and with the reason for each of
 these. Mails are dropped on the window, or arrive by themselves from folders and
 mailboxes. Everything stays on this computer.
END
chmod 644 "$tree/DEBIAN/control"
find "$tree" -exec touch --no-dereference --date="@$moment" {} +
rm -f "$deb" "$tarball"
SOURCE_DATE_EPOCH=$moment dpkg-deb --root-owner-group -Zxz -z4 --build "$tree" "$deb" >/dev/null

# The same for other systems: unpacked into ~/.local, it is in the menu.
root=$work/severa-desktop-$version
mkdir "$root"
cp -a "$tree/usr/bin" "$tree/usr/lib" "$tree/usr/share" "$root/"
mkdir -p "$root/share/systemd"
mv "$root/lib/systemd/user" "$root/share/systemd/user"
rmdir "$root/lib/systemd"
sed -i 's|/usr/bin/severa-desktop|%h/.local/bin/severa-desktop|' "$root/share/systemd/user/severa-desktop.service"
find "$root" -exec touch --no-dereference --date="@$moment" {} +
tar --create --directory "$work" --sort=name --owner=0 --group=0 --numeric-owner "severa-desktop-$version" \
    | gzip -6n >"$tarball"

printf 'package: %s, %s packed, %s installed\npackage: %s, %s packed\n' "$deb" "$(du -h --apparent-size "$deb" | cut -f1)" \
    "$(du -sh --apparent-size "$tree/usr" | cut -f1)" "$tarball" "$(du -h --apparent-size "$tarball" | cut -f1)" >&2
printf 'package: the largest ten pieces, in KiB:\n' >&2
(cd "$tree/usr/lib/severa-desktop" && find . -type f -printf '%k %P\n' | sort -rn | head -n 10) >&2
