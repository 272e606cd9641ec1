"""What is loaded when: start-up is short because most is not."""

import subprocess
import sys
from pathlib import Path

from severa_desktop.store.store import Store


def loaded(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_parsing_processes_do_not_load_the_database() -> None:
    modules = loaded("import severa_desktop.store.compression")
    assert not {"sqlalchemy", "sqlite3", "alembic"} & modules


def test_opening_a_current_store_does_not_load_the_migrations(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store.open(path).close()
    code = f"from pathlib import Path; from severa_desktop.store import Store; Store.open(Path({str(path)!r}))"
    modules = loaded(code)
    assert "sqlalchemy" in modules
    assert not {"alembic", "sqlalchemy.orm"} & modules
