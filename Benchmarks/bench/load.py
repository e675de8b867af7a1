"""One stretch of load on one server, and what it cost that server."""

from __future__ import annotations

import json
import statistics
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import sleep

from .processes import cpu_seconds

GENERATOR = Path(__file__).resolve().parents[1] / ".build/release/bench-load"
CONNECTIONS = 32


@dataclass(frozen=True)
class Request:
    port: int
    path: str = "/"
    body: str = "{}"
    headers: dict[str, str] = field(default_factory=dict)
    # Service, access key id and secret; None sends the request unsigned.
    signer: tuple[str, str, str] | None = None

    def sent_to(self, port: int) -> Request:
        return replace(self, port=port)

    def arguments(self) -> list[str]:
        words = ["--address", f"127.0.0.1:{self.port}", "--path", self.path, "--body", self.body]
        for name, value in self.headers.items():
            words += ["--header", f"{name}: {value}"]
        if self.signer:
            service, key, secret = self.signer
            words += ["--service", service, "--access-key-id", key, "--secret-access-key", secret]
        return words


@dataclass
class Contestant:
    """A server, one request to it, and what each round measured."""

    name: str
    operation: str
    pid: int
    request: Request
    rates: list[int] = field(default_factory=list)
    p99s: list[int] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def measure(self, seconds: int, settling: float = 0) -> None:
        """Puts load on the server for so long; what it does for some moments afterwards is counted too."""
        before = cpu_seconds(self.pid)
        report = checked(generate(self.request, seconds), f"{self.name} {self.operation}")
        sleep(settling)
        used = cpu_seconds(self.pid) - before
        self.rates.append(report["requestsPerSecond"])
        self.p99s.append(report["p99Microseconds"])
        self.costs.append(used * 1e6 / report["requests"])

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def p99(self) -> float:
        return statistics.median(self.p99s)

    @property
    def cost(self) -> float:
        return statistics.median(self.costs)


def generate(request: Request, seconds: int, connections: int = CONNECTIONS) -> dict:
    command = load_command(request, connections, "--duration", str(seconds))
    result = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 30)
    return json.loads(result.stdout)


def load_command(request: Request, connections: int, *options: str) -> list[str | Path]:
    return [GENERATOR, "--warm-up", "0", "--connections", str(connections), *options, *request.arguments()]


def checked(report: dict, what: str) -> dict:
    """Refuses a run in which calls failed: it would be a measure of nothing."""
    if report["failures"] or report["brokenConnections"] or not report["requests"]:
        raise RuntimeError(f"{what} failed under load: {report}")
    return report
