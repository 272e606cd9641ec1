"""Times and sizes as people read them, in the time zone of this computer."""

from contextlib import suppress
from datetime import UTC, datetime

from severa_desktop.texts import _, ngettext, number

_STEP = 1024


def local_time(seconds: int) -> str:
    """Return seconds since 1970 as local date and time, such as ``2026-03-02 09:15``."""
    moment = datetime.fromtimestamp(seconds, UTC)
    # Windows knows no time zone before 1970; such a moment is shown in UTC.
    with suppress(OverflowError, OSError, ValueError):
        moment = moment.astimezone()
    return moment.strftime("%Y-%m-%d %H:%M")


def size_words(size: int) -> str:
    """Return a size in bytes as ``17 bytes``, ``18 KiB`` or ``1.2 MiB``."""
    if size < _STEP:
        return ngettext("{count} byte", "{count} bytes", size).format(count=size)
    if size < _STEP * _STEP:
        return f"{size / _STEP:.0f} KiB"
    return f"{number(size / _STEP / _STEP, 1)} MiB"


def delay_words(seconds: int) -> str:
    """Return a delay such as ``after 3 s``, ``after 5 min`` or ``after 2 h``."""
    if abs(seconds) < 120:
        return _("after {count} s").format(count=seconds)
    if abs(seconds) < 7200:
        return _("after {count} min").format(count=f"{seconds / 60:.0f}")
    return _("after {count} h").format(count=f"{seconds / 3600:.0f}")
