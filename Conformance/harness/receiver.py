"""A web server over TLS that notes what it is sent: the far end of an API destination."""

from __future__ import annotations

import json
import ssl
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic

from harness.certificates import Authority

HOST = "receiver.example"
HANGING = "hanging.example"
PATIENCE = 60.0


@dataclass(frozen=True)
class Received:
    host: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self):
        return json.loads(self.body)


class Receiver:
    """Answers 200, unless told otherwise; under the name HANGING it never answers."""

    def __init__(self, directory: Path):
        self._arrived = threading.Condition()
        self.requests: list[Received] = []
        # Statuses that are answered first, one for each request.
        self.statuses: list[int] = []
        self._ended = threading.Event()
        authority = Authority("receiver")
        self.trust = directory / "receiver.pem"
        self.trust.write_bytes(authority.certificate_pem)
        identity = directory / "receiver.key"
        identity.write_bytes(authority.issue(HOST, HANGING))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(identity)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def options(self) -> tuple[str, ...]:
        port = self._server.server_port
        routes = [word for host in (HOST, HANGING) for word in ("--outbound-connect", f"{host}=127.0.0.1:{port}")]
        return ("--outbound-trust", str(self.trust), *routes)

    def close(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def wait(self, wanted, count: int = 1) -> list[Received]:
        """The requests that `wanted` holds of, once there are so many."""
        deadline = monotonic() + PATIENCE
        with self._arrived:
            while True:
                found = [request for request in self.requests if wanted(request)]
                if len(found) >= count:
                    return found
                assert self._arrived.wait(deadline - monotonic()), f"{len(found)} of {count} arrived"

    def _note(self, received: Received) -> int:
        with self._arrived:
            self.requests.append(received)
            self._arrived.notify_all()
            return self.statuses.pop(0) if self.statuses else 200

    def _handler(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                host = self.headers["host"].split(":")[0]
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = receiver._note(Received(host, self.command, self.path, headers, body))
                if host == HANGING:
                    receiver._ended.wait(120)
                    return
                token = json.dumps({"access_token": "granted", "expires_in": 3600}).encode()
                answer = token if self.path.startswith("/token") else b"{}"
                self.send_response(status)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = answer

            def log_message(self, *_) -> None:
                pass

        return Handler
