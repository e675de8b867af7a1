"""The program's commands beside `serve`, on the data directory of a server."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from harness.server import binary

PATIENCE = 60


def start(*words) -> subprocess.Popen:
    command = [str(word) for word in (binary(), *words)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(*words, prefix: tuple[str, ...] = (), variables: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    command = [str(word) for word in (*prefix, binary(), *words)]
    environment = {**os.environ, **(variables or {})}
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE
    )


def done(*words, **surroundings) -> str:
    """What a command printed that succeeded."""
    ended = run(*words, **surroundings)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def refusal(*words, **surroundings) -> str:
    """What a command said that failed."""
    ended = run(*words, **surroundings)
    assert ended.returncode not in (0, None) and ended.returncode > 0, ended
    return ended.stderr


def files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]
