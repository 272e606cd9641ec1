"""Severa Desktop: files e-mails as activities, linked to customer, people and project, and says why."""

VERSION = "0.1.0"
"""As in pyproject.toml: asking the installed package for it would double the time of `--version`."""
