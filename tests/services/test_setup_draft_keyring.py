"""Passwords entered while setting up are in the real keyring once that is finished, and not a moment before."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.keyring_session import session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have a keyring of their own")

_SCRIPT = """
import json, sys
from dataclasses import replace
from pathlib import Path
from severa_desktop.bootstrap import open_application
from severa_desktop.core.source_settings import ImapSettings, Source
from severa_desktop.paths import Folders
from severa_desktop.secrets import Secrets
from severa_desktop.services.sources import NewSource

data = Path(sys.argv[1])
application = open_application(Folders(data, data / "logs"))
secrets = Secrets(Folders(data, data / "logs").store)
anna = ImapSettings("mail.acme.example", "anna", 993)
bram = replace(anna, user="bram")
found = lambda: [secrets.find(Source(1, settings)) for settings in (anna, bram)]
seen = []
draft = application.begin_draft()
seen.append(draft.sources.add(NewSource(anna), "first").trouble)
seen.append(found())
seen.append(list(draft.finish().troubles))
seen.append(found())
draft = application.begin_draft()
draft.sources.change(1, NewSource(bram), "second")
seen.append(found())
draft.finish()
seen.append(found())
draft = application.begin_draft()
draft.sources.remove(1)
seen.append(found())
draft.finish()
seen.append(found())
application.close()
print(json.dumps(seen))
"""


def test_a_password_goes_to_the_keyring_with_the_end(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with session(home) as keyring:
        keyring.open()
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT, str(tmp_path / "data")],
            env=keyring.environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stderr == ""
    assert json.loads(done.stdout) == [
        "",
        [None, None],
        [],
        ["first", None],
        ["first", None],
        [None, "second"],
        [None, "second"],
        [None, None],
    ]
    for file in (tmp_path / "data").rglob("*"):
        if file.is_file():
            assert b"second" not in file.read_bytes()
