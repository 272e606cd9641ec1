"""What can go wrong with the store, each with a sentence that tells a person what to do.

These are the only errors the store lets out for what the outside world did; translating SQLite's own
errors into them is done in `store.failures`.
"""


class StoreError(Exception):
    """The store cannot do what was asked; the message says what happened and what to do."""


class NotADatabaseError(StoreError):
    """The file is no SQLite database, or one of another program."""


class NewerSchemaError(StoreError):
    """A newer version of this program wrote the file."""


class NetworkFileSystemError(StoreError):
    """The file lies on a network file system, where several processes cannot share it safely."""


class StoreFullError(StoreError):
    """There was no room to write."""


class StoreBusyError(StoreError):
    """Another process kept the store locked for too long."""


class StoreInUseError(StoreError):
    """Another process has the file open, and what was asked needs it alone."""


class StoreDamagedError(StoreError):
    """The file's content is damaged."""


class StoreAccessError(StoreError):
    """The file or its folder may not be read or written, or is not there."""


class MigrationError(StoreError):
    """Bringing an older file up to date failed; the file is as it was."""
