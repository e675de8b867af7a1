"""What a start costs: the time to the first answer, the memory held while idle, the size of the program."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from .processes import free_port, resident_megabytes, running
from .yagura import HEALTH

STARTS = 10
IDLE_SECONDS = 1.0


@dataclass(frozen=True)
class Start:
    milliseconds: float
    idle_megabytes: float
    binary_megabytes: float


def measure_start(binary: Path, scratch: Path) -> Start:
    times, memory = [], 0.0
    for turn in range(STARTS):
        with tempfile.TemporaryDirectory(dir=scratch) as data:
            port = free_port()
            began = perf_counter()
            with running([binary, "serve", "--data", data, "--listen", f"127.0.0.1:{port}"], port, HEALTH) as pid:
                times.append((perf_counter() - began) * 1000)
                if turn == STARTS - 1:
                    sleep(IDLE_SECONDS)
                    memory = resident_megabytes(pid)
    return Start(statistics.median(times), memory, stripped_megabytes(binary, scratch))


def stripped_megabytes(binary: Path, scratch: Path) -> float:
    copy = scratch / "stripped"
    shutil.copy(binary, copy)
    subprocess.run(["strip", copy], check=True)
    return copy.stat().st_size / 1e6
