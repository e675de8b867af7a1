"""An external key store proxy with an external key manager behind it, as AWS's proxy API specification has them.

It checks every signature with botocore's signer, really encrypts, and can be told to fail in each way there is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import socket
import ssl
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from harness.callers import REGION, unique
from harness.certificates import Authority

HOST = "proxy.xks.test"
PRIVATE = "private.xks.test"
# Routed to the proxy, whose certificate is for other names; and to where nobody listens.
MISNAMED = "misnamed.xks.test"
DOWN = "down.xks.test"
STATUS = {
    "ValidationException": 400,
    "InvalidStateException": 400,
    "InvalidCiphertextException": 400,
    "InvalidKeyUsageException": 400,
    "AuthenticationFailedException": 401,
    "AccessDeniedException": 403,
    "KeyNotFoundException": 404,
    "InvalidUriPathException": 404,
    "ThrottlingException": 429,
    "InternalException": 500,
    "UnsupportedOperationException": 501,
    "DependencyTimeoutException": 503,
}


class Refused(Exception):
    """What the proxy says no with: one of `STATUS`."""


@dataclass
class ExternalKey:
    material: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    spec: str = "AES_256"
    usage: tuple[str, ...] = ("ENCRYPT", "DECRYPT", "WRAP")
    status: str = "ENABLED"

    def authenticated(self, data: bytes, metadata: bytes) -> bytes:
        return len(data).to_bytes(2, "big") + data + bytes([len(metadata)]) + metadata

    def decrypt(self, sealed: dict[str, bytes], data: bytes) -> bytes:
        whole = sealed["ciphertext"] + sealed["authenticationTag"]
        metadata = sealed.get("ciphertextMetadata", b"")
        return AESGCM(self.material).decrypt(sealed["initializationVector"], whole, self.authenticated(data, metadata))


@dataclass(frozen=True)
class Asked:
    """A request that reached the proxy, signed or not."""

    host: str
    path: str
    body: dict

    @property
    def metadata(self) -> dict:
        return self.body["requestMetadata"]


class XksProxy:
    """Listens until `stop`; `start` makes it listen again on the same port."""

    def __init__(self, directory: Path):
        authority = Authority("conformance")
        self.trust = directory / "authority.pem"
        self.trust.write_bytes(authority.certificate_pem)
        certificate = directory / "proxy.pem"
        certificate.write_bytes(authority.issue(HOST, PRIVATE))
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        self.credentials = {new_access_key_id(): new_secret()}
        self.keys: dict[str, ExternalKey] = {}
        self.managers = ["ACTIVE", "DEGRADED"]
        # What goes with every ciphertext.
        self.metadata = b"version=1"
        self.asked: list[Asked] = []
        # The proxy's own, which the tests must not take for the server's.
        self.mistakes: list[BaseException] = []
        self._spoil = None
        self._port = 0
        self.start()

    def start(self) -> None:
        self._listener = Listener(self, self._port, self._tls)
        self._port = self._listener.server_port

    def stop(self) -> None:
        self._listener.end()

    @property
    def options(self) -> tuple[str, ...]:
        """What tells a server where the proxy is. It gives it more time than AWS does: tests share their processors."""
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            down = unused.getsockname()[1]
        routes = [f"{host}=127.0.0.1:{self._port}" for host in (HOST, PRIVATE, MISNAMED)]
        words = [word for route in [*routes, f"{DOWN}=127.0.0.1:{down}"] for word in ("--outbound-connect", route)]
        return ("--outbound-trust", str(self.trust), "--xks-timeout-ms", "1500", *words)

    @property
    def credential(self) -> dict[str, str]:
        """The `XksProxyAuthenticationCredential` that is valid, the latest one."""
        access_key, secret = list(self.credentials.items())[-1]
        return {"AccessKeyId": access_key, "RawSecretAccessKey": secret}

    def key(self, **parameters) -> str:
        """A new external key. Returns its id."""
        name = unique("external.key_")
        self.keys[name] = ExternalKey(**parameters)
        return name

    @contextmanager
    def spoiled(self, spoil):
        """For the block, what `spoil` makes of every answer's status and body is sent; None sends nothing."""
        self._spoil = spoil
        try:
            yield
        finally:
            self._spoil = None

    def refusing(self, name: str):
        body = json.dumps({"errorName": name, "errorMessage": "told nobody"}).encode()
        return self.spoiled(lambda _status, _body: (STATUS[name], body))

    def altering(self, **members):
        """Replaces members of every answer."""
        return self.spoiled(lambda status, body: (status, json.dumps({**json.loads(body), **members}).encode()))

    @contextmanager
    def hanging(self):
        over = threading.Event()
        with self.spoiled(lambda _status, _body: over.wait(60) and None):
            try:
                yield
            finally:
                over.set()

    def answer(self, request: Asked, headers, raw: bytes):
        """The status and body of an answer, or None for a connection that just ends."""
        self.asked.append(request)
        try:
            status, body = 200, self._perform(request, headers, raw)
        except Refused as refusal:
            status, body = STATUS[str(refusal)], {"errorName": str(refusal), "errorMessage": "told nobody"}
        encoded = json.dumps(body).encode()
        return self._spoil(status, encoded) if self._spoil else (status, encoded)

    def _perform(self, request: Asked, headers, raw: bytes) -> dict:
        self._authenticate(request, headers, raw)
        found = re.fullmatch(
            r"(?!/nowhere).*/kms/xks/v1/(health|keys/([\w.-]+)/(metadata|encrypt|decrypt))", request.path
        )
        if not found:
            raise Refused("InvalidUriPathException")
        if found[1] == "health":
            return self._health()
        if found[2] not in self.keys:
            raise Refused("KeyNotFoundException")
        key = self.keys[found[2]]
        if found[3] == "metadata":
            return {"keySpec": key.spec, "keyUsage": key.usage, "keyStatus": key.status}
        if key.status != "ENABLED":
            raise Refused("InvalidStateException")
        return self._encrypt(key, request.body) if found[3] == "encrypt" else decrypt(key, request.body)

    def _authenticate(self, request: Asked, headers, raw: bytes) -> None:
        presented = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([A-Z2-7]+)/\d{8}/([a-z0-9-]+)/kms-xks-proxy/aws4_request, "
            r"SignedHeaders=host;x-amz-date, Signature=([0-9a-f]{64})",
            headers.get("Authorization", ""),
        )
        if not presented or presented[1] not in self.credentials or presented[2] != REGION:
            raise Refused("AuthenticationFailedException")
        date = headers["X-Amz-Date"]
        signer = SigV4Auth(Credentials(presented[1], self.credentials[presented[1]]), "kms-xks-proxy", REGION)
        signed = AWSRequest(
            "POST", f"https://{request.host}{request.path}", {"host": request.host, "x-amz-date": date}, raw
        )
        signed.context["timestamp"] = date
        expected = signer.signature(signer.string_to_sign(signed, signer.canonical_request(signed)), signed)
        age = datetime.now(timezone.utc) - datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        if not hmac.compare_digest(expected, presented[3]) or abs(age.total_seconds()) > 300:
            raise Refused("AuthenticationFailedException")

    def _health(self) -> dict:
        managers = [{"id": str(n), "model": "memory", "healthStatus": state} for n, state in enumerate(self.managers)]
        return {
            "xksProxyFleetSize": 1,
            "xksProxyVendor": "conformance",
            "xksProxyModel": "conformance 1",
            "ekmVendor": "conformance",
            "ekmFleetDetails": managers,
        }

    def _encrypt(self, key: ExternalKey, body: dict) -> dict:
        if body["encryptionAlgorithm"] != "AES_GCM" or body["ciphertextDataIntegrityValueAlgorithm"] != "SHA_256":
            raise Refused("ValidationException")
        plaintext, data = decoded(body, "plaintext"), decoded(body, "additionalAuthenticatedData")
        if len(plaintext) > 4300 or len(data) > 8192:
            raise Refused("UnsupportedOperationException")
        nonce = os.urandom(16)
        whole = AESGCM(key.material).encrypt(nonce, plaintext, key.authenticated(data, self.metadata))
        ciphertext, tag = whole[:-16], whole[-16:]
        value = hashlib.sha256(data + self.metadata + nonce + ciphertext + tag).digest()
        answer = {
            "ciphertext": ciphertext,
            "initializationVector": nonce,
            "authenticationTag": tag,
            "ciphertextDataIntegrityValue": value,
        }
        if self.metadata:
            answer["ciphertextMetadata"] = self.metadata
        return {name: base64.b64encode(member).decode() for name, member in answer.items()}


def decrypt(key: ExternalKey, body: dict) -> dict:
    sealed = {
        name: decoded(body, name)
        for name in ("ciphertext", "ciphertextMetadata", "initializationVector", "authenticationTag")
    }
    try:
        plaintext = key.decrypt(sealed, decoded(body, "additionalAuthenticatedData"))
    except InvalidTag:
        raise Refused("InvalidCiphertextException") from None
    return {"plaintext": base64.b64encode(plaintext).decode()}


def decoded(body: dict, name: str) -> bytes:
    return base64.b64decode(body.get(name, ""), validate=True)


def new_access_key_id() -> str:
    return base64.b32encode(os.urandom(15)).decode()[:24]


def new_secret() -> str:
    return base64.b64encode(os.urandom(33)).decode()


class Listener(ThreadingHTTPServer):
    """One port, a thread for each connection. Handshakes happen there, so that nobody waits for another's."""

    daemon_threads = True

    def __init__(self, proxy: XksProxy, port: int, tls: ssl.SSLContext):
        super().__init__(("127.0.0.1", port), Handler)
        self.proxy = proxy
        self._tls = tls
        self._connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def get_request(self):
        connection, address = self.socket.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wrapped = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        self._connections.add(wrapped)
        return wrapped, address

    def shutdown_request(self, request):
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address):
        """Clients that break off, as they do over a certificate, are none of a test's business."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.proxy.mistakes.append(error)

    def end(self) -> None:
        self.shutdown()
        self.server_close()
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):  # noqa: N802
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        request = Asked(self.headers["Host"], self.path, json.loads(raw))
        answer = self.server.proxy.answer(request, self.headers, raw)
        if answer is None:
            self.close_connection = True
            return
        status, body = answer
        head = f"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def log_message(self, *_):
        """Quiet."""
