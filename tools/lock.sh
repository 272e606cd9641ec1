#!/bin/sh
# Write requirements.lock (what the program needs), requirements-dev.lock (that, and what its tests,
# checks and build need) and requirements-package.lock (what the program and the making of its packages need):
# exact versions with hashes, one file for Python 3.11 and newer on Linux, macOS and Windows. Versions that still fit stay as they are.
#
#   tools/lock.sh                         after a change of pyproject.toml
#   tools/lock.sh --upgrade               newest versions of everything
#   tools/lock.sh --upgrade-package NAME  of one package
#
# uv resolves; it lives in a folder of its own in the cache, as it is no dependency of the project.
set -eu
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
home=${XDG_CACHE_HOME:-$HOME/.cache}/severa-desktop-lock/uv-$UV_VERSION
if [ ! -x "$home/bin/uv" ]; then
    python=$(tools/find_python.sh)
    rm -rf "$home"
    "$python" -m venv "$home"
    "$home/bin/python" -m pip install --quiet "uv==$UV_VERSION"
fi

# No annotations and no addresses: the files name packages, versions and hashes, nothing of where they
# came from.
compile() {
    "$home/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' "$@"
}
compile "$@" --output-file requirements.lock pyproject.toml
compile "$@" --constraints requirements.lock --group dev --output-file requirements-dev.lock pyproject.toml
compile "$@" --constraints requirements.lock --group package --output-file requirements-package.lock pyproject.toml

if grep -nE '://|^-' requirements.lock requirements-dev.lock requirements-package.lock; then
    echo 'lock: an address or an option stands in a lock file (see above); it must not.' >&2
    exit 1
fi
