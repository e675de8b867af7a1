"""What the operating system is told to keep from others: the memory of the server."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from harness.server import binary, free_port

NOBODY = 65534


@pytest.fixture(params=[False, True], ids=["strict", "dev"])
def process(request, strict_server, dev_server) -> Path:
    server = dev_server if request.param else strict_server
    return Path("/proc") / str(server.pid)


def test_a_crash_leaves_no_core_file(process):
    limit = next(line for line in (process / "limits").read_text().splitlines() if line.startswith("Max core"))
    assert limit.split()[4:6] == ["0", "0"]


def test_memory_is_locked_where_the_system_allows_it(process):
    locked = field(process, "VmLck")
    may = "unlimited" in next(line for line in (process / "limits").read_text().splitlines() if "locked" in line)
    assert (locked > 0) == may


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")
@pytest.mark.parametrize("allowed", [False, True])
def test_programs_of_the_same_user_cannot_read_its_memory(allowed):
    """As a user without privileges: one process looks at another of its own that has given its memory away, or not."""
    # Where that user may come, unlike pytest's folders and perhaps the one of the build.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        command = [shutil.copy(binary(), folder), "serve", "--dev", "--listen", f"127.0.0.1:{free_port()}"]
        environment = {"YAGURA_ALLOW_DUMPS": "1"} if allowed else {}
        server = subprocess.Popen(
            command, user=NOBODY, group=NOBODY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
        )
        try:
            assert any(b"listening" in line for line in server.stderr)
            look = ["dd", f"if=/proc/{server.pid}/mem", "of=/dev/null", "count=0"]
            seen = subprocess.run(look, user=NOBODY, group=NOBODY, capture_output=True)
            assert (seen.returncode == 0) == allowed, seen.stderr
        finally:
            server.kill()
            server.wait()


def field(process: Path, name: str) -> int:
    line = next(line for line in (process / "status").read_text().splitlines() if line.startswith(name + ":"))
    return int(line.split()[1])
