"""Hardware tokens, as SoftHSM plays them."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

MODULE = "/usr/lib/softhsm/libsofthsm2.so"


@dataclass
class SoftToken:
    """A token in a folder of its own. A server sees it with `environment`."""

    folder: Path
    label: str
    pin: str

    @classmethod
    def make(cls, folder: Path, label: str = "yagura", pin: str = "4711-4711") -> SoftToken:
        tokens = folder / "tokens"
        tokens.mkdir(parents=True)
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n")
        token = cls(folder, label, pin)
        command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "so-pin-1", "--pin", pin]
        subprocess.run(command, env={**os.environ, **token.environment}, check=True, capture_output=True)
        return token

    @property
    def environment(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}
