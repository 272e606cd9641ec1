#!/bin/sh
# Make the program's one folder, dist/severa-desktop, from the locked packages: needs no .venv, changes nothing else.
# Run by `make package`; windows/build.ps1 does the same there.
set -eu
cd "$(dirname "$0")/.."

ENVIRONMENT=build/package/venv
STAMP=$ENVIRONMENT/severa-desktop-package
LOCK=requirements-package.lock

say() { printf 'package: %s\n' "$*" >&2; }

python=$(tools/find_python.sh)
wanted() { { pwd -P; "$python" -VV; cat "$LOCK"; } | cksum; }

if [ ! -f "$STAMP" ] || [ "$(cat "$STAMP")" != "$(wanted)" ]; then
    say "installing the packages of $LOCK into $ENVIRONMENT"
    rm -rf "$ENVIRONMENT"
    "$python" -m venv "$ENVIRONMENT"
    PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 "$ENVIRONMENT/bin/python" -m pip install --quiet --require-hashes \
        --no-deps --only-binary=:all: -r "$LOCK" </dev/null
    wanted >"$STAMP"
fi

say 'compiling the translations'
tools/setup.sh --quiet
.venv/bin/python -m tools.compile_texts

say 'putting the program together'
PYTHONHASHSEED=0 SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s) \
    "$ENVIRONMENT/bin/python" -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build/package/work \
    packaging/severa-desktop.spec </dev/null
# What debuggers would read. Qt’s own libraries come without.
find dist/severa-desktop/_internal -name '*.so*' -type f ! -path '*/PySide6/*' -exec strip --strip-debug {} +
say "made dist/severa-desktop, $(du -sh --apparent-size dist/severa-desktop 2>/dev/null | cut -f1)"
