"""A certificate authority of the tests' own, made with openssl."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
[ca]
default_ca = own
[own]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


@dataclass(frozen=True)
class Certificate:
    """A server's certificate with its key."""

    certificate: Path
    key: Path


class Authority:
    """Issues certificates; `ca_file` is what a company would give out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True)
        (folder / "index").touch()
        (folder / "config").write_text(_CONFIG.format(folder=folder))
        self.ca_file = folder / "ca.pem"
        _openssl(
            "req", "-x509", *_NEW_KEY, "-days", "30", "-subj", "/CN=The tests’ authority", "-utf8",
            "-keyout", folder / "ca.key", "-out", self.ca_file,
        )  # fmt: skip

    def issue(self, *names: str, expired: bool = False) -> Certificate:
        """Return a certificate for these names, such as ``DNS:localhost``."""
        place = self._folder / f"{len(list(self._folder.iterdir()))}"
        made = Certificate(place.with_suffix(".crt"), place.with_suffix(".key"))
        request = place.with_suffix(".csr")
        _openssl(
            "req", *_NEW_KEY, "-subj", "/CN=a server", "-addext", f"subjectAltName={','.join(names)}",
            "-keyout", made.key, "-out", request,
        )  # fmt: skip
        days = ("200101000000Z", "200201000000Z") if expired else ("200101000000Z", "490101000000Z")
        _openssl(
            "ca", "-batch", "-notext", "-config", self._folder / "config", "-cert", self.ca_file,
            "-keyfile", self._folder / "ca.key", "-startdate", days[0], "-enddate", days[1],
            "-in", request, "-out", made.certificate,
        )  # fmt: skip
        return made


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
