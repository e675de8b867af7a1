"""What a run found, by service and operation."""

from __future__ import annotations

import json
import subprocess
import sys

from harness.server import REPOSITORY


class Coverage:
    def __init__(self):
        self._found: dict[str, dict[str, dict]] = {}

    def add(self, service: str, operation: str, *, implemented: bool, variants: int = 0, failures: int = 0) -> None:
        entry = {"implemented": implemented, "variants": variants, "failures": failures}
        self._found.setdefault(service, {})[operation] = entry

    def write(self) -> None:
        """Hands the results to the script that writes docs/coverage."""
        script = REPOSITORY / "Tools/coverage/write.py"
        subprocess.run([sys.executable, str(script)], input=json.dumps(self._found), text=True, check=True)
