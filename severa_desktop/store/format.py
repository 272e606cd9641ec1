"""What tells this program's file from others, and the versions of its tables. Loads nothing."""

APPLICATION_ID = 0x53764474
"""Marks the file as this program's (`SvDt`), for `file` and for telling it from other databases."""
REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""Every revision of the tables there is, oldest first, as in `migrations/versions`."""
CURRENT = REVISIONS[-1]
