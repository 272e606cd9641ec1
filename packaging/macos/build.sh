#!/bin/sh
# Make dist/severa-desktop-VERSION-macos-ARCH.dmg: run on macOS 13 or newer, with Python 3.11 or newer and Xcode's command
# line tools. For the computer's own kind of processor: run it once on Apple silicon and once on Intel.
#
#   SEVERA_DESKTOP_IDENTITY   "Developer ID Application: …" in the keychain; without it the result runs here only
#   SEVERA_DESKTOP_NOTARY     the profile that `xcrun notarytool store-credentials` made; without it nothing is notarised
#
# Not run where the rest of the project is tested, which has no macOS: see the checklist in packaging/README.md.
set -eu
cd "$(dirname "$0")/../.."

version=$(sed -n 's/^VERSION = "\(.*\)"/\1/p' severa_desktop/__init__.py)
app='dist/Severa Desktop.app'
image=dist/severa-desktop-$version-macos-$(uname -m).dmg
environment=build/package/venv
tools=build/package/tools

install_locked() {
    rm -rf "$1"
    "${PYTHON:-python3}" -m venv "$1"
    "$1/bin/python" -m pip install --quiet --require-hashes --no-deps --only-binary=:all: -r "$2"
}

install_locked "$environment" requirements-package.lock
install_locked "$tools" requirements-dev.lock
"$tools/bin/python" -m tools.compile_texts

# The icon in the sizes that macOS asks for, from the one drawing.
icons=build/package/severa-desktop.iconset
rm -rf "$icons"
mkdir -p "$icons"
"$environment/bin/python" packaging/icons.py "$icons"
iconutil --convert icns --output packaging/macos/severa-desktop.icns "$icons"

rm -rf dist/severa-desktop "$app"
"$environment/bin/python" -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build/package/work \
    packaging/severa-desktop.spec
"$app/Contents/MacOS/severa-desktop" --version

if [ -n "${SEVERA_DESKTOP_IDENTITY:-}" ]; then
    # From the inside out: a signature covers what lies within.
    find "$app" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 \
        | xargs -0 codesign --force --timestamp --options runtime --sign "$SEVERA_DESKTOP_IDENTITY"
    codesign --force --timestamp --options runtime --entitlements packaging/macos/entitlements.plist \
        --sign "$SEVERA_DESKTOP_IDENTITY" "$app"
    codesign --verify --deep --strict "$app"
else
    echo 'package: not signed (SEVERA_DESKTOP_IDENTITY is not set): it runs on this computer only' >&2
fi

folder=build/package/image
rm -rf "$folder" "$image"
mkdir -p "$folder"
cp -R "$app" LICENSE LICENSES-THIRD-PARTY.md "$folder/"
ln -s /Applications "$folder/Applications"
hdiutil create -quiet -volname 'Severa Desktop' -srcfolder "$folder" -format ULMO "$image"

if [ -n "${SEVERA_DESKTOP_IDENTITY:-}" ] && [ -n "${SEVERA_DESKTOP_NOTARY:-}" ]; then
    codesign --timestamp --sign "$SEVERA_DESKTOP_IDENTITY" "$image"
    xcrun notarytool submit "$image" --keychain-profile "$SEVERA_DESKTOP_NOTARY" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature --verbose "$image"
fi
ls -l "$image"
