"""A small OIDC issuer over TLS: real keys, real signatures, and counts of what it was asked."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections import Counter
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import NameOID

CONFIGURATION = "/.well-known/openid-configuration"
KEYS = "/keys"
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int, length: int | None = None) -> str:
    return base64url(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


class SigningKey:
    """A private key, and its public half as a JSON Web Key."""

    def __init__(self, algorithm: str, name: str):
        self.algorithm, self.name = algorithm, name
        if algorithm.startswith("ES"):
            self.private = ec.generate_private_key(CURVES[algorithm])
        else:
            self.private = rsa.generate_private_key(65537, 2048)

    def sign(self, message: bytes) -> bytes:
        digest = HASHES[self.algorithm[2:]]
        if self.algorithm.startswith("ES"):
            r, s = utils.decode_dss_signature(self.private.sign(message, ec.ECDSA(digest)))
            length = (self.private.key_size + 7) // 8
            return r.to_bytes(length, "big") + s.to_bytes(length, "big")
        return self.private.sign(message, padding.PKCS1v15(), digest)

    @property
    def public(self) -> dict:
        numbers = self.private.public_key().public_numbers()
        shared = {"kid": self.name, "use": "sig", "alg": self.algorithm}
        if self.algorithm.startswith("ES"):
            length = (self.private.key_size + 7) // 8
            curve = f"P-{self.private.key_size}"
            return {**shared, "kty": "EC", "crv": curve, "x": number(numbers.x, length), "y": number(numbers.y, length)}
        return {**shared, "kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}


class Issuer:
    """Serves its configuration and keys under a name that only the server's settings lead to."""

    def __init__(self, host: str, directory: Path, path: str = ""):
        self.host, self.path = host, path
        self.keys = {"first": SigningKey("RS256", "first")}
        self.asked: Counter[str] = Counter()
        # What is answered instead, by path: a status, or a document.
        self.answers: dict[str, int | dict] = {}
        self.certificate = directory / f"{host}.pem"
        self._key = directory / f"{host}.key"
        self._make_certificate()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self._key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"https://{self.host}{self.path}"

    @property
    def name(self) -> str:
        """As condition keys and ARNs have it."""
        return self.host + self.path

    @property
    def options(self) -> tuple[str, ...]:
        route = f"{self.host}=127.0.0.1:{self._server.server_port}"
        return ("--outbound-trust", str(self.certificate), "--outbound-connect", route)

    def token(self, *, key: str = "first", header: dict | None = None, **claims) -> str:
        """A signed token; a claim that is None is left out."""
        now = int(time())
        standing = {"iss": self.url, "sub": "repo:main", "aud": "yagura", "iat": now, "exp": now + 600}
        body = {name: value for name, value in {**standing, **claims}.items() if value is not None}
        signer = self.keys[key]
        head = {"typ": "JWT", "alg": signer.algorithm, "kid": key, **(header or {})}
        signed = ".".join(base64url(json.dumps(part).encode()) for part in (head, body))
        return f"{signed}.{base64url(signer.sign(signed.encode()))}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str) -> tuple[int, dict]:
        self.asked[path] += 1
        instead = self.answers.get(path)
        if isinstance(instead, int):
            return instead, {}
        if instead is not None:
            return 200, instead
        if path == self.path + CONFIGURATION:
            return 200, {"issuer": self.url, "jwks_uri": self.url + KEYS}
        if path == self.path + KEYS:
            return 200, {"keys": [key.public for key in self.keys.values()]}
        return 404, {}

    def _handler(self):
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                status, document = issuer._answer(self.path)
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Tests' output is for failures."""

        return Handler

    def _make_certificate(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.host)])
        now = datetime.now(timezone.utc)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(self.host)]), critical=False)
            .sign(key, hashes.SHA256())
        )
        self.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        self._key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
