"""The version that `--version` prints: asking the installed package for it would double the time."""

VERSION = "0.1.0"
