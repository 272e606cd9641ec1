#!/bin/sh
# Print the path of a Python that fits, tried by running it: a name on PATH proves nothing, as version
# managers leave stubs there that fail when called.
#
#   find_python.sh        prints the interpreter, exit 0
#                         nothing fits: says why on standard error, exit 1
#   PYTHON=/path/python3  is taken, or refused with the reason
#
# "Fits" means: 3.11 or newer, able to make a virtual environment, with SQLite's full-text search.
set -eu

PROBE='
import sys
if sys.version_info < (3, 11):
    sys.exit("is Python %d.%d; 3.11 or newer is needed" % sys.version_info[:2])
try:
    import ensurepip, venv
except ImportError:
    sys.exit("cannot make a virtual environment (python%d.%d-venv is missing)" % sys.version_info[:2])
try:
    import sqlite3
    sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
except Exception:
    sys.exit("has no SQLite with full-text search (FTS5)")
print(sys.executable)
'

refusals=''

# The interpreter itself, not the stub that started it, is printed. Standard error of a candidate is its
# refusal; a stub of a version manager says several lines, of which the first is enough.
try_python() {
    if found=$("$1" -I -c "$PROBE" 2>&1 </dev/null); then
        printf '%s\n' "$found" | tail -n 1
        return 0
    fi
    reason=$(printf '%s\n' "$found" | head -n 1)
    refusals="$refusals
  $1: ${reason:-does not run}"
    return 1
}

if [ -n "${PYTHON:-}" ]; then
    try_python "$PYTHON" && exit 0
    printf 'The Python named by PYTHON does not fit:%s\n' "$refusals" >&2
    exit 1
fi

for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$name" >/dev/null 2>&1; then
        try_python "$name" && exit 0
    fi
done
for path in /usr/bin/python3 /usr/local/bin/python3 /opt/homebrew/bin/python3 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/python3; do
    if [ -x "$path" ]; then
        try_python "$path" && exit 0
    fi
done

printf 'No fitting Python was found (3.11 or newer, with venv and SQLite full-text search). Tried:%s\n' \
    "${refusals:-
  nothing: there is no python3 on this machine}" >&2
exit 1
