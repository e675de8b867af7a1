"""Server processes on loopback ports, each stopped when its block ends."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

READY_TIMEOUT = 30.0
STOP_TIMEOUT = 10.0
POLL_INTERVAL = 0.001


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str | Path], port: int, ready_path: str, environment: dict[str, str] | None = None):
    """Starts a server, waits for its first 200, yields its process id and stops it at the end."""
    process = subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=os.environ | (environment or {}),
    )  # fmt: skip
    try:
        await_ready(process, port, ready_path)
        yield process.pid
    finally:
        stop(process)


def await_ready(process: subprocess.Popen, port: int, path: str) -> None:
    deadline = monotonic() + READY_TIMEOUT
    while not answers(port, path):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with status {process.returncode} before it answered")
        if monotonic() > deadline:
            raise RuntimeError(f"{process.args[0]} did not answer within {READY_TIMEOUT:.0f} s")
        sleep(POLL_INTERVAL)


def answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def last_core() -> int:
    return max(os.sched_getaffinity(0))


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all its threads, so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has no resident memory")
