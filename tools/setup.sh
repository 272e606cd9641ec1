#!/bin/sh
# Make or update .venv (a fitting Python, the locked packages, the project itself in editable form), and see to
# the Debian packages that the window needs.
#
#   setup.sh [--quiet]          all that the program needs
#   setup.sh [--quiet] tests    what its tests need as well
#
# Safe to call at any time: does nothing within milliseconds when nothing changed, goes on where it was
# interrupted, and mends a .venv whose interpreter is gone. Needs no root, unless Debian packages are
# missing: as root it installs those, else it prints the line that does.
set -eu
cd "$(dirname "$0")/.."

STAMP=.venv/severa-desktop-setup
LOCK=requirements-dev.lock

say() { printf 'setup: %s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }

quiet=no
purpose=window
for argument in "$@"; do
    case "$argument" in
        --quiet) quiet=yes ;;
        tests) purpose=tests ;;
        *) stop "usage: setup.sh [--quiet] [tests]" ;;
    esac
done

# Without a screen there is no window to open, and all the rest works without what it needs; not so the tests.
see_to_debian_packages() {
    tools/debian_packages.sh "$purpose" || { [ "$purpose" = window ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }
}

# What the present state must be: these files, in this folder (scripts in .venv name it), by this recipe. With the
# project the translations are compiled anew.
wanted() {
    { pwd -P; cat "$LOCK" pyproject.toml tools/setup.sh tools/find_python.sh tools/compile_texts.py \
        resources/translations/*/LC_MESSAGES/*.po; } | cksum
}

# The scripts in .venv/bin name their interpreter by its whole path: a folder that was moved or copied needs
# a new .venv.
works() {
    [ -x .venv/bin/python ] && grep -qF "$(pwd -P)/.venv/bin/" .venv/bin/pip 2>/dev/null && .venv/bin/python -I -c '
import sys, pip, sqlite3
sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ -z "${PYTHON:-}" ] && [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(wanted)" ] \
    && .venv/bin/python -c '' 2>/dev/null; then
    see_to_debian_packages || exit 1
    [ "$quiet" = yes ] || say "nothing to do, .venv is up to date."
    exit 0
fi

make_venv() {
    python=$(tools/find_python.sh) || {
        [ -z "${PYTHON:-}" ] || exit 1
        tools/debian_packages.sh python || exit 1
        python=$(tools/find_python.sh) || stop "Install Python 3.11 or newer, then run make setup again." \
            "If it stands in an unusual place: make setup PYTHON=/path/to/python3"
    }
    if [ -e .venv ]; then
        say ".venv does not work here, or its Python is not the wanted one: making it anew"
        rm -rf .venv
    fi
    say "making .venv with $python ($("$python" -c 'import platform; print(platform.python_version())'))"
    "$python" -m venv .venv || stop "making .venv failed, see above."
}

# PYTHON named on purpose, and .venv was made with another one: start again.
other_python() {
    [ -n "${PYTHON:-}" ] && [ "$("$PYTHON" -I -c 'import sys; print(sys.base_prefix, sys.version)' 2>/dev/null)" != \
        "$(.venv/bin/python -I -c 'import sys; print(sys.base_prefix, sys.version)')" ]
}

if ! works || other_python; then
    make_venv
fi

rm -f "$STAMP"
# No questions, no look for a newer pip, no stray settings from a requirements file named elsewhere.
export PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1
unset PIP_REQUIRE_VIRTUALENV PIP_TARGET PIP_PREFIX PIP_USER PYTHONPATH PYTHONHOME 2>/dev/null || true

say "installing the packages of $LOCK"
# The lock names every package there is, so nothing is resolved: an older pip would take a package that another
# one wants with an extra in its newest version, and then refuse it for having no hash.
.venv/bin/python -m pip install --quiet --require-hashes --no-deps --only-binary=:all: -r "$LOCK" </dev/null \
    || stop "installing the packages failed, see above. Is the package index reachable? Then: make setup"
# The build backend and what it needs stand in the lock, so nothing is fetched here.
.venv/bin/python -m pip install --quiet --no-index --no-deps --no-build-isolation --editable . </dev/null \
    || stop "installing the project into .venv failed, see above."

wanted >"$STAMP"
see_to_debian_packages || exit 1
say "done: .venv/bin/severa-desktop"
