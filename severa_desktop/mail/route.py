"""The way a mail took: its `Received` hops with hosts, times and delays, read by the library mail-parser.

Only for showing to people. Whatever the library makes of a header, there is a route, if a shorter one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from severa_desktop.mail.charsets import clean_text
from severa_desktop.mail.fields import read_header

_MOST_HOPS = 200
_LONGEST_HOP = 16_384


@dataclass(frozen=True, slots=True)
class Hop:
    """One server that handed the mail on; empty where it does not say."""

    from_: str
    by: str
    for_: str
    """The address it was meant for, without brackets."""
    time: int | None
    """Seconds since 1970, UTC."""
    delay: int
    """Seconds since the hop before; 0 where either time is unknown."""


def route(content: bytes) -> tuple[Hop, ...]:
    """Return the hops of a message, the oldest first. Never raises."""
    # Who shows routes has a window to paint first, and reading mails takes a while to load.
    from severa_desktop.mail.reader import ContainerError, as_rfc822  # noqa: PLC0415

    try:
        content = as_rfc822(content)
    except ContainerError:
        return ()
    header, _ = read_header(content, skip_preamble=True)
    lines = [raw for raw in header.all("Received") if len(raw) <= _LONGEST_HOP][:_MOST_HOPS]
    return tuple(_hop(hop) for hop in _parsed(lines)) if lines else ()


def _parsed(lines: Sequence[bytes]) -> Sequence[Mapping[str, object]]:
    """Return what mail-parser reads in the `Received` fields; nothing else of the mail is handed to it."""
    # 90 ms that only somebody who looks at a route should wait for.
    import mailparser  # type: ignore[import-untyped]  # noqa: PLC0415

    header = b"".join(b"Received: " + b" ".join(line.split()) + b"\r\n" for line in lines)
    try:
        received: Sequence[Mapping[str, object]] = mailparser.parse_from_bytes(header + b"\r\n").received
    except Exception:  # noqa: BLE001 - a foreign parser on hostile input: no route is the answer to all it raises
        return ()
    return received


def _hop(hop: Mapping[str, object]) -> Hop:
    delay = hop.get("delay")
    return Hop(
        from_=_text(hop, "from"),
        by=_text(hop, "by"),
        for_=_text(hop, "for").removeprefix("<").removesuffix(">"),
        time=_time(hop.get("date_utc")),
        delay=round(delay) if isinstance(delay, int | float) else 0,
    )


def _text(hop: Mapping[str, object], name: str) -> str:
    value = hop.get(name)
    return clean_text(value) if isinstance(value, str) else ""


def _time(value: object) -> int | None:
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
        return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
