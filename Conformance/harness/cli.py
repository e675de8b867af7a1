"""The AWS CLI as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass

from harness.callers import Caller

INHERITED = ("PATH", "LANG", "PYENV_ROOT", "PYENV_VERSION")


@dataclass(frozen=True)
class Outcome:
    status: int
    output: str
    error: str

    def json(self):
        return json.loads(self.output)


class CommandLine:
    """Runs `aws` with a caller's identity and nothing of the machine's own configuration."""

    def __init__(self, caller: Caller, directory):
        self._directory = directory
        self._environment = {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            "HOME": str(directory),
            "AWS_CONFIG_FILE": str(directory / "config"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
            "AWS_MAX_ATTEMPTS": "1",
            **caller.environment(),
        }
        self._program = os.environ.get("YAGURA_AWS_CLI") or shutil.which("aws")

    def run(self, *words: str) -> Outcome:
        command = [self._program, *words]
        done = subprocess.run(
            command, env=self._environment, cwd=self._directory, capture_output=True, text=True, timeout=60
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def ok(self, *words: str):
        """Runs, requires success, and returns the JSON printed (None where nothing is printed)."""
        outcome = self.run(*words, "--output", "json")
        assert outcome.status == 0, outcome.error
        return outcome.json() if outcome.output.strip() else None

    def text(self, *words: str) -> str:
        outcome = self.run(*words, "--output", "text")
        assert outcome.status == 0, outcome.error
        return outcome.output.strip()
