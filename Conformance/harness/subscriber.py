"""An HTTP endpoint that subscribes to topics: it keeps what it is sent, and answers as it is told."""

from __future__ import annotations

import base64
import json
import threading
import urllib.request
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

TIMEOUT = 30.0
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
HASHES = {"1": hashes.SHA1(), "2": hashes.SHA256()}


@dataclass
class Received:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=monotonic)

    def json(self) -> dict:
        return json.loads(self.body)


def follow(url: str) -> bytes:
    """What a receiver does with a link: a plain GET."""
    with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
        return answer.read()


def verify(document: dict) -> x509.Certificate:
    """AWS's published method: names and values of the signed members, by the certificate that the message names."""
    certificate = x509.load_pem_x509_certificate(follow(document["SigningCertURL"]))
    signed = "".join(f"{name}\n{document[name]}\n" for name in SIGNED[document["Type"]] if name in document)
    certificate.public_key().verify(
        base64.b64decode(document["Signature"]),
        signed.encode(),
        padding.PKCS1v15(),
        HASHES[document["SignatureVersion"]],
    )
    return certificate


class Subscriber:
    """Listens on loopback, where the server may call because it is told so."""

    def __init__(self):
        self.received: list[Received] = []
        # Statuses that are answered in turn, by path; 200 once they are used up.
        self.answers: dict[str, deque[int]] = {}
        # Paths that do not answer while their event is clear.
        self.gates: dict[str, threading.Event] = {}
        self._changed = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def options(self) -> tuple[str, ...]:
        return ("--outbound-allow", "127.0.0.0/8")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def at(self, path: str, kind: str | None = None) -> list[Received]:
        """What came to a path, in order, of one type if any."""
        with self._changed:
            came = [received for received in self.received if received.path == path]
        return [one for one in came if kind is None or one.headers["x-amz-sns-message-type"] == kind]

    def await_at(self, path: str, count: int = 1, kind: str | None = None, timeout: float = TIMEOUT) -> list[Received]:
        """The same once so many have come."""
        deadline = monotonic() + timeout
        while len(came := self.at(path, kind)) < count:
            with self._changed:
                remaining = deadline - monotonic()
                assert remaining > 0, f"{len(came)} of {count} came to {path}"
                self._changed.wait(min(remaining, 1))
        return came

    def notifications(self, path: str, count: int) -> list[str]:
        """The messages of the notifications that came to a path, in order."""
        return [one.json()["Message"] for one in self.await_at(path, count, "Notification")]

    def different(self, path: str, count: int) -> list[str]:
        """The same without those that came again, once there are so many: what is not a FIFO topic's may come twice."""
        wanted = count
        while len(found := list(dict.fromkeys(self.notifications(path, wanted)))) < count:
            wanted += 1
        return found

    def subscribe(self, sns, topic: str, path: str, **parameters) -> str:
        """Subscribes a path of this endpoint, which confirms. Returns the subscription's ARN."""
        before = len(self.at(path, "SubscriptionConfirmation"))
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=self.url(path), **parameters)
        document = self.await_at(path, before + 1, "SubscriptionConfirmation")[-1].json()
        answer = sns.confirm_subscription(TopicArn=topic, Token=document["Token"])
        return answer["SubscriptionArn"]

    def close(self) -> None:
        for gate in self.gates.values():
            gate.set()
        self._server.shutdown()
        self._server.server_close()

    def _note(self, received: Received) -> int:
        with self._changed:
            self.received.append(received)
            statuses = self.answers.get(received.path)
            status = statuses.popleft() if statuses else 200
            self._changed.notify_all()
        if gate := self.gates.get(received.path):
            gate.wait(60)
        return status

    def _handler(self):
        subscriber = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = subscriber._note(Received(self.path, headers, body))
                try:
                    self.send_response(status)
                    self.send_header("content-length", "0")
                    self.end_headers()
                except OSError:
                    # The server is gone, as tests of faults have it.
                    self.close_connection = True

            def log_message(self, *_):
                pass

        return Handler
