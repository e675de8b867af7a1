"""A file system of a test's own: full, emptied or read-only when the test says so, without touching anybody else's."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path


class PrivateMounts:
    """A mount namespace of its own, in a user namespace, so that no privilege is needed to mount in it.

    It lasts as long as the process that holds it. Programs are put into it by `prefix`; the test itself sees what is
    mounted there through `root`.
    """

    def __init__(self):
        self._holder = subprocess.Popen(
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", "echo ready; exec cat"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        if self._holder.stdout.readline() != "ready\n":
            raise RuntimeError("this system gives no mount namespaces to tests: user namespaces must be allowed")

    def __enter__(self) -> PrivateMounts:
        return self

    def __exit__(self, *_) -> None:
        self._holder.communicate()

    @property
    def prefix(self) -> tuple[str, ...]:
        """What to put before a command that is to run in here."""
        target = str(self._holder.pid)
        return ("nsenter", "--target", target, "--user", "--mount", "--preserve-credentials")

    def path(self, inside: Path) -> Path:
        """Where the test finds a file of in here."""
        return Path(f"/proc/{self._holder.pid}/root{inside}")

    def mount(self, arguments: str, place: Path) -> None:
        command = [*self.prefix, "mount", *shlex.split(arguments), str(place)]
        subprocess.run(command, check=True, capture_output=True, text=True)

    def mount_small(self, place: Path, size: str) -> None:
        """A file system in memory that holds so much, such as `4m`."""
        self.mount(f"-t tmpfs -o size={size} none", place)

    def make_read_only(self, place: Path) -> None:
        self.mount(f"--bind {shlex.quote(str(place))}", place)
        self.mount("-o remount,bind,ro", place)

    def make_writable(self, place: Path) -> None:
        self.mount("-o remount,bind,rw", place)


def fill(place: Path) -> Path:
    """Writes a file until the file system has no room for another byte. Returns the file, to be deleted."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    return filler
