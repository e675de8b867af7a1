"""A Yagura process under test: started, awaited, stopped, killed and started again on the same data."""

from __future__ import annotations

import http.client
import json
import os
import shlex
import signal
import socket
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

REPOSITORY = Path(__file__).resolve().parents[2]
START_TIMEOUT = 60.0
STOP_TIMEOUT = 30.0


def binary() -> Path:
    """The program under test: YAGURA_BINARY, or the debug build of this repository."""
    return Path(os.environ.get("YAGURA_BINARY", REPOSITORY / ".build/debug/yagura")).resolve()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Answer:
    """A plain HTTP answer of the server's own, unsigned endpoints."""

    status: int
    body: bytes

    def json(self):
        return json.loads(self.body)


class Server:
    """One `yagura serve` process on a loopback port and a data directory."""

    def __init__(
        self,
        directory: Path,
        *,
        dev: bool = False,
        options: tuple[str, ...] = (),
        prefix: tuple[str, ...] = (),
        variables: dict[str, str] | None = None,
    ):
        self.data = directory / "data"
        self.log = directory / "server.log"
        self.port = free_port()
        self.dev = dev
        self.options = options
        # A program that runs the command after it, in surroundings of its own making.
        self.prefix = prefix
        self.variables = variables or {}
        self._process: subprocess.Popen | None = None
        self._announced = threading.Event()
        self._logged = threading.Condition()
        self._environment: dict[str, str] | None = None

    @property
    def listen(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        return f"http://{self.listen}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(self) -> Server:
        self.launch()
        self._await_ready()
        return self

    def launch(self) -> subprocess.Popen:
        """Starts the process, and does not wait for it to answer."""
        self._announced.clear()
        if not binary().exists():
            raise FileNotFoundError(f"no server to test at {binary()}: build it, or set YAGURA_BINARY")
        command = [*self.prefix, binary(), "serve", "--data", self.data, "--listen", self.listen, *self.options]
        if self.dev:
            command.append("--dev")
        self._process = subprocess.Popen(
            [str(word) for word in command],
            env={**os.environ, **self.variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        threading.Thread(target=self._drain, args=(self._process,), daemon=True).start()
        return self._process

    def _drain(self, process: subprocess.Popen) -> None:
        """Keeps every line for the tests that read logs, and notices the one that says the port is open."""
        with self.log.open("ab") as log:
            for line in process.stdout:
                with self._logged:
                    log.write(line)
                    log.flush()
                    self._logged.notify_all()
                if b"listening" in line.lower():
                    self._announced.set()

    def _await_ready(self) -> None:
        deadline = monotonic() + START_TIMEOUT
        while monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended with {self._process.returncode}:\n{self.log_text()}")
            if self._healthy():
                return
            self._announced.wait(0.05)
        raise TimeoutError(f"the server was not ready in {START_TIMEOUT} s:\n{self.log_text()}")

    def _healthy(self) -> bool:
        try:
            return self.request("GET", "/_yagura/health", timeout=2).status == 200
        except OSError:
            return False

    def stop(self) -> int:
        """SIGTERM: the server drains and ends. Returns its exit status."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """SIGKILL: the server gets no chance to save anything."""
        return self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> int:
        if self.running:
            self._process.send_signal(how)
        return self._process.wait(STOP_TIMEOUT)

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def await_logged(self, text: str) -> None:
        """Returns once a line of the log says this."""
        with self._logged:
            assert self._logged.wait_for(lambda: text in self.log_text(), START_TIMEOUT), self.log_text()

    def request(self, method: str, path: str, body: bytes | None = None, timeout: float = 30) -> Answer:
        """An unsigned request, for the server's own endpoints."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
            response = connection.getresponse()
            return Answer(response.status, response.read())
        finally:
            connection.close()

    def health(self) -> dict:
        answer = self.request("GET", "/_yagura/health")
        assert answer.status == 200, answer
        return answer.json()

    def operations(self) -> dict[str, list[str]]:
        """The operations that are implemented, by service."""
        answer = self.request("GET", "/_yagura/operations")
        assert answer.status == 200, answer
        return answer.json()

    def reset(self) -> None:
        answer = self.request("POST", "/_yagura/reset")
        assert 200 <= answer.status < 300, answer

    def environment(self) -> dict[str, str]:
        """What `yagura env` prints for a shell to evaluate."""
        if self._environment is None:
            command = [*self.prefix, str(binary()), "env", "--data", str(self.data), "--listen", self.listen]
            printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout
            words = [shlex.split(line) for line in printed.splitlines() if line.startswith("export ")]
            self._environment = dict(word.split("=", 1) for line in words for word in line[1:])
        return self._environment
