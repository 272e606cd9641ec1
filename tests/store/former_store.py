"""The small store of an earlier revision, as the program of that time left it (`tools/former_store.py`)."""

from pathlib import Path

import zstandard

FORMER = Path(__file__).parent / "former"


def former_store(revision: str, path: Path) -> None:
    """Put it at a path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = (FORMER / f"{revision}.sqlite.zst").read_bytes()
    path.write_bytes(zstandard.ZstdDecompressor().decompress(packed, max_output_size=1 << 24))
