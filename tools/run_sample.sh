#!/bin/sh
# The first look: the window on the sample company, whose mails are imported while one watches the first time.
# Without a screen they are imported on the command line, and what became of them is printed. All of it lies in
# .sample/; your own data is not touched.
set -eu
cd "$(dirname "$0")/.."

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" = Darwin ]; then
    echo 'Opening the window on the sample company; it ends when the window is closed.'
    exec .venv/bin/severa-desktop --data-dir .sample/window --sample
fi

sample=resources/sample
store=.sample/store
if [ ! -f "$sample/directory.json" ] || [ ! -d "$sample/mails" ]; then
    echo "run: the sample company is missing: $sample should hold directory.json and mails/." >&2
    exit 1
fi

severa() { .venv/bin/severa-desktop --data-dir "$store" "$@"; }
title() { printf '\n== %s\n' "$*"; }

rm -rf "$store"
mkdir -p "$store"

title 'The company: its users, customers, contact persons and projects'
severa directory import "$sample/directory.json"
severa setup --address lindenhof@severamail.com --activity-type E-mail

title 'Its mails'
status=0
severa import "$sample/mails" || status=$?
# 1 says that some mails were not imported. Some of the sample's are refused on purpose.
if [ "$status" -gt 1 ]; then
    echo "run: the import ended with exit code $status." >&2
    exit "$status"
fi
if [ -z "$(severa activities --limit 1 --json)" ]; then
    echo 'run: no mail became an activity, though the sample has many that should.' >&2
    exit 1
fi

title 'The newest activities'
severa activities --limit 20

title 'What was not imported, and why (on purpose: the sample has such mails)'
severa rejected --failed

newest=$(severa activities --limit 1 --json | sed -n 's/.*"id": *\([0-9][0-9]*\).*/\1/p' | head -n 1)
cat <<END

== The window
There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so all this was done on the command line. On a
desktop, make run opens the window on the same company; over ssh, ssh -X brings it to your own screen. The
program itself opens its window when it is started without a command:
    .venv/bin/severa-desktop

== Try next
Why a mail was linked as it was, and the way it took:
    .venv/bin/severa-desktop --data-dir $store show ${newest:-1}
Search, filters:
    .venv/bin/severa-desktop --data-dir $store activities --search offerte
    .venv/bin/severa-desktop --data-dir $store activities --warnings
The files of all projects:
    .venv/bin/severa-desktop --data-dir $store files
Your own mails (files, folders, mbox, Maildir, zip), after your own directory and settings:
    .venv/bin/severa-desktop directory import YOUR-DIRECTORY.json
    .venv/bin/severa-desktop setup --address YOUR-NAME@severamail.com --activity-type E-mail
    .venv/bin/severa-desktop import YOUR-MAILS
END
