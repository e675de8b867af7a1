"""Tokens of SoftHSM: hardware security modules as far as PKCS#11 can tell."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.certificates import Authority

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "kmsuser-4711"


@dataclass(frozen=True)
class SoftHSM:
    """One token, its cluster id, and the certificate that vouches for it."""

    directory: Path
    cluster: str
    label: str

    @property
    def configuration(self) -> Path:
        return self.directory / "softhsm2.conf"

    @property
    def tokens(self) -> Path:
        return self.directory / "tokens"

    @property
    def trust_anchor(self) -> str:
        return (self.directory / "customerCA.crt").read_text()

    @property
    def option(self) -> str:
        """The value of --hsm-cluster."""
        anchor = self.directory / "customerCA.crt"
        return f"{self.cluster}={MODULE},token={self.label},trust-anchor={anchor}"

    @classmethod
    def create(cls, directory: Path, cluster: str, label: str = "kms") -> SoftHSM:
        token = cls(directory, cluster, label)
        token.tokens.mkdir(parents=True)
        token.configuration.write_text(f"directories.tokendir = {token.tokens}\nlog.level = ERROR\n")
        (directory / "customerCA.crt").write_bytes(self_signed("cluster"))
        token.run("--init-token", "--free", "--label", label, "--so-pin", "so-4711", "--pin", PIN)
        return token

    def run(self, *arguments: str) -> None:
        environment = {**os.environ, "SOFTHSM2_CONF": str(self.configuration)}
        subprocess.run(["softhsm2-util", *arguments], env=environment, check=True, capture_output=True)

    def bytes_on_disk(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.tokens.rglob("*")) if path.is_file())


def self_signed(name: str) -> bytes:
    """A certificate in PEM whose private key nobody has."""
    return Authority(name).certificate_pem
